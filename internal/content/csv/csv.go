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
	q := bytes.IndexByte(text, '"')
	if q < 0 {
		return bytes.LastIndexByte(text, '\n') + 1
	}
	line := 0 // end of the last record known to be whole
	for i := 0; ; {
		q := bytes.IndexByte(text[i:], '"')
		if q < 0 {
			return max(line, i+bytes.LastIndexByte(text[i:], '\n')+1)
		}
		q += i
		if n := bytes.LastIndexByte(text[i:q], '\n'); n >= 0 {
			line = i + n + 1
		}
		if q > 0 && text[q-1] != comma && text[q-1] != '\n' && text[q-1] != '\r' {
			i = q + 1
			continue
		}
		end, closed := closing(text, q+1, comma)
		if closed {
			i = end + 1
			continue
		}
		if len(text)-q < maxQuoted { // it may close in what comes
			return line
		}
		i = q + 1
	}
}

// closing finds the quote that ends the field whose content begins at i.
func closing(text []byte, i int, comma byte) (end int, ok bool) {
	limit := min(len(text), i+maxQuoted)
	for i < limit {
		q := bytes.IndexByte(text[i:limit], '"')
		if q < 0 {
			return 0, false
		}
		i += q + 1
		if i >= len(text) {
			return i - 1, true
		}
		switch text[i] {
		case '"':
			i++
		case comma, '\n', '\r':
			return i - 1, true
		}
		// A quote inside that is not doubled: written by a careless program. Go on to one that can close.
	}
	return 0, false
}
