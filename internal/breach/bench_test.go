package breach

import (
	"math/rand/v2"
	"testing"
	"time"
)

// BenchmarkState makes the state of a case of 10,000 events of every type, 1,500 of them evidence, and asks everything of it.
func BenchmarkState(b *testing.B) {
	m := maker{rand.New(rand.NewPCG(1, 2))}
	events := make([]Event, 10_000)
	for i := range events {
		events[i] = Event{Case: "2026-0001", Seq: int64(i + 1), At: start.Add(time.Duration(i) * time.Minute), By: "a", Body: m.body()}
		if a, ok := events[i].Body.(Added); ok {
			a.ID = "E" + a.ID + string(rune('0'+i%10)) + time.Duration(i).String()
			events[i].Body = a
		}
	}
	s := fold(b, events)
	for name, f := range map[string]func(){
		"fold":     func() { fold(b, events) },
		"affected": func() { s.Affected() },
		"facts":    func() { s.LawFacts(nil) },
		"steps":    func() { s.LawSteps(nil) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
		})
	}
}
