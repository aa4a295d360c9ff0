package leak

import (
	"encoding/binary"
	"iter"
	"math"
	"math/bits"
)

// joiner is what a sample keeps of a key: what several sightings say is joined, in whatever order.
type joiner[T any] interface{ join(T) T }

// sample is a table by 64-bit hashes: exact up to its limit, beyond it of the hashes alone whose lowest bits are zero, one
// bit more each time it is full (adaptive sampling, Flajolet 1990). What it holds in the end does not depend on the order
// in which keys came, nor on how many samples were merged.
type sample[T joiner[T]] struct {
	slots []slot[T]
	n     int
	limit int
	level int    // how many lowest bits are zero in all that is kept
	skip  uint64 // those bits
}

type slot[T any] struct {
	key uint64 // 0 is free
	val T
}

// add joins what is said of a key.
func (s *sample[T]) add(key uint64, val T) {
	if key&s.skip != 0 || key == 0 {
		return
	}
	if 4*s.n >= 3*len(s.slots) {
		s.grow(max(64, 2*len(s.slots)))
	}
	at := s.at(key)
	if at.key != 0 {
		at.val = at.val.join(val)
		return
	}
	at.key, at.val = key, val
	s.n++
	for s.n > s.limit {
		s.level++
		s.skip = 1<<s.level - 1
		s.grow(len(s.slots))
	}
}

// at is where a key stands or would. The place comes from high bits: the lowest are alike.
func (s *sample[T]) at(key uint64) *slot[T] {
	mask := uint64(len(s.slots) - 1)
	i := key >> 24 & mask
	for s.slots[i].key != 0 && s.slots[i].key != key {
		i = (i + 1) & mask
	}
	return &s.slots[i]
}

// grow makes the table anew and leaves out what the level no longer keeps.
func (s *sample[T]) grow(size int) {
	old := s.slots
	s.slots, s.n = make([]slot[T], size), 0
	for i := range old {
		if k := old[i].key; k != 0 && k&s.skip == 0 {
			*s.at(k) = old[i]
			s.n++
		}
	}
}

func (s *sample[T]) merge(o *sample[T]) {
	if o.level > s.level {
		s.level, s.skip = o.level, o.skip
		s.grow(len(s.slots))
	}
	for i := range o.slots {
		if o.slots[i].key != 0 {
			s.add(o.slots[i].key, o.slots[i].val)
		}
	}
}

// all yields what is kept; each stands for scale keys.
func (s *sample[T]) all() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range s.slots {
			if s.slots[i].key != 0 && !yield(&s.slots[i].val) {
				return
			}
		}
	}
}

// len is how many keys are kept, exact whether all keys are, keeps whether a key would be.
func (s *sample[T]) len() int { return s.n }

func (s *sample[T]) exact() bool { return s.level == 0 }

func (s *sample[T]) keeps(key uint64) bool { return key&s.skip == 0 }

// scale turns a number of keys kept into one of all keys.
func (s *sample[T]) scale(n int64) int64 { return n << s.level }

// deviation is the relative error of a count of all keys as 2σ, 0 if it is exact.
func (s *sample[T]) deviation() float64 {
	if s.level == 0 || s.n == 0 {
		return 0
	}
	return 2.4 / math.Sqrt(float64(s.n))
}

// times counts the sightings of a key.
type times uint32

func (t times) join(o times) times {
	if t+o < t {
		return math.MaxUint32
	}
	return t + o
}

// bitset holds what was seen of a key.
type bitset uint64

func (b bitset) join(o bitset) bitset { return b | o }

// hash64 spreads bytes over 64 bits. It is for counting within one run and is never kept, so it needs no key.
func hash64(b []byte, seed uint64) uint64 {
	const m1, m2 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db
	h := seed ^ uint64(len(b))*m1
	for len(b) >= 8 {
		hi, lo := bits.Mul64(h^binary.LittleEndian.Uint64(b), m2)
		h, b = hi^lo+m1, b[8:]
	}
	var tail [8]byte
	copy(tail[:], b)
	hi, lo := bits.Mul64(h^binary.LittleEndian.Uint64(tail[:]), m1)
	return spread(hi ^ lo)
}

// spread makes every bit depend on every other.
func spread(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	if h == 0 {
		return 1
	}
	return h
}
