package zerotest

import (
	"bytes"
	"encoding/binary"
)

// window is how many bytes of a needle are looked up at each place of what is searched.
const window = 6

// Search looks for many needles at once: each is filed under the window of its own that fewest others share, a bit set
// tells most places apart from all of them, and what is left is compared.
type Search struct {
	planted []Planted
	needles []needle
	byKey   map[uint64][]int32 // window to indexes of needles
	bits    []uint64
}

type needle struct {
	writing
	of int32 // index of the planted value
	at int32 // where its window stands in it
}

const (
	bitsLog  = 24
	countLog = 22
)

func key(b []byte) uint64 {
	return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint16(b[4:]))<<32
}

func mix(k uint64) uint64 { return k * 0x9E3779B97F4A7C15 }

// New prepares a search. Equal values are looked for once.
func New(planted []Planted) *Search {
	s := &Search{byKey: make(map[uint64][]int32), bits: make([]uint64, 1<<(bitsLog-6))}
	seen := make(map[string]bool, len(planted))
	counts := make([]uint32, 1<<countLog)
	for _, p := range planted {
		if seen[p.Text] {
			continue
		}
		seen[p.Text] = true
		s.planted = append(s.planted, p)
		for _, w := range writings(p) {
			s.needles = append(s.needles, needle{writing: w, of: int32(len(s.planted) - 1)})
			for i := 0; i+window <= len(w.needle); i++ {
				counts[mix(key(w.needle[i:]))>>(64-countLog)]++
			}
		}
	}
	for i := range s.needles {
		n := &s.needles[i]
		best := ^uint32(0)
		for at := 0; at+window <= len(n.needle); at++ {
			if c := counts[mix(key(n.needle[at:]))>>(64-countLog)]; c < best {
				best, n.at = c, int32(at)
			}
		}
		k := key(n.needle[n.at:])
		s.byKey[k] = append(s.byKey[k], int32(i))
		h := mix(k) >> (64 - bitsLog)
		s.bits[h>>6] |= 1 << (h & 63)
	}
	return s
}

// scan searches b as it stands.
func (s *Search) scan(name string, b []byte) []Find {
	var finds []Find
	seen := make(map[int32]bool)
	for i := 0; i+window <= len(b); i++ {
		k := key(b[i:])
		h := mix(k) >> (64 - bitsLog)
		if s.bits[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, j := range s.byKey[k] {
			n := &s.needles[j]
			from := i - int(n.at)
			if seen[j] || from < 0 || from+len(n.needle) > len(b) || !bytes.Equal(b[from:from+len(n.needle)], n.needle) {
				continue
			}
			if n.digits && (from > 0 && word(b[from-1]) || from+len(n.needle) < len(b) && word(b[from+len(n.needle)])) {
				continue
			}
			seen[j] = true
			p := s.planted[n.of]
			finds = append(finds, Find{name, from, p.Kind, n.form, p.Text})
		}
	}
	return finds
}

// word tells whether c would make a number part of a longer one, or of a hash.
func word(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
