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

// mostSpread bounds by how much plans are spread.
const mostSpread = 10 * time.Minute

// spread is how much later than its interval a plan is due: the same each time, up to a tenth of the interval.
func (p *Plan) spread() time.Duration {
	h := fnv.New64a()
	_, _ = h.Write([]byte(p.Name()))
	most := min(p.Every/10, mostSpread)
	if most <= 0 {
		return 0
	}
	return time.Duration(h.Sum64()%uint64(most/time.Millisecond+1)) * time.Millisecond
}

// Next is when the plan is due: begun is when whoever asks began. One that never ran is due soon after. One that is due since long
// is due once, a little after begun.
func (p *Plan) Next(r Record, begun time.Time) time.Time {
	soon := begun.Add(min(p.spread(), time.Minute))
	if r.Last.IsZero() {
		return soon
	}
	if due := r.Last.Add(p.Every + p.spread()); due.After(begun) {
		return due
	}
	return soon
}
