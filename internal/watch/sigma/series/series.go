// Package series counts what happens within a span of time, for each group of accesses apart: how often, how many different values,
// what they sum up to, whether several things happen together or in order.
//
// Thresholds that more can only reach are told at once, of any span of that length wherever it begins; accesses that come late
// take their place in it. All others (at most so many, exactly so many, an average) can be told only when a span is over: spans begin
// with the first access of a group then, and are judged when they are closed. What was told is not counted again.
//
// What is remembered is bounded: groups, entries of each, entries in all. What had to be forgotten is counted.
package series

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// Function is what is counted.
type Function uint8

// The functions.
const (
	Events Function = iota
	Values          // different ones
	Sum
	Average
	Least
	Greatest
	Together // different steps: all of them, or as many as the bounds say
	InOrder  // all steps, each behind the one before
)

// Op is how a count compares to a bound.
type Op uint8

// The comparisons.
const (
	Equal Op = iota
	Unequal
	Less
	LessEqual
	Greater
	GreaterEqual
)

// Bound is a threshold.
type Bound struct {
	Op    Op
	Value float64
}

func (b Bound) holds(v float64) bool {
	switch b.Op {
	case Equal:
		return v == b.Value
	case Unequal:
		return v != b.Value
	case Less:
		return v < b.Value
	case LessEqual:
		return v <= b.Value
	case Greater:
		return v > b.Value
	}
	return v >= b.Value
}

// Spec is what is counted, and when it is told. All bounds must hold.
type Spec struct {
	Function Function
	Span     int64 // µs
	Steps    int   // of Together and InOrder
	Bounds   []Bound
}

const (
	grace   = 5 * 60_000_000  // µs behind its end that a span is closed
	horizon = 60 * 60_000_000 // µs that accesses may come late and be counted, at most
	exact   = 256             // entries of a group up to which each event has its own
	quanta  = 1024            // of a span, where they do not
	most    = 4096            // entries of a group
	total   = 1_000_000       // entries in all groups, but few of each
	spared  = 8               // entries of a group that are never cut
	sampled = most / 4        // different values from which a sample of them is counted
)

// late is how long before its span a group remembers.
func (s *Spec) late() int64 { return min(s.Span, horizon) }

// Running tells that it can be told at once.
func (s *Spec) Running() bool {
	switch s.Function {
	case InOrder:
		return true
	case Average:
		return false
	}
	for _, b := range s.Bounds {
		up, down := b.Op == Greater || b.Op == GreaterEqual, b.Op == Less || b.Op == LessEqual
		if s.Function == Least && !down || s.Function != Least && !up {
			return false
		}
	}
	return true
}

func (s *Spec) hold(v float64) bool {
	for _, b := range s.Bounds {
		if !b.holds(v) {
			return false
		}
	}
	return true
}

// enough is the number of different things from which a spec that runs holds.
func (s *Spec) enough() int {
	if len(s.Bounds) == 0 {
		return s.Steps
	}
	n := 1.0
	for _, b := range s.Bounds {
		v := math.Ceil(b.Value)
		if !b.holds(v) {
			v++
		}
		n = max(n, v)
	}
	return int(min(n, 1<<30))
}

// share is of how many values one is counted: all of few, a sample by their hash of many.
func (s *Spec) share() uint64 {
	n := 0.0
	if s.Function == Values {
		for _, b := range s.Bounds {
			n = max(n, b.Value)
		}
	}
	return uint64(max(1, math.Ceil(n/sampled)))
}

// Event is an access that is counted.
type Event struct {
	At          int64
	Step        int        // which of the rules it is of
	Value       uint64     // of Values: stands for the value
	Number      float64    // of Sum and others
	Who, Origin []byte     // in clear; copied where a span is judged later
	Joins       []watch.ID // the same, as IDs
}

// Found is a threshold that was reached.
type Found struct {
	Spec        int
	Group       watch.ID
	First, Last int64
	Events      int64
	Value       float64
	// Closed tells that a span was over: what follows is of its last access then.
	Closed      bool
	Who, Origin string
	Joins       []watch.ID
}

// Table holds the groups of several specs. It is for one goroutine.
type Table struct {
	specs   []Spec
	groups  *tally.Map[group]
	entries int   // of all groups
	cut     int64 // entries that had to be forgotten
	due     int64 // when the first open span is to be closed
	found   []Found
	stamps  []int64
}

// New makes a table of at most limit groups.
func New(specs []Spec, limit int) *Table {
	t := &Table{specs: specs, groups: tally.New[group](limit), due: watch.Last}
	t.groups.Gone = func(_ watch.ID, g *group) { t.entries -= len(g.entries) }
	return t
}

// Dropped is how many groups and entries were forgotten because there were too many.
func (t *Table) Dropped() int64 { return t.groups.Dropped + t.cut }

// Len is how many groups there are.
func (t *Table) Len() int { return t.groups.Len() }

// Add counts an access for a group of a spec, and returns what was reached by it. Of one access, later steps are added first.
// What it returns is valid until the next call.
func (t *Table) Add(spec int, id watch.ID, e *Event) []Found {
	s := &t.specs[spec]
	t.found = t.found[:0]
	if s.Function == Values {
		if e.Value%s.share() != 0 {
			return nil
		}
	}
	key := watch.Join(watch.ID(spec+1), id)
	g, fresh := t.groups.At(key)
	if fresh {
		g.spec, g.id = int32(spec), id
	}
	if !s.Running() {
		t.gather(s, g, e)
		return t.found
	}
	before := len(g.entries)
	f, ok := g.add(s, e, &t.stamps)
	t.entries += len(g.entries) - before
	if ok {
		f.Spec, f.Group = spec, id
		t.found = append(t.found, f)
		t.entries -= len(g.entries)
		t.groups.Delete(key)
		return t.found
	}
	if n := len(g.entries); n > most || t.entries > total && n > spared {
		keep := n / 2
		for i := range g.entries[:n-keep] {
			g.seen -= g.entries[i].n
		}
		g.entries = append(g.entries[:0], g.entries[n-keep:]...)
		t.entries -= n - keep
		t.cut += int64(n - keep)
	}
	return t.found
}
