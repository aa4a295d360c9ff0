package match

import (
	"math"
	"math/bits"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// A store has n snapshots, 0 to n-1, and n+1 gaps: gap g lies between snapshot g-1 and snapshot g, gap 0 before the first,
// gap n after the last. Snapshot i brought the changes made in gap i. A value that was valid from snapshot a to snapshot b
// can be in a dump taken in any of the gaps a to b+1: in the first it may have come already, in the last not yet have gone.

// clock gathers what the records of a dump say of its time, by one store's snapshots.
type clock struct {
	fresh []int64 // [i]: records with a value that snapshot i is the first to have
	stale []int64 // [i]: records with a value that snapshot i is the first to lack
	rise  []int64 // rows whose range of gaps begins here …
	fall  []int64 // … and ends before here
	rows  int64
	torn  int64 // rows whose own values are of different times
	compared
}

// compared counts the classes of values that could be compared with what we know of the person, and those that differ: of
// what people change (addresses, numbers), and of what they do not (names, births).
type compared struct{ moves, moved, stays, strays int64 }

func (c *compared) add(s *sighting) {
	const volatile, stable = 1<<pii.ClassEmail | 1<<pii.ClassPhone | 1<<pii.ClassAddress, 1<<pii.ClassDate | 1<<pii.ClassName
	count := func(set uint16) int64 { return int64(bits.OnesCount16(set)) }
	c.moves += count((s.agree | s.differ) & volatile)
	c.moved += count(s.differ & volatile)
	c.stays += count((s.agree | s.differ) & stable)
	c.strays += count(s.differ & stable)
}

func (c *compared) merge(o *compared) {
	c.moves, c.moved, c.stays, c.strays = c.moves+o.moves, c.moved+o.moved, c.stays+o.stays, c.strays+o.strays
}

func newClock(snapshots int) *clock {
	return &clock{fresh: make([]int64, snapshots+1), stale: make([]int64, snapshots+1), rise: make([]int64, snapshots+2), fall: make([]int64, snapshots+2)}
}

func (t *clock) add(s *sighting) {
	n := len(t.fresh) - 1
	lo, hi := 0, n
	for _, v := range s.lived {
		lo, hi = max(lo, v.first), min(hi, v.last+1)
	}
	t.rows++
	t.compared.add(s)
	t.changes(s, n)
	if lo > hi {
		t.torn++
		return
	}
	t.rise[lo]++
	t.fall[hi+1]++
}

// changes counts a row once for each snapshot, whatever number of its values came or went there.
func (t *clock) changes(s *sighting, n int) {
	for i, v := range s.lived {
		first, last := v.first > 0, v.last < n-1
		for _, o := range s.lived[:i] {
			first = first && o.first != v.first
			last = last && o.last != v.last
		}
		if first {
			t.fresh[v.first]++
		}
		if last {
			t.stale[v.last+1]++
		}
	}
}

func (t *clock) merge(o *clock) {
	for i := range o.fresh {
		t.fresh[i] += o.fresh[i]
		t.stale[i] += o.stale[i]
	}
	for i := range o.rise {
		t.rise[i] += o.rise[i]
		t.fall[i] += o.fall[i]
	}
	t.rows += o.rows
	t.torn += o.torn
	t.compared.merge(&o.compared)
}

// gaps are the first and the last gap in which the dump may have been taken: those with which most rows agree.
func (t *clock) gaps() (from, to int) {
	n := len(t.fresh) - 1
	agree, best := t.agreeing(), int64(-1)
	for g := 0; g <= n; g++ {
		if agree[g] > best {
			best, from = agree[g], g
		}
	}
	for to = from; to < n && agree[to+1] == best; to++ {
	}
	// A dump that has all the changes of a snapshot was not taken before it.
	for from < to && (from == 0 && !t.older() || from > 0 && t.whole(from)) {
		from++
	}
	if from == 0 && t.older() {
		to = 0
	}
	return from, to
}

// agreeing are the numbers of rows that agree with each gap.
func (t *clock) agreeing() []int64 {
	out := make([]int64, len(t.fresh))
	n := int64(0)
	for g := range out {
		n += t.rise[g] - t.fall[g]
		out[g] = n
	}
	return out
}

// whole tells whether the dump has all the changes that snapshot i brought, but for one in two hundred.
func (t *clock) whole(i int) bool { return t.fresh[i] > 0 && t.stale[i]*200 <= t.fresh[i] }

// older tells whether a dump that has no change at all is older than the first snapshot: what people change (addresses,
// numbers) is then unknown for more of them than what they do not change.
func (t *clock) older() bool {
	n := len(t.fresh) - 1
	if t.moves < 100 || t.stays < 100 || n > 1 && t.fresh[1] > 0 {
		return false
	}
	more := float64(t.moved) - float64(t.strays)*float64(t.moves)/float64(t.stays) // than spoilt values explain
	return more > 3*math.Sqrt(float64(t.moved+t.strays)+1)
}

// window is the time in which the dump was taken: after one snapshot and before another, nil where there is none; and the
// rows for and against it.
func (t *clock) window(snaps []time.Time) (after, before *time.Time, rows, against int64) {
	if t.rows == 0 || len(snaps) == 0 {
		return nil, nil, 0, 0
	}
	from, to := t.gaps()
	if from > 0 {
		after = &snaps[from-1]
	}
	if to < len(snaps) {
		before = &snaps[to]
	}
	agree := t.agreeing()
	for g := from; g <= to; g++ {
		rows = max(rows, agree[g])
	}
	return after, before, rows, t.rows - rows
}

// turns tell the changes one by one.
func (t *clock) turns(snaps []time.Time) []leak.Turns {
	out := make([]leak.Turns, 0, len(snaps))
	for i := 1; i < len(snaps); i++ {
		out = append(out, leak.Turns{Snapshot: snaps[i], New: t.fresh[i], Old: t.stale[i]})
	}
	return out
}
