package exposure_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// fake is a check that does as it is told.
type fake struct {
	look func(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error
}

func (fake) Name() string                { return "fake" }
func (fake) Takes(*exposure.Target) bool { return true }
func (f fake) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	return f.look(ctx, t, v, told)
}

func (fake) Catalogue() []exposure.Entry {
	text := exposure.Text{EN: "a door on {host}", JA: "{host} の入口"}
	e := exposure.Entry{Severity: exposure.High, Title: text, What: text, Seen: text, Fix: text, Reference: "https://example.com"}
	a, b, c := e, e, e
	a.ID, b.ID, c.ID = "fake-a", "fake-b", "fake-c"
	b.Severity, c.Severity, c.Happened = exposure.Medium, exposure.Critical, true
	return []exposure.Entry{a, b, c}
}

// tells is a check that tells of these findings.
func tells(fs ...exposure.Finding) fake {
	return fake{func(_ context.Context, _ *exposure.Target, _ *exposure.Visit, told func(exposure.Finding)) error {
		for _, f := range fs {
			told(f)
		}
		return nil
	}}
}

// visit runs f with the Visit of a run.
func visit(t *testing.T, change func(*exposure.Options), f func(ctx context.Context, v *exposure.Visit) error) *exposure.Result {
	t.Helper()
	return exposuretest.Look(t, fake{func(ctx context.Context, _ *exposure.Target, v *exposure.Visit, _ func(exposure.Finding)) error {
		return f(ctx, v)
	}}, change, "test://127.0.0.1")
}

// TestGuard: what could write is not sent.
func TestGuard(t *testing.T) {
	var n atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		n.Add(1)
		if !strings.HasPrefix(r.UserAgent(), "tsutsumi") {
			t.Errorf("comes as %q", r.UserAgent())
		}
	}))
	defer s.Close()
	visit(t, nil, func(ctx context.Context, v *exposure.Visit) error {
		for method, want := range map[string]int32{"GET": 1, "HEAD": 1, "OPTIONS": 1, "POST": 0, "PUT": 0, "DELETE": 0, "PATCH": 0, "PROPFIND": 0, "": 1, "get": 0} {
			n.Store(0)
			req, err := http.NewRequestWithContext(ctx, "GET", s.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Method = method
			if r, err := v.HTTP.Do(req); err == nil {
				r.Body.Close()
			}
			if n.Load() != want {
				t.Errorf("%q: %d requests, want %d", method, n.Load(), want)
			}
		}
		n.Store(0)
		if _, err := v.Ask(ctx, s.URL, "application/json", []byte("{}"), 0); err != nil || n.Load() != 1 {
			t.Errorf("a question by POST: %v", err)
		}
		if _, err := v.Dial(ctx, "udp", strings.TrimPrefix(s.URL, "http://")); err == nil {
			t.Error("speaks UDP")
		}
		return nil
	})
}

// TestRedirect: a server cannot send us elsewhere.
func TestRedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("another server was asked") }))
	defer elsewhere.Close()
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/host":
			http.Redirect(w, r, strings.Replace(s.URL, "127.0.0.1", "localhost", 1), http.StatusFound)
		case "/port":
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/here":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/again":
			http.Redirect(w, r, "/end", http.StatusTemporaryRedirect) // with its method
		case "/end":
			if r.Method == http.MethodPost {
				t.Error("a question was asked where nobody meant to")
			}
		}
	}))
	defer s.Close()
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+r.Host+"/end", http.StatusFound)
	}))
	defer secure.Close()
	visit(t, nil, func(ctx context.Context, v *exposure.Visit) error {
		if a, err := v.Get(ctx, secure.URL, 0); err != nil || a.StatusCode != http.StatusFound {
			t.Errorf("out of TLS: %v, %v", a, err)
		}
		for path, want := range map[string]int{"/host": 302, "/port": 302, "/round": 302, "/here": 200, "/again": 200} {
			a, err := v.Get(ctx, s.URL+path, 0)
			if err != nil || a.StatusCode != want {
				t.Errorf("%s: %v, %v", path, a, err)
			}
		}
		if a, err := v.Ask(ctx, s.URL+"/again", "application/json", []byte("{}"), 0); err != nil || a.StatusCode != http.StatusTemporaryRedirect {
			t.Errorf("a question: %v, %v", a, err)
		}
		return nil
	})
}

