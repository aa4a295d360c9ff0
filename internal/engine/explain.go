package engine

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Question is a place to be explained: a line of a part, or the finding with an ID.
type Question struct {
	// Part is the part's name; parts inside it ("x!/…") and those it turned into ("x#2") are meant too.
	Part string
	// Line is counted from 1; of a part without lines it is a row, a page or a record. 0 asks for ID.
	Line int64
	// Column is a character of the line, from 1, and Cell a field of the row, from 1; 0 is any.
	Column int64
	Cell   int
	// ID is the beginning of a finding's ID in hex.
	ID string
}

// ErrAnswered ends a walk whose question is answered.
var ErrAnswered = errors.New("answered")

// Ask makes the reader tell why, and nothing else: answer is called for each part that has the place, while it is read;
// an error of it ends the walk. What answers tell is masked; names are as the source has them.
func (r *Reader) Ask(q Question, answer func(*Answer) error) { r.probe = &probe{q: q, answer: answer} }

// Lines tells how many lines the parts that Ask meant have, -1 if there were none.
func (r *Reader) Lines() int64 {
	if !r.probe.met {
		return -1
	}
	return r.probe.lines
}

// most is the number of candidates told of one place; the rest is counted.
const most = 64

// probe looks again at the block that holds the place, under the Frame that the scan settled.
type probe struct {
	q      Question
	answer func(*Answer) error
	err    error
	met    bool
	lines  int64
	frame  *frame
	fields []FieldVerdict
	pages  int64 // form feeds before the block
	column int64 // characters of the line that began in an earlier block
	saw    []looked
	a      *Answer
	more   map[lookedKey]bool
}

// looked is one detector's look at one candidate.
type looked struct {
	lookedKey
	score  float32
	ev     detect.Evidence
	passed bool
}

type lookedKey struct {
	det        uint16
	start, end int
}

// wants tells whether the part is one that is asked about.
func (p *probe) wants(name string) bool {
	rest, ok := strings.CutPrefix(name, p.q.Part)
	return p.q.Part == "" || ok && (rest == "" || strings.HasPrefix(rest, "!/") || strings.HasPrefix(rest, "#"))
}

// drain reads a part that nobody asks about.
func drain(blocks content.Blocks) error {
	var b content.Block
	for {
		if err := blocks.Next(&b); err != nil {
			return nil // what could not be read of it is another question
		}
	}
}

// look explains what of the block the question means. It is called once the block's findings are settled.
func (p *probe) look(r *Reader, st *state, j *job) error {
	w := <-r.e.pool
	defer func() { r.e.pool <- w }()
	p.met = true
	f, b := st.frame, &j.block
	if p.frame != f && f.place == detect.Table && !b.Cut {
		p.frame, p.fields = f, w.weighed(f, b)
	}
	defer p.pass(st, b)
	if p.q.Line == 0 {
		for i := range j.out.hits {
			h := &j.out.hits[i]
			if !strings.HasPrefix(hex.EncodeToString(h.ID[:]), p.q.ID) {
				continue
			}
			p.begin(st, h.Line, h.Record)
			p.a.ID = h.ID
			lo, hi := int(h.Start-j.out.offset)+b.From, int(h.End-j.out.offset)+b.From
			p.block(w, f, b, lo, max(hi, lo+1), 0)
			p.tell(b, lo)
			return errors.Join(p.err, ErrAnswered)
		}
		return nil
	}
	switch st.part.Locate {
	case content.ByRow, content.ByRecord:
		if f.place == detect.Table {
			p.record(w, st, b, &j.out)
			return p.err
		}
	case content.ByPage:
		p.page(w, st, b)
		return p.err
	}
	p.line(w, st, b)
	return p.err
}

// pass notes what the next block has to know of this one.
func (p *probe) pass(st *state, b *content.Block) {
	own := b.Text[b.From:b.To]
	p.lines = st.lines + int64(bytes.Count(own, nl)) + first(st)
	if len(own) > 0 && own[len(own)-1] != '\n' {
		p.lines++
	}
	p.pages += int64(bytes.Count(own, []byte{'\f'}))
	if n := bytes.LastIndexByte(own, '\n'); n >= 0 {
		p.column, own = 0, own[n+1:]
	}
	p.column += int64(utf8.RuneCount(own))
}

// first is the number of lines or rows that stand before the part's text.
func first(st *state) int64 {
	if st.part.Locate == content.ByCell {
		return st.part.FirstRow
	}
	return st.part.FirstLine
}

func (p *probe) begin(st *state, line, record int64) {
	p.saw = p.saw[:0]
	p.a = &Answer{Part: st.part.Name, Type: st.part.Type, Charset: st.part.Charset, Form: st.part.Form, Locate: st.part.Locate,
		Place: st.frame.place, Lang: st.frame.lang, Line: line, Record: record}
	if p.q.Line == 0 {
		p.a.Line += first(st)
	}
}

