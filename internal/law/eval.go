package law

import (
	"slices"
	"time"
)

// strength orders truths for a condition: what is ruled out is weaker than what nobody knows, that weaker than a suspicion.
func (t Truth) strength() int { return [...]int{Unknown: 1, No: 0, Suspected: 2, Yes: 3}[t] }

func weaker(a, b Truth) Truth {
	if b.strength() < a.strength() {
		return b
	}
	return a
}

func stronger(a, b Truth) Truth {
	if b.strength() > a.strength() {
		return b
	}
	return a
}

// Of tells whether the condition holds of the facts. A nil condition always does, and so does an empty All; an empty Any never.
//
// "Not" of a suspicion is unknown: who suspects a thing neither knows it nor its contrary.
func (c *Cond) Of(f Facts) Truth {
	switch {
	case c == nil:
		return Yes
	case c.Fact != "":
		return c.leaf(f[c.Fact])
	case c.Not != nil:
		return opposite(c.Not.Of(f))
	case c.Any != nil:
		t := No
		for _, m := range c.Any {
			t = stronger(t, m.Of(f))
		}
		return t
	}
	t := Yes
	for _, m := range c.All {
		t = weaker(t, m.Of(f))
	}
	return t
}

func opposite(t Truth) Truth {
	switch t {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Unknown
}

// leaf compares one fact.
func (c *Cond) leaf(v Value) Truth {
	switch {
	case c.Is != nil:
		return is(v.Truth, *c.Is)
	case c.Over != nil:
		return v.over(*c.Over)
	case c.Least != nil:
		return v.over(*c.Least - 1)
	}
	return v.has(c.Has)
}

// is compares what is held with what is asked. Asked for a suspicion, both it and certainty will do; asked for a no, only a no will.
func is(held, asked Truth) Truth {
	switch asked {
	case Suspected:
		if held == Suspected {
			return Yes
		}
		return held
	case No:
		return opposite(held)
	case Unknown:
		if held == Unknown {
			return Yes
		}
		return No
	}
	return held
}

// over tells whether a number is greater than n: surely if its lowest bound is, surely not if its highest is not; a best value or a
// highest bound beyond n is a suspicion.
func (v Value) over(n int64) Truth {
	switch {
	case v.Low != nil && *v.Low > n:
		return Yes
	case v.High != nil && *v.High <= n:
		return No
	case v.Likely != nil && *v.Likely > n, v.High != nil && *v.High > n:
		return Suspected
	}
	return Unknown
}

// has tells whether a set has one of the words. That it has none is only known of a set that is whole.
func (v Value) has(words []string) Truth {
	for _, w := range v.Set {
		if slices.Contains(words, w) {
			return Yes
		}
	}
	if v.Whole {
		return No
	}
	return Unknown
}

// at are the facts as they were known at t. What a set says of us (our role, sector, countries) is so from the beginning,
// whenever it was written down.
func (f Facts) at(t time.Time) Facts {
	out := make(Facts, len(f))
	for name, v := range f {
		if w, ok := v.at(t); ok {
			out[name] = w
		}
	}
	return out
}

func (v Value) at(t time.Time) (Value, bool) {
	if v.Set != nil || v.Whole || !v.Since.After(t) {
		return v, true
	}
	// The first that is later than t: they are in the order of time.
	i, _ := slices.BinarySearchFunc(v.Earlier, t, func(e Value, t time.Time) int {
		if e.Since.After(t) {
			return 1
		}
		return -1
	})
	if i > 0 {
		return v.Earlier[i-1], true
	}
	return Value{}, false
}

// later tells whether anything became known only after t.
func (f Facts) later(t time.Time) bool {
	for _, v := range f {
		if v.Since.After(t) {
			return true
		}
	}
	return false
}

// moments are the times, from begin on, at which one of the facts became what it is or was, in order.
func (f Facts) moments(begin time.Time, names []string) []time.Time {
	out := []time.Time{begin}
	for _, n := range names {
		v := f[n]
		for _, e := range append(slices.Clone(v.Earlier), v) {
			if e.Since.After(begin) {
				out = append(out, e.Since)
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// leaves are the conditions on single facts within c, in order, each with what of the law it is: its own Why or that around it.
func (c *Cond) leaves(why Text, do func(c *Cond, why Text)) {
	if c == nil {
		return
	}
	if c.Why != (Text{}) {
		why = c.Why
	}
	if c.Fact != "" {
		do(c, why)
		return
	}
	c.Not.leaves(why, do)
	for _, list := range [][]*Cond{c.All, c.Any} {
		for _, m := range list {
			m.leaves(why, do)
		}
	}
}

// reasons are the conditions on single facts that made c what it is: those that hold of what holds, those that fail of what fails.
func (c *Cond) reasons(f Facts, why Text) []Reason {
	if c == nil {
		return nil
	}
	if c.Why != (Text{}) {
		why = c.Why
	}
	switch {
	case c.Fact != "":
		return []Reason{{Fact: c.Fact, Value: f[c.Fact], Truth: c.Of(f), Why: why}}
	case c.Not != nil:
		return c.Not.reasons(f, why)
	}
	own := c.Of(f)
	var out []Reason
	for _, m := range append(slices.Clone(c.All), c.Any...) {
		if t := m.Of(f); t == own || own.strength() >= Suspected.strength() && t.strength() >= Suspected.strength() {
			for _, r := range m.reasons(f, why) {
				if !slices.ContainsFunc(out, func(o Reason) bool { return o.Fact == r.Fact && o.Why == r.Why }) {
					out = append(out, r)
				}
			}
		}
	}
	return out
}
