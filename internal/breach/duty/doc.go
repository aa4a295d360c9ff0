// Package duty tells what the law asks of a case by when, and how that came about: every rule of the book is applied to the facts of the
// case, now and at each moment at which they changed.
//
// No duty is lost silently. One that applied and no longer does stays, as None, with the moment and the reason in its History; and what somebody
// decided against what was computed stands beside it. A rule whose trigger hangs on something unknown is Undecided, with what would
// decide it.
package duty

import (
	"cmp"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
)

// Of are the duties of a case at a time, the most urgent first: what is due and late by its day, then what is not decided, what is done, and
// what does not apply. c is what the owner declares, nil nothing. An error is that of the fold.
func Of(events []breach.Event, c *config.Case, b *book.Book, cal law.Calendars, now time.Time) ([]breach.Duty, error) {
	st, err := breach.Fold(events)
	if err != nil {
		return nil, err
	}
	return State(st, events, c, b, cal, now), nil
}

// State is Of for whoever has folded the events already.
func State(st *breach.State, events []breach.Event, c *config.Case, b *book.Book, cal law.Calendars, now time.Time) []breach.Duty {
	steps := st.LawSteps(c)
	if len(steps) == 0 {
		return nil
	}
	facts := steps[len(steps)-1].Facts
	known := facts[law.Known].At
	if known.IsZero() {
		known = now
	}
	zone := time.UTC
	if c != nil {
		if z, ok := config.Zone(c.Zone); ok && z != nil {
			zone = z
		}
	}
	w := newWitness(b, zone, events)
	met := metBy(st)
	have := whatIsKnown(st, c)
	var out []breach.Duty
	for _, r := range b.On(known) {
		d := breach.Duty{Answer: r.Apply(facts, cal, now), Met: met[r.ID]}
		d.History = w.follow(r, steps, cal)
		decide(&d, st, cal)
		d.Met = append(d.Met, completed(r, b, met)...)
		d.Status = status(&d, now)
		switch d.Status {
		case breach.Due, breach.Late, breach.Undecided:
			d.Missing = missing(r, have)
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, urgent)
	return out
}

// metBy are the times at which duties were met, by their rule: as it was said, and by documents that went out.
func metBy(st *breach.State) map[string][]breach.Source[breach.Met] {
	out := map[string][]breach.Source[breach.Met]{}
	for _, m := range st.Met {
		out[m.Body.Rule] = append(out[m.Body.Rule], m)
	}
	for _, s := range st.Submissions {
		for _, rule := range s.Body.Rules {
			if slices.ContainsFunc(out[rule], func(m breach.Source[breach.Met]) bool { return m.Body.At.Equal(s.Body.At) }) {
				continue // it was said too
			}
			m := breach.Met{Rule: rule, At: s.Body.At, Proof: cmp.Or(s.Body.Receipt, s.Body.Document)}
			out[rule] = append(out[rule], breach.Source[breach.Met]{Seq: s.Seq, At: s.At, By: s.By, Body: m})
		}
	}
	for rule := range out {
		slices.SortStableFunc(out[rule], func(a, b breach.Source[breach.Met]) int { return a.Body.At.Compare(b.Body.At) })
	}
	return out
}

// completed are the reports that complete a rule's (a final report says all that a preliminary one does), if it was not met itself.
func completed(r *law.Rule, b *book.Book, met map[string][]breach.Source[breach.Met]) (out []breach.Source[breach.Met]) {
	if len(met[r.ID]) > 0 {
		return nil
	}
	for _, id := range b.IDs() {
		if len(met[id]) == 0 {
			continue
		}
		for _, other := range b.Rules {
			if other.ID == id && other.After == r.ID {
				return slices.DeleteFunc(slices.Clone(met[id]), func(m breach.Source[breach.Met]) bool { return m.Body.Partial })
			}
		}
	}
	return nil
}

// status is how a duty stands. What is to be done at once has no moment from which on it is late.
func status(d *breach.Duty, now time.Time) breach.DutyStatus {
	switch d.Applies {
	case law.No:
		return breach.None
	case law.Unknown:
		if first, ok := done(d); ok && !first.IsZero() {
			return breach.Done
		}
		return breach.Undecided
	}
	first, ok := done(d)
	switch late := d.Due != nil && !d.Due.AtOnce; {
	case ok && late && first.After(d.Due.At):
		return breach.DoneLate
	case ok:
		return breach.Done
	case late && now.After(d.Due.At):
		return breach.Late
	}
	return breach.Due
}

// done is when a duty was met as a whole.
func done(d *breach.Duty) (time.Time, bool) {
	for _, m := range d.Met {
		if !m.Body.Partial {
			return m.Body.At, true
		}
	}
	return time.Time{}, false
}

// urgent orders duties.
func urgent(a, b breach.Duty) int {
	rank := map[breach.DutyStatus]int{breach.Late: 0, breach.Due: 0, breach.Undecided: 1, breach.DoneLate: 2, breach.Done: 2, breach.None: 3}
	when := func(d *breach.Duty) int64 {
		switch {
		case d.Due != nil:
			return d.Due.At.UnixNano()
		case d.If != nil:
			return d.If.At.UnixNano()
		}
		return 1<<63 - 1
	}
	return cmp.Or(cmp.Compare(rank[a.Status], rank[b.Status]), cmp.Compare(when(&a), when(&b)))
}
