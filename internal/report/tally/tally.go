// Package tally works out the shelf of a source (inventory/shelf) from what the inventory holds of it.
package tally

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Options are what a shelf is made with.
type Options struct {
	// Declared tells which declared system a part of the source belongs to, who answers for it, and in which country it stands; "" is
	// not declared.
	Declared func(part string) (system, owner, country string)
	// Add takes the rows in the order of their Ord.
	Add func(*shelf.Row) error
}

// Tally is a source worked out.
type Tally struct {
	Digest shelf.Digest
	Index  []byte
	Names  [][]byte
	People []byte // the set of all persons, encoded
	// Systems are the sets of the declared systems where the source holds several.
	Systems map[string][]byte
}

// system is what of the source belongs to a declared system ("": to none).
type system struct {
	shelf.System
	set people.Set
}

type teller struct {
	o     Options
	out   *Tally
	maker *shelf.Maker
	all   people.Set
	kinds map[pii.Kind]*shelf.Kind
	lands map[string]int64
	parts map[string]*system
	units map[string]string // of things that are made of pieces: the unit that was read last
	read  map[string]int64
}

// Make works a source out. Persons who stand in several of its parts are counted once.
func Make(held iter.Seq2[inventory.Holding, error], o Options) (*Tally, error) {
	m, err := shelf.NewMaker()
	if err != nil {
		return nil, err
	}
	t := &teller{o: o, out: &Tally{}, maker: m, kinds: map[pii.Kind]*shelf.Kind{}, lands: map[string]int64{}, parts: map[string]*system{},
		units: map[string]string{}, read: map[string]int64{}}
	for h, err := range report.Whole(t.passing(held)) {
		if err != nil {
			return nil, err
		}
		if err := t.take(&h); err != nil {
			return nil, err
		}
	}
	return t.finish()
}

// passing notes of pieces which unit was read last.
func (t *teller) passing(held iter.Seq2[inventory.Holding, error]) iter.Seq2[inventory.Holding, error] {
	return func(yield func(inventory.Holding, error) bool) {
		for h, err := range held {
			if err == nil && h.Place != "" {
				at := cmp.Or(h.Lived.Last, h.At).UnixMicro()
				if at >= t.read[h.Place] {
					t.read[h.Place], t.units[h.Place] = at, h.Unit
				}
			}
			if !yield(h, err) {
				return
			}
		}
	}
}

func (t *teller) take(h *inventory.Holding) error {
	d := &t.out.Digest
	d.Parts++
	d.Records += max(h.Records, h.Of)
	d.Bytes += max(h.Size, 0)
	if d.First.IsZero() || h.At.Before(d.First) {
		d.First = h.At
	}
	if h.At.After(d.Last) {
		d.Last = h.At
	}
	if len(h.Set) > 0 {
		if err := t.all.MergeEncoded(h.Set); err != nil {
			d.Uncounted++ // of another version
		}
	}
	if p := h.People; h.Of > 0 && p.N != nil && p.Min != nil && p.Max != nil {
		d.More += max(*p.N-*p.Min, 0)
		d.Most += max(*p.Max-*p.Min, 0)
	}
	if len(h.Fields) == 0 && h.Error == "" {
		return nil
	}
	row, tags := t.row(h)
	row.Ord = t.maker.Add(row.Name, shelf.Known(row.People), report.Score(&h.Part), tags...)
	return t.o.Add(row)
}

// belongs adds a thing to the system that it belongs to.
func (t *teller) belongs(name string, h *inventory.Holding) {
	s := t.parts[name]
	if s == nil {
		s = &system{System: shelf.System{Name: name, Kinds: map[pii.Kind]int64{}}}
		t.parts[name] = s
	}
	personal := false
	for i := range h.Fields {
		if k := h.Fields[i].Kind; !k.Any(pii.Credential | pii.NotPersonal) {
			personal = true
			s.Kinds[k] += h.Fields[i].Values
		}
	}
	if !personal {
		return
	}
	s.Parts++
	s.Records += h.Records
	s.Sampled = s.Sampled || h.Of > 0
	if len(h.Set) > 0 && s.set.MergeEncoded(h.Set) != nil {
		s.Uncounted++
	}
}

// row is the line of a thing, with its tags.
func (t *teller) row(h *inventory.Holding) (*shelf.Row, []string) {
	d := &t.out.Digest
	r := &shelf.Row{Source: h.Source, Name: h.Name, Unit: h.Unit, Type: h.Type, Form: h.Form, Size: h.Size, Records: h.Records, Of: h.Of,
		People: h.People, Error: h.Error, Class: h.Class, At: h.At}
	if h.Place != "" && h.Name == h.Place {
		r.Pieced, r.Unit = true, cmp.Or(t.units[h.Place], h.Unit)
		for _, f := range h.Fields {
			f.Masks = nil
			r.Fields = append(r.Fields, f)
		}
	}
	var tags []string
	if h.Error != "" {
		d.Errors++
		tags = append(tags, shelf.Errors)
	}
	if len(h.Fields) == 0 {
		return r, tags
	}
	d.Held++
	tags = append(tags, shelf.Held)
	if t.o.Declared != nil {
		var name string
		name, r.Owner, r.Country = t.o.Declared(h.Name)
		t.belongs(name, h)
	}
	for i := range h.Fields {
		f := &h.Fields[i]
		r.Values += f.Values
		r.Owner, r.Country = cmp.Or(r.Owner, f.Holder), cmp.Or(r.Country, f.Country)
		if !slices.Contains(r.Kinds, f.Kind) {
			r.Kinds = append(r.Kinds, f.Kind)
		}
	}
	report.Heaviest(r.Kinds)
	for _, k := range r.Kinds {
		t.kind(k, h.Fields)
		tags = append(tags, shelf.KindTag(k.String()))
	}
	if has(r.Kinds, pii.Special) {
		d.Special++
		tags = append(tags, shelf.Special)
	}
	if has(r.Kinds, pii.Specific) {
		d.Specific++
		tags = append(tags, shelf.Specific)
	}
	if shelf.Known(r.People) < 0 {
		tags = append(tags, shelf.Unknown)
	}
	t.lands[r.Country]++
	return r, append(tags, shelf.CountryTag(r.Country))
}

