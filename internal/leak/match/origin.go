package match

import (
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
)

// maxStores is how many stores a dump is laid beside at a time.
const maxStores = 64

// even is how much likelier one store has to explain a record than another (log10) to be its only origin.
const even = 0.5

// explained gathers what the stores explain of a dump's records.
type explained struct {
	stores   []leak.Store
	usable   int64 // records with something by which a person could be recognised
	matched  int64
	chance   float64 // records that would match by accident, summed over the matched
	several  int64   // matched records of which two classes or more could be compared
	combined int64   // … and agree
	compared compared
	patterns map[uint64]int64
	clocks   []*clock
	// persons are the rows of each store's index that were seen as an origin, with the kinds that the dump tells of them.
	persons []rowKinds
	// owned are those counted for this store only: the first of those that explain a record equally well.
	owned []rowSet
	// met and mine are the same of one block, as they came.
	met  [][]met
	mine [][]uint32
}

func newExplained(stores []leak.Store) *explained {
	e := &explained{stores: stores, patterns: map[uint64]int64{}, clocks: make([]*clock, len(stores)),
		persons: make([]rowKinds, len(stores)), owned: make([]rowSet, len(stores)),
		met: make([][]met, len(stores)), mine: make([][]uint32, len(stores))}
	for i := range stores {
		e.clocks[i] = newClock(len(stores[i].Index.Meta().Snapshots))
	}
	return e
}

// add takes what each store says of one record, nil where it knows nobody, and tells whether any does. kinds are those that
// the record has.
func (e *explained) add(seen []*sighting, kinds row.Kinds) bool {
	best := math.Inf(1)
	for _, s := range seen {
		if s != nil {
			best = min(best, s.chance)
		}
	}
	if math.IsInf(best, 1) {
		return false
	}
	e.matched++
	e.chance += math.Pow(10, best)
	var pattern uint64
	first := true
	for i, s := range seen {
		if s == nil || s.chance > best+even {
			continue
		}
		pattern |= 1 << i
		e.met[i] = append(e.met[i], met{s.row, kinds})
		e.clocks[i].add(s)
		if !first {
			continue
		}
		first = false
		e.mine[i] = append(e.mine[i], s.row)
		e.compared.add(s)
		if bits.OnesCount16(s.agree|s.differ) > 1 {
			e.several++
			if bits.OnesCount16(s.agree) > 1 {
				e.combined++
			}
		}
	}
	e.patterns[pattern]++
	return true
}

// merge adds what one block gave.
func (e *explained) merge(o *explained) {
	e.usable, e.matched, e.chance = e.usable+o.usable, e.matched+o.matched, e.chance+o.chance
	e.several, e.combined = e.several+o.several, e.combined+o.combined
	e.compared.merge(&o.compared)
	for p, n := range o.patterns {
		e.patterns[p] += n
	}
	for i := range e.stores {
		e.clocks[i].merge(o.clocks[i])
		e.persons[i].add(o.met[i])
		e.owned[i].add(o.mine[i])
	}
}

// shares tells the records that each store explains, those that several explain equally well divided as the others are:
// what one store alone explains says how likely it is the origin of the rest.
func (e *explained) shares() (records []float64, alone []int64) {
	records, alone = make([]float64, len(e.stores)), make([]int64, len(e.stores))
	for p, n := range e.patterns {
		if bits.OnesCount64(p) == 1 {
			alone[bits.TrailingZeros64(p)] += n
		}
	}
	patterns := make([]uint64, 0, len(e.patterns))
	for p := range e.patterns {
		patterns = append(patterns, p)
	}
	slices.Sort(patterns) // sums of floats in one order: equal dumps give equal shares
	weight := make([]float64, len(e.stores))
	for i := range weight {
		weight[i] = float64(alone[i]) + 1e-3
	}
	for range 200 {
		clear(records)
		for _, p := range patterns {
			sum := 0.0
			for i := range weight {
				if p&(1<<i) != 0 {
					sum += weight[i]
				}
			}
			for i := range weight {
				if p&(1<<i) != 0 {
					records[i] += float64(e.patterns[p]) * weight[i] / sum
				}
			}
		}
		copy(weight, records)
		for i := range weight {
			weight[i] += 1e-3
		}
	}
	return records, alone
}

// origins tells what each store explains, the greatest share first.
func (e *explained) origins(c *columns) []leak.Origin {
	records, alone := e.shares()
	out := []leak.Origin{}
	for i := range e.stores {
		if e.persons[i].n == 0 {
			continue
		}
		m := e.stores[i].Index.Meta()
		snaps := make([]time.Time, len(m.Snapshots))
		for k := range snaps {
			snaps[k] = m.Snapshots[k].At
		}
		o := leak.Origin{Store: e.stores[i].Name, Share: records[i] / float64(max(e.usable, 1)), Persons: e.persons[i].n, Alone: alone[i]}
		o.After, o.Before, o.For, o.Against = e.clocks[i].window(snaps)
		o.Changes = e.clocks[i].turns(snaps)
		o.Schema, o.Only = c.likeness(e.stores, i)
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b leak.Origin) int {
		switch {
		case a.Share > b.Share:
			return -1
		case a.Share < b.Share:
			return 1
		}
		return 0
	})
	return out
}
