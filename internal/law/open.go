package law

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// trial is what one fact might turn out to be, and what the rule would say then.
type trial struct {
	fact    string
	value   Value
	applies Truth
	due     *Due
}

// open are the facts that are not settled and would decide whether the rule applies, or move its clock; those that decide alone first.
func (r *Rule) open(f Facts, a Answer, tried []trial) []string {
	weight := map[string]int{}
	var names []string
	note := func(name string, w int) {
		if weight[name] == 0 {
			names = append(names, name)
		}
		weight[name] = max(weight[name], w)
	}
	r.unsettled(f, a, func(l *Cond) { note(l.Fact, 1) })
	have := eitherDue(a.Due, a.If)
	for _, t := range tried {
		switch {
		case t.applies != a.Applies && t.applies != Unknown:
			note(t.fact, 3-weighs(a.Applies))
		case other(have, t.due):
			note(t.fact, 2+weighs(a.Applies))
		}
	}
	if start := r.start(); f[start].At.IsZero() {
		note(start, 4)
	}
	slices.SortStableFunc(names, func(x, y string) int { return cmp.Compare(weight[y], weight[x]) })
	return names
}

// weighs tells what is more telling: of a duty that is there the other day, of one that is not settled whether it is.
func weighs(t Truth) int {
	if t == Yes {
		return 1
	}
	return 0
}

// start is the fact from which the clocks count.
func (r *Rule) start() string {
	for i := range r.Clocks {
		if s := r.Clocks[i].Start; s != "" {
			return s
		}
	}
	return Known
}

// unsettled shows the conditions of a trigger on which it hangs, if it is not decided.
func (r *Rule) unsettled(f Facts, a Answer, do func(*Cond)) {
	if a.Applies != Unknown {
		return
	}
	r.When.leaves(Text{}, func(l *Cond, _ Text) {
		if t := l.Of(f); t == Unknown || t == Suspected {
			do(l)
		}
	})
}

// might are the other due days that single facts which are open would lead to.
func might(d *Due, tried []trial) []Other {
	var out []Other
	for _, t := range tried {
		if t.applies == No || !other(d, t.due) {
			continue
		}
		o := Other{Fact: t.fact, Value: t.value, LastDay: t.due.LastDay, At: t.due.At}
		if !slices.ContainsFunc(out, func(p Other) bool { return p.Fact == o.Fact && p.At.Equal(o.At) }) {
			out = append(out, o)
		}
	}
	return out
}

func other(a, b *Due) bool {
	return a != nil && b != nil && (!a.At.Equal(b.At) || a.AtOnce != b.AtOnce)
}

// trials tries what each unsettled fact of the rule might be. What a fact turns out to be is tried as known from the beginning:
// that a duty begins later because something is only learnt later is no other day, but another story.
func (r *Rule) trials(f Facts, c Calendars, now time.Time) []trial {
	var out []trial
	g := maps.Clone(f)
	if g == nil {
		g = Facts{}
	}
	try := func(name string, v Value) {
		have, was := f[name]
		v.Since, v.Earlier = have.Since, have.Earlier
		g[name] = v
		t := trial{fact: name, value: v, applies: r.applies(g, now)}
		if begin, ok := r.begin(g); ok && t.applies != No {
			t.due = r.due(g, begin, c)
		}
		out = append(out, t)
		if g[name] = have; !was {
			delete(g, name)
		}
	}
	conds := []*Cond{r.When, r.Unless}
	for i := range r.Clocks {
		conds = append(conds, r.Clocks[i].When)
	}
	seen := map[string]bool{}
	for _, cond := range conds {
		cond.leaves(Text{}, func(l *Cond, _ Text) {
			key := l.key()
			if t := l.Of(f); seen[key] || t == Yes && f[l.Fact].Truth != Suspected || t == No {
				return
			}
			seen[key] = true
			for _, v := range l.values(f[l.Fact]) {
				try(l.Fact, v)
			}
		})
	}
	return out
}

// key tells conditions on the same fact apart by what they ask of a number or a set.
func (c *Cond) key() string {
	switch {
	case c.Over != nil:
		return c.Fact + ">" + strconv.FormatInt(*c.Over, 10)
	case c.Least != nil:
		return c.Fact + ">" + strconv.FormatInt(*c.Least-1, 10)
	case c.Has != nil:
		return c.Fact + ":" + c.Has[0]
	}
	return c.Fact
}

// values are what would settle a condition: so that it holds, and so that it does not.
func (c *Cond) values(have Value) []Value {
	limit := func(n int64) []Value {
		over, not := n+1, n
		return []Value{{Low: &over}, {High: &not}}
	}
	switch {
	case c.Over != nil:
		return limit(*c.Over)
	case c.Least != nil:
		return limit(*c.Least - 1)
	case c.Has != nil:
		return []Value{
			{Set: append(slices.Clone(have.Set), c.Has[0]), Whole: have.Whole},
			{Set: append(slices.Clone(have.Set), c.Has[0]), Whole: true},
			{Set: have.Set, Whole: true},
		}
	}
	return []Value{{Truth: Yes}, {Truth: No}}
}
