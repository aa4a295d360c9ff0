package plan_test

import (
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/plan"
)

var begun = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func TestNext(t *testing.T) {
	for name, c := range map[string]struct {
		every    time.Duration
		last     time.Time
		from, to time.Time // Next is within
	}{
		"never ran":          {24 * time.Hour, time.Time{}, begun, begun.Add(20 * time.Second)},
		"ran an hour ago":    {24 * time.Hour, begun.Add(-time.Hour), begun.Add(23 * time.Hour), begun.Add(23*time.Hour + 10*time.Minute)},
		"missed three times": {24 * time.Hour, begun.Add(-80 * time.Hour), begun, begun.Add(20 * time.Second)},
		"each minute":        {time.Minute, begun.Add(-10 * time.Second), begun.Add(50 * time.Second), begun.Add(56 * time.Second)},
	} {
		p := plan.Plan{Kind: queue.Scan, Subject: "crm", Every: c.every}
		got := p.Next(plan.Record{Last: c.last}, begun)
		if got.Before(c.from) || got.After(c.to) {
			t.Errorf("%s: %v, want %v to %v", name, got, c.from, c.to)
		}
		if again := p.Next(plan.Record{Last: c.last}, begun); !again.Equal(got) {
			t.Errorf("%s: %v, then %v", name, got, again)
		}
	}
}

// TestSpread: sources that were declared together are not scanned at one moment.
func TestSpread(t *testing.T) {
	seen, missed := map[time.Time]bool{}, map[time.Time]bool{}
	for _, s := range []string{"crm", "shop", "hr", "mail", "files"} {
		p := plan.Plan{Kind: queue.Scan, Subject: s, Every: 24 * time.Hour}
		seen[p.Next(plan.Record{Last: begun}, begun)] = true
		missed[p.Next(plan.Record{}, begun)] = true
	}
	if len(seen) != 5 || len(missed) != 5 {
		t.Errorf("%d and %d different times for five sources", len(seen), len(missed))
	}
}
