package series

import "slices"

// entry is one event, or several of about the same time, or all of one value.
type entry struct {
	first, last int64
	n           int64
	key         uint64 // the value, the step
	number      float64
}

// add counts an event of a spec that runs, and tells whether it is reached.
func (g *group) add(s *Spec, e *Event, stamps *[]int64) (Found, bool) {
	g.latest = max(g.latest, e.At)
	switch s.Function {
	case Least, Greatest:
		return Found{First: e.At, Last: e.At, Events: 1, Value: e.Number}, s.hold(e.Number)
	case Values:
		g.different(e.Value, e.At)
		return g.together(s, e.At, stamps)
	case Together:
		g.different(uint64(e.Step), e.At)
		return g.together(s, e.At, stamps)
	case InOrder:
		g.step(s, e)
		return g.order(s)
	}
	i := g.insert(s, e)
	if g.seen++; s.Function == Events && g.seen < int64(s.enough()) {
		return Found{}, false
	}
	return g.count(s, i)
}

// forget drops entries that are too old for any access that may still come.
func (g *group) forget(s *Spec) {
	before := g.latest - s.Span - s.late()
	n := 0
	for n < len(g.entries) && g.entries[n].last < before {
		g.seen -= g.entries[n].n
		n++
	}
	if n > 0 {
		g.entries = append(g.entries[:0], g.entries[n:]...)
	}
}

// insert puts an event into its place in time; of many events, those of a quantum are one entry.
func (g *group) insert(s *Spec, e *Event) int {
	g.forget(s)
	i := len(g.entries)
	for i > 0 && g.entries[i-1].first > e.At {
		i--
	}
	if len(g.entries) >= exact && i > 0 {
		if o := &g.entries[i-1]; e.At-o.first <= s.Span/quanta {
			o.last, o.n, o.number = max(o.last, e.At), o.n+1, o.number+e.Number
			return i - 1
		}
	}
	g.entries = slices.Insert(g.entries, i, entry{first: e.At, last: e.At, n: 1, number: e.Number})
	return i
}

// count looks at every span with the i-th entry in it.
func (g *group) count(s *Spec, i int) (Found, bool) {
	from := i
	for from > 0 && g.entries[i].first-g.entries[from-1].last <= s.Span {
		from--
	}
	n, sum, to := int64(0), 0.0, from
	for ; from <= i; from++ {
		for to < len(g.entries) && g.entries[to].first-g.entries[from].last <= s.Span {
			n, sum = n+g.entries[to].n, sum+g.entries[to].number
			to++
		}
		v := float64(n)
		if s.Function == Sum {
			v = sum
		}
		if s.hold(v) {
			return Found{First: g.entries[from].first, Last: g.entries[to-1].last, Events: n, Value: v}, true
		}
		n, sum = n-g.entries[from].n, sum-g.entries[from].number
	}
	return Found{}, false
}

// different notes that a value was seen: each has one entry, of when it was first and last, and the entries are in the order of the last.
func (g *group) different(key uint64, at int64) {
	x := entry{first: at, last: at, n: 1, key: key}
	for i := range g.entries {
		if o := &g.entries[i]; o.key == key {
			x = *o
			x.first, x.last, x.n = min(x.first, at), max(x.last, at), x.n+1
			g.entries = slices.Delete(g.entries, i, i+1)
			break
		}
	}
	i := len(g.entries)
	for i > 0 && g.entries[i-1].last > x.last {
		i--
	}
	g.entries = slices.Insert(g.entries, i, x)
}

// together tells whether enough different things lie within a span with a moment in it.
func (g *group) together(s *Spec, at int64, stamps *[]int64) (Found, bool) {
	g.forget(s)
	share := int(s.share())
	enough := s.enough()
	if len(g.entries)*share < enough {
		return Found{}, false
	}
	if at == g.latest { // in order: the only new span ends here
		return g.within(s, at-s.Span, enough, share)
	}
	*stamps = (*stamps)[:0]
	for i := range g.entries {
		for _, t := range [2]int64{g.entries[i].first, g.entries[i].last} {
			if t <= at && at-t <= s.Span {
				*stamps = append(*stamps, t)
			}
		}
	}
	slices.Sort(*stamps)
	for _, from := range slices.Compact(*stamps) {
		if f, ok := g.within(s, from, enough, share); ok {
			return f, true
		}
	}
	return Found{}, false
}

// within counts what was seen in the span that begins at a moment.
func (g *group) within(s *Spec, from int64, enough, share int) (Found, bool) {
	f := Found{First: from + s.Span, Last: from}
	n := 0
	for i := range g.entries {
		e := &g.entries[i]
		in := func(t int64) bool { return t >= from && t-from <= s.Span }
		if !in(e.first) && !in(e.last) {
			continue
		}
		n++
		f.Events += e.n
		for _, t := range [2]int64{e.first, e.last} {
			if in(t) {
				f.First, f.Last = min(f.First, t), max(f.Last, t)
			}
		}
	}
	f.Value = float64(n * share)
	return f, n*share >= enough
}

// step puts a step into its place in time. Of the same step in a row only the first and the last matter.
func (g *group) step(s *Spec, e *Event) {
	g.forget(s)
	key := uint64(e.Step)
	i := len(g.entries)
	for i > 0 && g.entries[i-1].last > e.At {
		i--
	}
	switch {
	case i > 0 && g.entries[i-1].key == key:
		g.entries[i-1].last = max(g.entries[i-1].last, e.At)
		g.entries[i-1].n++
	case i < len(g.entries) && g.entries[i].key == key:
		g.entries[i].first = min(g.entries[i].first, e.At)
		g.entries[i].n++
	case i < len(g.entries) && g.entries[i].first <= e.At: // in the middle of a row of another step, which it parts
		o := g.entries[i]
		left, right := o, o
		left.last, left.n, right.first = left.first, 1, right.last
		right.n = max(o.n-1, 1)
		g.entries[i] = right
		g.entries = slices.Insert(g.entries, i, left, entry{first: e.At, last: e.At, n: 1, key: key})
	default:
		g.entries = slices.Insert(g.entries, i, entry{first: e.At, last: e.At, n: 1, key: key})
	}
}

// order tells whether all steps follow one another within a span.
func (g *group) order(s *Spec) (Found, bool) {
	const never = -1 << 62
	var room [64]int64
	start := room[:min(s.Steps, len(room))] // the latest beginning of a chain up to each step
	for i := range start {
		start[i] = never
	}
	for i := range g.entries {
		e := &g.entries[i]
		k := int(e.key)
		if k >= len(start) {
			continue
		}
		begin := e.last
		if k > 0 {
			begin = start[k-1]
		}
		if k == len(start)-1 && begin != never && e.first-begin <= s.Span {
			return Found{First: begin, Last: max(e.first, begin), Events: int64(len(start)), Value: float64(len(start))}, true
		}
		start[k] = max(start[k], begin)
	}
	return Found{}, false
}
