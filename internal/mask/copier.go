package mask

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// edit is a stretch of the decoded text and what takes its place.
type edit struct {
	start, end int64
	kind       pii.Kind
	text       []byte
}

// copier takes judged blocks and writes the pieces that they were made of.
type copier struct {
	o       *Options
	name    string
	src     *source
	w       io.Writer
	maker   *maker
	report  Report
	skipped error
	edits   []edit // judged, not yet written, in order
	mark    int64  // up to where the text is judged
	buf     []byte
}

// Hits implements engine.Sink; Block takes them instead.
func (c *copier) Hits(*engine.Part, []string, []engine.Hit) error { return nil }

// Done implements engine.Sink.
func (c *copier) Done(p *engine.Part) error {
	c.report.Bad += p.Bad
	return p.Err
}

// Skip implements engine.Sink: what is not read is not copied.
func (c *copier) Skip(_ string, _ int64, err error) {
	if c.skipped == nil {
		c.skipped = fmt.Errorf("mask: %w", err)
	}
}

// Block implements engine.BlockSink.
func (c *copier) Block(part *engine.Part, b *content.Block, _ []string, hits []engine.Hit) error {
	from := len(c.edits)
	text := b.Text[b.From:b.To]
	place := func(at int64) int64 { return at }
	if part.Origin != nil {
		place = part.Origin
	} else if !c.src.holds(b.Offset, text) {
		return c.lost()
	}
	slices.SortStableFunc(hits, func(a, b engine.Hit) int { return cmp.Compare(a.Start, b.Start) })
	v := valueReader{form: part.Form, esc: part.Escape, text: text, cut: b.Cut}
	for i := range hits {
		h := &hits[i]
		if c.o.Kinds != nil && !c.o.Kinds[h.Kind] {
			continue
		}
		start, end := int(h.Start-b.Offset), int(h.End-b.Offset)
		if start < 0 || end > len(text) || start >= end {
			return c.lost()
		}
		e := v.edit(c.maker, h, start, end)
		s, t := int(e.start), int(e.end)
		e.start = place(e.start + b.Offset)
		e.end = e.start + int64(t-s)
		if part.Origin != nil && !c.src.holds(e.start, text[s:t]) {
			return c.lost()
		}
		c.report.Values[h.Kind]++
		c.edits = append(c.edits, e)
	}
	c.edits = append(c.edits[:from], c.apart(c.edits[from:])...)
	c.mark = max(c.mark, place(b.Offset+int64(len(text))))
	return c.write()
}

// lost is a defect: a finding that is not where it should be.
func (c *copier) lost() error {
	return fmt.Errorf("mask %q: the text that was judged is not the text that is copied", c.name)
}

// apart joins edits that overlap into one that shows nothing.
func (c *copier) apart(edits []edit) []edit {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	out := edits[:0]
	for _, e := range edits {
		if n := len(out); n > 0 && e.start < out[n-1].end {
			last := &out[n-1]
			last.end = max(last.end, e.end)
			last.text = []byte(gone)
			continue
		}
		out = append(out, e)
	}
	return out
}

// finish writes what is left.
func (c *copier) finish() error {
	if n, err := c.src.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return c.lost()
	}
	c.mark = c.src.at
	if err := c.write(); err != nil {
		return err
	}
	if len(c.edits) > 0 || len(c.src.pieces) > 0 {
		return c.lost()
	}
	return nil
}

// write writes the pieces that are judged to their end.
func (c *copier) write() error {
	s := c.src
	done := 0
	for len(s.pieces) > 0 {
		p := &s.pieces[0]
		end := p.at + int64(len(p.text))
		if end > c.mark {
			break
		}
		n := done
		for n < len(c.edits) && c.edits[n].start < end {
			n++
		}
		if n > done && c.edits[n-1].end > end { // goes on in the next piece
			if len(s.pieces) == 1 {
				break
			}
			q := &s.pieces[1]
			plain := len(p.raw) > 0 && len(p.text) > 0 && &p.raw[0] == &p.text[0]
			q.raw = append(slices.Clip(p.raw), q.raw...)
			if plain {
				q.text = q.raw
			} else {
				q.text = append(slices.Clip(p.text), q.text...)
			}
			q.at = p.at
			s.pieces = s.pieces[1:]
			continue
		}
		if err := c.piece(p, c.edits[done:n]); err != nil {
			return err
		}
		done = n
		s.pieces = s.pieces[1:]
	}
	c.edits = append(c.edits[:0], c.edits[done:]...)
	return nil
}

// piece writes one piece with its edits.
func (c *copier) piece(p *piece, edits []edit) error {
	if len(edits) == 0 {
		_, err := c.w.Write(p.raw)
		return err
	}
	c.buf = c.buf[:0]
	if c.src.enc == nil {
		c.buf = splice(c.buf, p.text, p.at, edits)
	} else if err := c.lines(p, edits); err != nil {
		return err
	}
	_, err := c.w.Write(c.buf)
	return err
}

// splice appends text, which stands at the offset, with its edits.
func splice(dst, text []byte, at int64, edits []edit) []byte {
	i := 0
	for _, e := range edits {
		dst = append(dst, text[i:e.start-at]...)
		dst = append(dst, e.text...)
		i = int(e.end - at)
	}
	return append(dst, text[i:]...)
}

// lines appends a piece of another charset line by line: lines without findings as they stand.
func (c *copier) lines(p *piece, edits []edit) error {
	raw, text, at := p.raw, p.text, p.at
	for len(text) > 0 || len(raw) > 0 {
		n, m := lineOf(text), c.src.lineOf(raw)
		k := 0
		for k < len(edits) && edits[k].start < at+int64(n) {
			for edits[k].end > at+int64(n) { // over the end of a line
				n += lineOf(text[n:])
				m += c.src.lineOf(raw[m:])
			}
			k++
		}
		if k == 0 {
			c.buf = append(c.buf, raw[:m]...)
		} else if !c.line(raw[:m], text[:n], at, edits[:k]) {
			return fault.Errorf(fault.Refused, "mask %q: a line with findings holds bytes that are no proper %s; turn the file into UTF-8 first", c.name, c.src.set)
		}
		raw, text, at, edits = raw[m:], text[n:], at+int64(n), edits[k:]
	}
	return nil
}

func (c *copier) line(raw, text []byte, at int64, edits []edit) bool {
	enc := c.src.enc
	if enc.modal {
		back, ok := enc.encode(text)
		if !ok || !bytes.Equal(back, raw) {
			return false
		}
		out, ok := enc.encode(splice(nil, text, at, edits))
		c.buf = append(c.buf, out...)
		return ok
	}
	places := make([]int, 0, 32)
	for _, e := range edits {
		places = append(places, int(e.start-at), int(e.end-at))
	}
	to := make([]int, len(places))
	if !enc.rawOffsets(raw, text, places, to) {
		return false
	}
	i := 0
	for k, e := range edits {
		c.buf = append(c.buf, raw[i:to[2*k]]...)
		out, ok := enc.encode(e.text)
		if !ok {
			return false
		}
		c.buf = append(c.buf, out...)
		i = to[2*k+1]
	}
	c.buf = append(c.buf, raw[i:]...)
	return true
}

// lineOf is the length of the first line, with its end.
func lineOf(text []byte) int {
	if n := bytes.IndexByte(text, '\n'); n >= 0 {
		return n + 1
	}
	return len(text)
}
