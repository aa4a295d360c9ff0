package report

import (
	"cmp"
	"container/heap"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

const (
	maxFields  = 64 // of a part, kept in detail
	maxReasons = 64 // why something could not be read, told apart
	maxNames   = 3  // examples of each reason
)

// digest is what text and HTML tell, gathered with bounded memory.
type digest struct {
	keep   int // parts kept in detail, the worst
	config scan.Config
	sum    scan.Summary
	places places
	pieces Pieces
	things map[uint64]struct{} // that have pieces
	spare  int64               // pieces beyond the first of each thing
	held   int64               // parts in which something was found
	source string              // of the first such part
	mixed  bool                // parts are of several sources
	kinds  map[pii.Kind]*kindSum
	failed map[reason]*failure
}

// place is a part kept in detail.
type place struct {
	score  float64
	order  int64
	source string
	fields int // before they were cut to maxFields
	inventory.Part
}

type kindSum struct {
	kind          pii.Kind
	values, parts int64
}

type reason struct{ class, text string }

type failure struct {
	reason
	n     int64
	names []string
}

func newDigest(keep int) *digest {
	return &digest{keep: keep, kinds: map[pii.Kind]*kindSum{}, failed: map[reason]*failure{}}
}

func (d *digest) Config(c *scan.Config) error {
	d.config = *c
	return nil
}

func (d *digest) Findings(*scan.PartRef, []scan.Finding) error { return nil }

func (d *digest) Unit(u *scan.Unit) error {
	if u.Error != "" && u.Class != "skipped" {
		d.fail(u)
	}
	d.piece(u)
	if len(u.Fields) == 0 || d.pieces.Add(u.Source, &u.Part, time.Time{}) {
		return nil
	}
	d.add(u.Source, &u.Part)
	return nil
}

// piece counts what are pieces of one thing, so that the thing is told as one part.
func (d *digest) piece(u *scan.Unit) {
	if u.Place == "" || u.Error != "" && u.Records == 0 && len(u.Fields) == 0 {
		return
	}
	h := xxhash.Sum64String(u.Source + "\x00" + u.Place)
	if _, again := d.things[h]; again {
		d.spare++
	} else if len(d.things) < 20*maxPieced {
		if d.things == nil {
			d.things = map[uint64]struct{}{}
		}
		d.things[h] = struct{}{}
	}
}

// add counts a part in which something was found, and keeps it in detail if it is one of the worst.
func (d *digest) add(source string, part *inventory.Part) {
	if d.held++; d.held == 1 {
		d.source = source
	} else if source != d.source {
		d.mixed = true
	}
	for i, f := range part.Fields {
		k := d.kinds[f.Kind]
		if k == nil {
			k = &kindSum{kind: f.Kind}
			d.kinds[f.Kind] = k
		}
		k.values += f.Values
		if !slices.ContainsFunc(part.Fields[:i], func(g inventory.Field) bool { return g.Kind == f.Kind }) {
			k.parts++
		}
	}
	s := score(part)
	if len(d.places) >= d.keep && s <= d.places[0].score {
		return
	}
	p := place{score: s, order: d.held, source: source, fields: len(part.Fields), Part: *part}
	p.Set, p.Located = nil, nil
	p.Fields = slices.Clone(part.Fields)
	slices.SortStableFunc(p.Fields, func(a, b inventory.Field) int { return cmp.Compare(weight(b.Kind), weight(a.Kind)) })
	p.Fields = slices.Clone(p.Fields[:min(len(p.Fields), maxFields)])
	for i := range p.Fields {
		p.Fields[i].Masks = slices.Clone(p.Fields[i].Masks[:min(len(p.Fields[i].Masks), 2)])
	}
	heap.Push(&d.places, p)
	if len(d.places) > d.keep {
		heap.Pop(&d.places)
	}
}

func (d *digest) Summary(s *scan.Summary) error {
	d.sum = *s
	d.sum.Parts -= d.spare
	for source, p := range d.pieces.Each {
		d.add(source, p)
	}
	d.pieces = Pieces{}
	slices.SortFunc(d.places, func(a, b place) int {
		if c := cmp.Compare(b.score, a.score); c != 0 {
			return c
		}
		return cmp.Compare(a.order, b.order)
	})
	return nil
}

// name is what a part is called in a list; that of its source is put before it where there are several.
func (d *digest) name(p *place) string {
	if base := path.Base(p.source); d.mixed && base != p.Name {
		return clean(base + "/" + p.Name)
	}
	return clean(p.Name)
}

func (d *digest) fail(u *scan.Unit) {
	r := reason{u.Class, reasonOf(u.Error)}
	f := d.failed[r]
	if f == nil && len(d.failed) >= maxReasons {
		r.text = ""
		f = d.failed[r]
	}
	if f == nil {
		f = &failure{reason: r}
		d.failed[r] = f
	}
	f.n++
	if len(f.names) < maxNames {
		f.names = append(f.names, u.Name)
	}
}

// reasonOf is an error's text without the act and the object's name, so that like meets like.
func reasonOf(text string) string {
	if i := strings.LastIndex(text, `": `); i >= 0 {
		text = text[i+3:]
	}
	return text
}

// sortedKinds lists what was found, the heaviest kinds first and of equals the most frequent.
func (d *digest) sortedKinds() []*kindSum {
	var out []*kindSum
	for _, k := range d.kinds {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b *kindSum) int {
		if c := cmp.Compare(weight(b.kind), weight(a.kind)); c != 0 {
			return c
		}
		if c := cmp.Compare(b.values, a.values); c != 0 {
			return c
		}
		return cmp.Compare(a.kind, b.kind)
	})
	return out
}

// failures lists the reasons, the most frequent first.
func (d *digest) failures() []*failure {
	var out []*failure
	for _, f := range d.failed {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b *failure) int {
		if c := cmp.Compare(b.n, a.n); c != 0 {
			return c
		}
		return cmp.Compare(a.class+a.text, b.class+b.text)
	})
	return out
}

// places is a heap with the least place on top.
type places []place

func (p places) Len() int           { return len(p) }
func (p places) Less(i, j int) bool { return p[i].score < p[j].score }
func (p places) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *places) Push(x any)        { *p = append(*p, x.(place)) }
func (p *places) Pop() any {
	old := *p
	x := old[len(old)-1]
	*p = old[:len(old)-1]
	return x
}
