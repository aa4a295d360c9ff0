package engine

import (
	"encoding/binary"
	"sort"
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

type entry struct {
	lit uint16
	off uint8
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

// compile chooses for each literal and each parity the pair that is rarest in source code and logs.
func (l *literals) compile() {
	l.heads = map[uint16][]entry{}
	for i := range l.all {
		l.all[i].first()
		for parity := range 2 {
			best, cost := -1, 1<<30
			for off := parity; off+2 <= len(l.all[i].text); off += 2 {
				if c := commonness(l.all[i].text[off]) + commonness(l.all[i].text[off+1]); c < cost {
					best, cost = off, c
				}
			}
			if best >= 0 {
				l.enter(uint16(i), best)
			}
		}
	}
	keys := make([]int, 0, len(l.heads))
	for p := range l.heads {
		keys = append(keys, int(p))
	}
	sort.Ints(keys)
	for _, p := range keys {
		l.lists = append(l.lists, l.heads[uint16(p)])
		l.table[p] = uint16(len(l.lists))
		l.pairs[p>>6] |= 1 << (p & 63)
	}
	l.heads = nil
}

func (l *literals) enter(lit uint16, off int) {
	t := l.all[lit].text
	variants := func(c byte) []byte {
		if l.all[lit].fold && 'a' <= c && c <= 'z' {
			return []byte{c, c - 32}
		}
		return []byte{c}
	}
	for _, a := range variants(t[off]) {
		for _, b := range variants(t[off+1]) {
			p := binary.LittleEndian.Uint16([]byte{a, b})
			l.heads[p] = append(l.heads[p], entry{lit, uint8(off)})
		}
	}
}

// commonness ranks bytes by how often they stand in source code and logs.
func commonness(c byte) int {
	const common = "etaoinsrhldcumfpgwybvkxjqz"
	for i := range len(common) {
		if common[i] == c {
			return 60 - 2*i
		}
	}
	switch {
	case c == ' ' || c == '\t' || c == '\n':
		return 70
	case 'A' <= c && c <= 'Z':
		return 14
	case '0' <= c && c <= '9':
		return 16
	case c == '.' || c == '(' || c == ')' || c == ',' || c == '"' || c == '-' || c == '/' || c == '=' || c == ':' || c == '_':
		return 25
	}
	return 4
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
