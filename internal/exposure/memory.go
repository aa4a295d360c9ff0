package exposure

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// Memory keeps what was seen of doors, and what was accepted.
type Memory interface {
	// Doors lists all that is known.
	Doors(ctx context.Context) ([]Known, error)
	// NoteDoors writes what changed of some, all or none.
	NoteDoors(ctx context.Context, doors []Known) error
}

// Known is a door as it is remembered. It holds nothing that is not fit to be shown.
type Known struct {
	Key                string // identity: see Exposure.Key
	ID, Target, Object string
	Check              string
	From               Vantage
	State              string // hash of how it was last seen
	First, Last        time.Time
	Closed             time.Time // when it was first seen closed; zero while it is open
	Accepted           *Accepted
}

// Accepted says that the owner knows of a door, as it was then.
type Accepted struct {
	State      string
	At         time.Time
	By, Reason string
}

// Key is the identity of an exposure: its door, target and object, and from where it was seen (open to this host and open to
// the world are two things).
func (x *Exposure) Key() string { return sum(x.ID, x.Target, x.Object, string(x.From)) }

func sum(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// remember lays what was found beside what is known, and notes it.
func (r *run) remember(ctx context.Context, res *Result, seen []*visited) error {
	known := map[string]Known{}
	if r.Memory != nil {
		doors, err := r.Memory.Doors(ctx)
		if err != nil {
			return err
		}
		for _, d := range doors {
			known[d.Key] = d
		}
	}
	now := r.Now().Round(time.Microsecond) // as it is remembered
	open := map[string]bool{}
	var notes []Known
	for i := range res.Exposures {
		x := &res.Exposures[i]
		key, state := x.Key(), sum(x.State)
		open[key] = true
		d, ok := known[key]
		if !ok || !d.Closed.IsZero() {
			d.First, d.Closed = now, time.Time{}
		}
		d.Key, d.ID, d.Target, d.Object, d.Check, d.From, d.State, d.Last = key, x.ID, x.Target, x.Object, x.Check, x.From, state, now
		if r.Accept {
			d.Accepted = &Accepted{State: state, At: now, By: r.By, Reason: r.Reason}
		}
		x.Since = d.First
		if x.New = d.Accepted == nil || d.Accepted.State != state; x.New {
			res.New++
		}
		notes = append(notes, d)
	}
	notes = append(notes, r.closed(res, seen, known, open, now)...)
	if r.Memory == nil || len(notes) == 0 {
		return nil
	}
	return r.Memory.NoteDoors(ctx, notes)
}

// closed are doors that stood open when last looked, and do not now: their target was looked at from the same place by the
// check that told of them, and to its end. What was accepted of them is no longer: opened again, they are new.
func (r *run) closed(res *Result, seen []*visited, known map[string]Known, open map[string]bool, now time.Time) []Known {
	type at struct {
		target, check string
		from          Vantage
	}
	looked := map[at]bool{}
	for _, s := range seen {
		for _, c := range s.Checks {
			if s.failed[c] {
				continue
			}
			looked[at{s.Target, c, s.From}] = true
			for _, from := range []Vantage{Declared, Inside} { // told whatever the target is seen from
				looked[at{s.Target, c, from}] = true
			}
			for i := range s.open {
				looked[at{s.Target, c, s.open[i].From}] = true
			}
		}
	}
	var out []Known
	for key, d := range known {
		if !open[key] && d.Closed.IsZero() && looked[at{d.Target, d.Check, d.From}] {
			d.Closed, d.Accepted = now, nil
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Known) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Object, b.Object), cmp.Compare(a.From, b.From))
	})
	res.Closed = out
	return out
}
