package breach

import (
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Same tells whether two values say the same.
func (v *Value) Same(o *Value) bool {
	if v.Truth != o.Truth || v.Whole != o.Whole || !slices.Equal(v.Set, o.Set) ||
		(v.Count == nil) != (o.Count == nil) || (v.Moment == nil) != (o.Moment == nil) || (v.Text == nil) != (o.Text == nil) {
		return false
	}
	switch {
	case v.Count != nil:
		a, b := v.Count, o.Count
		return same(a.Max, b.Max) && same(a.Likely, b.Likely) && same(a.Confirmed, b.Confirmed)
	case v.Moment != nil:
		a, b := v.Moment, o.Moment
		return a.At.Equal(b.At) && a.Precision == b.Precision && a.About == b.About && a.Until.Equal(b.Until)
	case v.Text != nil:
		return *v.Text == *o.Text
	}
	return true
}

func same(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// pick chooses which of the assertions that stand holds.
type pick uint8

const (
	latest   pick = iota // the one made last
	earliest             // the one of the earliest moment
	soonest              // the one that says the earliest by when: a time within a span tells more than the span
	farthest             // the one of the latest moment
	yes                  // the last that says yes: what was proved of one place is not proved of another, until the yes is refuted
)

// picks are facts of which not the last assertion holds: when somebody first knew or first read is the earliest that stands.
var picks = map[string]pick{law.Known: earliest, FirstRead: soonest, PersonsTold: soonest, LastRead: farthest, law.Viewed: yes}

// stand is what is said of a fact so far: assertions that stand, with those that dispute them.
type stand struct {
	pick     pick
	standing []Source[Fact]
	disputes []Source[Fact]
}

// say takes one more assertion, in the order of time. One that refutes takes away those of its value, or, if it names none, the one
// that holds; without a source it does nothing.
func (s *stand) say(f Source[Fact]) {
	switch f.Body.Status {
	case Refuted:
		if f.Body.Source == "" {
			return
		}
		v := f.Body.Value
		if v.none() {
			i := s.holds()
			if i < 0 {
				return
			}
			v = s.standing[i].Body.Value
		}
		s.standing = slices.DeleteFunc(s.standing, func(x Source[Fact]) bool { return x.Body.Value.Same(&v) })
	case Disputed:
		s.disputes = append(s.disputes, f)
	default:
		s.standing = append(s.standing, f)
	}
}

// holds is the index of the assertion that holds, -1 if none does.
func (s *stand) holds() int {
	at := len(s.standing) - 1
	switch s.pick {
	case latest:
		return at
	case yes:
		for i := at; i >= 0; i-- {
			if s.standing[i].Body.Value.Truth == law.Yes {
				return i
			}
		}
		return at
	}
	for i := len(s.standing) - 1; i >= 0; i-- {
		a, b := s.standing[i].Body.Value.Moment, s.standing[at].Body.Value.Moment
		if a == nil {
			continue
		}
		if b == nil || s.pick == earliest && a.At.Before(b.At) || s.pick == soonest && a.end().Before(b.end()) || s.pick == farthest && a.At.After(b.At) {
			at = i
		}
	}
	return at
}

// end is the end of what a moment leaves open: of its span, or of the minute, day, month, year that it is known to.
func (m *Moment) end() time.Time {
	if !m.Until.IsZero() {
		return m.Until
	}
	switch m.Precision {
	case Year:
		return m.At.AddDate(1, 0, 0)
	case Month:
		return m.At.AddDate(0, 1, 0)
	case Day:
		return m.At.AddDate(0, 0, 1)
	case Hour:
		return m.At.Add(time.Hour)
	case Minute:
		return m.At.Add(time.Minute)
	}
	return m.At
}

// belief is what holds; nil if nothing does.
func (s *stand) belief(name string) *Belief {
	i := s.holds()
	if i < 0 {
		return nil
	}
	v := s.standing[i].Body.Value
	b := &Belief{Name: name, Value: v}
	first := -1
	for j := range s.standing {
		x := &s.standing[j]
		if !x.Body.Value.Same(&v) {
			if s.pick == latest || s.pick == yes && j < i {
				first = -1
			}
			continue
		}
		if first < 0 {
			first = j
		}
		b.By = append(b.By, x.Seq)
	}
	b.Since = s.standing[first].At
	for j := range s.disputes {
		x := &s.disputes[j]
		if d := &x.Body.Value; (d.none() || d.Same(&v)) && !x.At.Before(b.Since) {
			b.Against = append(b.Against, x.Seq)
		}
	}
	b.Disputed = len(b.Against) > 0
	return b
}

// Now is what holds of a fact at present: the last assertion that was not refuted; of when we first knew, when it was first read
// and when persons were first told the earliest (a time within a span, rather than the span), of when it was last read the latest; of whether somebody viewed
// it a yes, whatever was said after it of something else. nil: nothing is known.
func (s *State) Now(fact string) *Belief {
	st := stand{pick: picks[fact]}
	for _, f := range s.Facts[fact] {
		st.say(f)
	}
	return st.belief(fact)
}

// Times are when it was first read, when we knew (at the latest when the case was opened), and when persons were told (if nobody
// said so, when the first notice went out).
func (s *State) Times() Times {
	t := Times{FirstRead: s.Now(FirstRead), Known: s.Now(law.Known), Told: s.Now(PersonsTold)}
	if t.Known == nil && !s.Opened.IsZero() {
		t.Known = &Belief{Name: law.Known, Value: Value{Moment: &Moment{At: s.Opened, Precision: Second}}, By: []int64{1}, Since: s.Opened}
	}
	if t.Told == nil {
		var first time.Time
		var told *Source[Noticed]
		for i := range s.Notices {
			n := &s.Notices[i]
			if at := n.Body.First; n.Body.Sent > 0 && !at.IsZero() && (told == nil || at.Before(first)) {
				told, first = n, at
			}
		}
		if told != nil {
			t.Told = &Belief{Name: PersonsTold, Value: Value{Moment: &Moment{At: first, Precision: Second}}, By: []int64{told.Seq}, Since: told.At}
		}
	}
	return t
}
