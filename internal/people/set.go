// Package people counts persons: how many stand behind a part, a unit, a source, a run, with what error.
//
// A person is told apart by the strongest key that a record has (decision 4). A Set keeps 64-bit keyed hashes of up to
// three keys a record (the strongest, one that links, a name), exactly up to Exact records and as sketches beyond. Sets of any parts merge; records of
// different parts that share a key are one person.
package people

import (
	"unsafe"

	"github.com/axiomhq/hyperloglog"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Exact is the number of records with distinct keys up to which a set counts exactly.
const Exact = 1 << 20

// sketchError is 2σ of a HyperLogLog with 2^16 registers.
const sketchError = 2 * 1.04 / 256

// row is the keys of one record, 0 where there is none: the strongest, one that links it to other records, and the name
// by which the same person may be mentioned elsewhere. A name links nothing, since many people share it.
type row [3]uint64

// group holds the records whose keys are of the same two kinds.
type group struct {
	kinds [3]pii.Kind
	rows  [][]row // distinct, in chunks
	n     int
	table []uint64               // of rows: the low bits of a row's hash, and 1 + where it stands
	hll   [3]*hyperloglog.Sketch // set once there are more than Exact rows
}

// Set is what is known of the persons of something. The zero Set is empty.
type Set struct {
	groups []*group
	// Blind counts persons told apart only by keys that may not be kept (decision 5): an upper bound that cannot be
	// merged by looking.
	blind int64
	exact int // rows kept in all groups
}

// Add counts a record by its keys, each with its kind: the strongest, one that links, and a name; 0 for what there is not.
func (s *Set) Add(kinds [3]pii.Kind, keys [3]uint64) {
	if keys[0] == 0 {
		kinds[0], keys[0], kinds[1], keys[1] = kinds[1], keys[1], pii.None, 0
	}
	if keys[0] == 0 {
		kinds[0], keys[0], kinds[2], keys[2] = kinds[2], keys[2], pii.None, 0
	}
	if keys[0] == 0 {
		return
	}
	for i := range kinds {
		if keys[i] == 0 {
			kinds[i] = pii.None
		}
	}
	s.add(s.group(kinds), keys)
}

func (s *Set) group(kinds [3]pii.Kind) *group {
	for _, g := range s.groups {
		if g.kinds == kinds {
			return g
		}
	}
	g := &group{kinds: kinds}
	s.groups = append(s.groups, g)
	return g
}

// slot is where a row is looked for first.
func (r row) slot() uint64 {
	h := r[0] ^ r[1]*0x9e3779b97f4a7c15 ^ r[2]*0xc2b2ae3d27d4eb4f
	return h ^ h>>29
}

// Size is about how many bytes of memory the set takes.
func (s *Set) Size() int {
	n := 0
	for _, g := range s.groups {
		n += 8 * len(g.table)
		for _, rows := range g.rows {
			n += int(unsafe.Sizeof(row{})) * cap(rows)
		}
		for _, h := range g.hll {
			if h != nil {
				n += 1 << 16
			}
		}
	}
	return n
}

// add counts a row of a group; beyond Exact rows in all, the set goes over to sketches.
func (s *Set) add(g *group, r row) {
	if !g.add(r) {
		return
	}
	if s.exact++; s.exact > Exact {
		for _, g := range s.groups {
			if g.hll[0] == nil {
				g.toSketch()
			}
		}
		s.exact = 0
	}
}

// add tells whether the row is one more that is kept.
func (g *group) add(r row) bool {
	if g.hll[0] != nil {
		g.sketch(r)
		return false
	}
	if 4*g.n >= 3*len(g.table) {
		g.grow()
	}
	mask := uint32(len(g.table) - 1)
	h := uint32(r.slot())
	for i := h & mask; ; i = (i + 1) & mask {
		e := g.table[i]
		if e == 0 {
			if g.n%chunk == 0 {
				g.rows = append(g.rows, make([]row, 0, min(chunk, max(16, g.n)))) // the first grows
			}
			last := &g.rows[len(g.rows)-1]
			*last = append(*last, r)
			g.n++
			g.table[i] = uint64(h)<<32 | uint64(g.n)
			return true
		}
		if uint32(e>>32) == h && *g.at(int32(uint32(e) - 1)) == r {
			return false
		}
	}
}

// at is the row with index i.
func (g *group) at(i int32) *row { return &g.rows[i/chunk][i%chunk] }

// chunk is the number of rows that are allocated together, so that growing copies nothing.
const chunk = 4096

// all yields the group's rows.
func (g *group) all(yield func(row) bool) {
	for _, rows := range g.rows {
		for _, r := range rows {
			if !yield(r) {
				return
			}
		}
	}
}

func (g *group) grow() {
	old := g.table
	g.table = make([]uint64, max(64, 2*len(old)))
	mask := uint32(len(g.table) - 1)
	for _, e := range old {
		if e == 0 {
			continue
		}
		i := uint32(e>>32) & mask
		for g.table[i] != 0 {
			i = (i + 1) & mask
		}
		g.table[i] = e
	}
}

func (g *group) toSketch() {
	for i := range g.hll {
		if g.kinds[i] != pii.None || i == 0 {
			g.hll[i] = hyperloglog.New16NoSparse()
		}
	}
	for r := range g.all {
		g.sketch(r)
	}
	g.rows, g.table, g.n = nil, nil, 0
}

func (g *group) sketch(r row) {
	for i, h := range g.hll {
		if h != nil {
			h.InsertHash(r[i])
		}
	}
}

// Merge adds what o knows to s.
func (s *Set) Merge(o *Set) {
	s.blind += o.blind
	for _, og := range o.groups {
		g := s.group(og.kinds)
		if og.hll[0] != nil {
			if g.hll[0] == nil {
				s.exact -= g.n
				g.toSketch()
			}
			for i, h := range g.hll {
				if h != nil {
					_ = h.Merge(og.hll[i]) // both have the same precision
				}
			}
			continue
		}
		for r := range og.all {
			s.add(g, r)
		}
	}
}
