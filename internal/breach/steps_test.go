package breach

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// TestLawSteps: the last step is what LawFacts says, and each one what it said then. By may name what only later said the same.
func TestLawSteps(t *testing.T) {
	c := &config.Case{Sectors: []string{"private"}, Places: []string{"JP"}}
	quiet := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".By" }, cmp.Ignore())
	for seed := range uint64(60) {
		m := maker{rand.New(rand.NewPCG(seed, 3))}
		bodies := []Body{Opened{Title: "a case"}}
		for range 40 {
			b := m.body()
			if a, ok := b.(Added); ok {
				a.Systems = nil // which store a system is, is known from the beginning
				b = a
			}
			bodies = append(bodies, b)
		}
		events := chained(t, bodies...)
		for i := range events { // some at one moment, some days later
			events[i].At = start.Add(time.Duration(i/2) * 5 * time.Hour)
		}
		s := fold(t, events)
		steps := s.LawSteps(c)
		if d := cmp.Diff(s.LawFacts(c), steps[len(steps)-1].Facts); d != "" {
			t.Fatalf("seed %d, the last: %s", seed, d)
		}
		next := 0
		for i := range events {
			if i+1 < len(events) && events[i+1].At.Equal(events[i].At) {
				continue
			}
			for next+1 < len(steps) && !steps[next+1].At.After(events[i].At) {
				next++
			}
			if d := cmp.Diff(fold(t, events[:i+1]).LawFacts(c), steps[next].Facts, quiet); d != "" {
				t.Fatalf("seed %d, after %d events: %s", seed, i+1, d)
			}
		}
	}
}

// TestLawStepsChanged: a step names what is other than before.
func TestLawStepsChanged(t *testing.T) {
	events := chained(t, Opened{Title: "a case"}, Stated{Fact{Name: law.Wrongful, Value: Value{Truth: law.Suspected}, Status: Asserted, Source: "E1"}},
		Stated{Fact{Name: Outline, Value: Value{Text: &law.Text{EN: "x", JA: "x"}}, Status: Asserted, Source: "E1"}}, Counted{Count: Count{Likely: n(1200)}, Source: "E1"})
	var got [][]string
	for _, s := range fold(t, events).LawSteps(nil) {
		got = append(got, s.Changed)
	}
	if d := cmp.Diff([][]string{{law.Known, law.Role}, {law.Wrongful}, {law.People}}, got); d != "" {
		t.Error(d)
	}
}
