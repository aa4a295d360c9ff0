// Package gram finds which of many literals stand in a text, at about the cost of reading the text once.
//
// Of each literal one piece of four bytes (three, of literals that short) is chosen, as rare a piece as it has. A text is looked
// at through a window of that width: a bit for each hash says whether the piece is anybody's, and only then is it looked up and
// the literal compared. Texts and literals are in lower case already, or their case counts.
package gram

import (
	"encoding/binary"
	"math/bits"
)

// Least is the length in bytes of the shortest literal.
const Least = 3

// Builder gathers literals.
type Builder struct {
	ids   map[string]int32
	texts []string
}

// Add takes a literal of at least Least bytes and returns its number: the same for the same literal.
func (b *Builder) Add(s string) int32 {
	if id, ok := b.ids[s]; ok {
		return id
	}
	if b.ids == nil {
		b.ids = map[string]int32{}
	}
	id := int32(len(b.texts))
	b.ids[s] = id
	b.texts = append(b.texts, s)
	return id
}

// Len is how many literals there are.
func (b *Builder) Len() int { return len(b.texts) }

// Index finds literals. It does not change once built.
type Index struct {
	texts []string
	at    []int32 // where the piece stands in each
	four  table
	three table
}

// table leads from pieces to literals.
type table struct {
	filter *[1 << (filterBits - 6)]uint64 // a bit for each hash; nil without pieces
	slots  []slot                         // open addressing; its size is a power of two
	lists  []int32
}

// filterBits: 64 KiB, of which forty thousand pieces set one bit of thirteen.
const filterBits = 19

type slot struct {
	piece    uint32
	from, to int32 // in lists; an empty slot has to == 0
}

const mix = 0x9E3779B97F4A7C15

func hash(p uint32) uint64 { return uint64(p) * mix }

// Build makes the index.
func (b *Builder) Build() *Index {
	x := &Index{texts: b.texts, at: make([]int32, len(b.texts))}
	four, three := map[uint32][]int32{}, map[uint32][]int32{}
	for id, s := range b.texts {
		if len(s) == Least {
			p := uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16
			three[p] = append(three[p], int32(id))
			continue
		}
		best, least := 0, 1<<30
		for i := 0; i+4 <= len(s); i++ {
			c := cost(s[i:i+4]) + 40*len(four[piece(s[i:])])
			if c < least {
				best, least = i, c
			}
		}
		x.at[id] = int32(best)
		p := piece(s[best:])
		four[p] = append(four[p], int32(id))
	}
	x.four, x.three = newTable(four), newTable(three)
	return x
}

func piece(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func newTable(of map[uint32][]int32) table {
	if len(of) == 0 {
		return table{}
	}
	t := table{filter: new([1 << (filterBits - 6)]uint64), slots: make([]slot, 1<<bits.Len(uint(len(of)*2)))}
	for p, ids := range of {
		h := hash(p)
		t.filter[h>>(64-filterBits+6)] |= 1 << (h >> (64 - filterBits) & 63)
		i := int(h>>20) & (len(t.slots) - 1)
		for t.slots[i].to != 0 {
			i = (i + 1) & (len(t.slots) - 1)
		}
		t.slots[i] = slot{p, int32(len(t.lists)), int32(len(t.lists) + len(ids))}
		t.lists = append(t.lists, ids...)
	}
	return t
}

// find is whose the piece is.
func (t *table) find(p uint32, h uint64) []int32 {
	for i := int(h>>20) & (len(t.slots) - 1); t.slots[i].to != 0; i = (i + 1) & (len(t.slots) - 1) {
		if t.slots[i].piece == p {
			return t.lists[t.slots[i].from:t.slots[i].to]
		}
	}
	return nil
}

// Hit is a literal, by its number, and where it stands.
type Hit struct{ ID, At int32 }

// Scan appends where literals stand in the text.
func (x *Index) Scan(text []byte, found []Hit) []Hit {
	four, three := x.four.filter, x.three.filter
	if four == nil {
		four = &none
	}
	if three == nil {
		three = &none
	}
	i := 0
	for ; i+4 <= len(text); i++ {
		p := binary.LittleEndian.Uint32(text[i:])
		if h := hash(p); four[h>>(64-filterBits+6)]&(1<<(h>>(64-filterBits)&63)) != 0 {
			found = x.fours(text, i, p, found)
		}
		if h := hash(p & 0xFFFFFF); three[h>>(64-filterBits+6)]&(1<<(h>>(64-filterBits)&63)) != 0 {
			found = x.threes(i, p&0xFFFFFF, found)
		}
	}
	if i+3 == len(text) {
		found = x.threes(i, uint32(text[i])|uint32(text[i+1])<<8|uint32(text[i+2])<<16, found)
	}
	return found
}

var none [1 << (filterBits - 6)]uint64

func (x *Index) fours(text []byte, i int, p uint32, found []Hit) []Hit {
	for _, id := range x.four.find(p, hash(p)) {
		if at := i - int(x.at[id]); x.stands(id, text, at) {
			found = append(found, Hit{id, int32(at)})
		}
	}
	return found
}

func (x *Index) threes(i int, p uint32, found []Hit) []Hit {
	if x.three.filter == nil {
		return found
	}
	for _, id := range x.three.find(p, hash(p)) {
		found = append(found, Hit{id, int32(i)})
	}
	return found
}

// stands tells whether the literal stands in the text there.
func (x *Index) stands(id int32, text []byte, at int) bool {
	s := x.texts[id]
	return at >= 0 && at+len(s) <= len(text) && string(text[at:at+len(s)]) == s
}

// Size is the length of a literal.
func (x *Index) Size(id int32) int { return len(x.texts[id]) }
