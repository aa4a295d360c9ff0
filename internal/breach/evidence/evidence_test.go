package evidence

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/claim"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

var register = &declared.Register{Systems: []declared.System{{
	Name: "crm", Target: "postgres://db/crm", Place: "postgres://db/crm", Owner: "営業部", Country: "KR", Index: "crm",
	Contractors: []declared.Contractor{{Name: "委託先A", Country: "JP", Contractors: []declared.Contractor{{Name: "再委託先B", Country: "CN", Access: []string{"CN", "VN"}}}}},
}}}

// fact is what a piece says of a fact; nil nothing.
func fact(f *Found, name string) *breach.Value {
	for i := range f.Added.Facts {
		if f.Added.Facts[i].Name == name {
			return &f.Added.Facts[i].Value
		}
	}
	return nil
}

func truth(f *Found, name string) law.Truth {
	if v := fact(f, name); v != nil {
		return v.Truth
	}
	return law.Unknown
}

func causesOf(f *Found) map[string][2]int {
	out := map[string][2]int{}
	for _, c := range f.Added.Causes {
		out[c.ID] = [2]int{len(c.For), len(c.Against)}
	}
	return out
}

// checked holds of every piece: both languages wherever something is said, a source for all once it is numbered, one value for a
// fact, and the same after it went through JSON.
func checked(t *testing.T, f *Found) {
	t.Helper()
	f.Number("E3")
	both := func(what string, s law.Text) {
		if s.EN == "" || s.JA == "" {
			t.Errorf("%s is not said in both languages: %+v", what, s)
		}
	}
	both("summary", f.Added.Summary)
	seen := map[string]bool{}
	for _, x := range f.Added.Facts {
		both(x.Name, x.Why)
		if x.Source != "E3" || x.Status != breach.Asserted || seen[x.Name] {
			t.Errorf("%+v", x)
		}
		seen[x.Name] = true
		if x.Value.Truth == law.Unknown && x.Value.Count == nil && x.Value.Set == nil && x.Value.Moment == nil && x.Value.Text == nil {
			t.Errorf("%s says nothing", x.Name)
		}
	}
	for _, c := range f.Added.Causes {
		both(c.ID, c.Text)
		for _, g := range append(append([]breach.Ground{}, c.For...), c.Against...) {
			both(c.ID, g.Text)
			if g.Source != "E3" {
				t.Errorf("%s: source %q", c.ID, g.Source)
			}
		}
	}
	for _, m := range f.Added.Marks {
		both("mark", m.Text)
		switch m.Kind {
		case "access", "known", "told", "duty", "done", "evidence":
		default:
			t.Errorf("mark of kind %q", m.Kind)
		}
	}
	for _, g := range f.Added.Gaps {
		both("gap", g)
	}
	text, err := json.Marshal(&f.Added)
	if err != nil {
		t.Fatal(err)
	}
	var back breach.Added
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(f.Added, back); d != "" {
		t.Error("JSON:", d)
	}
}

func dump() *leak.Match {
	return &leak.Match{
		Dump: "sample.sql", ID: "20261121T010203-7f3a", Records: 1500, Started: day("2026-11-21"), Kinds: map[pii.Kind]int64{pii.EmailAddress: 1500, pii.PersonName: 1490, pii.Password: 20, pii.JapanCorporateNumber: 4},
		Genuine: leak.Genuine{Verdict: leak.IsGenuine, Likelihood: new(0.98)}, Ours: leak.Ours{Verdict: leak.IsOurs, Share: new(0.97)},
		Origin: []leak.Origin{{Store: "crm", Share: 0.97, Persons: 1400, After: new(day("2026-09-01")), Before: new(day("2026-10-01"))}},
		People: leak.People{Min: new(int64(1400)), Likely: new(int64(1450)), Max: new(int64(1500)), Matched: new(int64(1400)), Regions: []leak.Region{{Country: "JP", Name: "東京都", People: 900}, {Country: "CN", Name: "上海市", People: 3}}},
		What:   leak.What{From: new(day("2019-01-01")), To: new(day("2026-09-20"))},
	}
}

func persons() []*breach.Persons {
	return []*breach.Persons{{Store: "crm", Snapshots: 3, Groups: []breach.Group{{Kinds: []pii.Kind{pii.EmailAddress, pii.PersonName}, Rows: []uint32{0, 1, 5}}, {Kinds: []pii.Kind{pii.EmailAddress, pii.Password}, Rows: []uint32{2}}}}}
}