// TestDry: not one connection is made, whatever a check tries.
func TestDry(t *testing.T) {
	var n atomic.Int32
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			n.Add(1)
			c.Close()
		}
	}()
	address := l.Addr().String()
	r := visit(t, func(o *exposure.Options) {
		o.Dry, o.Resolver = true, noResolver{t}
		o.Source = func(context.Context, string) (source.Source, error) {
			t.Error("a source is opened")
			return nil, errors.New("x")
		}
		o.Look = func(context.Context, source.Source) (exposure.Behind, error) {
			t.Error("a sample is taken")
			return exposure.Behind{}, nil
		}
	}, func(ctx context.Context, v *exposure.Visit) error {
		_, e1 := v.Get(ctx, "http://"+address+"/x?token=1", 0)
		_, e2 := v.Dial(ctx, "tcp", address)
		v.From(ctx, "host.example")
		if v.Sample(ctx, "redis://"+address) != nil || v.Plan("ask", address) {
			t.Error("goes on")
		}
		return errors.Join(e1, e2)
	})
	want := []exposure.Plan{{Act: "GET", Object: "http://" + address + "/x"}, {Act: "connect", Object: address}, {Act: "sample", Object: "redis://" + address}, {Act: "ask", Object: address}}
	if d := cmp.Diff(want, r.Looked[0].Plans); d != "" || n.Load() != 0 || len(r.Looked[0].Errors) > 0 {
		t.Errorf("%d connections, %v, %s", n.Load(), r.Looked[0].Errors, d)
	}
}

type noResolver struct{ t *testing.T }

func (r noResolver) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	r.t.Error("a name is asked for")
	return nil, errors.New("x")
}

// TestRate: a host is not asked faster than it is said; other hosts do not wait.
func TestRate(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	began := time.Now()
	visit(t, func(o *exposure.Options) { o.Rate = 50 }, func(ctx context.Context, v *exposure.Visit) error {
		for range 11 {
			if _, err := v.Get(ctx, s.URL, 0); err != nil {
				t.Error(err)
			}
		}
		return nil
	})
	if took := time.Since(began); took < 190*time.Millisecond {
		t.Errorf("11 requests at 50 a second took %v", took)
	}
}

// TestFailures: what goes wrong on the network is told in words of ours, with a class.
func TestFailures(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	silent := exposuretest.Serve(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	headers := exposuretest.Serve(t, func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096)) // the question
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for {
			if _, err := io.WriteString(c, "X-SECRET: "+strings.Repeat("A", 1000)+"\r\n"); err != nil {
				return
			}
		}
	})
	rubbish := exposuretest.Serve(t, func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = io.WriteString(c, "SECRET\r\n\r\n")
		_, _ = io.Copy(io.Discard, c)
	})
	informs := exposuretest.Serve(t, func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		for {
			if _, err := io.WriteString(c, "HTTP/1.1 103 SECRET\r\n\r\n"); err != nil {
				return
			}
		}
	})
	for _, c := range []struct {
		url, want string
		class     fault.Class
	}{
		{"http://" + closed.Addr().String(), "nothing listens there", fault.Unavailable},
		{"http://" + silent, "no answer in time", fault.Unavailable},
		{"https://" + silent, "no answer in time", fault.Unavailable},
		{"http://" + headers, "header is too long", fault.Refused},
		{"http://" + rubbish, "speaks no HTTP", fault.Unreadable},
		{"https://" + rubbish, "speaks no TLS", fault.Unreadable},
		{"http://" + informs, "", fault.Refused},
		{"http://no-such-host.invalid", "no such host", fault.Unavailable},
	} {
		visit(t, func(o *exposure.Options) {
			if o.Timeout = 10 * time.Second; strings.Contains(c.want, "in time") {
				o.Timeout = 300 * time.Millisecond
			}
		}, func(ctx context.Context, v *exposure.Visit) error {
			_, err := v.Get(ctx, c.url, 0)
			if err == nil || !strings.Contains(err.Error(), c.want) || fault.Of(err) != c.class || strings.Contains(err.Error(), "SECRET") {
				t.Errorf("%s: %v (%v), want %q (%v)", c.url, err, fault.Of(err), c.want, c.class)
			}
			return nil
		})
	}
}

