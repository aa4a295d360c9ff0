package match

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Planted is what a run is told of the persons planted in copies of our stores: plain data, and two questions. Copies are
// what the questions' answers index, without hits. The zero Planted knows nobody.
type Planted struct {
	Copies []leak.Canary
	// Look tells whose a value is by its class and hash. It is called from any number of goroutines.
	Look func(class pii.Class, hash uint64) (int, bool)
	// Find makes what looks for planted addresses in text that no format took apart. Each worker makes its own.
	Find func() func(text []byte, hit func(int))
}

// canaries counts planted persons: one is enough to name the copy that leaked.
type canaries struct {
	known *Planted
	find  func(text []byte, hit func(int))
	rows  []int64 // values in records, by index in Copies
	texts []int64 // addresses in text
}

func newCanaries(p *Planted) *canaries {
	c := &canaries{known: p, rows: make([]int64, len(p.Copies)), texts: make([]int64, len(p.Copies))}
	if p.Find != nil && len(p.Copies) > 0 {
		c.find = p.Find()
	}
	return c
}

// add looks at a row's e-mail addresses, phone numbers and account IDs; one hit a row and copy.
func (c *canaries) add(r *row.Record) {
	if len(c.rows) == 0 || c.known.Look == nil {
		return
	}
	last := -1
	for i := range r.Values {
		v := &r.Values[i]
		if v.Hash == 0 {
			continue
		}
		if n, ok := c.known.Look(v.Kind.Info().Class, v.Hash); ok && n != last {
			c.rows[n]++
			last = n
		}
	}
}

// text looks at text as it stands, for what no detector parses. Where a part's rows are added too, the greater count of
// the two is told.
func (c *canaries) text(text []byte) {
	if c.find != nil {
		c.find(text, func(n int) { c.texts[n]++ })
	}
}

func (c *canaries) merge(o *canaries) {
	for i := range o.rows {
		c.rows[i] += o.rows[i]
		c.texts[i] += o.texts[i]
	}
}

// result lists the copies whose planted persons were met, the most hits first.
func (c *canaries) result() []leak.Canary {
	out := []leak.Canary{}
	for i, k := range c.known.Copies {
		if k.Hits = max(c.rows[i], c.texts[i]); k.Hits > 0 {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(x, y leak.Canary) int { return int(min(max(y.Hits-x.Hits, -1), 1)) })
	return out
}
