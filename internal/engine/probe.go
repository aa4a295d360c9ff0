package engine

import (
	"reflect"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// block looks at what begins, ends or stands in b.Text[lo:hi].
func (p *probe) block(w *worker, f *frame, b *content.Block, lo, hi, cell int) {
	switch {
	case f.place != detect.Table:
		w.sw.place, w.sw.lang, w.sw.field = f.place, f.lang, noLabel
		spans := p.sweep(w, lo, hi, func() []span { return w.sw.sweep(b.Text, 0, b.From, b.To, len(b.Text)) })
		p.settle(w, f, b.Text, 0, -1, spans, asIs)
	case b.Cut:
		w.sw.place, w.sw.lang, w.sw.field = detect.Prose, f.lang, noLabel
		spans := p.sweep(w, lo, hi, func() []span { return w.sw.sweep(b.Text, b.From, b.From, b.To, b.To) })
		p.settle(w, f, b.Text, 0, -1, spans, asIs)
	default:
		p.table(w, f, b, lo, hi, cell)
	}
}

// sweep runs a sweep and keeps what was looked at in text[lo:hi].
func (p *probe) sweep(w *worker, lo, hi int, run func() []span) []span {
	p.saw, p.once = p.saw[:0], map[lookedKey]bool{}
	w.sw.dropped = func(d uint16, start, end int, score float32, ev detect.Evidence, passed bool) {
		k := lookedKey{d, start, end}
		if end <= lo || start >= hi || p.once[k] {
			return
		}
		p.once[k] = true
		p.saw = append(p.saw, looked{k, score, ev, passed})
	}
	spans := run()
	w.sw.dropped = nil
	return spans
}

// table looks at the values that stand in b.Text[lo:hi].
func (p *probe) table(w *worker, f *frame, b *content.Block, lo, hi, cell int) {
	c := f.cursor()
	c.Reset(b)
	if w.frame != f {
		w.clean = [1024]cleanValue{}
	}
	cols, record := f.columns, int64(0)
	for c.Next(&w.rec) {
		r := &w.rec
		if r.Start >= hi {
			break
		}
		record++
		if len(r.Values) == 0 {
			record--
		}
		if r.End <= lo {
			continue
		}
		if p.a.Record == 0 {
			p.a.Record = record
		}
		if len(r.Values) == 0 {
			v := content.Value{Field: -1, Start: r.Start, End: r.End, Text: b.Text[r.Start:r.End]}
			p.swept(w, f, &column{}, &v, asIs)
			continue
		}
		for i := range r.Values {
			v := &r.Values[i]
			if v.Start >= hi || v.End <= lo && v.Start < lo || cell > 0 && v.Field != cell-1 {
				continue
			}
			for v.Field >= len(cols) {
				w.cur = c
				cols = w.extend(cols)
			}
			from := len(p.a.Candidates)
			p.value(w, f, &cols[v.Field], v)
			p.confirm(w, f, b, &cols[v.Field], v, from)
		}
	}
	w.frame, w.cur = nil, nil
}

// value explains one value of a table.
func (p *probe) value(w *worker, f *frame, col *column, v *content.Value) {
	if v.Field < len(p.fields) && !p.has(p.fields[v.Field].Name) {
		p.a.Fields = append(p.a.Fields, p.fields[v.Field])
	}
	s, e := blanks(v.Text)
	if s >= e {
		return
	}
	how := asIs
	switch {
	case col.mode == asKind:
		if p.known(w, f, col, v, s, e) && (!tells(col.kind) || e-s < 12) || e-s < 4 {
			return
		}
	case len(v.Text) < 4:
		return
	case col.mode == asDull:
		if sh := shapeOf(v.Text); sh.classes&^col.shape.classes == 0 && sh.max <= 2*col.shape.max {
			how = unlooked
		}
	}
	p.swept(w, f, col, v, how)
}

func (p *probe) has(field string) bool {
	for i := range p.a.Fields {
		if p.a.Fields[i].Name == field {
			return true
		}
	}
	return false
}

// confirm judges the value as the scan does and holds what was explained against it: what the scan reports is reported,
// whatever else was said.
func (p *probe) confirm(w *worker, f *frame, b *content.Block, col *column, v *content.Value, from int) {
	var out result
	out.reset(b)
	w.out = &out
	if col.mode == asKind {
		w.known(f, b, col, v, 0)
	} else {
		w.unknown(f, b, col, v, 0)
	}
	w.out, w.about = nil, cluster{}
	said := p.a.Candidates[from:]
	used := make([]bool, len(said))
next:
	for i := range out.hits {
		h := &out.hits[i]
		start, end := int(h.Start)+b.From, int(h.End)+b.From
		for k := range said {
			c := &said[k]
			if !used[k] && c.Kind == h.Kind && (c.Start == start && c.End == end || c.Start == v.Start && c.End == v.End) {
				used[k], c.Status, c.Against = true, Reported, nil
				continue next
			}
		}
		c := Candidate{Kind: h.Kind, Field: col.name, Status: Reported, Odd: true, Score: h.Score, Evidence: h.Evidence,
			Start: start, End: end, Mask: string(out.masks[h.at:h.to]), Weights: []Weight{{"column", h.Score}}}
		if v.Field < len(p.fields) && h.Kind == col.kind && h.Score == col.score {
			c.Weights = p.fields[v.Field].chosen()
		}
		p.a.Candidates = append(p.a.Candidates, c)
	}
	for k := range said {
		if !used[k] && said[k].Status == Reported {
			said[k].Status = Passed
		}
	}
}

// known explains a value of a column whose kind is settled; false if no detector took it.
func (p *probe) known(w *worker, f *frame, col *column, v *content.Value, s, e int) bool {
	p.saw = p.saw[:0]
	w.take(f, v.Text, s, e, col.share >= agreed)
	for _, d := range col.dets {
		m, ok := w.ask(d, true)
		if !ok {
			p.saw = append(p.saw, looked{lookedKey{d, s, e}, 0, 0, false})
			continue
		}
		row := w.e.weights.Row(col.kind)
		against := m.Evidence & (detect.TestValue | detect.Timestamp | detect.CodeNumber | detect.Embedded)
		c := Candidate{Kind: col.kind, Detector: detectorName(w.e.Detectors[d]), Field: col.name, Status: Reported, Whole: true,
			Score: col.score + row.Sum(against), Evidence: m.Evidence&^detect.Label | col.evidence}
		if v.Field < len(p.fields) {
			c.Weights = append(c.Weights, p.fields[v.Field].chosen()...)
		} else {
			c.Weights = []Weight{{"column", col.score}}
		}
		c.Weights = append(c.Weights, termWeights(row, against)...)
		if rel := w.e.relate[d]; rel != nil {
			c.Evidence |= w.related(f, rel, v)
		}
		value := v.Text[s:e]
		switch {
		case c.Score < w.e.floor:
			c.Status = BelowFloor
		case w.allowed(f, col.kind, value):
			c.Status = Allowed
		}
		p.add(&c, value, v.Start, v.End)
		return true
	}
	p.settle(w, f, v.Text, v.Start, v.Field, nil, asIs)
	return false
}

// swept explains a value that is looked at like running text.
func (p *probe) swept(w *worker, f *frame, col *column, v *content.Value, how sweepMode) {
	spans := p.sweep(w, 0, len(v.Text), func() []span { return w.sweepValue(f, col, v.Text) })
	base := v.Start
	if len(v.Text) != v.End-v.Start {
		base = -v.Start - 1 // escapes were undone: only the whole value has a place
		p.a.escaped = v.End
	}
	p.settle(w, f, v.Text, base, v.Field, spans, how)
}

// sweepMode says whether a scan would have looked at all.
type sweepMode bool

const (
	asIs     sweepMode = false
	unlooked sweepMode = true
)

// settle tells what became of everything that was looked at.
func (p *probe) settle(w *worker, f *frame, text []byte, base, field int, spans []span, how sweepMode) {
	name := ""
	if field >= 0 && field < len(p.fields) {
		name = p.fields[field].Name
	}
	place := func(start, end int) (int, int) {
		if base < 0 {
			return -base - 1, p.a.escaped
		}
		return base + start, base + end
	}
	for i := range p.saw {
		l := &p.saw[i]
		kind := w.e.kinds[l.det]
		value := text[l.start:l.end]
		start, end := place(l.start, l.end)
		if !l.passed {
			p.refuse(value, start, end, name, kind)
			continue
		}
		row := w.e.weights.Row(kind)
		c := Candidate{Kind: kind, Detector: detectorName(w.e.Detectors[l.det]), Field: name, Evidence: l.ev,
			Score: row.Prior[w.sw.place] + row.Sum(l.ev), Status: Reported}
		c.Weights = append([]Weight{{"prior", row.Prior[w.sw.place]}}, termWeights(row, l.ev)...)
		switch {
		case how == unlooked:
			c.Status = Unlooked
		case kind.Has(pii.NotPersonal):
			c.Status = NotPersonal
		case l.score < c.Score-1:
			c.Status = NeedsLabel
		case l.score < w.e.floor:
			c.Status = BelowFloor
		default:
			p.rank(w, f, text, l, &c, spans, field, place)
		}
		p.add(&c, value, start, end)
	}
}

// rank tells whether a match that reached the floor was reported, or lost against another.
func (p *probe) rank(w *worker, f *frame, text []byte, l *looked, c *Candidate, spans []span, field int, place func(int, int) (int, int)) {
	for i := range spans {
		sp := &spans[i]
		if sp.end <= l.start || sp.start >= l.end {
			continue
		}
		if sp.start != l.start || sp.end != l.end || sp.kind != c.Kind {
			c.Status, c.Against = Overlap, &Rival{Kind: sp.kind, Score: sp.score, Credential: sp.kind.Has(pii.Credential) && !c.Kind.Has(pii.Credential)}
			c.Against.Start, c.Against.End = place(sp.start, sp.end)
			return
		}
		if sp.det != l.det {
			c.Status = Twin
			return
		}
		if w.allowed(f, c.Kind, text[l.start:l.end]) {
			c.Status = Allowed
		} else if field < 0 && f.place != detect.Table && w.e.Ignored != nil && w.ignored(text, sp) {
			c.Status = Ignored
		}
		return
	}
	c.Status = Overlap
}

func (p *probe) add(c *Candidate, value []byte, start, end int) {
	if len(p.a.Candidates) >= most {
		p.a.More++
		return
	}
	c.Start, c.End = start, end
	c.Mask = string(pii.Mask(nil, c.Kind, value))
	p.a.Candidates = append(p.a.Candidates, *c)
}

// refuse notes that a detector looked and refused. Looks at one place are told together.
func (p *probe) refuse(value []byte, start, end int, field string, kind pii.Kind) {
	for i := range p.a.Refused {
		r := &p.a.Refused[i]
		if r.Start == start && r.End == end && r.Field == field {
			for _, k := range r.Kinds {
				if k == kind {
					return
				}
			}
			r.Kinds = append(r.Kinds, kind)
			return
		}
	}
	if len(p.a.Refused) >= most {
		p.a.More++
		return
	}
	p.a.Refused = append(p.a.Refused, Refusal{Start: start, End: end, Field: field, Mask: string(pii.Mask(nil, pii.None, value)), Kinds: []pii.Kind{kind}})
}

// detectorName is where a detector lives ("detect/mynumber"), or the ID of a user's rule.
func detectorName(d detect.Detector) string {
	if r, ok := d.(interface{ ID() string }); ok {
		return "rule " + r.ID()
	}
	t := reflect.TypeOf(d)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	_, name, _ := strings.Cut(t.PkgPath(), "/internal/")
	return name
}