// TestBounded: no more is read than was asked for, and nothing is unpacked.
func TestBounded(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		for {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	visit(t, nil, func(ctx context.Context, v *exposure.Visit) error {
		a, err := v.Get(ctx, s.URL, 1000)
		if err != nil || len(a.Text) != 1000 || !a.Cut {
			t.Errorf("%v, %v", a, err)
		}
		return nil
	})
}

// TestStrangers: credentials are not sent to whom nobody vouches for.
func TestStrangers(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("credentials were sent")
		}
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	visit(t, nil, func(ctx context.Context, v *exposure.Visit) error {
		if _, err := v.Get(ctx, s.URL, 0); err != nil {
			t.Errorf("without credentials: %v", err)
		}
		req, _ := http.NewRequestWithContext(ctx, "GET", s.URL, nil)
		req.SetBasicAuth("u", "p")
		if _, err := v.Do(req, 0); err == nil || !strings.Contains(err.Error(), "vouches") {
			t.Errorf("with credentials: %v", err)
		}
		return nil
	})
}

// TestVantage: from where a host is seen follows from its addresses, or from the relay.
func TestVantage(t *testing.T) {
	for host, want := range map[string]exposure.Vantage{
		"127.0.0.1": exposure.Here, "::1": exposure.Here, "": exposure.Here, "10.1.2.3": exposure.Network, "192.168.0.1": exposure.Network, "172.31.0.1": exposure.Network,
		"169.254.1.1": exposure.Network, "fd00::1": exposure.Network, "100.64.0.1": exposure.Network, "8.8.8.8": exposure.World, "2001:4860:4860::8888": exposure.World,
		"::ffff:10.0.0.1": exposure.Network, "both.example": exposure.World, "inside.example": exposure.Network, "unknown.example": exposure.Network,
	} {
		visit(t, func(o *exposure.Options) { o.Resolver = names{} }, func(ctx context.Context, v *exposure.Visit) error {
			if got := v.From(ctx, host); got != want {
				t.Errorf("%q: %s, want %s", host, got, want)
			}
			return nil
		})
	}
	visit(t, func(o *exposure.Options) { o.Relay = "socks5://127.0.0.1:1" }, func(ctx context.Context, v *exposure.Visit) error {
		if got := v.From(ctx, "127.0.0.1"); got != exposure.Relayed {
			t.Errorf("through a relay: %s", got)
		}
		_, err := v.Get(ctx, "http://127.0.0.1:1", 0)
		if err == nil || !strings.Contains(err.Error(), "through the relay") {
			t.Errorf("through a relay that is not there: %v", err)
		}
		return nil
	})
}

type names struct{}

func (names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	switch host {
	case "both.example":
		return []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("8.8.8.8")}, nil
	case "inside.example":
		return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("10.0.0.1")}, nil
	}
	return nil, errors.New("no such host")
}

// held is an inventory.
type held []inventory.Holding

func (h held) Sources(context.Context) ([]inventory.SourceState, error) {
	var out []inventory.SourceState
	seen := map[string]bool{}
	for i := range h {
		if !seen[h[i].Source] {
			seen[h[i].Source] = true
			out = append(out, inventory.SourceState{Source: h[i].Source})
		}
	}
	return out, nil
}

