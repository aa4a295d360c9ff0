package law

import (
	"slices"
	"time"
)

// Apply says what the rule asks of these facts: whether it applies, why, by when, and what would decide what is open.
//
// Of several versions of a rule that counts which was in force when it became known; now stands in where that is not known.
//
// An exemption (Unless) counts only when it is certain: who claims it must show it. As long as it is unknown or only
// supposed, the rule applies and the exemption is among what is open.
func (r *Rule) Apply(f Facts, c Calendars, now time.Time) Answer {
	a := r.decide(f, now)
	begin, ok := r.begin(f)
	if ok {
		switch a.Applies {
		case Yes:
			a.Due = r.explained(f, begin, c)
		case Unknown:
			a.If = r.explained(f, begin, c)
		}
	}
	if a.Applies == No {
		return a
	}
	tried := r.trials(f, c, now)
	a.Open = r.open(f, a, tried)
	if d := eitherDue(a.Due, a.If); d != nil {
		d.Might = might(d, tried)
	}
	for _, to := range r.Recipients {
		if to.When.Of(f) != No {
			a.Recipients = append(a.Recipients, to)
		}
	}
	return a
}

func eitherDue(a, b *Due) *Due {
	if a != nil {
		return a
	}
	return b
}

// InForce tells whether the rule is in force at t.
func (r *Rule) InForce(t time.Time) bool {
	return r.Pending == (Text{}) && !t.Before(r.From) && (r.Until.IsZero() || t.Before(r.Until))
}

// since is the time that decides which law was in force.
func since(f Facts, now time.Time) time.Time {
	if at := f[Known].At; !at.IsZero() {
		return at
	}
	return now
}

// applies is whether the rule applies.
func (r *Rule) applies(f Facts, now time.Time) Truth {
	if !r.InForce(since(f, now)) || r.Unless != nil && r.Unless.Of(f) == Yes {
		return No
	}
	return r.counts(r.When.Of(f))
}

// decide is whether the rule applies, and why.
func (r *Rule) decide(f Facts, now time.Time) Answer {
	a := Answer{Rule: r, Applies: r.applies(f, now)}
	if when := since(f, now); !r.InForce(when) {
		a.Because = []Reason{{Fact: Known, Value: f[Known], Truth: No, Why: r.force(when)}}
		return a
	}
	switch {
	case r.Unless != nil && r.Unless.Of(f) == Yes:
		a.Because = r.Unless.reasons(f, r.Article)
	case a.Applies == Unknown: // what holds already; what does not is in Open
		a.Because = held(r.When, f, r.Article)
	default:
		a.Because = r.When.reasons(f, r.Article)
	}
	return a
}

// counts turns a suspicion into what the law makes of it.
func (r *Rule) counts(t Truth) Truth {
	if t != Suspected {
		return t
	}
	if r.Suspicion {
		return Yes
	}
	return Unknown
}

// held are the conditions that hold or are suspected, of a trigger that is not decided.
func held(c *Cond, f Facts, why Text) []Reason {
	var out []Reason
	c.leaves(why, func(l *Cond, why Text) {
		if t := l.Of(f); t.strength() >= Suspected.strength() {
			out = append(out, Reason{Fact: l.Fact, Value: f[l.Fact], Truth: t, Why: why})
		}
	})
	return out
}

// force says of a day on which the rule is not in force why not.
func (r *Rule) force(when time.Time) Text {
	switch {
	case r.Pending != (Text{}):
		return r.Pending
	case when.Before(r.From):
		day := r.From.Format(time.DateOnly)
		return Text{EN: "in force only from " + day, JA: day + " から施行"}
	}
	day := r.Until.Format(time.DateOnly)
	return Text{EN: "no longer in force from " + day, JA: day + " に失効"}
}

// begin is from when the rule's clocks count: the fact they start from, or the day on which the duty first was there, if that was later and
// the law lets it begin then: the trigger came to be met, or what was held to exempt from it turned out not to.
func (r *Rule) begin(f Facts) (time.Time, bool) {
	start := Known
	late := false
	for i := range r.Clocks {
		if r.Clocks[i].Start != "" {
			start = r.Clocks[i].Start
		}
		late = late || r.Clocks[i].Late
	}
	at := f[start].At
	if at.IsZero() {
		return time.Time{}, false
	}
	if !late || !f.later(at) {
		return at, true
	}
	asked := append(r.When.Facts(), r.Unless.Facts()...)
	mine := make(Facts, len(asked))
	for _, name := range asked {
		if v, ok := f[name]; ok {
			mine[name] = v
		}
	}
	var last time.Time
	for _, t := range mine.moments(at, asked) {
		if t.Equal(last) {
			continue
		}
		last = t
		if g := mine.at(t); r.counts(r.When.Of(g)) == Yes && (r.Unless == nil || r.Unless.Of(g) != Yes) {
			return t, true
		}
	}
	return at, true
}

// Brief is Apply without what would decide what is open or move the clock, and without recipients: for whoever follows a rule over time.
func (r *Rule) Brief(f Facts, c Calendars, now time.Time) Answer {
	a := r.decide(f, now)
	if a.Applies == No {
		return a
	}
	if begin, ok := r.begin(f); ok {
		if a.Applies == Yes {
			a.Due = r.due(f, begin, c)
		} else {
			a.If = r.due(f, begin, c)
		}
	}
	return a
}

// Facts are the names of the facts within c, each once. A nil condition asks none.
func (c *Cond) Facts() []string {
	var out []string
	c.leaves(Text{}, func(l *Cond, _ Text) {
		if !slices.Contains(out, l.Fact) {
			out = append(out, l.Fact)
		}
	})
	return out
}

// due is the shortest of the clocks that may apply, up to the first that does.
func (r *Rule) due(f Facts, begin time.Time, c Calendars) *Due {
	var best *Due
	for i := range r.Clocks {
		clock := &r.Clocks[i]
		t := r.counts(clock.When.Of(f))
		if t == No {
			continue
		}
		if d := r.Due(begin, clock, c); best == nil || d.At.Before(best.At) {
			best = &d
		}
		if t == Yes {
			break
		}
	}
	return best
}

// explained is due, with why that clock counts: what was asked of each up to the first that does.
func (r *Rule) explained(f Facts, begin time.Time, c Calendars) *Due {
	d := r.due(f, begin, c)
	if d == nil {
		return nil
	}
	for i := range r.Clocks {
		clock := &r.Clocks[i]
		d.Because = append(d.Because, clock.When.reasons(f, clock.Why)...)
		if r.counts(clock.When.Of(f)) == Yes {
			break
		}
	}
	return d
}

// Facts are the names of all facts that the rule asks, its trigger's first.
func (r *Rule) Facts() []string {
	out := r.When.Facts()
	add := func(names []string) {
		for _, n := range names {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	add(r.Unless.Facts())
	for i := range r.Clocks {
		add(r.Clocks[i].When.Facts())
	}
	for i := range r.Recipients {
		add(r.Recipients[i].When.Facts())
	}
	return out
}
