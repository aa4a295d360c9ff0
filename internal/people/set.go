// Package people counts persons: how many stand behind a part, a unit, a source, a run, with what error.
//
// A person is told apart by the strongest key that a record has (decision 4). A Set keeps 64-bit keyed hashes of up to two
// keys a record, exactly up to Exact of them and as HyperLogLog sketches beyond. Sets of any parts merge; records of
// different parts that share a key are one person.
package people

import (
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
	table []int32
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
	if g.n*2 >= len(g.table) {
		g.grow()
	}
	mask := uint64(len(g.table) - 1)
	for i := r.slot() & mask; ; i = (i + 1) & mask {
		k := g.table[i]
		if k == 0 {
			if g.n%chunk == 0 {
				g.rows = append(g.rows, make([]row, 0, chunk))
			}
			last := &g.rows[len(g.rows)-1]
			*last = append(*last, r)
			g.n++
			g.table[i] = int32(g.n)
			return true
		}
		if g.rows[(k-1)/chunk][(k-1)%chunk] == r {
			return false
		}
	}
}

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
	n := max(64, 2*len(g.table))
	for n < g.n*2+2 {
		n *= 2
	}
	g.table = make([]int32, n)
	mask := uint64(n - 1)
	k := int32(0)
	for r := range g.all {
		i := r.slot() & mask
		for g.table[i] != 0 {
			i = (i + 1) & mask
		}
		k++
		g.table[i] = k
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

// Count is a number of persons: the greatest number told apart by one kind of key, the number after records that share
// a key were joined, the sum over the kinds; and the relative error of them (2σ), 0 if they are exact.
type Count struct {
	Min, N, Max int64
	Error       float64
}

// Empty tells whether nothing that identifies was seen: the number of persons is then unknown, not 0.
func (s *Set) Empty() bool { return len(s.groups) == 0 && s.blind == 0 }

// Count counts.
func (s *Set) Count() Count {
	var c Count
	rows := 0
	for _, g := range s.groups {
		rows += g.n
		if g.hll[0] != nil {
			c.Error = sketchError
		}
	}
	perKind := s.perKind()
	for _, n := range perKind {
		c.Min = max(c.Min, n)
		c.Max += n
	}
	switch {
	case c.Error > 0 || rows > Exact:
		// The strongest kind of each group stands for the group's persons.
		for _, n := range s.strongest() {
			c.N += n
		}
		c.N = min(max(c.N, c.Min), c.Max)
	default:
		// No two of what is left apart share a key: there may be fewer persons, not more.
		c.N = s.components()
		c.Min, c.Max = min(c.Min, c.N), c.N
	}
	c.Min = max(c.Min, s.blind)
	c.N += s.blind
	c.Max += s.blind
	return c
}

// perKind counts distinct keys of each kind.
func (s *Set) perKind() map[pii.Kind]int64 {
	return s.distinct(func(*group) int { return 2 })
}

func (s *Set) strongest() map[pii.Kind]int64 {
	return s.distinct(func(*group) int { return 1 })
}

func (s *Set) distinct(width func(*group) int) map[pii.Kind]int64 {
	exact := map[pii.Kind]map[uint64]struct{}{}
	sketches := map[pii.Kind]*hyperloglog.Sketch{}
	for _, g := range s.groups {
		for i := range width(g) {
			k := g.kinds[i]
			if k == pii.None || g.hll[0] == nil {
				continue
			}
			if sketches[k] == nil {
				sketches[k] = hyperloglog.New16NoSparse()
			}
			_ = sketches[k].Merge(g.hll[i])
		}
	}
	for _, g := range s.groups {
		for i := range width(g) {
			k := g.kinds[i]
			if k == pii.None || g.hll[0] != nil {
				continue
			}
			if sk := sketches[k]; sk != nil {
				for r := range g.all {
					sk.InsertHash(r[i])
				}
				continue
			}
			m := exact[k]
			if m == nil {
				m = make(map[uint64]struct{}, g.n)
				exact[k] = m
			}
			for r := range g.all {
				m[r[i]] = struct{}{}
			}
		}
	}
	out := map[pii.Kind]int64{}
	for k, m := range exact {
		out[k] = int64(len(m))
	}
	for k, sk := range sketches {
		out[k] = int64(sk.Estimate())
	}
	return out
}

// nameRank is the rank from which on a key is a name.
const nameRank = 60

// names are the names of persons who are told apart by something stronger.
func (s *Set) names() map[uint64]struct{} {
	out := map[uint64]struct{}{}
	for _, g := range s.groups {
		if g.kinds[2] == pii.None || g.kinds[0].Info().Rank >= nameRank {
			continue
		}
		for r := range g.all {
			out[r[2]] = struct{}{}
		}
	}
	return out
}

// components joins records that share a key (union-find) and counts what is left apart.
func (s *Set) components() int64 {
	id := map[uint64]int32{}
	var parent []int32
	node := func(k uint64) int32 {
		n, ok := id[k]
		if !ok {
			n = int32(len(parent))
			id[k] = n
			parent = append(parent, n)
		}
		return n
	}
	find := func(n int32) int32 {
		for parent[n] != n {
			parent[n] = parent[parent[n]]
			n = parent[n]
		}
		return n
	}
	joined := int64(0)
	names := s.names()
	for _, g := range s.groups {
		for r := range g.all {
			if r[1] == 0 && g.kinds[0].Info().Rank >= nameRank {
				if _, known := names[r[0]]; known {
					continue // a mention of somebody counted by something stronger
				}
			}
			a := find(node(r[0]))
			if r[1] == 0 {
				continue
			}
			if b := find(node(r[1])); a != b {
				parent[b] = a
				joined++
			}
		}
	}
	return int64(len(parent)) - joined
}
