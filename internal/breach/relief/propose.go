package relief

import (
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/member"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Input is what is known of a case.
type Input struct {
	State *breach.State
	// Groups are its persons by the kinds that were found of each, of all stores; nil if it has no sets of persons.
	Groups []member.Share
	// Indicators are the types of what is known of whoever did it.
	Indicators []string
	Now        time.Time
}

// Proposal is a task that the case calls for and does not have.
type Proposal struct {
	breach.Task
	Who    string // of Relief; "" of Hunt
	How    law.Text
	Count  law.Text
	Harm   []string
	Source Source
}

// Propose lists the measures and the leftovers that a case calls for, without those that it has as tasks. The IDs are those of
// the tasks that they would become.
func Propose(in *Input) []Proposal {
	c := newCase(in)
	next := nextTask(in.State)
	var out []Proposal
	put := func(p Proposal) {
		if slices.ContainsFunc(in.State.Tasks, func(w breach.Work) bool { return w.Sort == p.Sort && w.Measure == p.Measure }) {
			return
		}
		p.ID = "T" + itoa(next)
		next++
		out = append(out, p)
	}
	for _, m := range known().measures {
		if of, ok := c.wanted(&m); ok {
			put(Proposal{Task: breach.Task{Sort: breach.Relief, Measure: m.ID, What: m.What, Kind: c.kindOf(&m), Due: DayEnd(in.Now, m.Days), Of: of}, Who: m.Who, How: m.How, Count: m.Count, Harm: m.Harm, Source: m.Source})
		}
	}
	for _, l := range known().leftovers {
		if slices.ContainsFunc(l.When, c.holds) {
			put(Proposal{Task: breach.Task{Sort: breach.Hunt, Measure: l.ID, What: l.What, Due: DayEnd(in.Now, huntDays)}, How: l.How})
		}
	}
	return out
}

// huntDays is by when leftovers are proposed to be looked for.
const huntDays = 7

// DayEnd is the last second of a day so many days after a time, in its zone.
func DayEnd(t time.Time, days int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+days, 23, 59, 59, 0, t.Location())
}

// kase is a case as conditions ask it.
type kase struct {
	in     *Input
	kinds  map[pii.Kind]*int64
	manner []string
}

func newCase(in *Input) *kase {
	c := &kase{in: in, kinds: map[pii.Kind]*int64{}}
	affected := in.State.Affected()
	for i := range affected.Kinds {
		c.kinds[affected.Kinds[i].Kind] = affected.Kinds[i].People
	}
	for _, g := range in.Groups {
		for _, k := range g.Kinds {
			if _, ok := c.kinds[k]; !ok {
				c.kinds[k] = nil
			}
		}
	}
	c.manner = manner(in.State)
	return c
}

// manner is how the data of a case were lost.
func manner(st *breach.State) []string {
	if b := st.Now(breach.Manner); b != nil {
		return b.Value.Set
	}
	return nil
}

// wanted tells whether a case calls for a measure, and for how many persons; nil unknown.
func (c *kase) wanted(m *Measure) (*int64, bool) {
	var held []When
	for _, w := range m.When {
		if c.holds(w) {
			held = append(held, w)
		}
	}
	if len(held) == 0 {
		return nil, false
	}
	var n int64
	for _, g := range c.in.Groups {
		if slices.ContainsFunc(held, func(w When) bool { return w.Of(g.Kinds) }) {
			n += g.People
		}
	}
	most := int64(0) // of one kind by itself the evidence counts those too whom no index knows
	for _, w := range held {
		if len(w.With) > 0 {
			continue
		}
		for _, k := range w.Any {
			if p := c.kinds[k]; p != nil {
				most = max(most, *p)
			}
		}
	}
	if n = max(n, most); n == 0 {
		return nil, true
	}
	return &n, true
}

// kindOf is by which kind a task of a measure is named: the measure's own, or that which was lost in its place.
func (c *kase) kindOf(m *Measure) pii.Kind {
	if _, ok := c.kinds[m.Kind]; ok {
		return m.Kind
	}
	for _, w := range m.When {
		for _, k := range w.Any {
			if _, ok := c.kinds[k]; ok {
				return k
			}
		}
	}
	return m.Kind
}

// Of tells whether the kinds of one person are those of the condition.
func (w When) Of(kinds []pii.Kind) bool {
	has := func(list []pii.Kind) bool {
		return slices.ContainsFunc(list, func(k pii.Kind) bool { return slices.Contains(kinds, k) })
	}
	if !has(w.Any) {
		return false
	}
	for _, g := range w.With {
		if !has(g) {
			return false
		}
	}
	return true
}

// holds tells whether a condition is so of a case. Where nobody knows which kinds belong to the same person, kinds of the case do.
func (c *kase) holds(w When) bool {
	lost := func(list []pii.Kind) bool {
		return slices.ContainsFunc(list, func(k pii.Kind) bool { _, ok := c.kinds[k]; return ok })
	}
	common := func(a, b []string) bool {
		return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
	}
	switch {
	case len(w.Any) > 0 && !lost(w.Any),
		len(w.Kinds) > 0 && !lost(w.Kinds),
		len(w.Manner) > 0 && !common(w.Manner, c.manner),
		len(w.Indicators) > 0 && !common(w.Indicators, c.in.Indicators),
		len(w.Facts) > 0 && !slices.ContainsFunc(w.Facts, c.maybe):
		return false
	}
	if len(w.With) == 0 {
		return true
	}
	if c.grouped() {
		return slices.ContainsFunc(c.in.Groups, func(g member.Share) bool { return g.People > 0 && w.Of(g.Kinds) })
	}
	for _, g := range w.With {
		if !lost(g) {
			return false
		}
	}
	return true
}

// grouped tells whether every kind of the case is seen in the sets of persons, so that they say which belong together.
func (c *kase) grouped() bool {
	for k := range c.kinds {
		if !slices.ContainsFunc(c.in.Groups, func(g member.Share) bool { return slices.Contains(g.Kinds, k) }) {
			return false
		}
	}
	return len(c.in.Groups) > 0
}

// maybe tells whether a fact holds or is suspected.
func (c *kase) maybe(name string) bool {
	b := c.in.State.Now(name)
	return b != nil && b.Value.Truth >= law.Suspected
}
