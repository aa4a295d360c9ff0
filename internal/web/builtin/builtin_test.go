package builtin

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/accesstest"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/account"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/login"
)

// light are parameters that make a password cheap to check.
var light = access.Params{Memory: 64, Time: 1, Threads: 1}

// written is an audit log in memory that can be made to fail.
type written struct {
	mu      sync.Mutex
	entries []access.Entry
	ready   error
	fails   error
}

func (w *written) Ready(context.Context) error { return w.ready }
func (w *written) Append(_ context.Context, e *access.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fails != nil {
		return w.fails
	}
	w.entries = append(w.entries, *e)
	return nil
}

func (w *written) last() access.Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.entries) == 0 {
		return access.Entry{}
	}
	return w.entries[len(w.entries)-1]
}

// room is a room with one route of each sort.
type room []web.Route

func (r room) Routes() []web.Route { return r }

type world struct {
	*Server
	db   *store.Store
	gate *gate.Gate
	log  *written
	out  *bytes.Buffer
	now  time.Time
}

func opened(t *testing.T, change func(*Options), routes ...web.Route) *world {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "t.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := &world{db: db, log: &written{}, out: &bytes.Buffer{}, now: time.Now()}
	seal, err := chacha20poly1305.NewX(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	if w.gate, err = gate.New(gate.Options{Store: db, Seal: seal, Now: func() time.Time { return w.now }, Hash: light}); err != nil {
		t.Fatal(err)
	}
	o := Options{Version: "test", Rooms: []web.Room{room(routes), login.Room{Gate: w.gate}, account.Room{Gate: w.gate}}, Now: func() time.Time { return w.now },
		Log: slog.New(slog.NewTextHandler(w.out, nil)), Gate: w.gate, Audit: w.log, Label: func(s string) string { return strings.ReplaceAll(s, "taro@example.jp", "t****") }}
	if change != nil {
		change(&o)
	}
	w.Server = New(o)
	return w
}

func (w *world) ask(t *testing.T, method, target string, form url.Values, change func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, target, body)
	r.Host, r.RemoteAddr = "127.0.0.1:8470", "192.0.2.7:1234"
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if change != nil {
		change(r)
	}
	a := httptest.NewRecorder()
	w.ServeHTTP(a, r)
	return a
}

func with(c *http.Cookie) func(*http.Request) { return func(r *http.Request) { r.AddCookie(c) } }

