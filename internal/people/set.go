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

// row is the keys of one record; the second is 0 if there is none.
type row [2]uint64

// group holds the records whose keys are of the same two kinds.
type group struct {
	kinds [2]pii.Kind
	rows  []row // distinct
	table []int32
	hll   [2]*hyperloglog.Sketch // set once there are more than Exact rows
}

// Set is what is known of the persons of something. The zero Set is empty.
type Set struct {
	groups []*group
	// Blind counts persons told apart only by keys that may not be kept (decision 5): an upper bound that cannot be
	// merged by looking.
	blind int64
}

// Add counts a record by its keys. The first key is the strongest; b may be None with key 0.
func (s *Set) Add(a pii.Kind, ka uint64, b pii.Kind, kb uint64) {
	if ka == 0 {
		a, ka, b, kb = b, kb, pii.None, 0
	}
	if ka == 0 {
		return
	}
	if kb == 0 {
		b = pii.None
	}
	s.group(a, b).add(row{ka, kb})
}

func (s *Set) group(a, b pii.Kind) *group {
	for _, g := range s.groups {
		if g.kinds[0] == a && g.kinds[1] == b {
			return g
		}
	}
	g := &group{kinds: [2]pii.Kind{a, b}}
	s.groups = append(s.groups, g)
	return g
}

func (g *group) add(r row) {
	if g.hll[0] != nil {
		g.sketch(r)
		return
	}
	if len(g.rows)*2 >= len(g.table) {
		g.grow()
	}
	mask := uint64(len(g.table) - 1)
	for i := (r[0] ^ r[1]*0x9e3779b97f4a7c15) & mask; ; i = (i + 1) & mask {
		k := g.table[i]
		if k == 0 {
			if len(g.rows) == Exact {
				g.toSketch()
				g.sketch(r)
				return
			}
			g.rows = append(g.rows, r)
			g.table[i] = int32(len(g.rows))
			return
		}
		if g.rows[k-1] == r {
			return
		}
	}
}

func (g *group) grow() {
	n := max(64, 2*len(g.table))
	for n < len(g.rows)*2+2 {
		n *= 2
	}
	g.table = make([]int32, n)
	mask := uint64(n - 1)
	for k, r := range g.rows {
		i := (r[0] ^ r[1]*0x9e3779b97f4a7c15) & mask
		for g.table[i] != 0 {
			i = (i + 1) & mask
		}
		g.table[i] = int32(k + 1)
	}
}

func (g *group) toSketch() {
	g.hll[0], g.hll[1] = hyperloglog.New16NoSparse(), hyperloglog.New16NoSparse()
	for _, r := range g.rows {
		g.sketch(r)
	}
	g.rows, g.table = nil, nil
}

func (g *group) sketch(r row) {
	g.hll[0].InsertHash(r[0])
	if r[1] != 0 {
		g.hll[1].InsertHash(r[1])
	}
}

// Merge adds what o knows to s.
func (s *Set) Merge(o *Set) {
	s.blind += o.blind
	for _, og := range o.groups {
		g := s.group(og.kinds[0], og.kinds[1])
		if og.hll[0] != nil {
			if g.hll[0] == nil {
				g.toSketch()
			}
			for i := range g.hll {
				_ = g.hll[i].Merge(og.hll[i]) // both have the same precision
			}
			continue
		}
		for _, r := range og.rows {
			g.add(r)
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
		rows += len(g.rows)
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
				for _, r := range g.rows {
					sk.InsertHash(r[i])
				}
				continue
			}
			m := exact[k]
			if m == nil {
				m = make(map[uint64]struct{}, len(g.rows))
				exact[k] = m
			}
			for _, r := range g.rows {
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
	for _, g := range s.groups {
		for _, r := range g.rows {
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
