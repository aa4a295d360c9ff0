package csv

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// maxFields is the greatest number of fields in a record; what follows is left in the last.
const maxFields = 4096

type cursor struct {
	comma   byte
	quoted  quotes
	fields  []string
	scratch []byte
	text    []byte
	pos     int
	line    int
}

// NewCursor takes the blocks of p apart. Fields beyond p.Fields are named column_1, column_2, ….
func NewCursor(p *content.Part) content.Cursor {
	return &cursor{comma: p.Comma, fields: append([]string(nil), p.Fields...)}
}

func (c *cursor) Reset(b *content.Block) {
	c.text, c.pos, c.line = b.Text[:b.To], b.From, 0
	c.quoted = quotes{comma: c.comma}
}

func (c *cursor) Fields() []string { return c.fields }

// Next implements content.Cursor. Empty lines are records without values.
func (c *cursor) Next(r *content.Record) bool {
	text, i := c.text, c.pos
	if i >= len(text) {
		return false
	}
	r.Start, r.Line, r.Bad, r.Values = i, c.line, false, r.Values[:0]
	c.scratch = c.scratch[:0]
	for field := 0; ; field++ {
		var v content.Value
		var next int
		v.Field = field
		if i < len(text) && text[i] == '"' {
			if end, ok := c.quoted.closing(text, i+1); ok {
				v.Start, v.End = i+1, end
				v.Text = c.unquote(text[i+1 : end])
				next = end + 1
				c.line += bytes.Count(text[i:end], nl)
				goto have
			}
			r.Bad = true
		}
		next = content.IndexEither(text, i, c.comma, '\n')
		v.Start, v.End = i, next
		if next > i && text[next-1] == '\r' && (next == len(text) || text[next] == '\n') {
			v.End--
		}
		v.Text = text[v.Start:v.End]
	have:
		if field >= maxFields {
			last := &r.Values[len(r.Values)-1]
			last.End = v.End
			last.Text = text[last.Start:last.End]
		} else if field > 0 || v.End > v.Start || next < len(text) && text[next] == c.comma {
			r.Values = append(r.Values, v)
		}
		if next < len(text) && text[next] == '\r' {
			next++
		}
		if next >= len(text) {
			i = len(text)
			break
		}
		if text[next] == '\n' {
			i = next + 1
			c.line++
			break
		}
		if text[next] == c.comma {
			next++
		}
		i = next
	}
	r.End, c.pos = i, i
	if n := len(r.Values); n > 0 && r.Values[n-1].Field >= len(c.fields) {
		c.name(r.Values[n-1].Field + 1)
	}
	return true
}

var nl = []byte{'\n'}

func (c *cursor) unquote(raw []byte) []byte {
	q := bytes.IndexByte(raw, '"')
	if q < 0 {
		return raw
	}
	start := len(c.scratch)
	for q >= 0 {
		c.scratch = append(c.scratch, raw[:q+1]...)
		raw = raw[q+1:]
		if len(raw) > 0 && raw[0] == '"' {
			raw = raw[1:]
		}
		q = bytes.IndexByte(raw, '"')
	}
	c.scratch = append(c.scratch, raw...)
	return c.scratch[start:]
}

func (c *cursor) name(n int) {
	for len(c.fields) < n {
		c.fields = append(c.fields, Column(len(c.fields)))
	}
}
