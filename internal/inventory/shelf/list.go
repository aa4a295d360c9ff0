package shelf

import (
	"cmp"
	"container/heap"
	"slices"
)

// Order is how things are listed.
type Order string

// The orders.
const (
	ByPeople Order = "people" // the most people first
	ByHarm   Order = "harm"   // the most harm first
	ByName   Order = "name"   // by source and name
)

// Shelf is a source's index with what is chosen of it.
type Shelf struct {
	Source string
	*Index
	Chosen Bits // nil: all
}

// Choose narrows a shelf to what has all the tags, and to found where it is not nil.
func (x *Index) Choose(found Bits, tags ...string) Bits {
	out := found
	for _, t := range tags {
		b := x.Tags[t]
		if b == nil {
			b = Bits{}
		}
		if out == nil {
			out = b
		} else {
			out = out.and(b)
		}
	}
	return out
}

// Count is how many things are chosen.
func (s *Shelf) Count() int64 {
	if s.Chosen == nil {
		return int64(s.N)
	}
	return s.Chosen.Count()
}

// Ref names a thing.
type Ref struct {
	Source string
	Ord    uint32
	Rank   float64 // by which it was ordered
}

// cursor goes through one shelf.
type cursor struct {
	*Shelf
	order []uint32
	rank  func(uint32) float64
	at    int
}

func (c *cursor) ord() uint32 { return c.order[c.at] }

func (c *cursor) skip() bool {
	for ; c.at < len(c.order); c.at++ {
		if c.Chosen == nil || c.Chosen.Has(c.order[c.at]) {
			return true
		}
	}
	return false
}

// cursors are a heap by rank, the greatest first, and source.
type cursors []*cursor

func (h cursors) Len() int      { return len(h) }
func (h cursors) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h cursors) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(h[j].rank(h[j].ord()), h[i].rank(h[i].ord())), cmp.Compare(h[i].Source, h[j].Source)) < 0
}
func (h *cursors) Push(x any) { *h = append(*h, x.(*cursor)) }
func (h *cursors) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// List gives the next things behind after (nil: the first), at most so many.
func List(shelves []*Shelf, by Order, after *Ref, most int) []Ref {
	var h cursors
	for _, s := range shelves {
		c := s.cursor(by)
		c.seek(by, after)
		if c.skip() {
			h = append(h, c)
		}
	}
	heap.Init(&h)
	var out []Ref
	for len(h) > 0 && len(out) < most {
		c := h[0]
		out = append(out, Ref{c.Source, c.ord(), c.rank(c.ord())})
		if c.at++; c.skip() {
			heap.Fix(&h, 0)
		} else {
			heap.Pop(&h)
		}
	}
	return out
}

func (s *Shelf) cursor(by Order) *cursor {
	c := &cursor{Shelf: s}
	switch by {
	case ByHarm:
		c.order, c.rank = s.ByHarm, func(i uint32) float64 { return float64(s.Harm[i]) }
	case ByName:
		c.order, c.rank = s.ByName, func(uint32) float64 { return 0 }
	default:
		c.order, c.rank = s.Index.ByPeople, func(i uint32) float64 { return float64(s.People[i]) }
	}
	return c
}

// seek goes behind a thing: to the first of a smaller rank, or of the same and of a later source or place.
func (c *cursor) seek(by Order, after *Ref) {
	if after == nil {
		return
	}
	if by == ByName {
		switch {
		case c.Source < after.Source:
			c.at = len(c.order)
		case c.Source == after.Source:
			c.at = slices.Index(c.order, after.Ord) + 1
		}
		return
	}
	// Of equal rank, a shelf's order is that of Ord.
	c.at, _ = slices.BinarySearchFunc(c.order, after, func(i uint32, a *Ref) int {
		if d := cmp.Compare(a.Rank, c.rank(i)); d != 0 {
			return d
		}
		switch d := cmp.Compare(c.Source, a.Source); {
		case d != 0:
			return d
		case i <= a.Ord:
			return -1
		}
		return 1
	})
}
