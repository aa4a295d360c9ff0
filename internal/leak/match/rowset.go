package match

import (
	"iter"
	"math/bits"
)

// rowSet is a set of rows of an index, which are dense: a bit each.
type rowSet struct {
	words []uint64
	n     int64
}

func (r *rowSet) add(list []uint32) {
	for _, row := range list {
		for int(row>>6) >= len(r.words) {
			r.words = append(r.words, make([]uint64, max(64, len(r.words)))...)
		}
		if w := &r.words[row>>6]; *w&(1<<(row&63)) == 0 {
			*w |= 1 << (row & 63)
			r.n++
		}
	}
}

// Persons are some of the persons of a store, by the rows of its index.
type Persons struct {
	// Snapshots is how many snapshots the index had: rows are those of that state.
	Snapshots int
	set       rowSet
}

// Len is how many they are.
func (p *Persons) Len() int64 { return p.set.n }

// All yields their rows in order.
func (p *Persons) All() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, w := range p.set.words {
			for ; w != 0; w &= w - 1 {
				if !yield(uint32(i<<6 + bits.TrailingZeros64(w))) {
					return
				}
			}
		}
	}
}
