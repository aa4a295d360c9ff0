package relief

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/member"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var now = time.Date(2026, 12, 4, 10, 0, 0, 0, time.UTC)

// TestFile: what the data file says is whole, and names harm that docs/harm.md has.
func TestFile(t *testing.T) {
	harm, err := os.ReadFile("../../../docs/harm.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	verified := 0
	for _, m := range Measures() {
		for _, h := range m.Harm {
			if !strings.Contains(string(harm), "| `"+h+"` |") {
				t.Errorf("%s: no harm %q", m.ID, h)
			}
		}
		if seen[m.ID] {
			t.Errorf("%s twice", m.ID)
		}
		seen[m.ID] = true
		for _, w := range m.When {
			if len(w.Any) == 0 || !slices.ContainsFunc(m.When, func(w When) bool { return slices.Contains(w.Any, m.Kind) }) && m.ID != "session_end" {
				t.Errorf("%s: no kind calls for it, or not its own", m.ID)
			}
		}
		if m.Verified {
			verified++
			if m.URL == "" {
				t.Errorf("%s: verified where?", m.ID)
			}
		}
	}
	for _, l := range known().leftovers {
		if seen[l.ID] {
			t.Errorf("%s twice", l.ID)
		}
		seen[l.ID] = true
	}
	if verified == 0 || len(seen) < 30 {
		t.Error(verified, len(seen))
	}
	for _, bad := range []string{"measures: [{id: x}]", "measures: [{id: x, kind: NOPE}]", "more: 1", "leftovers: [{id: x, what: {en: a, ja: a}}]"} {
		if _, err := read([]byte(bad)); err == nil {
			t.Error(bad)
		}
	}
}

func people(n int64) *int64 { return &n }

// folded is a case of bodies, an hour apart.
func folded(t *testing.T, id string, bodies ...breach.Body) *breach.State {
	t.Helper()
	events := []breach.Event{{Case: id, Seq: 1, At: now.Add(-1000 * time.Hour), By: "tanaka", Body: breach.Opened{Title: "x"}}}
	for i, b := range bodies {
		events = append(events, breach.Event{Case: id, Seq: int64(i + 2), At: now.Add(time.Duration(i-999) * time.Hour), By: "tanaka", Body: b})
	}
	st, err := breach.Fold(events)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func manned(manner ...string) breach.Stated {
	return breach.Stated{Fact: breach.Fact{Name: breach.Manner, Value: breach.Value{Set: manner}, Status: breach.Asserted, Source: "tanaka"}}
}

func evidence(kinds ...breach.Held) breach.Added {
	return breach.Added{ID: "E1", Sort: breach.FromMatch, Name: "m", Kinds: kinds, People: breach.Count{Likely: people(10000)}}
}

func ids(list []Proposal) (out []string) {
	for _, p := range list {
		n := "?"
		if p.Of != nil {
			n = itoa(int(*p.Of))
		}
		out = append(out, p.ID+" "+p.Sort+" "+p.Measure+" "+n)
	}
	return out
}

// TestPropose: by the kinds, by what belongs to one person, by facts and the manner; what is a task already is not proposed again.
func TestPropose(t *testing.T) {
	card, mail, name := breach.Held{Kind: pii.CreditCardNumber, People: people(6100)}, breach.Held{Kind: pii.EmailAddress, People: people(10000)}, breach.Held{Kind: pii.PersonName}
	address, victim := breach.Held{Kind: pii.StreetAddress}, breach.Held{Kind: pii.CrimeVictim}
	for _, c := range []struct {
		name   string
		in     Input
		want   []string
		absent []string
	}{
		{"cards", Input{State: folded(t, "1", evidence(card, mail))}, []string{"T1 relief card_reissue 6100", "T2 relief card_monitoring 6100", "T3 relief card_statement 6100", "T4 relief phishing_warning 10000"}, nil},
		{"of one person", Input{State: folded(t, "1", evidence(address, name)), Groups: []member.Share{{Kinds: []pii.Kind{pii.StreetAddress}, People: 5}, {Kinds: []pii.Kind{pii.PersonName, pii.StreetAddress}, People: 3}}}, []string{"T1 relief post_warning 3"}, nil},
		{"of nobody", Input{State: folded(t, "1", evidence(address, name)), Groups: []member.Share{{Kinds: []pii.Kind{pii.StreetAddress}, People: 5}, {Kinds: []pii.Kind{pii.PersonName}, People: 3}}}, nil, []string{"post_warning"}},
		{"by a fact", Input{State: folded(t, "1", evidence(address, name), breach.Stated{Fact: breach.Fact{Name: law.Wrongful, Value: breach.Value{Truth: law.Suspected}, Status: breach.Asserted, Source: "E1"}})},
			[]string{"T1 relief post_warning ?", "T2 relief address_shield_find ?"}, nil},
		{"who hides", Input{State: folded(t, "1", evidence(address, victim))}, []string{"T1 relief address_shield ?", "T2 relief delicate_desk ?"}, nil},
		{"intrusion", Input{State: folded(t, "1", manned("intrusion"))}, []string{"T1 hunt traces ?", "T2 hunt web_shells ?", "T3 hunt accounts ?", "T4 hunt keys ?", "T5 hunt persistence ?", "T6 hunt vpn ?", "T7 hunt same_exposure ?", "T8 hunt copies ?", "T9 hunt offered ?"}, nil},
		{"misdirected", Input{State: folded(t, "1", manned("misdirected"))}, []string{"T1 hunt misdirected ?", "T2 hunt recipient_erased ?"}, nil},
		{"by indicators", Input{State: folded(t, "1"), Indicators: []string{"address"}}, []string{"T1 hunt traces ?"}, nil},
		{"had", Input{State: folded(t, "1", evidence(card), breach.Task{ID: "T7", Sort: breach.Relief, Measure: "card_reissue"})}, []string{"T8 relief card_monitoring 6100", "T9 relief card_statement 6100"}, nil},
		{"nothing", Input{State: folded(t, "1")}, nil, nil},
	} {
		c.in.Now = now
		got := ids(Propose(&c.in))
		if d := cmp.Diff(c.want, got); c.absent == nil && d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		for _, a := range c.absent {
			if slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, " "+a+" ") }) {
				t.Errorf("%s: %s proposed", c.name, a)
			}
		}
	}
	if p := Propose(&Input{State: folded(t, "1", evidence(card)), Now: now}); p[0].Due != time.Date(2026, 12, 18, 23, 59, 59, 0, time.UTC) || p[0].Who != Company {
		t.Errorf("%+v", p[0])
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		w    breach.Work
		want int64
		ok   bool
	}{
		{breach.Work{Task: breach.Task{Of: people(10000)}, Done: people(8300)}, 83, true},
		{breach.Work{Task: breach.Task{Of: people(10000)}, Done: people(9999)}, 99, true},
		{breach.Work{Task: breach.Task{Of: people(3)}, Done: people(5)}, 100, true},
		{breach.Work{Task: breach.Task{Of: people(0)}, Done: people(0)}, 100, true},
		{breach.Work{Task: breach.Task{Of: people(5)}}, 0, false},
		{breach.Work{Done: people(5)}, 0, false},
		{breach.Work{Ended: true}, 100, true},
	} {
		if got, ok := Percent(&c.w); got != c.want || ok != c.ok {
			t.Errorf("%+v: %d %v", c.w, got, ok)
		}
	}
}