func says(text string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

var page = web.Route{Method: "GET", Path: "/page", Needs: access.View, Handle: says("numbers")}

func TestHeadersAndHosts(t *testing.T) {
	w := opened(t, func(o *Options) { o.Hosts = []string{"tsutsumi.example"} }, page)
	cookie := accesstest.Cookie(t, w.db, "佐藤", access.Viewer)
	a := w.ask(t, "GET", "/page", nil, with(cookie))
	if a.Code != 200 || a.Body.String() != "numbers" {
		t.Fatal(a.Code, a.Body)
	}
	for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY", "Strict-Transport-Security": ""} {
		if got := a.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for host, code := range map[string]int{"127.0.0.1:8470": 200, "localhost": 200, "[::1]:8470": 200, "TSUTSUMI.example:8470": 200, "tsutsumi.example.": 200,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example:8470": 421, "192.0.2.1": 421, "": 421} {
		a := w.ask(t, "GET", "/page", nil, func(r *http.Request) { r.AddCookie(cookie); r.Host = host })
		if a.Code != code {
			t.Errorf("host %q: %d, want %d", host, a.Code, code)
		}
	}
}

func TestCrossOriginIsRefused(t *testing.T) {
	did := 0
	change := web.Route{Method: "POST", Path: "/change", Needs: access.View, Handle: func(http.ResponseWriter, *http.Request) error { did++; return nil }}
	w := opened(t, nil, change)
	cookie := accesstest.Cookie(t, w.db, "佐藤", access.Viewer)
	for name, c := range map[string]struct {
		head map[string]string
		code int
	}{
		"same origin":             {map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8470"}, 200},
		"typed":                   {map[string]string{"Sec-Fetch-Site": "none"}, 200},
		"no browser":              {nil, 200},
		"another site":            {map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403},
		"same site, other origin": {map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9999"}, 403},
		"an old browser":          {map[string]string{"Origin": "https://evil.example"}, 403},
		"a null origin":           {map[string]string{"Origin": "null"}, 403},
	} {
		did = 0
		a := w.ask(t, "POST", "/change", url.Values{}, func(r *http.Request) {
			r.AddCookie(cookie)
			for k, v := range c.head {
				r.Header.Set(k, v)
			}
		})
		if a.Code != c.code || (did == 1) != (c.code == 200) {
			t.Errorf("%s: %d, done %d times", name, a.Code, did)
		}
	}
}

func TestWhatIsChangedOrLookedAtIsRecorded(t *testing.T) {
	routes := []web.Route{
		{Method: "POST", Path: "/thing/{id}", Needs: access.Triage, Act: "accept", Handle: says("ok")},
		{Method: "POST", Path: "/wrong", Needs: access.Triage, Handle: func(http.ResponseWriter, *http.Request) error { return web.Bad("いいえ", "no") }},
		{Method: "POST", Path: "/breaks", Needs: access.Triage, Handle: func(http.ResponseWriter, *http.Request) error { panic("taro@example.jp") }},
		{Method: "GET", Path: "/masks", Needs: access.Sample, Masked: true, Handle: says("t***@e***")},
		{Method: "POST", Path: "/upload", Needs: access.Triage, Stream: true, Handle: says("taken")},
		{Method: "GET", Path: "/plain", Needs: access.View, Handle: says("plain")},
	}
	w := opened(t, nil, routes...)
	cookie := accesstest.Cookie(t, w.db, "鈴木", access.Analyst)
	for _, c := range []struct {
		method, path string
		code, more   int
		want         access.Entry
	}{
		{"POST", "/thing/taro@example.jp", 200, 1, access.Entry{Who: "鈴木", Via: "session", Act: "accept", Object: "t****", Outcome: access.Done, Status: 200}},
		{"POST", "/wrong", 422, 1, access.Entry{Who: "鈴木", Via: "session", Act: "POST /wrong", Outcome: access.Refused, Status: 422}},
		{"POST", "/breaks", 500, 1, access.Entry{Who: "鈴木", Via: "session", Act: "POST /breaks", Outcome: access.Failed, Status: 500}},
		{"GET", "/masks", 200, 1, access.Entry{Who: "鈴木", Via: "session", Act: "GET /masks", Outcome: access.Done, Status: 200}},
		{"POST", "/upload", 200, 2, access.Entry{Who: "鈴木", Via: "session", Act: "POST /upload", Outcome: access.Done, Status: 200}},
		{"GET", "/plain", 200, 0, access.Entry{}},
	} {
		before := len(w.log.entries)
		a := w.ask(t, c.method, c.path, nil, with(cookie))
		if a.Code != c.code || len(w.log.entries)-before != c.more {
			t.Errorf("%s %s: %d, %d entries more", c.method, c.path, a.Code, len(w.log.entries)-before)
		}
		if c.more == 0 {
			continue
		}
		got := w.log.last()
		if got.Request == "" || got.Request != a.Header().Get("X-Request-Id") {
			t.Errorf("%s: request %q of %q", c.path, got.Request, a.Header().Get("X-Request-Id"))
		}
		if got.Request = ""; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.path, got, c.want)
		}
	}
	if strings.Contains(w.out.String(), "taro") {
		t.Error("the value of a panic is in the log:", w.out)
	}
	if !strings.Contains(w.out.String(), "builtin") {
		t.Error("the log does not tell where it broke:", w.out)
	}

	// The log fails: nothing is changed, nothing is shown.
	w.log.ready = errors.New("the disk is full")
	if a := w.ask(t, "POST", "/thing/1", nil, with(cookie)); a.Code != 503 || strings.Contains(a.Body.String(), ">ok<") {
		t.Error("log not ready:", a.Code, a.Body)
	}
	w.log.ready, w.log.fails = nil, errors.New("the disk is full")
	for _, path := range []string{"/thing/1", "/masks", "/upload"} {
		method := "POST"
		if path == "/masks" {
			method = "GET"
		}
		a := w.ask(t, method, path, nil, with(cookie))
		if a.Code < 500 || strings.Contains(a.Body.String(), "t***@e***") || a.Body.String() == "ok" || a.Body.String() == "taken" {
			t.Errorf("log fails: %s: %d %s", path, a.Code, a.Body)
		}
	}
	// A sign-in that cannot be recorded lets nobody in.
	a := w.ask(t, "POST", "/logout", url.Values{}, with(cookie))
	if a.Code != 500 || a.Header().Get("Set-Cookie") != "" {
		t.Error("a change whose entry failed has its cookie all the same:", a.Code, a.Header())
	}
}

func TestLimits(t *testing.T) {
	read := web.Route{Method: "POST", Path: "/read", Needs: access.View, Handle: func(_ http.ResponseWriter, r *http.Request) error {
		_, err := io.Copy(io.Discard, r.Body)
		return err
	}}
	slow := web.Route{Method: "GET", Path: "/slow", Needs: access.View, Handle: func(w http.ResponseWriter, r *http.Request) error {
		until, ok := r.Context().Deadline()
		if !ok || time.Until(until) > longest {
			t.Error("no time limit")
		}
		return nil
	}}
	stream := slow
	stream.Path, stream.Stream, stream.Handle = "/stream", true, func(_ http.ResponseWriter, r *http.Request) error {
		if _, ok := r.Context().Deadline(); ok {
			t.Error("a stream has a time limit")
		}
		return nil
	}
	w := opened(t, nil, read, slow, stream)
	cookie := accesstest.Cookie(t, w.db, "佐藤", access.Viewer)
	a := w.ask(t, "POST", "/read", nil, func(r *http.Request) {
		r.AddCookie(cookie)
		r.Body = io.NopCloser(bytes.NewReader(make([]byte, maxBody+1)))
	})
	if a.Code != http.StatusRequestEntityTooLarge {
		t.Error("a large body:", a.Code)
	}
	w.ask(t, "GET", "/slow", nil, with(cookie))
	w.ask(t, "GET", "/stream", nil, with(cookie))
}

func TestNobodyAndNothing(t *testing.T) {
	w := opened(t, nil, page, web.Route{Method: "GET", Path: "/forgot", Handle: says("open")})
	cookie := accesstest.Cookie(t, w.db, "佐藤", access.All()...)
	for _, c := range []struct {
		method, path string
		head         string
		code         int
		location     string
	}{
		{"GET", "/page?x=1", "", 303, "/login?next=%2Fpage%3Fx%3D1"},
		{"GET", "/page", "HX-Request: true", 401, ""},
		{"GET", "/api/v1/me", "", 401, ""},
		{"GET", "/nowhere", "", 404, ""},
		{"GET", "/api/v1/nowhere", "", 404, ""},
		{"POST", "/page", "", 405, ""},
		{"GET", "/assets/../../etc/passwd", "", 404, ""},
		{"GET", "/assets/%2e%2e/%2e%2e/way.go", "", 404, ""},
		{"GET", "/assets/..%2f..%2fway.go", "", 404, ""},
		{"GET", "/page?access_token=tsu_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "", 400, ""},
	} {
		a := w.ask(t, c.method, c.path, nil, func(r *http.Request) {
			if k, v, ok := strings.Cut(c.head, ": "); ok {
				r.Header.Set(k, v)
			}
		})
		if a.Code != c.code || c.location != "" && a.Header().Get("Location") != c.location {
			t.Errorf("%s %s: %d %s", c.method, c.path, a.Code, a.Header().Get("Location"))
		}
		if strings.HasPrefix(c.path, "/api/") && a.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s", c.path, a.Header().Get("Content-Type"))
		}
	}
	if a := w.ask(t, "GET", "/forgot", nil, with(cookie)); a.Code != 403 {
		t.Error("a route that says not who may is open:", a.Code)
	}
	token := accesstest.Token(t, w.db, "番組", nil, access.All(), access.View)
	bear := func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
	if a := w.ask(t, "GET", "/api/v1/me", nil, bear); a.Code != 200 || !strings.Contains(a.Body.String(), `"may":["view"]`) {
		t.Error("a token:", a.Code, a.Body)
	}
	if a := w.ask(t, "GET", "/page", nil, bear); a.Code != 401 {
		t.Error("a token on a page:", a.Code)
	}
}