func has(kinds []pii.Kind, a pii.Attr) bool {
	return slices.ContainsFunc(kinds, func(k pii.Kind) bool { return k.Any(a) })
}

// kind adds what a thing holds of a kind.
func (t *teller) kind(k pii.Kind, fields []inventory.Field) {
	sum := t.kinds[k]
	if sum == nil {
		sum = &shelf.Kind{Kind: k}
		t.kinds[k] = sum
	}
	sum.Parts++
	for i := range fields {
		if f := &fields[i]; f.Kind == k {
			sum.Values += f.Values
			if f.People == nil {
				continue
			}
			if sum.Least = sum.Least || f.Least || sum.People != nil; sum.People == nil || *f.People > *sum.People {
				n := *f.People
				sum.People = &n
			}
		}
	}
}

func (t *teller) finish() (*Tally, error) {
	d := &t.out.Digest
	d.People = Counted(&t.all, &d.Numbers)
	for _, k := range t.kinds {
		d.Kinds = append(d.Kinds, *k)
	}
	sortKinds(d.Kinds)
	for code, n := range t.lands {
		d.Countries = append(d.Countries, shelf.Country{Code: code, Parts: n})
	}
	sortCountries(d.Countries)
	var err error
	if t.out.People, err = t.all.Encode(); err != nil {
		return nil, err
	}
	if err := t.systems(); err != nil {
		return nil, err
	}
	t.out.Index, t.out.Names, err = t.maker.Finish()
	return t.out, err
}

// systems tells of each system what of the source is its own.
func (t *teller) systems() error {
	for _, name := range slices.Sorted(maps.Keys(t.parts)) {
		s := t.parts[name]
		s.People = Counted(&s.set, &shelf.Numbers{Uncounted: s.Uncounted})
		if s.Sampled {
			s.People.N, s.People.Max = nil, nil
		}
		t.out.Digest.Systems = append(t.out.Digest.Systems, s.System)
		if len(t.parts) == 1 {
			continue
		}
		b, err := s.set.Encode()
		if err != nil {
			return err
		}
		if t.out.Systems == nil {
			t.out.Systems = map[string][]byte{}
		}
		t.out.Systems[name] = b
	}
	return nil
}

// Counted is how many persons a set holds, with those whom samples did not meet.
func Counted(all *people.Set, n *shelf.Numbers) inventory.People {
	c := all.Count()
	switch {
	case n.Uncounted > 0:
		return inventory.People{Min: &c.Min}
	case all.Empty():
		return inventory.People{}
	}
	likely, most := c.N+n.More, c.Max+n.Most
	return inventory.People{Min: &c.Min, N: &likely, Max: &most, Error: c.Error}
}

// Together adds digests up; all is the union of their persons.
func Together(ds []shelf.Digest, all *people.Set) shelf.Digest {
	var out shelf.Digest
	kinds, lands := map[pii.Kind]*shelf.Kind{}, map[string]int64{}
	for i := range ds {
		d := &ds[i]
		out.More += d.More
		out.Most += d.Most
		out.Uncounted += d.Uncounted
		out.Parts += d.Parts
		out.Held += d.Held
		out.Records += d.Records
		out.Bytes += d.Bytes
		out.Errors += d.Errors
		out.Special += d.Special
		out.Specific += d.Specific
		if out.At.IsZero() || d.At.Before(out.At) {
			out.At = d.At
		}
		if !d.First.IsZero() && (out.First.IsZero() || d.First.Before(out.First)) {
			out.First = d.First
		}
		if d.Last.After(out.Last) {
			out.Last = d.Last
		}
		for _, k := range d.Kinds {
			addKind(kinds, k)
		}
		for _, c := range d.Countries {
			lands[c.Code] += c.Parts
		}
	}
	for _, k := range kinds {
		out.Kinds = append(out.Kinds, *k)
	}
	sortKinds(out.Kinds)
	for code, n := range lands {
		out.Countries = append(out.Countries, shelf.Country{Code: code, Parts: n})
	}
	sortCountries(out.Countries)
	out.People = Counted(all, &out.Numbers)
	return out
}

func addKind(kinds map[pii.Kind]*shelf.Kind, k shelf.Kind) {
	sum := kinds[k.Kind]
	if sum == nil {
		kinds[k.Kind] = &k
		return
	}
	sum.Values += k.Values
	sum.Parts += k.Parts
	sum.Least = sum.Least || k.Least || sum.People != nil && k.People != nil
	if k.People != nil && (sum.People == nil || *k.People > *sum.People) {
		sum.People = k.People
	}
}

// sortKinds puts the kind of the most values first.
func sortKinds(ks []shelf.Kind) {
	slices.SortFunc(ks, func(a, b shelf.Kind) int {
		return cmp.Or(cmp.Compare(b.Values, a.Values), strings.Compare(a.Kind.String(), b.Kind.String()))
	})
}

func sortCountries(cs []shelf.Country) {
	slices.SortFunc(cs, func(a, b shelf.Country) int {
		return cmp.Or(cmp.Compare(b.Parts, a.Parts), strings.Compare(a.Code, b.Code))
	})
}
