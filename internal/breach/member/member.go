// Package member lays the persons of a case, which are kept as rows of people indices, beside these indices: who they are by a value,
// and what each of them lost.
package member

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Members are the persons of a case in one store, laid beside the store's index.
type Members struct {
	Store leak.Store
	all   []pii.Kind // of everybody; nil if sets is what counts
	until int        // of all: the index had so many snapshots
	sets  []breach.Group
}

// Lay lays the sets of persons of a case beside the indices. Missing are the stores of sets that have no index here any more.
func Lay(stores []leak.Store, sets []*breach.Persons) (out []Members, missing []string) {
	for _, s := range stores {
		m := Members{Store: s}
		for _, p := range sets {
			if p.Store != s.Name {
				continue
			}
			if !p.All {
				m.sets = append(m.sets, p.Groups...)
				continue
			}
			m.until = max(m.until, p.Snapshots)
			for _, g := range p.Groups {
				m.all = append(m.all, g.Kinds...)
			}
			m.all = append(m.all, pii.None) // not nil, whatever is in it
		}
		if m.all != nil || len(m.sets) > 0 {
			out = append(out, m)
		}
	}
	for _, p := range sets {
		if !slices.ContainsFunc(stores, func(s leak.Store) bool { return s.Name == p.Store }) && !slices.Contains(missing, p.Store) {
			missing = append(missing, p.Store)
		}
	}
	slices.Sort(missing)
	return out, missing
}

// Kinds are those of a row in the case, in order; ok is false if the row's person is none of the case's. What the index cannot tell is an error:
// somebody of whom it is not known is not somebody who is not concerned.
func (m *Members) Kinds(row uint32) (kinds []pii.Kind, ok bool, err error) {
	was := false
	if m.all != nil { // everybody who was in the store when the set was made
		r, err := m.Store.Index.Row(row)
		if err != nil {
			return nil, false, err
		}
		was = m.within(r.Interval)
	}
	kinds, ok = m.gather(row, was)
	return kinds, ok, nil
}

// within tells whether who was there in an interval was there when the set of everybody was made.
func (m *Members) within(interval uint32) bool {
	v := m.Store.Index.Interval(interval)
	return !v.Empty() && v.First() < m.until
}

// gather are the kinds of a row; all tells that it is one of everybody.
func (m *Members) gather(row uint32, all bool) (kinds []pii.Kind, ok bool) {
	if all {
		ok = true
		kinds = append(kinds, m.all...)
	}
	for _, g := range m.sets {
		if _, in := slices.BinarySearch(g.Rows, row); in {
			ok = true
			kinds = append(kinds, g.Kinds...)
		}
	}
	slices.Sort(kinds)
	kinds = slices.Compact(kinds)
	return slices.DeleteFunc(kinds, func(k pii.Kind) bool { return k == pii.None }), ok
}

// Find are the rows of the case's persons who have a fingerprint, now or ever, in order.
func (m *Members) Find(fp index.FP, buf []index.Fact) (rows []uint32, _ []index.Fact, err error) {
	buf, err = m.Store.Index.Find(fp, buf[:0])
	for _, f := range buf {
		if f.Field != index.Identity && (len(rows) == 0 || rows[len(rows)-1] != f.Row) {
			_, ok, err := m.Kinds(f.Row)
			if err != nil {
				return nil, buf, err
			}
			if ok {
				rows = append(rows, f.Row)
			}
		}
	}
	return rows, buf, err
}

// Count is how many persons of the case in the store lost such kinds. Of a store all of whose persons are concerned those that were forgotten
// since are not counted.
func (m *Members) Count(concerns func(kinds []pii.Kind) bool) (n int64, err error) {
	if m.all != nil {
		for r, err := range m.Store.Index.Rows() {
			if err != nil {
				return 0, err
			}
			if kinds, ok := m.gather(r.Row, m.within(r.Interval)); ok && r.Interval != 0 && concerns(kinds) {
				n++
			}
		}
		return n, nil
	}
	var rows []uint32
	for _, g := range m.sets {
		rows = append(rows, g.Rows...)
	}
	slices.Sort(rows)
	for _, row := range slices.Compact(rows) {
		if kinds, _ := m.gather(row, false); concerns(kinds) {
			n++
		}
	}
	return n, nil
}

// Classes are those of values by which one person is told: not names, addresses or dates, which many share.
var Classes = [...]pii.Class{pii.ClassEmail, pii.ClassPhone, pii.ClassID, pii.ClassDigits}
