// Package seen recognises dumps seen before by the values that come again. What is kept of a dump is a sketch of keyed
// hashes, a file for each (docs/format/seen.md).
package seen

import (
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Comparer compares a dump with dumps seen before. Many a dump on offer is an old one under a new name, or put together
// out of old ones; what stands in it may have been reported long ago.
//
// What is compared are keyed hashes of values (e-mail addresses, phone numbers, IDs, names with a birth date), not the
// hash of a row's person: the same people come again under other keys, and a row's person may be known by a My Number
// only, of which nothing may be kept.
type Comparer struct {
	of [traits]sketch
	// records is how many records had any of the traits.
	records int64
}

// New makes a comparer that has seen nothing.
func New() *Comparer { return &Comparer{} }

// Add implements row.Aspect.
func (r *Comparer) Add(in *row.Record) {
	var name, birth uint64
	any := false
	for i := range in.Values {
		v := &in.Values[i]
		switch {
		case v.Hash == 0:
		case v.Kind == pii.PersonName && name == 0:
			name = v.Hash
		case v.Kind == pii.DateOfBirth && birth == 0:
			birth = v.Hash
		default:
			if t, ok := traitOf(v.Kind); ok {
				r.of[t].add(v.Hash)
				any = true
			}
		}
	}
	if name != 0 && birth != 0 {
		r.of[byName].add(mix(name ^ mix(birth)))
		any = true
	}
	if any {
		r.records++
	}
}

// Merge implements row.Aspect.
func (r *Comparer) Merge(o *Comparer) {
	for t := range r.of {
		r.of[t].merge(&o.of[t])
	}
	r.records += o.records
}

// mix spreads a hash of two over all bits (splitmix64).
func mix(h uint64) uint64 {
	h ^= h >> 30
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 27
	h *= 0x94d049bb133111eb
	return h ^ h>>31
}

// seenLeast is the share that is told. Values of a few persons come again in any two dumps of one country.
const seenLeast = 0.001

// Result tells of each dump seen before the share of this dump's persons whose values were in it, the greatest first.
// people is how many persons this dump has, 0 if unknown. Where the two samples have nothing in common that could be
// compared, the error is 1: nothing is known. Dumps that have certainly nothing in common are left out, as is one that
// was forgotten meanwhile.
func (r *Comparer) Result(before []Dump, people int64) []leak.Recycled {
	out := []leak.Recycled{}
	for i := range before {
		whole, err := before[i].whole()
		if err != nil {
			continue
		}
		if one, ok := r.share(whole, people); ok {
			out = append(out, one)
		}
	}
	slices.SortStableFunc(out, func(x, y leak.Recycled) int {
		switch {
		case x.Share > y.Share:
			return -1
		case x.Share < y.Share:
			return 1
		}
		return y.Seen.Compare(x.Seen)
	})
	return out
}

// share compares with one dump, by the trait that tells most.
func (r *Comparer) share(b *Dump, people int64) (leak.Recycled, bool) {
	best := leak.Recycled{Match: b.ID, Dump: b.Name, Seen: b.When, Error: 1}
	known := false
	for t := range r.of {
		n := r.of[t].distinct()
		if n == 0 || b.of[t].distinct() == 0 {
			continue
		}
		share, err, _ := r.of[t].within(&b.of[t])
		// A value that only some of the persons have speaks for these.
		if people > n {
			share, err = share*float64(n)/float64(people), err*float64(n)/float64(people)
		}
		if !known || share-err > best.Share-best.Error {
			best.Share, best.Error, known = share, err, true
		}
	}
	return best, known && best.Share+best.Error >= seenLeast
}

// Dump is a dump seen before, as it was remembered.
type Dump struct {
	ID      string    `json:"id"`   // of the match
	Name    string    `json:"dump"` // its name, safe to show
	When    time.Time `json:"when"`
	Records int64     `json:"records"`
	People  *int64    `json:"people"`
	Key     string    `json:"key"` // ID of the key of the hashes

	of   [traits]sketch
	path string // where the sketches are read from; "" where they are at hand
}

// whole is the dump with its sketches. Those of many dumps do not fit in memory together.
func (s *Dump) whole() (*Dump, error) {
	if s.path == "" {
		return s, nil
	}
	return read(s.path)
}

// Dump makes what is kept of the dump, to be handed to Remember.
func (r *Comparer) Dump(m *leak.Match) *Dump {
	s := &Dump{ID: m.ID, Name: m.Dump, When: m.Started.UTC().Truncate(time.Second), Records: m.Records, People: m.People.Likely, Key: m.Key}
	for t := range r.of {
		r.of[t].settle()
		s.of[t] = sketch{kept: slices.Clone(r.of[t].kept), sort: r.of[t].sort, most: r.of[t].most}
	}
	return s
}