// TestCheck: of each measure against a recurrence whether it was tested, and when; of leftovers whether they were looked for.
func TestCheck(t *testing.T) {
	yes, no := true, false
	measure := func(id string) breach.Task {
		return breach.Task{ID: id, Sort: breach.Prevention, What: law.Text{EN: id, JA: id}}
	}
	first := folded(t, "2025-0001", manned("setting"),
		measure("T1"), breach.Progressed{ID: "T1", Ended: true},
		measure("T2"), breach.Progressed{ID: "T2", Ended: true, Tested: &yes},
		measure("T3"), breach.Progressed{ID: "T3", Ended: true, Tested: &no},
		measure("T4"),
		breach.Task{ID: "T5", Sort: breach.Hunt, Measure: "copies"},
		breach.Task{ID: "T6", Sort: breach.Hunt, Measure: "same_exposure"}, breach.Progressed{ID: "T6", Ended: true},
		breach.Task{ID: "T7", Sort: breach.Relief, Measure: "card_reissue"})
	again := folded(t, "2026-0007")
	again.Of = first.ID
	small := folded(t, "2026-0008")
	small.Small = true
	see := func(cases []*breach.State, at time.Time) (out []string) {
		for _, f := range Check(cases, at) {
			s := f.Code + " " + f.Case + " " + f.ID
			if f.Against {
				s += " !"
			}
			out = append(out, s)
		}
		return out
	}
	want := []string{"failed 2025-0001 T3 !", "recurred 2025-0001 T1", "recurred 2025-0001 T2", "untested 2025-0001 T1 !", "open 2025-0001 T4 !", "open 2025-0001 T5 !", "unhunted 2025-0001 offered", "nothing 2026-0007  !"}
	if d := cmp.Diff(want, see([]*breach.State{first, again, small}, now)); d != "" {
		t.Error(d)
	}
	if got := see([]*breach.State{first}, now.AddDate(1, 0, 0)); !slices.Contains(got, "stale 2025-0001 T2") {
		t.Error(got)
	}
	if got := see([]*breach.State{first}, first.Last.AddDate(0, 0, 364)); slices.Contains(got, "stale 2025-0001 T2") {
		t.Error(got)
	}
}
