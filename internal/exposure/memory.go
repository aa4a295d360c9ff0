package exposure

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
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
	// Seen is what was last told of it; nil if it is not kept, or was not read back.
	Seen *Seen
}

// Seen is what is told of a door beside its place: enough to say it again. Texts come from the catalogue, by Known.ID.
type Seen struct {
	Args      map[string]string  `json:"args,omitempty"`
	Weight    Severity           `json:"weight"`
	Rated     Severity           `json:"rated"`
	People    *int64             `json:"people"`
	Kinds     map[pii.Kind]int64 `json:"kinds,omitempty"`
	Sampled   bool               `json:"sampled,omitempty"`
	Records   int64              `json:"records,omitempty"`
	LastSeen  time.Time          `json:"last_seen"`
	Places    []Place            `json:"places,omitempty"`
	Reference string             `json:"reference,omitempty"`
}

// seenOf is what is kept of an exposure.
func seenOf(x *Exposure) *Seen {
	b := &x.Behind
	rated := x.Severity
	if rated == 0 {
		rated = x.Entry.Severity
	}
	return &Seen{Args: x.Args, Weight: x.Weight, Rated: rated, People: b.People, Kinds: b.Kinds, Sampled: b.Sampled, Records: b.Records, LastSeen: b.LastSeen, Places: x.Places,
		Reference: x.Entry.Reference}
}

// Exposure is a door as it was last told, with the texts of its entry.
func (k *Known) Exposure(e Entry) *Exposure {
	x := &Exposure{Finding: Finding{ID: k.ID, Object: k.Object, From: k.From}, Entry: e, Target: k.Target, Check: k.Check, Since: k.First, Weight: e.Severity}
	x.New = k.Accepted == nil || k.Accepted.State != k.State
	if s := k.Seen; s != nil {
		x.Args, x.Weight, x.Severity, x.Places = s.Args, s.Weight, s.Rated, s.Places
		x.Behind = Behind{People: s.People, Kinds: s.Kinds, Sampled: s.Sampled, Records: s.Records, LastSeen: s.LastSeen}
	}
	return x
}

// Looker is what a Memory may do besides: keep what was looked at, and what could not be.
type Looker interface {
	NoteLooks(ctx context.Context, looked []Looked, at time.Time) error
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
		d.Seen = seenOf(x)
		notes = append(notes, d)
	}
	notes = append(notes, r.closed(res, seen, known, open, now)...)
	if r.Memory == nil {
		return nil
	}
	if l, ok := r.Memory.(Looker); ok {
		if err := l.NoteLooks(ctx, res.Looked, now); err != nil {
			return err
		}
	}
	if len(notes) == 0 {
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