func (h held) Parts(_ context.Context, f inventory.Filter) iter.Seq2[inventory.Holding, error] {
	return func(yield func(inventory.Holding, error) bool) {
		for i := range h {
			if h[i].Source == f.Source && !yield(h[i], nil) {
				return
			}
		}
	}
}

// part holds the persons with these numbers.
func part(t *testing.T, src, unit string, kind pii.Kind, persons ...uint64) inventory.Holding {
	t.Helper()
	h := inventory.Holding{Source: src, Unit: unit, At: time.Unix(1000, 0), Part: inventory.Part{Name: unit, Records: int64(len(persons))}}
	if len(persons) == 0 {
		return h
	}
	var s people.Set
	for _, p := range persons {
		s.Add([3]pii.Kind{kind}, [3]uint64{(p + 1) * 0x9e3779b97f4a7c15})
	}
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	h.Set, h.Fields = b, []inventory.Field{{Name: "f", Kind: kind, Values: int64(len(persons))}}
	return h
}

func many(from, to uint64) (out []uint64) {
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}

// TestBehind: who stands behind a door is told from the inventory, each person once; what nobody looked at stays unknown.
func TestBehind(t *testing.T) {
	inv := held{
		part(t, "postgres://127.0.0.1:5432/shop", "public.members", pii.EmailAddress, 1, 2, 3),
		part(t, "postgres://127.0.0.1:5432/shop", "public.orders", pii.EmailAddress, 2, 3, 4),
		part(t, "postgres://127.0.0.1:5432/crm", "public.people", pii.EmailAddress, 4, 5),
		part(t, "postgres://127.0.0.1:5432/crm", "public.log", pii.None),
		part(t, "postgres://127.0.0.1:5433/other", "public.people", pii.EmailAddress, 9),
		part(t, "/srv/share", "a/b.csv", pii.EmailAddress, 7),
		part(t, "/srv/share", "ab.csv", pii.EmailAddress, 8),
	}
	server := "postgresql://localhost"
	places := func(ps ...exposure.Place) exposure.Finding {
		return exposure.Finding{ID: "fake-a", Object: fmt.Sprint(ps), Places: ps}
	}
	for name, c := range map[string]struct {
		f    exposure.Finding
		want int64 // -1 is unknown
	}{
		"a server":            {places(exposure.Place{Source: server}), 5},
		"a database":          {places(exposure.Place{Source: server + "/shop"}), 4},
		"a table":             {places(exposure.Place{Source: server + "/shop", Place: "public.orders"}), 3},
		"two tables":          {places(exposure.Place{Source: server + "/shop", Place: "public.orders"}, exposure.Place{Source: server + "/crm", Place: "public.people"}), 4},
		"a table with nobody": {places(exposure.Place{Source: server + "/crm", Place: "public.log"}), 0},
		"nobody looked":       {places(exposure.Place{Source: server + "/crm", Place: "public.new"}), -1},
		"another port":        {places(exposure.Place{Source: "postgres://127.0.0.1:5434"}), -1},
		"a folder":            {places(exposure.Place{Source: "/srv/share", Place: "a"}), 1},
		"a share":             {places(exposure.Place{Source: "/srv/share"}), 2},
		"the target itself":   {exposure.Finding{ID: "fake-a"}, -1},
	} {
		r := exposuretest.Look(t, tells(c.f), func(o *exposure.Options) { o.Held = inv }, "test://127.0.0.1")
		got := int64(-1)
		if p := r.Exposures[0].Behind.People; p != nil {
			got = *p
		}
		if got != c.want || r.Partial != (c.want < 0) {
			t.Errorf("%s: %d, want %d; partial %v", name, got, c.want, r.Partial)
		}
	}
	r := exposuretest.Look(t, tells(places(exposure.Place{Source: server + "/shop"}), places(exposure.Place{Source: server + "/crm"}), exposure.Finding{ID: "fake-b"}),
		func(o *exposure.Options) { o.Held = inv }, "test://127.0.0.1")
	if r.People.N == nil || *r.People.N != 5 || !r.Partial || r.Kinds[pii.EmailAddress] != 8 {
		t.Errorf("in all %+v, partial %v, %v", r.People, r.Partial, r.Kinds)
	}
}

