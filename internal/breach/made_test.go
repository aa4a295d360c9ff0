package breach

import (
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var start = time.Date(2026, 12, 4, 1, 2, 3, 4000, time.UTC)

func testKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) }

// chained makes a case of bodies, a minute apart.
func chained(t testing.TB, bodies ...Body) []Event {
	t.Helper()
	events := make([]Event, len(bodies))
	for i, b := range bodies {
		events[i] = Event{Case: "2026-0007", Seq: int64(i + 1), At: start.Add(time.Duration(i) * time.Minute), By: "hanako", Body: b}
	}
	link(t, events)
	return events
}

func link(t testing.TB, events []Event) {
	t.Helper()
	var prev [32]byte
	for i := range events {
		if err := Sign(&events[i], prev, prev, testKey()); err != nil {
			t.Fatal(err)
		}
		prev = events[i].Hash
	}
}

func fold(t testing.TB, events []Event) *State {
	t.Helper()
	s, err := Fold(events)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func n(v int64) *int64 { return &v }

func both(s string) law.Text { return law.Text{EN: s, JA: s} }

// maker makes bodies by chance; few IDs, names and values, so that they meet.
type maker struct{ *rand.Rand }

func (m maker) number() *int64 {
	if m.IntN(4) == 0 {
		return nil
	}
	return n(m.Int64N(2000))
}

func (m maker) id(letter string) string { return fmt.Sprintf("%s%d", letter, 1+m.IntN(4)) }

func (m maker) source() string { return []string{"", "E1", "E2", "総務部"}[m.IntN(4)] }

func (m maker) status() Status { return []Status{Asserted, Asserted, Disputed, Refuted}[m.IntN(4)] }

func (m maker) moment() Moment {
	return Moment{At: start.Add(-time.Duration(m.IntN(5)) * time.Hour), Precision: Hour}
}

func (m maker) fact() Fact {
	f := Fact{Status: m.status(), Source: m.source()}
	switch m.IntN(6) {
	case 0:
		f.Name = law.Known
		at := m.moment()
		f.Value.Moment = &at
	case 1:
		f.Name, f.Value.Truth = law.Wrongful, law.Truth(m.IntN(4))
	case 2:
		f.Name, f.Value.Set, f.Value.Whole = law.Places, []string{[]string{"JP", "KR", "DE"}[m.IntN(3)]}, m.IntN(2) == 0
	case 3:
		text := both([]string{"a", "b"}[m.IntN(2)])
		f.Name, f.Value.Text = Outline, &text
	case 4:
		f.Name, f.Value.Count = law.People, &Count{Likely: m.number()}
	default:
		f.Name = m.id("E") // evidence that does not belong here
	}
	return f
}

func (m maker) cause() Cause {
	c := Cause{ID: m.id("C"), Status: m.status()}
	if m.IntN(2) == 0 {
		c.Text = both([]string{"x", "y"}[m.IntN(2)])
	}
	for range m.IntN(3) {
		g := Ground{Source: m.source(), Text: both([]string{"p", "q", "r"}[m.IntN(3)])}
		if m.IntN(2) == 0 {
			c.For = append(c.For, g)
		} else {
			c.Against = append(c.Against, g)
		}
	}
	return c
}

func (m maker) added() Added {
	sorts := []string{FromAlert, FromExposure, FromMatch, FromClaim, FromInventory, FromFile, FromTip, FromStatement, FromSupplier}
	a := Added{ID: m.id("E"), Sort: sorts[m.IntN(len(sorts))], Name: "n", People: Count{Likely: m.number()}, Indicators: m.IntN(2)}
	for range m.IntN(3) {
		k := []pii.Kind{pii.EmailAddress, pii.CreditCardNumber, pii.Password, pii.JapanIndividualNumber, pii.MedicalTerm}[m.IntN(5)]
		a.Kinds = append(a.Kinds, Held{Kind: k, Values: m.number(), People: m.number()})
	}
	if m.IntN(3) == 0 {
		a.Persons = append(a.Persons, PersonSet{Store: []string{"members", "shop"}[m.IntN(2)], SHA256: fmt.Sprint(m.IntN(3)), People: m.Int64N(500)})
	}
	if m.IntN(3) == 0 {
		a.Systems = append(a.Systems, System{Name: []string{"members-db", "shop-db"}[m.IntN(2)], Country: []string{"JP", "KR"}[m.IntN(2)]})
	}
	if m.IntN(3) == 0 {
		a.Regions = append(a.Regions, Region{Country: []string{"JP", "DE"}[m.IntN(2)], People: m.Int64N(50)})
	}
	if m.IntN(4) == 0 {
		a.Gaps = append(a.Gaps, both("a gap"))
	}
	for range m.IntN(2) {
		a.Facts = append(a.Facts, m.fact())
	}
	for range m.IntN(2) {
		a.Causes = append(a.Causes, m.cause())
	}
	return a
}

func (m maker) body() Body {
	switch m.IntN(20) {
	case 0, 1, 2:
		return m.added()
	case 3, 4, 5:
		return Stated{m.fact()}
	case 6:
		return Counted{Count: Count{Max: m.number(), Likely: m.number(), Confirmed: m.number()}, Source: "E1", Why: both("counted")}
	case 7, 8:
		return Weighed{m.cause()}
	case 9:
		return Decided{Act: ActClose, Choice: []string{"yes", "no"}[m.IntN(2)], Why: "w"}
	case 10:
		return Met{Rule: "jp-appi-final", At: start, Proof: "p"}
	case 11:
		return Noticed{Batch: m.id("B"), Channel: "email", Sent: m.Int64N(9), First: start.Add(time.Duration(m.IntN(9)) * time.Hour)}
	case 12:
		return Asked{ID: m.id("Q"), To: "委託先A", What: []string{"log", "list"}[m.IntN(2)]}
	case 13:
		return Answered{ID: m.id("Q"), Answer: "a", Closed: m.IntN(2) == 0}
	case 14:
		return Task{ID: m.id("T"), Sort: Relief, What: both([]string{"t", "u"}[m.IntN(2)]), Of: m.number()}
	case 15:
		return Progressed{ID: m.id("T"), Done: m.number(), Ended: m.IntN(3) == 0, Source: "s"}
	case 16:
		return Looked{Asked: 2, Found: 1}
	case 17:
		return []Body{Closed{Why: "done"}, Reopened{Why: "again"}}[m.IntN(2)]
	case 18:
		return Spent{Item: "post", Amount: m.Int64N(100), Currency: "JPY", Source: "s"}
	}
	return Contained{What: "cut off", At: m.moment()}
}
