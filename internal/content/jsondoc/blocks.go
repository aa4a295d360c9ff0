package jsondoc

import (
	"context"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/window"
)

// elements are the blocks of a run of whole values with commas and white space between them.
type elements struct {
	*doc
	over bool
}

// Next implements content.Blocks.
func (e *elements) Next(b *content.Block) error {
	n := 0
	for n < content.BlockSize && !e.over {
		end := e.element(n)
		if end < 0 {
			e.over = true
			break
		}
		n = end
	}
	if n == 0 {
		return io.EOF
	}
	e.Take(b, n, false)
	return nil
}

// element is the offset behind the element at offset i or behind white space and commas, or -1 where the run ends.
func (e *elements) element(i int) int {
	t := e.Text()
	for i < len(t) && (t[i] == ',' || window.White(t[i])) {
		i++
	}
	if i < len(t) {
		if t[i] == ']' || t[i] == '}' {
			return -1
		}
		var end int
		var deep bool
		if t[i] == '{' || t[i] == '[' {
			end, deep = skipTree(t, i)
		} else {
			end = skipValue(t, i, e.Err() != nil)
		}
		if end >= 0 {
			if deep {
				e.tellDeep()
			}
			return end
		}
	}
	if len(t)-i < content.BlockMax && e.more(i) {
		return e.element(i)
	}
	if e.Err() != nil && i < len(t) {
		e.broken = true
		return len(t) // broken off: what there is of the last
	}
	return -1
}

// more reads on. Where a long element is under way, much at a time, since it is looked at from its beginning again.
func (e *elements) more(i int) bool {
	n := len(e.Text())
	return len(e.Want(n+max(1, (n-i)/2))) > n
}

// single is one block.
type single struct {
	text []byte
	done bool
}

// Next implements content.Blocks.
func (s *single) Next(b *content.Block) error {
	if s.done {
		return io.EOF
	}
	s.done = true
	b.Text = append(b.Text[:0], s.text...)
	b.From, b.To, b.Offset, b.Cut = 0, len(s.text), 0, false
	return nil
}

// long hands out a string that is longer than a block as text.
func (d *doc) long(ctx context.Context) error {
	if err := d.before(ctx); err != nil {
		return err
	}
	p := d.proto
	p.Name += "#text"
	p.Form = content.Text
	p.Charset = d.decoded.Name()
	p.FirstLine = d.Line
	s := &longString{doc: d}
	if err := d.walk.Part(ctx, &p, s); err != nil {
		return err
	}
	d.broken = d.broken || !s.over
	return nil
}

// longString are the blocks of a string up to its end.
type longString struct {
	*doc
	begun, escaped, over bool
}

// Next implements content.Blocks.
func (s *longString) Next(b *content.Block) error {
	if s.over {
		return io.EOF
	}
	t := s.Want(content.BlockSize)
	if len(t) == 0 {
		return io.EOF
	}
	n := window.Runes(t)
	for i, c := range t[:n] {
		switch {
		case s.escaped:
			s.escaped = false
		case c == '\\':
			s.escaped = true
		case c == '"' && s.begun:
			n, s.over = i+1, true
		}
		s.begun = true
		if s.over {
			break
		}
	}
	s.Take(b, n, !s.over)
	return nil
}