// TestPeek: a sample is taken only where the inventory knows nothing, and once for doors to the same place.
func TestPeek(t *testing.T) {
	n, seven := 0, int64(7)
	peek := func(context.Context) *exposure.Behind { n++; return &exposure.Behind{People: &seven, Sampled: true} }
	f := func(id, src string) exposure.Finding {
		return exposure.Finding{ID: id, Object: src, Places: []exposure.Place{{Source: src}}, Peek: peek}
	}
	r := exposuretest.Look(t, tells(f("fake-a", "redis://h"), f("fake-b", "redis://h"), f("fake-a", "/known")), func(o *exposure.Options) {
		o.Held = held{part(t, "/known", "x", pii.EmailAddress, 1)}
	}, "test://127.0.0.1")
	if n != 1 || r.People.Min == nil || *r.People.Min != 7 || r.People.N != nil {
		t.Errorf("%d samples, %+v", n, r.People)
	}
}

// TestWeight: the rule of the package, line by line.
func TestWeight(t *testing.T) {
	world, network, here := "test://8.8.8.8", "test://10.0.0.1", "test://127.0.0.1"
	for _, c := range []struct {
		name, id, target string
		holding          inventory.Holding
		want             exposure.Severity
	}{
		{"as it is", "fake-a", world, inventory.Holding{}, exposure.High},
		{"many people", "fake-a", world, part(t, "test://8.8.8.8", "x", pii.EmailAddress, many(0, 1000)...), exposure.Critical},
		{"few people", "fake-a", world, part(t, "test://8.8.8.8", "x", pii.EmailAddress, many(0, 999)...), exposure.High},
		{"one patient", "fake-a", world, part(t, "test://8.8.8.8", "x", pii.CreditCardNumber, 1), exposure.Critical},
		{"nobody", "fake-a", world, part(t, "test://8.8.8.8", "x", pii.None), exposure.Medium},
		{"this network", "fake-a", network, inventory.Holding{}, exposure.Medium},
		{"this host", "fake-a", here, inventory.Holding{}, exposure.Low},
		{"this host, many people", "fake-a", here, part(t, "test://127.0.0.1", "x", pii.EmailAddress, many(0, 1000)...), exposure.Medium},
		{"the least", "fake-b", here, part(t, "test://127.0.0.1", "x", pii.None), exposure.Low},
		{"happened", "fake-c", here, part(t, "test://127.0.0.1", "x", pii.None), exposure.Critical},
	} {
		inv := held{}
		if c.holding.Source != "" {
			inv = held{c.holding}
		}
		r := exposuretest.Look(t, tells(exposure.Finding{ID: c.id}), func(o *exposure.Options) { o.Held = inv }, c.target)
		if got := r.Exposures[0].Weight; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// memory remembers as a store does.
type memory map[string]exposure.Known

func (m memory) Doors(context.Context) (out []exposure.Known, err error) {
	for _, k := range m {
		out = append(out, k)
	}
	return out, nil
}

func (m memory) NoteDoors(_ context.Context, ks []exposure.Known) error {
	for _, k := range ks {
		m[k.Key] = k
	}
	return nil
}

// TestAccepted goes through the life of a door.
func TestAccepted(t *testing.T) {
	m := memory{}
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	var fail error
	look := func(accept bool, relay string, fs ...exposure.Finding) *exposure.Result {
		t.Helper()
		at = at.Add(time.Hour)
		c := tells(fs...)
		if fail != nil {
			c = fake{func(context.Context, *exposure.Target, *exposure.Visit, func(exposure.Finding)) error { return fail }}
		}
		return exposuretest.Look(t, c, func(o *exposure.Options) {
			o.Memory, o.Accept, o.By, o.Reason, o.Relay = m, accept, "taro", "known", relay
			o.Now = func() time.Time { return at }
		}, "test://127.0.0.1")
	}
	door := exposure.Finding{ID: "fake-a", Object: "t", State: "1"}
	r := look(false, "", door)
	first := r.Exposures[0].Since
	if !r.Exposures[0].New || r.New != 1 || !first.Equal(at) {
		t.Errorf("first: %+v", r.Exposures[0])
	}
	r = look(false, "", door)
	if x := r.Exposures[0]; !x.New || !x.Since.Equal(first) {
		t.Errorf("not accepted: new %v since %v", x.New, x.Since)
	}
	if r = look(true, "", door); r.Exposures[0].New || r.New != 0 {
		t.Error("accepted, and new")
	}
	if r = look(false, "", door); r.Exposures[0].New || !r.Exposures[0].Since.Equal(first) {
		t.Error("accepted before, and new")
	}
	wider := door
	wider.State = "2"
	if r = look(false, "", wider); !r.Exposures[0].New || !r.Exposures[0].Since.Equal(first) {
		t.Error("another state, and not new")
	}
	if r = look(false, "", door); r.Exposures[0].New {
		t.Error("back in the accepted state, and new")
	}
	if r = look(false, "socks5://127.0.0.1:1", door); !r.Exposures[0].New || len(r.Closed) != 0 {
		t.Error("from elsewhere it is another finding, and the one from here is not closed")
	}
	fail = fault.Errorf(fault.Unavailable, "ask: no answer in time")
	if r = look(false, ""); len(r.Closed) != 0 || len(r.Looked[0].Errors) != 1 {
		t.Error("what could not be looked at is told as closed")
	}
	fail = nil
	r = look(false, "")
	if len(r.Closed) != 1 || r.Closed[0].Object != "t" || !r.Closed[0].First.Equal(first) {
		t.Errorf("closed: %+v", r.Closed)
	}
	if r = look(false, ""); len(r.Closed) != 0 {
		t.Error("closed twice")
	}
	if r = look(false, "", door); !r.Exposures[0].New || !r.Exposures[0].Since.Equal(at) {
		t.Errorf("opened again: new %v since %v", r.Exposures[0].New, r.Exposures[0].Since)
	}
}

// TestFaulty: a check that does what it should not is told, and the others go on.
func TestFaulty(t *testing.T) {
	for name, c := range map[string]fake{
		"panics":     {func(context.Context, *exposure.Target, *exposure.Visit, func(exposure.Finding)) error { panic("x") }},
		"unknown id": tells(exposure.Finding{ID: "nonsense"}),
		"never ends": {func(ctx context.Context, _ *exposure.Target, _ *exposure.Visit, _ func(exposure.Finding)) error {
			<-ctx.Done()
			return ctx.Err()
		}},
		"never shuts up": {func(_ context.Context, _ *exposure.Target, _ *exposure.Visit, told func(exposure.Finding)) error {
			for i := range 20_000 {
				told(exposure.Finding{ID: "fake-a", Object: fmt.Sprint(i)})
			}
			return nil
		}},
	} {
		r := exposuretest.Look(t, c, func(o *exposure.Options) { o.Limit = 500 * time.Millisecond }, "test://127.0.0.1", "test://127.0.0.2")
		for i := range r.Looked {
			if len(r.Looked[i].Errors) != 1 {
				t.Errorf("%s: %v", name, r.Looked[i].Errors)
			}
		}
		if len(r.Exposures) > 20_000 {
			t.Errorf("%s: %d exposures", name, len(r.Exposures))
		}
	}
}

// TestStopped: with its context ended, a run ends.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	silent := exposuretest.Serve(t, func(c net.Conn) { cancel(); _, _ = io.Copy(io.Discard, c) })
	target, err := exposure.Parse("test://" + silent)
	if err != nil {
		t.Fatal(err)
	}
	c := fake{func(ctx context.Context, _ *exposure.Target, v *exposure.Visit, _ func(exposure.Finding)) error {
		c, err := v.Dial(ctx, "tcp", silent)
		if err != nil {
			return err
		}
		defer c.Close()
		_, err = c.Read(make([]byte, 1))
		return err
	}}
	began := time.Now()
	_, err = exposure.Run(ctx, exposure.Options{Targets: []exposure.Target{target}, Checks: []exposure.Check{c}})
	if !errors.Is(err, context.Canceled) || time.Since(began) > 8*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

// TestRelays: through a relay of either kind a target is reached and the relay's vantage told; nothing goes round it.
func TestRelays(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") }))
	defer s.Close()
	for _, relay := range []string{exposuretest.Relay(t), exposuretest.Socks(t)} {
		r := exposuretest.Look(t, fake{func(ctx context.Context, _ *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
			a, err := v.Get(ctx, s.URL, 0)
			if err != nil {
				return err
			}
			c, err := v.Dial(ctx, "tcp", strings.TrimPrefix(s.URL, "http://"))
			if err != nil {
				return err
			}
			if string(a.Text) == "here" {
				told(exposure.Finding{ID: "fake-a"})
			}
			return c.Close()
		}}, func(o *exposure.Options) { o.Relay = relay }, "test://127.0.0.1")
		if len(r.Exposures) != 1 || r.Exposures[0].From != exposure.Relayed {
			t.Errorf("%s: %+v", relay, r.Looked)
		}
		r = exposuretest.Look(t, fake{func(ctx context.Context, _ *exposure.Target, v *exposure.Visit, _ func(exposure.Finding)) error {
			_, err := v.Get(ctx, "http://127.0.0.1:1", 0)
			return err
		}}, func(o *exposure.Options) { o.Relay = relay }, "test://127.0.0.1")
		if len(r.Looked[0].Errors) != 1 || !strings.Contains(r.Looked[0].Errors[0].Text, "through the relay") {
			t.Errorf("%s: %+v", relay, r.Looked)
		}
	}
	for _, bad := range []string{"ftp://h", "http://", "http://h/path", "socks5://u:p@h", "h:8080"} {
		if err := exposure.Relay(bad); fault.Of(err) != fault.Usage {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestHost: of a host whose services nobody runs, only that is told; one that answers makes the others closed.
func TestHost(t *testing.T) {
	gone := func(_ context.Context, t *exposure.Target, _ *exposure.Visit, _ func(exposure.Finding)) error {
		return t.Absent(fault.Errorf(fault.Unavailable, "ask: nothing listens there"))
	}
	there := func(_ context.Context, _ *exposure.Target, _ *exposure.Visit, told func(exposure.Finding)) error {
		told(exposure.Finding{ID: "fake-a"})
		return nil
	}
	for _, c := range []struct {
		target       string
		checks       []exposure.Check
		open, errors int
	}{
		{"host://127.0.0.1", []exposure.Check{fake{gone}, fake{there}}, 1, 0},
		{"host://127.0.0.1", []exposure.Check{fake{gone}, fake{gone}}, 0, 1},
		{"test://127.0.0.1", []exposure.Check{fake{gone}, fake{there}}, 1, 1},
	} {
		r := exposuretest.Look(t, c.checks[0], func(o *exposure.Options) { o.Checks = c.checks }, c.target)
		if len(r.Exposures) != c.open || len(r.Looked[0].Errors) != c.errors {
			t.Errorf("%s: %d open, %v", c.target, len(r.Exposures), r.Looked[0].Errors)
		}
	}
}
