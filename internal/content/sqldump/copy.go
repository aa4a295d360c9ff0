package sqldump

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// copyCursor takes lines of COPY apart: fields between tabs, \N for NULL.
type copyCursor struct{ fields }

// Next implements content.Cursor.
func (c *copyCursor) Next(r *content.Record) bool {
	t := c.text
	if c.i >= len(t) {
		return false
	}
	c.begin(r)
	end := len(t)
	next := end
	if k := bytes.IndexByte(t[c.i:], '\n'); k >= 0 {
		end = c.i + k
		next = end + 1
	}
	if end > c.i && t[end-1] == '\r' {
		end--
	}
	escaped := bytes.IndexByte(t[c.i:end], '\\') >= 0
	i := c.i
	for field := 0; ; field++ {
		stop := end
		if k := bytes.IndexByte(t[i:end], '\t'); k >= 0 {
			stop = i + k
		}
		v := content.Value{Field: field, Start: i, End: stop, Text: t[i:stop]}
		if field >= len(c.names) {
			c.name(field)
		}
		switch {
		case !escaped || bytes.IndexByte(v.Text, '\\') < 0:
			r.Values = append(r.Values, v)
		case string(v.Text) != `\N`:
			from := len(c.scratch)
			c.scratch = appendCopied(c.scratch, v.Text)
			v.Text = c.scratch[from:len(c.scratch):len(c.scratch)]
			r.Values = append(r.Values, v)
		}
		if stop == end {
			break
		}
		i = stop + 1
	}
	c.i, r.End = next, end
	return true
}
