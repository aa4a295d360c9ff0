package duty_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/duty"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/calendar"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var tokyo = time.FixedZone("JST", 9*3600)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, tokyo)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// told is a body with when it was recorded.
type told struct {
	at   string
	body breach.Body
}

func events(list ...told) []breach.Event {
	var out []breach.Event
	for i, x := range list {
		out = append(out, breach.Event{Case: "2026-0007", Seq: int64(i + 1), At: at(x.at), By: "hanako", Body: x.body})
	}
	return out
}

func laws(t testing.TB) *book.Book {
	b, err := book.Open()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var owner = &config.Case{Name: "株式会社例", Contact: "総務部", Sectors: []string{"private"}, Places: []string{"JP"}, Zone: "Asia/Tokyo"}

func of(t testing.TB, list []breach.Event, now string) map[string]breach.Duty {
	t.Helper()
	all, err := duty.Of(list, owner, laws(t), calendar.All{}, at(now))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]breach.Duty{}
	for _, d := range all {
		out[d.Rule.ID] = d
	}
	if len(out) != len(all) {
		t.Fatal("a rule is there twice")
	}
	return out
}

func is(name string, t law.Truth, source string) breach.Stated {
	return breach.Stated{Fact: breach.Fact{Name: name, Value: breach.Value{Truth: t}, Status: breach.Asserted, Source: source, Why: law.Text{EN: "w", JA: "w"}}}
}

func count(likely int64) breach.Counted {
	return breach.Counted{Count: breach.Count{Likely: &likely, Max: &likely, Confirmed: &likely}, Source: "E1", Why: law.Text{EN: "w", JA: "w"}}
}

var opened = told{"2026-12-04 10:00", breach.Opened{Title: "a case"}}

// TestMoves: 30 days that become 60 from the same first day, and the duty that begins with the thousandth and first person.
func TestMoves(t *testing.T) {
	list := events(opened,
		told{"2026-12-04 10:05", is(law.Special, law.Yes, "E1")},
		told{"2026-12-10 09:00", is(law.Wrongful, law.Suspected, "E2")})
	d := of(t, list[:2], "2026-12-05 09:00")["jp-appi-final"]
	if d.Applies != law.Yes || d.Due.LastDay != "2027-01-04" || d.Status != breach.Due {
		t.Fatalf("%s %+v %s", d.Applies, d.Due, d.Status)
	}
	d = of(t, list, "2026-12-11 09:00")["jp-appi-final"]
	var got []string
	for _, h := range d.History {
		got = append(got, fmt.Sprintf("%d %s %s", h.Seq, h.Applies, h.LastDay))
	}
	if diff := cmp.Diff([]string{"1 unknown ", "2 yes 2027-01-04", "3 yes 2027-02-01"}, got); diff != "" {
		t.Error(diff)
	}
	if w := d.History[2].Why; !strings.Contains(w.EN, "suspected, before unknown") || !strings.Contains(w.EN, "event 3") || w.JA == "" {
		t.Errorf("why: %+v", w)
	}

	list = events(opened,
		told{"2026-12-04 10:01", is(law.Special, law.No, "総務部")}, told{"2026-12-04 10:02", is(law.Financial, law.No, "総務部")}, told{"2026-12-04 10:03", is(law.Wrongful, law.No, "総務部")},
		told{"2026-12-04 10:04", is(law.Credentials, law.No, "総務部")}, told{"2026-12-04 10:05", is(law.Card, law.No, "総務部")}, told{"2026-12-04 10:06", count(900)}, told{"2026-12-20 09:00", count(1001)})
	if d := of(t, list[:7], "2026-12-05 09:00")["jp-appi-preliminary"]; d.Applies != law.No || d.Status != breach.None {
		t.Errorf("900 people: %s %s, open %v", d.Applies, d.Status, d.Open)
	}
	d = of(t, list, "2026-12-21 09:00")["jp-appi-preliminary"]
	if d.Applies != law.Yes || d.Due.LastDay != "2026-12-24" && d.Due.LastDay != "2026-12-25" || d.Status != breach.Due {
		t.Errorf("1,001 people: %s %+v", d.Applies, d.Due)
	}
	if last := d.History[len(d.History)-1]; last.Seq != 8 || last.Applies != law.Yes || !strings.Contains(last.Why.JA, "1,001") || !strings.Contains(last.Why.EN, "(event 8)") {
		t.Errorf("%+v", last)
	}
}

