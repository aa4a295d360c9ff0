package report

import (
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
)

const (
	maxPieced  = 50_000   // things put together out of pieces
	pieceBytes = 96 << 20 // of sets of persons held for them
)

// Pieces puts parts together that are pieces of one thing: the ranges of a table, the versions of a file. Its memory is
// bounded: beyond so many things a piece stands for itself, and beyond so many persons a thing's number of them is told by
// its bounds. The zero Pieces is empty.
type Pieces struct {
	at    map[pieced]*whole
	order []*whole
	bytes int
}

type pieced struct{ source, place string }

// whole is a thing as far as its pieces are known.
type whole struct {
	pieced
	n     int // pieces that know of persons
	at    time.Time
	part  inventory.Part
	first []byte // the encoded persons of the only piece that has any
	set   *people.Set
	bytes int   // that first or set takes
	lost  bool  // persons are told by bounds
	more  int64 // persons that samples did not meet
	most  int64
}

// Add takes a piece, read at a time; false if the part is none, or there is no room, and it stands for itself.
func (s *Pieces) Add(source string, p *inventory.Part, at time.Time) bool {
	if p.Place == "" {
		return false
	}
	key := pieced{source, p.Place}
	w := s.at[key]
	if w == nil {
		if len(s.order) >= maxPieced {
			return false
		}
		w = &whole{pieced: key, part: *p}
		w.part.Name, w.part.Set, w.part.Located, w.part.Fields = p.Place, nil, nil, nil
		w.part.Records, w.part.Size, w.part.Of, w.part.More = 0, 0, 0, 0
		w.part.People, w.part.Lived = inventory.People{}, inventory.Lived{Gone: true}
		if s.at == nil {
			s.at = map[pieced]*whole{}
		}
		s.at[key] = w
		s.order = append(s.order, w)
	}
	w.at = latest(w.at, at)
	w.add(p)
	s.persons(w, p)
	return true
}

// Each yields the things in the order of their first pieces.
func (s *Pieces) Each(yield func(source string, p *inventory.Part) bool) {
	for _, w := range s.order {
		w.close()
		if !yield(w.source, &w.part) {
			return
		}
	}
}

// Whole yields holdings with those that are pieces of one thing put together: the others first, as they come. A thing's
// unit is its place.
func Whole(held iter.Seq2[inventory.Holding, error]) iter.Seq2[inventory.Holding, error] {
	return func(yield func(inventory.Holding, error) bool) {
		var s Pieces
		for h, err := range held {
			if err == nil && s.Add(h.Source, &h.Part, h.At) {
				continue
			}
			if !yield(h, err) || err != nil {
				return
			}
		}
		for _, w := range s.order {
			w.close()
			h := inventory.Holding{Source: w.source, Unit: w.place, At: w.at, Part: w.part}
			h.Set = w.first
			if w.set != nil {
				var err error
				if h.Set, err = w.set.Encode(); err != nil {
					yield(h, err)
					return
				}
			}
			if !yield(h, nil) {
				return
			}
		}
	}
}

// add adds up what adds up.
func (w *whole) add(p *inventory.Part) {
	t := &w.part
	t.Records += p.Records
	t.Size += max(p.Size, 0)
	t.Of += max(p.Of, p.Records)
	t.More += p.More
	if t.Charset != p.Charset {
		t.Charset = ""
	}
	if p.Error != "" && t.Error == "" {
		t.Error, t.Class = p.Error, p.Class
	}
	w.lived(&p.Lived)
	for i := range p.Fields {
		w.field(&p.Fields[i])
	}
}

func (w *whole) lived(l *inventory.Lived) {
	t := &w.part.Lived
	if l.First.IsZero() {
		t.Gone = false
		return
	}
	if t.First.IsZero() || l.First.Before(t.First) {
		t.First = l.First
	}
	t.Last = latest(t.Last, l.Last)
	t.Gone = t.Gone && l.Gone
	t.Versions += l.Versions
	t.Authors = max(t.Authors, l.Authors)
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// field adds a piece's field. How many different values two pieces have together is not known; it is no fewer than one has.
func (w *whole) field(f *inventory.Field) {
	i := slices.IndexFunc(w.part.Fields, func(g inventory.Field) bool { return g.Name == f.Name && g.Kind == f.Kind })
	if i < 0 {
		if len(w.part.Fields) < 4*maxFields {
			own := *f
			own.Masks = slices.Clone(f.Masks[:min(len(f.Masks), 2)])
			w.part.Fields = append(w.part.Fields, own)
		}
		return
	}
	g := &w.part.Fields[i]
	g.Values += f.Values
	g.Valid += f.Valid
	if f.People != nil && (g.People == nil || *f.People > *g.People) {
		n := *f.People
		g.People = &n
	}
	g.Least = g.People != nil
	if f.Likelihood > g.Likelihood {
		g.Likelihood, g.Why = f.Likelihood, f.Why
	}
}

// persons unites who stands in the pieces.
func (s *Pieces) persons(w *whole, p *inventory.Part) {
	if p.People.Min == nil && p.People.N == nil {
		return
	}
	w.n++
	w.bounds(p.People)
	if p.Of > 0 && p.People.N != nil && p.People.Min != nil && p.People.Max != nil {
		w.more += max(*p.People.N-*p.People.Min, 0)
		w.most += max(*p.People.Max-*p.People.Min, 0)
	}
	if w.lost {
		return
	}
	var err error
	held := len(p.Set)
	switch {
	case w.first == nil && w.set == nil:
		w.first = slices.Clone(p.Set)
	case held > 0:
		if w.set == nil {
			w.set = &people.Set{}
			err = w.set.MergeEncoded(w.first)
			w.first = nil
		}
		err = errors.Join(err, w.set.MergeEncoded(p.Set))
		held = w.set.Size()
	}
	s.bytes += held - w.bytes
	w.bytes = held
	if len(p.Set) == 0 || err != nil || s.bytes > pieceBytes { // a set that says nothing, or is of another version
		s.lose(w)
	}
}

// lose lets the persons of a thing go; their number is told by bounds.
func (s *Pieces) lose(w *whole) {
	s.bytes -= w.bytes
	w.lost, w.first, w.set, w.bytes = true, nil, nil, 0
}

// bounds keeps at least as many as the largest piece has and at most as many as all have.
func (w *whole) bounds(p inventory.People) {
	t := &w.part.People
	lo, hi := p.Min, p.Max
	if lo == nil {
		lo = p.N
	}
	if t.Min == nil || *lo > *t.Min {
		n := *lo
		t.Min = &n
	}
	t.Error = max(t.Error, p.Error)
	if hi == nil {
		hi = p.N
	}
	if hi != nil {
		n := *hi
		if t.Max != nil {
			n += *t.Max
		}
		t.Max = &n
	}
	t.N = p.N // of the only piece; of several see close
}

// close settles the numbers.
func (w *whole) close() {
	t := &w.part
	if t.Of <= t.Records {
		t.Of = 0
	}
	if t.Lived.First.IsZero() {
		t.Lived = inventory.Lived{}
	}
	slices.SortStableFunc(t.Fields, func(a, b inventory.Field) int { return byWeight(a.Kind, b.Kind) })
	switch {
	case w.set != nil:
		c := w.set.Count()
		n, most := c.N+w.more, c.Max+w.most
		t.People = inventory.People{Min: &c.Min, N: &n, Max: &most, Error: c.Error}
	case w.lost && w.n > 1:
		t.People.N = nil
	}
}
