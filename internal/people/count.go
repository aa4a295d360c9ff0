package people

import (
	"math/bits"
	"slices"
	"sync"

	"github.com/axiomhq/hyperloglog"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

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
	return s.distinct(2)
}

func (s *Set) strongest() map[pii.Kind]int64 {
	return s.distinct(1)
}

// distinct counts the distinct keys of each kind among the first so many of each row.
func (s *Set) distinct(width int) map[pii.Kind]int64 {
	sketches := map[pii.Kind]*hyperloglog.Sketch{}
	sizes := map[pii.Kind]int{}
	for _, g := range s.groups {
		for i, k := range g.kinds[:width] {
			switch {
			case k == pii.None:
			case g.hll[0] == nil:
				sizes[k] += g.n
			default:
				if sketches[k] == nil {
					sketches[k] = hyperloglog.New16NoSparse()
				}
				_ = sketches[k].Merge(g.hll[i])
			}
		}
	}
	out := map[pii.Kind]int64{}
	for k, n := range sizes {
		if sk := sketches[k]; sk != nil {
			for key := range s.keys(k, width) {
				sk.InsertHash(key)
			}
			continue
		}
		all := make([]uint64, 0, n)
		for key := range s.keys(k, width) {
			all = append(all, key)
		}
		out[k] = distinct(all)
	}
	for k, sk := range sketches {
		out[k] = int64(sk.Estimate())
	}
	return out
}

// keys yields the keys of a kind that are kept as they are.
func (s *Set) keys(k pii.Kind, width int) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		for _, g := range s.groups {
			for i := range width {
				if g.kinds[i] != k || g.hll[0] != nil {
					continue
				}
				for r := range g.all {
					if !yield(r[i]) {
						return
					}
				}
			}
		}
	}
}

// sorted is distinct keys in order: a third of what a map of them would take.
type sorted []uint64

// settle brings keys in order and leaves each once. Keys are hashes: their highest bits spread them evenly over buckets of
// a few keys each, so that sorting takes two passes and not twenty. Keys that are not spread are sorted all the same.
func (s sorted) settle() sorted {
	if len(s) < 1<<10 {
		slices.Sort(s)
		return slices.Compact(s)
	}
	shift := 64 - min(16, bits.Len(uint(len(s)))-4)
	ends := make([]int32, 1<<(64-shift))
	for _, k := range s {
		ends[k>>shift]++
	}
	at := int32(0)
	for i, n := range ends {
		ends[i] = at
		at += n
	}
	out := make(sorted, len(s))
	for _, k := range s {
		b := k >> shift
		out[ends[b]] = k
		ends[b]++
	}
	n, from := 0, int32(0)
	for _, end := range ends {
		bucket := out[from:end]
		from = end
		if len(bucket) > 24 {
			slices.Sort(bucket)
		} else {
			insertion(bucket)
		}
		for _, k := range bucket {
			if n == 0 || s[n-1] != k {
				s[n] = k
				n++
			}
		}
	}
	return s[:n]
}

// insertion sorts a few keys.
func insertion(s []uint64) {
	for i := 1; i < len(s); i++ {
		k, j := s[i], i
		for ; j > 0 && s[j-1] > k; j-- {
			s[j] = s[j-1]
		}
		s[j] = k
	}
}

// index is where a key stands. Keys are hashes, so their values nearly tell: the search begins there.
func (s sorted) index(key uint64) (int, bool) {
	hi, _ := bits.Mul64(key, uint64(len(s)))
	from, to, step := int(hi), int(hi), 16
	for from > 0 && s[from] > key {
		from = max(0, from-step)
		step *= 4
	}
	for step = 16; to < len(s) && s[to] < key; step *= 4 {
		to = min(len(s), to+step)
	}
	i, ok := slices.BinarySearch(s[from:min(to+1, len(s))], key)
	return from + i, ok
}

// nameRank is the rank from which on a key is a name.
const nameRank = 60

// phoneRank is the rank of a phone: a family or an office shares it, and people change it.
const phoneRank = 50

// names are the names of persons who are told apart by something of a rank below limit.
func (s *Set) names(limit uint8) sorted {
	n := 0
	for _, g := range s.groups {
		if g.named(limit) {
			n += g.n
		}
	}
	out := make(sorted, 0, n)
	for _, g := range s.groups {
		if !g.named(limit) {
			continue
		}
		for r := range g.all {
			out = append(out, r[2])
		}
	}
	return out.settle()
}

// named tells whether the group's persons have a name beside something of a rank below limit.
func (g *group) named(limit uint8) bool {
	return g.kinds[2] != pii.None && g.kinds[0].Info().Rank < limit
}

// mention is the name by which a row may speak of somebody counted by something stronger: of a name, or of a phone with
// a name, that nothing links to anybody; 0 of others.
func (g *group) mention(r row) uint64 {
	rank := g.kinds[0].Info().Rank
	switch {
	case r[1] != 0 || rank < phoneRank:
		return 0
	case r[2] != 0 || rank < nameRank:
		return r[2]
	}
	return r[0]
}

// components joins records that share a key (union-find) and counts what is left apart.
func (s *Set) components() int64 {
	byName := sync.OnceValue(func() sorted { return s.names(nameRank) })
	byPhone := sync.OnceValue(func() sorted { return s.names(phoneRank) })
	n := 0
	for _, g := range s.groups {
		if n += g.n; g.kinds[1] != pii.None {
			n += g.n
		}
	}
	ids, seen := make([]uint64, 0, n), newRepeats(n)
	for _, g := range s.groups {
		for r := range g.all {
			if name := g.mention(r); name != 0 {
				known := byName
				if g.kinds[0].Info().Rank < nameRank {
					known = byPhone
				}
				if _, ok := known().index(name); ok {
					continue // a mention of somebody counted by something stronger
				}
			}
			ids = append(ids, r[0])
			seen.see(r[0])
			if r[1] != 0 {
				ids = append(ids, r[1])
				seen.see(r[1])
			}
		}
	}
	rest, once := seen.distinct(ids)
	return once + int64(len(rest)) - s.joins(seen, rest)
}

// joins tells how many keys fall together with others because a record holds both. A key of one record only joins
// whatever else the record has; the others, which are in rest, are joined one by one.
func (s *Set) joins(seen *repeats, rest sorted) (joined int64) {
	var parent []int32
	find := func(n int) int32 {
		for int(parent[n]) != n {
			parent[n] = parent[parent[n]]
			n = int(parent[n])
		}
		return int32(n)
	}
	for _, g := range s.groups {
		if g.kinds[1] == pii.None {
			continue
		}
		for r := range g.all {
			if r[1] == 0 {
				continue
			}
			if !seen.repeated(r[0]) || !seen.repeated(r[1]) {
				joined++
				continue
			}
			if parent == nil {
				parent = make([]int32, len(rest))
				for i := range parent {
					parent[i] = int32(i)
				}
			}
			i, _ := rest.index(r[0])
			k, _ := rest.index(r[1])
			if a, b := find(i), find(k); a != b {
				parent[b] = a
				joined++
			}
		}
	}
	return joined
}