// TestGone: a duty that no longer applies stays, with what moved it.
func TestGone(t *testing.T) {
	list := events(opened,
		told{"2026-12-04 10:01", is(law.Financial, law.No, "総務部")}, told{"2026-12-04 10:02", is(law.Wrongful, law.No, "総務部")}, told{"2026-12-04 10:03", is(law.Credentials, law.No, "総務部")},
		told{"2026-12-04 10:03", is(law.Card, law.No, "総務部")}, told{"2026-12-04 10:04", count(10)}, told{"2026-12-04 10:05", is(law.Special, law.Suspected, "E1")}, told{"2026-12-06 09:00", is(law.Special, law.No, "E2")})
	if d := of(t, list[:7], "2026-12-05 09:00")["jp-appi-final"]; d.Status != breach.Due {
		t.Errorf("before: %s", d.Status)
	}
	d := of(t, list, "2026-12-07 09:00")["jp-appi-final"]
	last := d.History[len(d.History)-1]
	if d.Status != breach.None || d.Due != nil || last.Applies != law.No || last.Seq != 8 || last.LastDay != "" || last.Why.EN == "" {
		t.Errorf("%s %+v", d.Status, last)
	}
	if !slices.ContainsFunc(d.History, func(h breach.Change) bool { return h.Applies == law.Yes && h.LastDay == "2027-01-04" }) {
		t.Errorf("%+v", d.History)
	}
}

func TestDecided(t *testing.T) {
	decide := func(choice, why string) breach.Decided {
		return breach.Decided{Act: breach.ActApply, Of: "jp-appi-final", Choice: choice, Why: why}
	}
	list := events(opened,
		told{"2026-12-04 10:05", is(law.Special, law.Yes, "E1")},
		told{"2026-12-05 09:00", decide("no", "encrypted; counsel agrees")},
		told{"2026-12-08 09:00", is(law.Special, law.No, "E2")},
		told{"2026-12-09 09:00", is(law.Wrongful, law.Yes, "E3")},
		told{"2026-12-10 09:00", decide("yes", "the key was with it")})
	d := of(t, list[:3], "2026-12-06 09:00")["jp-appi-final"]
	if d.Applies != law.No || d.Due != nil || d.If == nil || d.If.LastDay != "2027-01-04" || d.Status != breach.None || d.Decided == nil || d.Decided.Body.Why == "" {
		t.Errorf("%+v", d)
	}
	d = of(t, list[:5], "2026-12-09 10:00")["jp-appi-final"]
	if last := d.History[len(d.History)-1]; d.Applies != law.No || last.Applies != law.No || !strings.Contains(last.Why.EN, "the decision stands") {
		t.Errorf("%s %+v", d.Applies, d.History)
	}
	d = of(t, list, "2026-12-11 09:00")["jp-appi-final"]
	if last := d.History[len(d.History)-1]; d.Applies != law.Yes || d.Due == nil || d.Status != breach.Due || last.Seq != 6 || last.LastDay != d.Due.LastDay {
		t.Errorf("%s %+v", d.Applies, d.History)
	}
	// What does not apply as computed, and is decided to, is due by the rule's own clock.
	only := events(opened, told{"2026-12-04 11:00", breach.Decided{Act: breach.ActApply, Of: "sg-pdpa", Choice: "yes", Why: "customers there"}})
	if d := of(t, only, "2026-12-05 09:00")["sg-pdpa"]; d.Rule != nil && (d.Applies != law.Yes || d.Due == nil) {
		t.Errorf("%+v", d)
	}
}

func TestStatus(t *testing.T) {
	base := []told{opened, {"2026-12-04 10:05", is(law.Special, law.Yes, "E1")}}
	met := func(rule, when string, partial bool) told {
		return told{"2027-02-20 09:00", breach.Met{Rule: rule, At: at(when), Proof: "2026-000123", Partial: partial}}
	}
	for _, c := range []struct {
		name        string
		more        []told
		now         string
		rule        string
		want        breach.DutyStatus
		met         int
		missingKind bool
	}{
		{"due", nil, "2027-01-04 23:59", "jp-appi-final", breach.Due, 0, true},
		{"late", nil, "2027-01-05 00:00", "jp-appi-final", breach.Late, 0, true},
		{"done", []told{met("jp-appi-final", "2026-12-20 09:00", false)}, "2027-02-21 09:00", "jp-appi-final", breach.Done, 1, false},
		{"done late", []told{met("jp-appi-final", "2027-02-20 09:00", false)}, "2027-02-21 09:00", "jp-appi-final", breach.DoneLate, 1, false},
		{"in part", []told{met("jp-appi-final", "2026-12-20 09:00", true)}, "2027-01-05 09:00", "jp-appi-final", breach.Late, 1, true},
		{"by a final report", []told{met("jp-appi-final", "2026-12-05 09:00", false)}, "2027-02-21 09:00", "jp-appi-preliminary", breach.Done, 1, false},
		{"by a document", []told{{"2026-12-06 09:00", breach.Submitted{Document: "jp-appi-preliminary", At: at("2026-12-06 08:00"), Receipt: "123", Rules: []string{"jp-appi-preliminary"}}}}, "2026-12-07 09:00", "jp-appi-preliminary", breach.Done, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := of(t, events(append(slices.Clone(base), c.more...)...), c.now)[c.rule]
			missing := slices.ContainsFunc(d.Missing, func(i law.Item) bool { return i.ID == "kinds" })
			if d.Status != c.want || len(d.Met) != c.met || missing != c.missingKind {
				t.Errorf("%s, met %d times, kinds missing %t; %+v", d.Status, len(d.Met), missing, d.Due)
			}
		})
	}
}

