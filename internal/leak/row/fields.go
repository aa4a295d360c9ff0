package row

import (
	"iter"
	"maps"
	"slices"
)

// fieldsMost is the number of names of fields that an aspect tells apart; what has more is a store of keys, no table.
const fieldsMost = 1024

// Fields keeps something of each field of a dump, by name: fields of several parts that are called alike are one. What it
// keeps is found again without looking at the name, as long as the records come from one part.
type Fields[T any] struct {
	byName map[string]*T
	last   []string // the names of the record before
	cols   []*T     // by index in last, nil for a name too many
}

// Of returns what is kept of each of a record's fields, by index.
func (f *Fields[T]) Of(names []string) []*T {
	if len(names) <= len(f.last) && same(names, f.last[:len(names)]) {
		return f.cols
	}
	from := 0
	if len(f.last) < len(names) && same(f.last, names[:len(f.last)]) {
		from = len(f.last) // NDJSON goes on to meet further fields
	}
	f.last, f.cols = append(f.last[:from], names[from:]...), f.cols[:from]
	if f.byName == nil {
		f.byName = map[string]*T{}
	}
	for _, n := range names[from:] {
		f.cols = append(f.cols, f.Named(n))
	}
	return f.cols
}

// same compares from the end, where parts differ soonest; names of one part are the same strings.
func same(a, b []string) bool {
	for i := len(a) - 1; i >= 0; i-- {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Named is what is kept of a field, nil if there are too many.
func (f *Fields[T]) Named(name string) *T {
	if f.byName == nil {
		f.byName = map[string]*T{}
	}
	c := f.byName[name]
	if c == nil && len(f.byName) < fieldsMost {
		c = new(T)
		f.byName[name] = c
	}
	return c
}

// All yields what is kept of each field, by name and in the order of names.
func (f *Fields[T]) All() iter.Seq2[string, *T] {
	return func(yield func(string, *T) bool) {
		for _, n := range slices.Sorted(maps.Keys(f.byName)) {
			if !yield(n, f.byName[n]) {
				return
			}
		}
	}
}