func TestMatch(t *testing.T) {
	f, err := Match(dump(), persons(), register)
	if err != nil {
		t.Fatal(err)
	}
	checked(t, f)
	a := &f.Added
	if *a.People.Likely != 1450 || *a.People.Max != 1500 || *a.People.Confirmed != 1400 {
		t.Errorf("people %+v", a.People)
	}
	var got []string
	for _, k := range a.Kinds {
		n := int64(-1)
		if k.People != nil {
			n = *k.People
		}
		got = append(got, k.Kind.String()+" "+number(*k.Values)+" "+number(n))
	}
	if d := cmp.Diff([]string{"EMAIL_ADDRESS 1,500 4", "PASSWORD 20 1", "PERSON_NAME 1,490 3"}, got); d != "" {
		t.Error(d)
	}
	if truth(f, law.Viewed) != law.Yes || truth(f, law.Wrongful) != law.Suspected {
		t.Errorf("viewed %s, wrongful %s", truth(f, law.Viewed), truth(f, law.Wrongful))
	}
	// The newest time in the data is later than the snapshot whose changes they have.
	if m := fact(f, breach.FirstRead).Moment; !m.At.Equal(day("2026-09-20")) || !m.Until.Equal(day("2026-10-01")) {
		t.Errorf("first read %+v", m)
	}
	if m := fact(f, law.Known).Moment; !m.At.Equal(day("2026-11-21")) {
		t.Errorf("known %+v", m)
	}
	want := breach.System{Name: "crm", Owner: "営業部", Country: "KR", Access: []string{"CN", "JP", "VN"}, Contractors: []string{"委託先A（JP）", "委託先A › 再委託先B（CN）"}}
	if d := cmp.Diff([]breach.System{want}, a.Systems); d != "" {
		t.Error(d)
	}
	if c := causesOf(f); c["stock"] != [2]int{1, 0} || c["invented"] != [2]int{0, 1} || c["elsewhere"] != [2]int{0, 1} {
		t.Errorf("%v", c)
	}
	if len(f.Persons) != 1 || len(a.Gaps) != 0 {
		t.Errorf("%d sets, gaps %v", len(f.Persons), a.Gaps)
	}
}

