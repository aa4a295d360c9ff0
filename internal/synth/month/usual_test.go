package month

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

func sums(logs map[string]*bytes.Buffer) map[string][32]byte {
	out := map[string][32]byte{}
	for n, b := range logs {
		out[n] = sha256.Sum256(b.Bytes())
	}
	return out
}

func TestEqualSeedsAreEqualMonths(t *testing.T) {
	o := small(Incident{Name: "jamstec"}, Incident{Name: "insider"})
	o.Days = 8
	a, x := tell(t, 7, o)
	b, y := tell(t, 7, o)
	if d := cmp.Diff(sums(a), sums(b)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(x, y, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); d != "" {
		t.Error(d)
	}
	c, _ := tell(t, 8, o)
	if sums(c)["shop-access.log"] == sums(a)["shop-access.log"] {
		t.Error("another seed is the same month")
	}
	// A world that is told twice is the same too.
	w := New(7, o)
	for range 2 {
		h := sha256.New()
		if _, err := w.Write(func(log string) io.Writer {
			if log == "postgres.csv" {
				return h
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if got := sums(a)["postgres.csv"]; !bytes.Equal(h.Sum(nil), got[:]) {
			t.Error("another month, or a log hangs on which others are written")
		}
	}
}

// TestIncidentsChangeNothingElse: what is injected is added, and changes nothing of what happens anyhow.
func TestIncidentsChangeNothingElse(t *testing.T) {
	without, _ := tell(t, 3, small())
	with, truths := tell(t, 3, small(Incident{Name: "weibo"}))
	var rest bytes.Buffer
	for l := range bytes.Lines(with["shop-access.log"].Bytes()) {
		host, _, _ := bytes.Cut(l, []byte(" "))
		if !from(&truths[0], netip.MustParseAddr(string(host))) {
			rest.Write(l)
		}
	}
	if !bytes.Equal(rest.Bytes(), without["shop-access.log"].Bytes()) {
		t.Error("the shop's log differs by more than the incident")
	}
}

// lookalike finds those of a name.
func lookalikes(truths []Truth, name string) (out []Truth) {
	for _, x := range truths {
		if x.Benign && x.Name == name {
			out = append(out, x)
		}
	}
	return out
}

func TestLookAlikesHaveTheirSize(t *testing.T) {
	o := Options{Employees: 300, Customers: 4000, Days: 21, Visits: 8}
	logs, truths := tell(t, 2, o)
	one := func(name string) *Truth {
		t.Helper()
		all := lookalikes(truths, name)
		if len(all) == 0 {
			t.Fatalf("no %s", name)
		}
		return &all[0]
	}
	tokyo := time.FixedZone("JST", 9*3600)
	nat, sale := one("carrier-nat"), one("sale-day")
	day := map[string]map[string]bool{}
	requests := map[string]int{}
	crawled, paths := 0, map[string]bool{}
	read(t, "shop-access.log", logs["shop-access.log"].Bytes(), func(e *event.Event) {
		d := time.UnixMicro(e.Time).In(tokyo).Format(time.DateOnly)
		requests[d]++
		if nat.Origin.Contains(e.From) && e.Actor != nil {
			if day[d] == nil {
				day[d] = map[string]bool{}
			}
			day[d][string(e.Actor)] = true
		}
		if one("crawler").Origin.Contains(e.From) {
			crawled++
			paths[string(e.Object)] = true
		}
	})
	most, saleDay := 0, sale.First.In(tokyo).Format(time.DateOnly)
	for d, who := range day {
		if d != saleDay {
			most = max(most, len(who))
		}
	}
	if most != nat.People || len(day[saleDay]) != sale.People || sale.People < most*3/2 {
		t.Errorf("%d accounts a day and %d on the day of the sale; the truths say %d and %d", most, len(day[saleDay]), nat.People, sale.People)
	}
	// Of customers as many come out of the carrier's addresses as weibo's five in a hundred; of 100,000 as well.
	if most < o.Customers/20 {
		t.Errorf("only %d accounts behind the carrier's addresses", most)
	}
	if crawled < 1000 || len(paths) < 1000 {
		t.Errorf("the crawler asks %d times for %d pages", crawled, len(paths))
	}

	copies, dumped, refused := map[string]int{}, 0, 0
	read(t, "postgres.csv", logs["postgres.csv"].Bytes(), func(e *event.Event) {
		switch {
		case string(e.Actor) == "backup" && string(e.Object) == "public.customers":
			dumped++
			if int(e.Rows) != one("backup").People {
				t.Errorf("%d rows are dumped", e.Rows)
			}
		case string(e.Actor) == "legacy_sync" && e.Outcome == event.Failure:
			refused++
		case string(e.Op) == "COPY" && string(e.Actor) != "backup":
			copies[string(e.Actor)]++
			if int(e.Rows) != one("analyst-copy").People {
				t.Errorf("%d rows are copied", e.Rows)
			}
		}
	})
	if dumped < o.Days-1 || refused < 280*o.Days || refused > 290*o.Days {
		t.Errorf("%d dumps, %d refusals", dumped, refused)
	}
	n := 0
	for _, x := range lookalikes(truths, "analyst-copy") {
		n += copies[x.Actor]
	}
	if n == 0 || len(copies) > len(lookalikes(truths, "analyst-copy")) {
		t.Errorf("%v copy", copies)
	}

	abroad := map[string]int{}
	egress := one("vpn-egress")
	before, after := 0, 0
	read(t, "entra-signin.json", logs["entra-signin.json"].Bytes(), func(e *event.Event) {
		if egress.Origin.Contains(e.From) {
			if e.Time < egress.First.UnixMicro() {
				before++
			} else {
				after++
			}
		}
		for _, x := range lookalikes(truths, "business-trip") {
			if x.Origin.Contains(e.From) && string(e.Actor) == x.Actor+"@corp.example.jp" && string(e.Country[:]) == x.Country && e.Time >= x.First.UnixMicro() && e.Time < x.Last.UnixMicro() {
				abroad[x.Actor]++
			}
		}
	})
	if before > 0 || after == 0 {
		t.Errorf("the VPN's new address: %d before, %d after", before, after)
	}
	if trips := len(lookalikes(truths, "business-trip")); trips == 0 || len(abroad) < trips*2/3 {
		t.Errorf("of %d journeys %d are seen", trips, len(abroad))
	}
}

func TestSupportReadsAsManyAsItDoes(t *testing.T) {
	logs, _ := tell(t, 2, Options{Employees: 100, Customers: 4000, Days: 10, Visits: -1})
	who := map[string]map[event.Fingerprint]bool{}
	read(t, "app-audit.json", logs["app-audit.json"].Bytes(), func(e *event.Event) {
		if string(e.Object) == "customer" && e.Action == event.Read {
			k := string(e.Actor) + time.UnixMicro(e.Time).UTC().Add(4*time.Hour).Format(time.DateOnly)
			if who[k] == nil {
				who[k] = map[event.Fingerprint]bool{}
			}
			who[k][e.Persons[0]] = true
		}
	})
	most, sum := 0, 0
	for _, x := range who {
		most, sum = max(most, len(x)), sum+len(x)
	}
	if len(who) < 50 || most > 190 || sum/len(who) < 20 || sum/len(who) > 120 {
		t.Errorf("%d days of support with %d people on average, %d at most", len(who), sum/max(1, len(who)), most)
	}
}

// TestNobodyIsReal: every address of e-mail ends in a domain for examples, every address of the net is invented or within the
// house, and nothing is a telephone number.
func TestNobodyIsReal(t *testing.T) {
	logs, _ := everything(t)
	nets := Networks()
	known := func(a netip.Addr) bool {
		for _, n := range nets {
			if n.Prefix.Contains(a) {
				return true
			}
		}
		return a.IsPrivate()
	}
	phone := regexp.MustCompile(`^(\+81|0)[789]0-?\d{4}-?\d{4}$`)
	version := regexp.MustCompile(`^\d+\.0\.0\.0$`) // of a browser
	addrs := 0
	for name, b := range logs {
		seen := map[string]bool{}
		for _, w := range bytes.FieldsFunc(b.Bytes(), func(r rune) bool { return strings.ContainsRune(" \t\n\"',;/[]{}()=&?", r) }) {
			if seen[string(w)] {
				continue
			}
			word := string(w)
			seen[word] = true
			if local, domain, ok := strings.Cut(word, "@"); ok && local != "" && domain != "" && !strings.HasSuffix(domain, ".example.jp") && !strings.Contains(domain, ".example.local") {
				t.Errorf("%s has %s", name, word)
			}
			host := word
			if i := strings.LastIndexByte(host, ':'); i > 0 && strings.IndexByte(host, '.') > 0 {
				host = host[:i]
			}
			if a, err := netip.ParseAddr(host); err == nil && !version.MatchString(host) {
				if addrs++; !known(a) {
					t.Errorf("%s has the address %s", name, host)
				}
			}
			if phone.MatchString(word) {
				t.Errorf("%s has the number %s", name, word)
			}
		}
	}
	if addrs < 1000 {
		t.Errorf("only %d addresses were looked at", addrs)
	}
}

func TestNetworks(t *testing.T) {
	reserved := []netip.Prefix{netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("2001:db8::/32")}
	all := Networks()
	for i, n := range all {
		ok := false
		for _, r := range reserved {
			ok = ok || r.Overlaps(n.Prefix) && r.Bits() <= n.Prefix.Bits()
		}
		if !ok || n.Prefix != n.Prefix.Masked() || n.Country == "" || n.Kind == "" {
			t.Errorf("%+v", n)
		}
		for _, m := range all[:i] {
			if m.Prefix.Overlaps(n.Prefix) {
				t.Errorf("%s and %s overlap", m.Prefix, n.Prefix)
			}
		}
	}
}

func TestNetworksOfOnesOwn(t *testing.T) {
	o := small(Incident{Name: "weibo"})
	o.Days = 6
	home := netip.MustParsePrefix("198.51.100.0/24")
	o.Prefix = func(country, kind string) netip.Prefix {
		switch {
		case kind == "isp6":
			return netip.Prefix{}
		case country == "JP":
			return home
		}
		return netip.MustParsePrefix("203.0.113.0/24")
	}
	logs, truths := tell(t, 1, o)
	if !home.Contains(truths[0].Origin.Addr()) {
		t.Errorf("it comes from %s", truths[0].Origin)
	}
	read(t, "shop-access.log", logs["shop-access.log"].Bytes(), func(e *event.Event) {
		if a := e.From.As4(); a[0] != 198 && a[0] != 203 {
			t.Fatalf("%s is in no network that was given", e.From)
		}
	})
	o.Prefix = func(country, _ string) netip.Prefix {
		if country == "BR" {
			return netip.Prefix{}
		}
		return home
	}
	if _, err := New(1, o).Write(func(string) io.Writer { return nil }); err == nil {
		t.Error("a month is told of a country without a network")
	}
}

func TestRotation(t *testing.T) {
	o := small()
	o.Days, o.Rotate, o.Visits = 3, true, -1
	logs, _ := tell(t, 1, o)
	for _, name := range []string{"postgres.csv.20261101", "postgres.csv.20261103", "u_ex.log.20261102", "salesforce-Login.csv.20261102"} {
		if logs[name] == nil {
			t.Fatalf("%s is not written", name)
		}
		if _, n := read(t, name, logs[name].Bytes(), nil); n[event.Access] == 0 {
			t.Errorf("%s cannot be read alone", name)
		}
	}
}

type full struct{}

var errFull = errors.New("no room")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAnErrorEndsIt(t *testing.T) {
	if _, err := New(1, small()).Write(func(string) io.Writer { return full{} }); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
}
