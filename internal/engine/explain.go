package engine

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
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
	once   map[lookedKey]bool
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
	for blocks.Next(&b) == nil {
	}
	return nil // what could not be read of it is another question
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
			return p.enough(st, b)
		}
	case content.ByPage:
		p.page(w, st, b)
		return p.err // a page may go on in the next block
	}
	p.line(w, st, b)
	return p.enough(st, b)
}

// enough ends the walk once the very part that was asked about has answered.
func (p *probe) enough(st *state, b *content.Block) error {
	if p.err == nil && p.a != nil && !b.Cut && (st.part.Name == p.q.Part || strings.HasPrefix(st.part.Name, p.q.Part+"#")) {
		return ErrAnswered
	}
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