// line explains one line of the block, if it has it.
func (p *probe) line(w *worker, st *state, b *content.Block) {
	n := p.q.Line - st.lines - first(st) - 1
	if head := first(st) + 1; n < 0 && st.part.Header && st.number == 1 && st.records == 0 && p.q.Line >= head {
		p.begin(st, p.q.Line, 0)
		p.a.Header, p.a.Fields = true, p.fields
		p.err = p.answer(p.a)
		return
	}
	if n < 0 {
		return
	}
	lo := b.From
	for ; n > 0; n-- {
		k := bytes.IndexByte(b.Text[lo:b.To], '\n')
		if k < 0 {
			return
		}
		lo += k + 1
		p.column = 0
	}
	if lo >= b.To {
		return
	}
	hi := b.To
	if k := bytes.IndexByte(b.Text[lo:b.To], '\n'); k >= 0 {
		hi = lo + k
	}
	base := p.column
	p.begin(st, p.q.Line, 0)
	from, to := lo, max(hi, lo+1)
	if p.q.Column > 0 {
		at := lo
		for c := p.q.Column - base - 1; c > 0 && at < hi; c-- {
			_, size := utf8.DecodeRune(b.Text[at:hi])
			at += size
		}
		from, to = at, at+1
	}
	p.block(w, st.frame, b, from, to, p.q.Cell)
	p.a.Record += st.records
	p.tell(b, lo)
}

// page explains a page of a document: what stands between two form feeds.
func (p *probe) page(w *worker, st *state, b *content.Block) {
	n := p.q.Line - 1 - p.pages
	lo := b.From
	for ; n > 0; n-- {
		k := bytes.IndexByte(b.Text[lo:b.To], '\f')
		if k < 0 {
			return
		}
		lo += k + 1
	}
	if n < 0 || lo >= b.To {
		return
	}
	hi := b.To
	if k := bytes.IndexByte(b.Text[lo:b.To], '\f'); k >= 0 {
		hi = lo + k
	}
	p.begin(st, p.q.Line, 0)
	p.block(w, st.frame, b, lo, hi, 0)
	p.tell(b, lo)
}

// record explains one record of a table that has no lines.
func (p *probe) record(w *worker, st *state, b *content.Block, out *result) {
	n := p.q.Line - st.records - 1
	if n < 0 || n >= out.records || b.Cut {
		return
	}
	c := st.frame.cursor()
	c.Reset(b)
	for c.Next(&w.rec) {
		if len(w.rec.Values) == 0 {
			continue
		}
		if n--; n < 0 {
			p.begin(st, 0, p.q.Line)
			lo, hi := w.rec.Start, w.rec.End
			p.block(w, st.frame, b, lo, hi, p.q.Cell)
			p.a.Record = p.q.Line
			p.tell(b, lo)
			return
		}
	}
}

// block looks at what begins, ends or stands in b.Text[lo:hi].
func (p *probe) block(w *worker, f *frame, b *content.Block, lo, hi, cell int) {
	switch {
	case f.place != detect.Table:
		w.sw.place, w.sw.lang, w.sw.field = f.place, f.lang, noLabel
		spans := p.sweep(w, b.Text, lo, hi, func() []span { return w.sw.sweep(b.Text, 0, b.From, b.To, len(b.Text)) })
		p.settle(w, f, b.Text, 0, -1, spans, asIs)
	case b.Cut:
		w.sw.place, w.sw.lang, w.sw.field = detect.Prose, f.lang, noLabel
		spans := p.sweep(w, b.Text, lo, hi, func() []span { return w.sw.sweep(b.Text, b.From, b.From, b.To, b.To) })
		p.settle(w, f, b.Text, 0, -1, spans, asIs)
	default:
		p.table(w, f, b, lo, hi, cell)
	}
}

// sweep runs a sweep and keeps what was looked at in text[lo:hi].
func (p *probe) sweep(w *worker, _ []byte, lo, hi int, run func() []span) []span {
	p.saw, p.more = p.saw[:0], map[lookedKey]bool{}
	w.sw.dropped = func(d uint16, start, end int, score float32, ev detect.Evidence, passed bool) {
		k := lookedKey{d, start, end}
		if end <= lo || start >= hi || p.more[k] {
			return
		}
		p.more[k] = true
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
	for _, d := range col.dets {
		w.settled = col.share >= 0.9
		m, ok := w.whole(f, d, v.Text, s, e, true)
		w.settled = false
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
		p.add(w, &c, value, v.Start, v.End)
		return true
	}
	p.settle(w, f, v.Text, v.Start, v.Field, nil, asIs)
	return false
}

// swept explains a value that is looked at like running text.
func (p *probe) swept(w *worker, f *frame, col *column, v *content.Value, how sweepMode) {
	spans := p.sweep(w, v.Text, 0, len(v.Text), func() []span { return w.sweepValue(f, col, v.Text) })
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
		p.add(w, &c, value, start, end)
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

func (p *probe) add(_ *worker, c *Candidate, value []byte, start, end int) {
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

// tell turns places into columns and bytes of the part, and answers.
func (p *probe) tell(b *content.Block, lineStart int) {
	a := p.a
	bol := lineStart
	if k := bytes.LastIndexByte(b.Text[:min(lineStart, len(b.Text))], '\n'); k >= 0 {
		bol = max(k+1, b.From)
	} else {
		bol = b.From
	}
	base := int64(0)
	if bol == b.From {
		base = p.column
	}
	fix := func(start, end *int) int64 {
		s := min(max(*start, bol), len(b.Text))
		col := base + int64(utf8.RuneCount(b.Text[bol:s])) + 1
		*start += int(b.Offset) - b.From
		*end += int(b.Offset) - b.From
		return col
	}
	for i := range a.Candidates {
		c := &a.Candidates[i]
		if c.Against != nil {
			c.Against.Column = fix(&c.Against.Start, &c.Against.End)
		}
		c.Column = fix(&c.Start, &c.End)
	}
	for i := range a.Refused {
		r := &a.Refused[i]
		r.Column = fix(&r.Start, &r.End)
	}
	a.order()
	p.err = p.answer(a)
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
