// Package plan says when work is done by itself: each plan at an interval from when it was last, a little later by its name, so that
// what was declared together does not start together. What was missed while nothing ran is done once.
package plan

import (
	"hash/fnv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
)

// Plan is something that is done by itself.
type Plan struct {
	Kind    queue.Kind
	Subject string
	Every   time.Duration
}

// Name names the plan in records: "scan crm", "watch".
func (p *Plan) Name() string {
	return strings.TrimSpace(string(p.Kind) + " " + p.Subject)
}

// Record is what is recorded of a plan.
type Record struct {
	Name     string
	Last     time.Time // when it was last ordered; zero is never
	Paused   time.Time // since when it is; zero is not
	PausedBy string
}

// How much later than its time a plan is due at most: usually, and where it is due since long.
const (
	mostSpread = 10 * time.Minute
	soonSpread = 20 * time.Second
)

// spread is how much later than its time a plan is due: the same each time, up to a tenth of the interval and up to most.
func (p *Plan) spread(most time.Duration) time.Duration {
	h := fnv.New64a()
	_, _ = h.Write([]byte(p.Name()))
	if most = min(p.Every/10, most); most <= 0 {
		return 0
	}
	return time.Duration(h.Sum64()%uint64(most/time.Millisecond+1)) * time.Millisecond
}

// Next is when the plan is due: begun is when whoever asks began. One that never ran, or is due since long, is due once, soon after begun.
func (p *Plan) Next(r Record, begun time.Time) time.Time {
	if due := r.Last.Add(p.Every + p.spread(mostSpread)); !r.Last.IsZero() && due.After(begun) {
		return due
	}
	return begun.Add(p.spread(soonSpread))
}
