package engine

import (
	_ "embed"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"
)

// literals finds where any of many literals stands. Each literal is entered by two of its byte pairs, one at an even and
// one at an odd distance from its start, so that looking at every second byte of the text cannot miss it; a bitmap of
// 65,536 pairs (8 KiB) tells nearly everywhere that nothing begins.
type literals struct {
	all   []literal
	pairs [1 << 10]uint64
	// bucket of a pair: indexes into all, with the distance of the pair from the literal's start
	heads map[uint16][]entry
	table [1 << 16]uint16 // pair -> 1 + index in lists
	lists [][]entry
}

type literal struct {
	text []byte // folded to lower case if fold
	fold bool
	dets []uint16
	// The first bytes, at most four, with the bits that letters differ by in upper and lower case set where fold.
	head, mask, bits uint32
}

// entry is a literal by one of its pairs, with its first bytes as in literal.
type entry struct {
	head, mask, bits uint32
	lit              uint16
	off              uint8 // of the pair
}

func (l *literals) add(text string, fold bool, det uint16) {
	b := []byte(text)
	if fold {
		for i, c := range b {
			b[i] = lower(c)
		}
	}
	for i := range l.all {
		if l.all[i].fold == fold && string(l.all[i].text) == string(b) {
			l.all[i].dets = append(l.all[i].dets, det)
			return
		}
	}
	l.all = append(l.all, literal{text: b, fold: fold, dets: []uint16{det}})
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// compile chooses for each literal and each parity the pair that is rarest in what is read. Those with the least choice
// come first; a pair that is looked for anyway costs the others little.
func (l *literals) compile() {
	l.heads = map[uint16][]entry{}
	order := make([]int, len(l.all))
	for i := range l.all {
		l.all[i].first()
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(l.all[a].text) - len(l.all[b].text) })
	common := pairCounts()
	for _, i := range order {
		for parity := range 2 {
			best, least := -1, math.Inf(1)
			for off := parity; off+2 <= len(l.all[i].text); off += 2 {
				cost := 0.0
				for _, p := range l.variants(i, off) {
					n := 0.1 + common[p]
					if len(l.heads[p]) > 0 {
						n /= 4
					}
					cost += n
				}
				if cost < least {
					best, least = off, cost
				}
			}
			if best >= 0 {
				l.enter(uint16(i), best)
			}
		}
	}
	keys := slices.Sorted(maps.Keys(l.heads))
	for _, p := range keys {
		l.lists = append(l.lists, l.heads[p])
		l.table[p] = uint16(len(l.lists))
		l.pairs[p>>6] |= 1 << (p & 63)
	}
	l.heads = nil
}

func (l *literals) enter(lit uint16, off int) {
	t := &l.all[lit]
	for _, p := range l.variants(int(lit), off) {
		l.heads[p] = append(l.heads[p], entry{t.head, t.mask, t.bits, lit, uint8(off)})
	}
}

// variants are the pairs as which two bytes of a literal may stand in text.
func (l *literals) variants(lit, off int) (out []uint16) {
	t := &l.all[lit]
	cases := func(c byte) []byte {
		if t.fold && 'a' <= c && c <= 'z' {
			return []byte{c, c - 32}
		}
		return []byte{c}
	}
	for _, a := range cases(t.text[off]) {
		for _, b := range cases(t.text[off+1]) {
			out = append(out, binary.LittleEndian.Uint16([]byte{a, b}))
		}
	}
	return out
}

//go:embed pairs.txt
var pairTable string

// pairCounts tells how many times in a million a pair of bytes stands in what is read.
func pairCounts() map[uint16]float64 {
	out := make(map[uint16]float64, 96*96)
	a := 32
	for line := range strings.Lines(pairTable) {
		if strings.HasPrefix(line, "# ") {
			continue
		}
		for b, c := range []byte(strings.TrimSuffix(line, "\n")) {
			v := int(c - '0')
			if c >= 'a' {
				v = int(c-'a') + 10
			}
			if v > 0 {
				out[uint16(a)|uint16(b+32)<<8] = math.Exp2(float64(v-1) / 2)
			}
		}
		a++
	}
	return out
}

// first prepares the comparison of the first bytes.
func (l *literal) first() {
	for k, c := range l.text[:min(4, len(l.text))] {
		l.head |= uint32(c) << (8 * k)
		l.mask |= 0xff << (8 * k)
		if l.fold && 'a' <= c && c <= 'z' {
			l.bits |= 0x20 << (8 * k)
		}
	}
}

// matches tells whether the literal stands at text[i:].
func (l *literal) matches(text []byte, i int) bool {
	if i < 0 || i+4 > len(text) || (binary.LittleEndian.Uint32(text[i:])|l.bits)&l.mask != l.head {
		return i >= 0 && i+4 > len(text) && i+len(l.text) <= len(text) && string(text[i:i+len(l.text)]) == string(l.text)
	}
	if i+len(l.text) > len(text) {
		return false
	}
	t := text[i : i+len(l.text)]
	if !l.fold {
		return string(t) == string(l.text)
	}
	for k, c := range t {
		if lower(c) != l.text[k] {
			return false
		}
	}
	return true
}
