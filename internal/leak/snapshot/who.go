package snapshot

import (
	"cmp"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Held is where a value stands in the indices.
type Held struct {
	Store  string   `json:"store"`
	Field  string   `json:"field"`
	Kind   pii.Kind `json:"kind"`
	People int64    `json:"people"` // who have it, or had
	// First and Last are the first and the last snapshot with it, Until the one after, which lacks it; nil: it is there still.
	First time.Time  `json:"first"`
	Last  time.Time  `json:"last"`
	Until *time.Time `json:"until"`
	rows  []uint32
}

// asked are the classes as which a value typed in is looked up.
var asked = [...]pii.Class{pii.ClassName, pii.ClassKana, pii.ClassDigits, pii.ClassEmail, pii.ClassPhone, pii.ClassAddress, pii.ClassDate, pii.ClassID}

// Who tells in which stores and fields a value stands, whatever kind it is of. Nothing of it is kept.
func Who(stores []leak.Store, key *pii.Key, value []byte) ([]Held, error) {
	h := key.Hasher()
	var out []Held
	for _, s := range stores {
		meta := s.Index.Meta()
		m := &meta
		by := map[uint8]*Held{}
		for _, class := range asked {
			facts, err := s.Index.Find(index.Cut(h.Fingerprint(class, value)), nil)
			if err != nil {
				return nil, err
			}
			for _, f := range facts {
				if f.Field != index.Identity {
					by[f.Field] = by[f.Field].with(s.Name, m, f, s.Index.Interval(f.Interval))
				}
			}
		}
		for _, b := range by {
			out = append(out, *b)
		}
	}
	slices.SortFunc(out, func(a, b Held) int { return cmp.Or(cmp.Compare(a.Store, b.Store), cmp.Compare(a.Field, b.Field)) })
	return out, nil
}

// with adds a fact.
func (h *Held) with(store string, m *index.Meta, f index.Fact, v index.Interval) *Held {
	if v.Empty() {
		return h
	}
	first, last := m.Snapshots[v.First()].At, m.Snapshots[v.Last()].At
	var until *time.Time
	if n := v.Last() + 1; n < len(m.Snapshots) {
		until = &m.Snapshots[n].At
	}
	if h == nil {
		field := m.Fields[f.Field-1]
		h = &Held{Store: store, Field: field.Name, Kind: field.Kind, First: first, Last: last, Until: until}
	}
	if first.Before(h.First) {
		h.First = first
	}
	if h.Until != nil && (until == nil || until.After(*h.Until)) {
		h.Last, h.Until = last, until
	}
	if n := len(h.rows); n == 0 || h.rows[n-1] != f.Row {
		h.rows = append(h.rows, f.Row)
		h.People++
	}
	return h
}

// Rows are the persons who have the value in a store, by the rows of its index.
func Rows(held []Held, store string) []uint32 {
	var out []uint32
	for i := range held {
		if held[i].Store == store {
			out = append(out, held[i].rows...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