// TestMissing: an item is missing until what it says is known.
func TestMissing(t *testing.T) {
	items := func(list ...told) (out []string) {
		d := of(t, events(append([]told{opened, {"2026-12-04 10:05", is(law.Special, law.Yes, "E1")}}, list...)...), "2026-12-05 09:00")["jp-appi-final"]
		for _, i := range d.Missing {
			out = append(out, i.ID)
		}
		return out
	}
	if d := cmp.Diff([]string{"outline", "kinds", "people", "cause", "damage", "persons", "publication", "prevention"}, items()); d != "" {
		t.Error(d)
	}
	say := func(name string) told {
		return told{"2026-12-04 11:00", breach.Stated{Fact: breach.Fact{Name: name, Value: breach.Value{Text: &law.Text{EN: "x", JA: "x"}}, Status: breach.Asserted, Source: "E1"}}}
	}
	n := int64(5)
	evidence := told{"2026-12-04 11:00", breach.Added{ID: "E1", Sort: breach.FromMatch, Kinds: []breach.Held{{Kind: pii.MedicalTerm}}, People: breach.Count{Likely: &n},
		Facts:  []breach.Fact{{Name: breach.Discovered, Value: breach.Value{Moment: &breach.Moment{At: at("2026-12-04 09:00"), Precision: breach.Second}}, Status: breach.Asserted, Source: "E1"}},
		Causes: []breach.Cause{{ID: "stock", Status: breach.Asserted, For: []breach.Ground{{Source: "E1"}}}}}}
	if d := cmp.Diff([]string{"damage", "persons", "publication", "prevention"}, items(evidence)); d != "" {
		t.Error(d)
	}
	if got := items(evidence, say(breach.Damage), say(breach.ToPersons), say(breach.Publication), told{"2026-12-04 11:00", breach.Task{ID: "T1", Sort: breach.Prevention}}); got != nil {
		t.Errorf("missing %v", got)
	}
}