// TestMatchVerdicts: what is made up or not ours gives no facts against us, and stays as evidence for it.
func TestMatchVerdicts(t *testing.T) {
	for _, c := range []struct {
		name  string
		make  func(m *leak.Match)
		check func(t *testing.T, f *Found)
	}{
		{"made up", func(m *leak.Match) { m.Genuine.Verdict = leak.IsInvent }, func(t *testing.T, f *Found) {
			if len(f.Added.Kinds) != 0 || f.Added.People.Likely != nil || truth(f, law.Wrongful) != law.Unknown || causesOf(f)["invented"] != [2]int{1, 0} || len(f.Persons) != 0 {
				t.Errorf("%+v", f.Added)
			}
		}},
		{"not ours", func(m *leak.Match) { m.Ours.Verdict, m.Origin = leak.IsNotOurs, nil }, func(t *testing.T, f *Found) {
			if len(f.Added.Kinds) != 0 || truth(f, law.Viewed) != law.Unknown || causesOf(f)["elsewhere"] != [2]int{1, 0} {
				t.Errorf("%+v", f.Added)
			}
		}},
		{"aggregate", func(m *leak.Match) { m.Ours.Verdict = leak.IsAggregate }, func(t *testing.T, f *Found) {
			if *f.Added.People.Likely != 1400 || *f.Added.People.Max != 1500 { // the others are not known to be ours
				t.Errorf("%+v", f.Added.People)
			}
		}},
		{"a sample, partly unreadable", func(m *leak.Match) { m.Sampled, m.Skipped = true, []leak.Skip{{Name: "x.zip"}} }, func(t *testing.T, f *Found) {
			if f.Added.People.Max != nil || f.Added.People.Likely != nil || *f.Added.People.Confirmed != 1400 || len(f.Added.Gaps) != 2 {
				t.Errorf("%+v %v", f.Added.People, f.Added.Gaps)
			}
		}},
		{"no index", func(m *leak.Match) {
			m.Ours, m.Origin, m.People.Matched = leak.Ours{Verdict: leak.Unknown}, nil, nil
			m.What.To = nil
		}, func(t *testing.T, f *Found) {
			if truth(f, law.Viewed) != law.Suspected || fact(f, breach.FirstRead) != nil || len(f.Added.Gaps) != 2 {
				t.Errorf("%+v %v", f.Added.Facts, f.Added.Gaps)
			}
		}},
		{"a planted copy", func(m *leak.Match) {
			m.Canaries = []leak.Canary{{Store: "crm", Copy: "委託先A", Planted: day("2026-08-01"), Hits: 3}}
		}, func(t *testing.T, f *Found) {
			if c := causesOf(f)["copy"]; c != [2]int{1, 0} {
				t.Errorf("%v", c)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := dump()
			c.make(m)
			f, err := Match(m, nil, register)
			if err != nil {
				t.Fatal(err)
			}
			checked(t, f)
			c.check(t, f)
		})
	}
}

func story(first, last time.Time, rules ...string) (out []watch.Sentence) {
	for _, r := range rules {
		d, rule, _ := strings.Cut(r, " ")
		out = append(out, watch.Sentence{Detector: d, Rule: rule, First: first, Last: last, Text: watch.Text{EN: "it was so.", JA: "そうでした。"}})
	}
	return out
}

func TestAlert(t *testing.T) {
	first, last := day("2026-10-18").Add(3*time.Hour), day("2026-12-03").Add(4*time.Hour)
	k := &watch.Kept{State: watch.Acknowledged, At: day("2026-12-07"), Alert: watch.Alert{
		ID: "0a1b2c3d", Detector: "people-read", Principal: "t****#1234", Origin: "198.51.100.*#ab12", Sealed: []byte{1}, Countries: []string{"BR"}, Source: "db/crm: customers",
		Kinds: []pii.Kind{pii.PersonName, pii.JapanBankAccount}, People: new(int64(20_000)), PeopleMin: new(int64(20_000)), PeopleMax: new(int64(20_076)), First: first, Last: last,
		Story: append(story(first, last, "first-country store", "people-read slow"), story(last, last.Add(time.Hour), "many-accounts tried")...),
		Gaps:  []watch.Gap{{Log: &watch.Log{Name: "audit"}, From: first.UnixMicro(), To: last.UnixMicro(), Why: watch.Days}},
	}}
	clear := &watch.Clear{Principal: "tanaka", Origin: "198.51.100.77", Accounts: []string{"suzuki", "tanaka"}}
	f, err := Alert(k, clear, &register.Systems[0])
	if err != nil {
		t.Fatal(err)
	}
	checked(t, f)
	for name, want := range map[string]law.Truth{law.Wrongful: law.Suspected, law.IllegalAccess: law.Suspected, law.Viewed: law.Yes, law.Unspecified: law.Unknown} {
		if got := truth(f, name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	// What was only tried does not lengthen the time in which it was read.
	if a, b := fact(f, breach.FirstRead).Moment, fact(f, breach.LastRead).Moment; !a.At.Equal(first) || !b.At.Equal(last) {
		t.Errorf("read from %v to %v", a.At, b.At)
	}
	if m := fact(f, law.Known).Moment; !m.At.Equal(k.At) {
		t.Errorf("known %v", m)
	}
	if d := cmp.Diff([]string{"setting", "insider", "intrusion"}, fact(f, breach.Manner).Set); d != "" {
		t.Error(d)
	}
	if c := causesOf(f); c["setting"] != [2]int{1, 0} || c["insider"] != [2]int{1, 0} || c["stuffing"] != [2]int{1, 0} {
		t.Errorf("%v", c)
	}
	want := []breach.Indicator{{Type: "account", Value: "tanaka", Name: "t****#1234", Since: first}, {Type: "address", Value: "198.51.100.77", Name: "198.51.100.*#ab12", Since: first}, {Type: "account", Value: "suzuki", Since: first}}
	if d := cmp.Diff(want, f.Secret.Indicators); d != "" || f.Added.Indicators != 3 {
		t.Error(d, f.Added.Indicators)
	}
	if len(f.Added.Gaps) != 1 || len(f.Persons) != 0 {
		t.Errorf("%v", f.Added.Gaps)
	}
	text, _ := json.Marshal(&f.Added)
	for _, secret := range []string{"tanaka", "suzuki", "198.51.100.77"} {
		if strings.Contains(string(text)+string(f.Record), secret) {
			t.Errorf("%s stands in what is shown", secret)
		}
	}
}

// TestAlertUnknown: rows are no persons, an unknown store has no kinds, and an open alert tells nothing of when we knew.
func TestAlertUnknown(t *testing.T) {
	at := day("2026-10-18")
	f, err := Alert(&watch.Kept{State: watch.Open, Alert: watch.Alert{ID: "ff", Detector: "gap", Rows: new(int64(500)), First: at, Last: at, Sealed: []byte{1}, Story: story(at, at, "gap silent")}}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	checked(t, f)
	if len(f.Added.Facts) != 0 || f.Added.People != (breach.Count{}) || len(f.Added.Gaps) != 3 || f.Secret != nil {
		t.Errorf("%+v", f.Added)
	}
}

func TestExposure(t *testing.T) {
	e := &exposure.Entry{ID: "elasticsearch-no-auth", Title: exposure.Text{EN: "A search server answers without a password", JA: "検索サーバーがパスワードなしで応答"}}
	k := &exposure.Known{Key: "00ff", ID: e.ID, Target: "elastic+http://192.0.2.7:9200", Object: "people", From: exposure.World, First: day("2026-11-01"), Last: day("2026-11-20"), Closed: day("2026-11-21")}
	behind := &exposure.Behind{People: new(int64(5000)), Kinds: map[pii.Kind]int64{pii.PersonName: 9000}, LastSeen: day("2026-11-02")}
	f, err := Exposure(k, e, behind, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	checked(t, f)
	if truth(f, law.Unspecified) != law.Yes || truth(f, law.Viewed) != law.Unknown || truth(f, law.Wrongful) != law.Unknown || *f.Added.People.Likely != 5000 {
		t.Errorf("%+v", f.Added)
	}
	if m := fact(f, breach.Stopped).Moment; !m.At.Equal(k.Last) || !m.Until.Equal(k.Closed) {
		t.Errorf("stopped %+v", m)
	}
	// The logs, asked from before it stood open, prove that nobody viewed.
	logs := []Cover{{"access", new(day("2026-11-25"))}, {"audit", new(day("2026-11-22"))}}
	none := &Answer{Verdict: "not-seen", Since: new(day("2026-10-01")), Logs: logs}
	if !f.Unviewed(none, k.First, k.Closed) || truth(f, law.Viewed) != law.No {
		t.Error("not proved")
	}
	for _, a := range []*Answer{{Verdict: "not-seen", Since: new(day("2026-11-02")), Logs: logs}, {Verdict: "not-seen", Logs: logs}, {Verdict: "not-seen", Since: new(day("2026-10-01"))},
		{Verdict: "not-seen", Since: new(day("2026-10-01")), Begins: new(day("2026-10-03")), Logs: logs}, {Verdict: "not-seen", Since: new(day("2026-10-01")), Gaps: []Silence{{Log: "x"}}, Logs: logs},
		{Verdict: "possible", Since: new(day("2026-10-01")), Bulk: 1, Logs: logs}, {Verdict: "unknown", Since: new(day("2026-10-01")), Logs: logs},
		{Verdict: "not-seen", Since: new(day("2026-10-01")), Logs: []Cover{{"access", new(day("2026-11-20"))}}}} { // it ends while the door was open
		g, err := Exposure(k, e, behind, true, nil)
		if err != nil {
			t.Fatal(err)
		}
		if g.Unviewed(a, k.First, k.Closed) || truth(g, law.Viewed) != law.Unknown || g.Added.People.Likely != nil {
			t.Errorf("%+v proves it", a)
		}
	}
	k.From, behind.People, behind.Sampled = exposure.Network, nil, true
	if f, err = Exposure(k, e, behind, false, nil); err != nil || truth(f, law.Unspecified) != law.Unknown || f.Added.People != (breach.Count{}) {
		t.Errorf("%v %+v", err, f.Added)
	}
	checked(t, f)
}

func TestInventory(t *testing.T) {
	parts := []inventory.Holding{{Source: "postgres://db/crm", At: day("2026-11-01"), Part: inventory.Part{Name: "public.customers", Records: 10, Fields: []inventory.Field{{Name: "mail", Kind: pii.EmailAddress, Values: 10}}}},
		{Source: "postgres://db/crm", At: day("2026-11-02"), Part: inventory.Part{Name: "public.broken", Error: "torn", Class: "unreadable"}}}
	of := &Store{Name: "crm", Meta: index.Meta{Snapshots: []index.Snapshot{{Persons: 12}}, Fields: []index.Field{{Kind: pii.PhoneNumber}, {Kind: pii.None}}}}
	f, err := Inventory("postgres://db/crm", parts, true, &register.Systems[0], of)
	if err != nil {
		t.Fatal(err)
	}
	checked(t, f)
	want := []*breach.Persons{{Store: "crm", Snapshots: 1, All: true, Groups: []breach.Group{{Kinds: []pii.Kind{pii.EmailAddress, pii.PhoneNumber}}}}}
	if d := cmp.Diff(want, f.Persons); d != "" {
		t.Error(d)
	}
	if *f.Added.People.Likely != 12 || f.Added.People.Max != nil || len(f.Added.Gaps) != 2 || f.Added.Systems[0].Country != "KR" {
		t.Errorf("%+v", f.Added)
	}
	if f, err = Inventory("postgres://db/crm: public.customers", parts[:1], false, nil, nil); err != nil || len(f.Persons) != 0 || len(f.Notes) == 0 {
		t.Errorf("%v %+v", err, f)
	}
	checked(t, f)
}

func TestClaim(t *testing.T) {
	c := &claim.Claim{Seller: "a seller", Price: &claim.Price{Amount: 10, Currency: "BTC"}, Count: new(int64(1_000_000_000)), Of: "people", Contents: []pii.Kind{pii.PersonName}, Digest: "ab",
		Posted: &claim.Moment{From: day("2026-11-10").Add(-14 * time.Hour), To: day("2026-11-10").Add(36 * time.Hour)}}
	f, err := Claim(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	checked(t, f)
	if truth(f, law.Wrongful) != law.Yes || *f.Added.People.Max != 1_000_000_000 || f.Added.People.Likely != nil || len(f.Added.Kinds) != 0 || fact(f, law.Known) != nil {
		t.Errorf("%+v", f.Added)
	}
	if m := f.Added.Marks[0].When; !m.At.Equal(day("2026-11-10")) || m.Precision != breach.Day {
		t.Errorf("%+v", m)
	}
	c.Sample = new(false)
	if f, err = Claim(c, dump()); err != nil || f.Added.People.Max != nil { // the dump refutes the number
		t.Errorf("%v %+v", err, f.Added.People)
	}
	checked(t, f)
}

func TestWords(t *testing.T) {
	at := second(day("2026-11-10").Add(9 * time.Hour))
	f := Tip("Your members' data are offered on a forum.", "a security researcher", at)
	checked(t, f)
	if !fact(f, law.Known).Moment.At.Equal(at.At) || !fact(f, breach.Discovered).Moment.At.Equal(at.At) || fact(f, breach.Finder).Text.EN != "a security researcher" {
		t.Errorf("%+v", f.Added.Facts)
	}
	s := Statement("The stick was in a bag.", "the employee", breach.Moment{})
	checked(t, s)
	if len(s.Added.Facts) != 0 {
		t.Error("a statement proves something")
	}
	file := File("letter.pdf", "application/pdf", strings.Repeat("ab", 32), 1200, false, "the police", at)
	checked(t, file)
	if file.Added.Kept || len(file.Added.Kinds) != 0 {
		t.Errorf("%+v", file.Added)
	}
}

func TestNotice(t *testing.T) {
	same := func(s string) string { return s }
	n, err := ReadNotice([]byte(`supplier: Alliance IT
through: Partner Air
system: 会員管理
received: 2026-03-01T10:00:00+09:00
discovered: 2026-02-24
from: 2026-02-11
until: 2026-02-24
kinds: [account_id, PERSON_NAME]
count: 900
wrongful: suspected
ids: feed.csv
`), same, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	who := &IDs{Given: 1000, Found: 990, Shared: 2, Persons: []*breach.Persons{{Store: "air", Groups: []breach.Group{{Rows: []uint32{1, 2, 3}}}}}}
	f, err := Supplier(n, who, nil, day("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	checked(t, f)
	p := f.Added.People
	if *p.Likely != 1000 || *p.Confirmed != 990 || *p.Max != 1000 || len(f.Persons) != 1 || len(f.Added.Gaps) != 2 {
		t.Errorf("%v %v", p, f.Added.Gaps)
	}
	if k := fact(f, law.Known).Moment; !k.At.Equal(day("2026-03-01").Add(time.Hour)) {
		t.Errorf("known %v", k)
	}
	if m := fact(f, breach.FirstRead).Moment; !m.At.Equal(day("2026-02-11")) || m.Precision != breach.Day {
		t.Errorf("%v", m)
	}
	if truth(f, law.Wrongful) != law.Suspected || fact(f, breach.Manner).Set[0] != "supplier" || strings.Contains(string(f.Record), "feed.csv") {
		t.Errorf("%+v", f.Added.Facts)
	}
	for _, bad := range []string{"count: 3", "supplier: A\nreceived: yesterday", "supplier: A\nkinds: [MAGIC]", "supplier: A\nwrongful: perhaps", "supplier: A\ncount: -1", "supplier: A\nsecret: 090-0000-0000"} {
		if _, err := ReadNotice([]byte(bad), same, time.UTC); err == nil || strings.Contains(err.Error(), "090-0000-0000") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	empty, err := ReadNotice([]byte("supplier: A"), same, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if f, err = Supplier(empty, nil, nil, day("2026-03-02")); err != nil || len(f.Added.Gaps) != 4 || !fact(f, law.Known).Moment.At.Equal(day("2026-03-02")) {
		t.Errorf("%v %v", err, f.Added.Gaps)
	}
	checked(t, f)
}

func TestLogs(t *testing.T) {
	cut := day("2026-11-20")
	for _, c := range []struct {
		name  string
		a     Answer
		view  law.Truth
		first bool
		done  bool
		gaps  int
	}{
		{"cut off", Answer{Verdict: "not-seen", Since: &cut, Stores: []string{"talk"}, Logs: []Cover{{"a", new(day("2026-11-26"))}}}, law.Unknown, false, true, 0},
		{"logs that end before", Answer{Verdict: "not-seen", Since: &cut, Logs: []Cover{{"a", new(day("2026-11-19"))}}}, law.Unknown, false, false, 0},
		{"with a gap", Answer{Verdict: "not-seen", Since: &cut, Gaps: []Silence{{Log: "a", From: &cut, Why: "silent"}}}, law.Unknown, false, false, 1},
		{"never asked from when", Answer{Verdict: "not-seen"}, law.Unknown, false, false, 1},
		{"read", Answer{Verdict: "read", First: new(day("2026-11-01")), Last: &cut, Accesses: 32, People: new(int64(4)), Exact: true}, law.Yes, true, false, 0},
		{"perhaps", Answer{Verdict: "possible", Bulk: 2}, law.Suspected, false, false, 0},
		{"no log", Answer{Verdict: "unknown"}, law.Unknown, false, false, 1},
	} {
		f, err := Logs(&c.a, nil, day("2026-11-27"))
		if err != nil {
			t.Fatal(err)
		}
		checked(t, f)
		_, none := c.a.None()
		done := len(f.Added.Marks) > 0 && f.Added.Marks[len(f.Added.Marks)-1].Kind == "done"
		if truth(f, law.Viewed) != c.view || (fact(f, breach.FirstRead) != nil) != c.first || done != c.done || none != c.done || len(f.Added.Gaps) != c.gaps {
			t.Errorf("%s: %+v", c.name, f.Added)
		}
	}
}

// TestSettle: what says less than what is held is left out, what contradicts it is not.
func TestSettle(t *testing.T) {
	f := &Found{}
	f.is(law.Wrongful, law.Suspected, "a", "b")
	f.is(law.Viewed, law.Suspected, "a", "b")
	f.at(breach.Discovered, second(day("2026-11-02")), "a", "b")
	f.fact(breach.Manner, breach.Value{Set: []string{"insider"}}, "a", "b")
	f.fact(breach.Finder, breach.Value{Text: &law.Text{EN: "x", JA: "x"}}, "a", "b")
	held := map[string]breach.Value{law.Wrongful: {Truth: law.Yes}, law.Viewed: {Truth: law.No}, breach.Discovered: {Moment: &breach.Moment{At: day("2026-11-01")}},
		breach.Manner: {Set: []string{"setting"}}, breach.Finder: {Text: &law.Text{EN: "y", JA: "y"}}}
	f.Settle(func(name string) *breach.Belief {
		if v, ok := held[name]; ok {
			return &breach.Belief{Name: name, Value: v}
		}
		return nil
	})
	got := map[string]breach.Value{}
	for _, x := range f.Added.Facts {
		got[x.Name] = x.Value
	}
	if d := cmp.Diff(map[string]breach.Value{law.Viewed: {Truth: law.Suspected}, breach.Manner: {Set: []string{"insider", "setting"}}}, got); d != "" {
		t.Error(d)
	}
}
