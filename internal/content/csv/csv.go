// Package csv takes delimited text apart: commas, tabs, semicolons or bars, quoted fields with newlines and doubled
// quotes, and PostgreSQL's COPY text is another package's.
//
// A quote opens a field only at the field's beginning, and only if the field closes again within 64 KiB; any other quote
// is a character like others. The cutter and the cursor share this rule, so that a stray quote costs one record at most.
package csv

import (
	"bytes"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// maxQuoted is the greatest length of a quoted field in bytes.
const maxQuoted = 64 << 10

// NewBlocks cuts the UTF-8 text of r at the ends of records.
func NewBlocks(r io.Reader, p *content.Part) content.Blocks { return NewBlocksSize(r, p, 0) }

// NewBlocksSize is NewBlocks with blocks of another size than usual.
func NewBlocksSize(r io.Reader, p *content.Part, size int) content.Blocks {
	comma := p.Comma
	return &content.Cutter{
		R:     r,
		Size:  size,
		Ends:  func(text []byte, last bool) int { return ends(text, comma, last) },
		First: func(text []byte) int { return bytes.IndexByte(text, '\n') + 1 },
	}
}

// ends is the end of the last record in text that begins at a record's beginning.
func ends(text []byte, comma byte, last bool) int {
	if last {
		return len(text)
	}
	quoted := quotes{comma: comma}
	line := 0 // end of the last record known to be whole
	for i, closed := 0, false; ; {
		q := bytes.IndexByte(text[i:], '"')
		if q < 0 {
			if n := bytes.LastIndexByte(text[i:], '\n'); n >= 0 {
				line = i + n + 1
			}
			return line
		}
		q += i
		if n := bytes.LastIndexByte(text[i:q], '\n'); n >= 0 {
			line = i + n + 1
		}
		if q > 0 && text[q-1] != comma && text[q-1] != '\n' && (text[q-1] != '\r' || !closed || q-1 != i) {
			i, closed = q+1, false
			continue
		}
		end, ok := quoted.closing(text, q+1)
		if ok {
			i, closed = end+1, true
			continue
		}
		if len(text)-q < maxQuoted { // it may close in what comes
			return line
		}
		i, closed = q+1, false
	}
}

// quotes finds the ends of quoted fields in one text. Inside a field a run of quotes stands for itself by pairs; an odd
// one out closes the field if a delimiter follows, and is else written by a careless program. Which runs close therefore
// does not depend on where the field began, and is remembered: text full of quotes is looked at once.
type quotes struct {
	comma    byte
	from, to int  // nothing closes in text[from:to]
	found    bool // but the quote at to
}

// closing finds the quote that ends the field whose content begins at i.
func (c *quotes) closing(text []byte, i int) (end int, ok bool) {
	limit := min(len(text), i+maxQuoted)
	j := run(text, i)
	if (j-i)%2 == 1 && c.delimiter(text, j) {
		return j - 1, j <= limit
	}
	if j < c.from || j > c.to {
		c.from, c.to, c.found = j, j, false
	}
	for !c.found && c.to < limit {
		q := bytes.IndexByte(text[c.to:limit], '"')
		if q < 0 {
			c.to = limit
			break
		}
		q += c.to
		c.to = run(text, q)
		if (c.to-q)%2 == 1 && c.delimiter(text, c.to) {
			c.to, c.found = c.to-1, true
		}
	}
	return c.to, c.found && c.to < limit
}

// run is the end of the quotes that begin at i.
func run(text []byte, i int) int {
	for i < len(text) && text[i] == '"' {
		i++
	}
	return i
}

func (c *quotes) delimiter(text []byte, i int) bool {
	return i >= len(text) || text[i] == c.comma || text[i] == '\n' || text[i] == '\r'
}
