package row

import (
	"encoding/binary"
	"iter"
	"math"
	"math/bits"
)

// Joiner is what a sample keeps of a key: what several sightings say is joined, in whatever order.
type Joiner[T any] interface{ Join(T) T }

// Sample is a table by 64-bit hashes: exact up to its limit, beyond it of the hashes alone whose lowest bits are zero, one
// bit more each time it is full (adaptive sampling, Flajolet 1990). What it holds in the end does not depend on the order
// in which keys came, nor on how many samples were merged.
type Sample[T Joiner[T]] struct {
	Limit int // how many keys are kept at most
	slots []slot[T]
	n     int
	level int    // how many lowest bits are zero in all that is kept
	skip  uint64 // those bits
}

type slot[T any] struct {
	key uint64 // 0 is free
	val T
}

// Add joins what is said of a key.
func (s *Sample[T]) Add(key uint64, val T) {
	if key&s.skip != 0 || key == 0 {
		return
	}
	if 4*s.n >= 3*len(s.slots) {
		s.grow(max(64, 2*len(s.slots)))
	}
	at := s.at(key)
	if at.key != 0 {
		at.val = at.val.Join(val)
		return
	}
	at.key, at.val = key, val
	s.n++
	for s.n > s.Limit {
		s.level++
		s.skip = 1<<s.level - 1
		s.grow(len(s.slots))
	}
}

// at is where a key stands or would. The place comes from high bits: the lowest are alike.
func (s *Sample[T]) at(key uint64) *slot[T] {
	mask := uint64(len(s.slots) - 1)
	i := key >> 24 & mask
	for s.slots[i].key != 0 && s.slots[i].key != key {
		i = (i + 1) & mask
	}
	return &s.slots[i]
}

// grow makes the table anew and leaves out what the level no longer keeps.
func (s *Sample[T]) grow(size int) {
	old := s.slots
	s.slots, s.n = make([]slot[T], size), 0
	for i := range old {
		if k := old[i].key; k != 0 && k&s.skip == 0 {
			*s.at(k) = old[i]
			s.n++
		}
	}
}

// Merge adds what another sample kept.
func (s *Sample[T]) Merge(o *Sample[T]) {
	if o.level > s.level {
		s.level, s.skip = o.level, o.skip
		s.grow(len(s.slots))
	}
	for i := range o.slots {
		if o.slots[i].key != 0 {
			s.Add(o.slots[i].key, o.slots[i].val)
		}
	}
}

// All yields what is kept; each stands for Scale(1) keys.
func (s *Sample[T]) All() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range s.slots {
			if s.slots[i].key != 0 && !yield(&s.slots[i].val) {
				return
			}
		}
	}
}

// Len is how many keys are kept.
func (s *Sample[T]) Len() int { return s.n }

// Exact tells whether all keys are kept.
func (s *Sample[T]) Exact() bool { return s.level == 0 }

// Keeps tells whether a key would be kept, as far as is known yet.
func (s *Sample[T]) Keeps(key uint64) bool { return key&s.skip == 0 }

// Scale turns a number of keys kept into one of all keys.
func (s *Sample[T]) Scale(n int64) int64 { return n << s.level }

// Deviation is the relative error of a count of all keys as 2σ, 0 if it is exact.
func (s *Sample[T]) Deviation() float64 {
	if s.level == 0 || s.n == 0 {
		return 0
	}
	return 2.4 / math.Sqrt(float64(s.n))
}

// Times counts the sightings of a key.
type Times uint32

// Join adds, up to the greatest number that there is.
func (t Times) Join(o Times) Times {
	if t+o < t {
		return math.MaxUint32
	}
	return t + o
}

// Bits holds what was seen of a key.
type Bits uint64

// Join is what either saw.
func (b Bits) Join(o Bits) Bits { return b | o }

// Hash spreads bytes over 64 bits. It is for counting within one run and is never kept, so it needs no key.
func Hash(b []byte, seed uint64) uint64 {
	const m1, m2 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db
	h := seed ^ uint64(len(b))*m1
	for len(b) >= 8 {
		hi, lo := bits.Mul64(h^binary.LittleEndian.Uint64(b), m2)
		h, b = hi^lo+m1, b[8:]
	}
	var tail [8]byte
	copy(tail[:], b)
	hi, lo := bits.Mul64(h^binary.LittleEndian.Uint64(tail[:]), m1)
	return Spread(hi ^ lo)
}

// Spread makes every bit depend on every other.
func Spread(h uint64) uint64 {
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