// TestOrder: what is late and due comes first, by its day, then what is not decided, done, none.
func TestOrder(t *testing.T) {
	list := events(opened, told{"2026-12-04 10:05", is(law.Special, law.Yes, "E1")}, told{"2026-12-06 10:05", breach.Met{Rule: "jp-appi-preliminary", At: at("2026-12-06 10:00")}})
	all, err := duty.Of(list, owner, laws(t), calendar.All{}, at("2027-02-01 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	rank := map[breach.DutyStatus]int{breach.Undecided: 1, breach.Done: 2, breach.DoneLate: 2, breach.None: 3}
	seen := map[breach.DutyStatus]bool{}
	for i := range all {
		seen[all[i].Status] = true
		if i == 0 {
			continue
		}
		a, b := all[i-1], all[i]
		if rank[a.Status] > rank[b.Status] || rank[a.Status] == 0 && rank[b.Status] == 0 && b.Due.At.Before(a.Due.At) {
			t.Errorf("%s (%s) before %s (%s)", a.Rule.ID, a.Status, b.Rule.ID, b.Status)
		}
	}
	for _, s := range []breach.DutyStatus{breach.Late, breach.Done, breach.Undecided, breach.None} {
		if !seen[s] {
			t.Errorf("no duty is %s", s)
		}
	}
}

// made are events by chance that say something of the facts of law, hours and days apart.
func made(r *rand.Rand, n int) []breach.Event {
	list := []breach.Event{{Case: "2026-0007", Seq: 1, At: at("2026-12-04 10:00"), By: "hanako", Body: breach.Opened{Title: "a case"}}}
	names := []string{law.Special, law.Financial, law.Wrongful, law.Specific, law.Encrypted, law.Unspecified, law.Viewed, law.IllegalAccess, law.Sensitive, law.Risk, law.Card}
	when := list[0].At
	for i := 1; i <= n; i++ {
		when = when.Add(time.Duration(r.IntN(40)) * time.Hour)
		var b breach.Body
		switch r.IntN(8) {
		case 0:
			k := r.Int64N(3000)
			b = breach.Counted{Count: breach.Count{Likely: &k}, Source: "E1"}
		case 1:
			k := r.Int64N(3000)
			b = breach.Added{ID: fmt.Sprintf("E%d", i), Sort: breach.FromMatch, Kinds: []breach.Held{{Kind: []pii.Kind{pii.EmailAddress, pii.MedicalTerm, pii.CreditCardNumber}[r.IntN(3)]}}, People: breach.Count{Likely: &k},
				Systems: []breach.System{{Name: []string{"a", "b"}[r.IntN(2)], Country: []string{"JP", "KR", "DE"}[r.IntN(3)]}}}
		case 2:
			b = breach.Stated{Fact: breach.Fact{Name: law.Known, Value: breach.Value{Moment: &breach.Moment{At: list[0].At.Add(-time.Duration(r.IntN(200)) * time.Hour), Precision: breach.Hour}}, Status: breach.Asserted, Source: "E1"}}
		case 3:
			b = breach.Decided{Act: breach.ActApply, Of: []string{"jp-appi-final", "eu-gdpr-33"}[r.IntN(2)], Choice: []string{"yes", "no"}[r.IntN(2)], Why: "w"}
		default:
			f := is(names[r.IntN(len(names))], law.Truth(1+r.IntN(3)), "E1")
			f.Status = []breach.Status{breach.Asserted, breach.Asserted, breach.Disputed, breach.Refuted}[r.IntN(4)]
			b = f
		}
		list = append(list, breach.Event{Case: "2026-0007", Seq: int64(i + 1), At: when, By: "hanako", Body: b})
	}
	return list
}

// TestNeverLost: after each event every rule is there; its history ends with what is told of it now; a duty that applied once and does not now
// says when it went and why. Told in another order, it is the same.
func TestNeverLost(t *testing.T) {
	b := laws(t)
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 5))
		list := made(r, 25)
		ever := map[string]bool{}
		for n := 1; n <= len(list); n++ {
			now := list[n-1].At.Add(time.Hour)
			all, err := duty.Of(list[:n], owner, b, calendar.All{}, now)
			if err != nil {
				t.Fatal(err)
			}
			if len(all) != len(b.IDs()) {
				t.Fatalf("seed %d: %d of %d rules", seed, len(all), len(b.IDs()))
			}
			for _, d := range all {
				last := d.History[len(d.History)-1]
				if last.Applies != d.Applies || d.Due != nil && !last.Due.Equal(d.Due.At) || last.Why.EN == "" || last.Why.JA == "" {
					t.Fatalf("seed %d, %d events, %s: told %s %+v, history ends %+v", seed, n, d.Rule.ID, d.Applies, d.Due, last)
				}
				if d.Applies == law.Yes {
					ever[d.Rule.ID] = true
				}
				if ever[d.Rule.ID] && !slices.ContainsFunc(d.History, func(h breach.Change) bool { return h.Applies == law.Yes }) {
					t.Fatalf("seed %d, %d events: that %s applied is forgotten: %+v", seed, n, d.Rule.ID, d.History)
				}
				if !slices.IsSortedFunc(d.History, func(a, b breach.Change) int { return a.At.Compare(b.At) }) {
					t.Fatalf("seed %d: %s: %+v", seed, d.Rule.ID, d.History)
				}
			}
			if n < len(list) {
				continue
			}
			mixed := slices.Clone(list)
			r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			again, err := duty.Of(mixed, owner, b, calendar.All{}, now)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(all, again); d != "" {
				t.Fatalf("seed %d, in another order: %s", seed, d)
			}
		}
	}
}

// long is a case of so many events, one of five of which says something of the facts of law.
func long(n int) []breach.Event {
	r := rand.New(rand.NewPCG(7, 7))
	list := made(r, n/5)
	for len(list) < n {
		e := list[len(list)-1]
		e.Seq, e.At, e.Body = e.Seq+1, e.At.Add(time.Minute), breach.Looked{Asked: 1}
		list = append(list, e)
	}
	return list
}

// BenchmarkLong is a case of 10,000 events.
func BenchmarkLong(b *testing.B) {
	list, laws := long(10_000), laws(b)
	for b.Loop() {
		if _, err := duty.Of(list, owner, laws, calendar.All{}, list[len(list)-1].At); err != nil {
			b.Fatal(err)
		}
	}
}
