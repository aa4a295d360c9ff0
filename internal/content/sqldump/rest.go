package sqldump

import (
	"bytes"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/window"
)

// restOfRow are the blocks of what follows the cut of a row that is too long. They are read as text, since no cursor
// could know that they begin inside a string.
type restOfRow struct {
	*dump
	depth   int
	quote   byte
	escape  byte
	escaped bool
	last    byte
	over    bool
}

// feed follows b and returns the offset behind the row's end, or -1.
func (r *restOfRow) feed(b []byte) int {
	for i, c := range b {
		switch {
		case r.escaped:
			r.escaped = false
		case r.quote != 0 && c == r.escape && c != 0:
			r.escaped = true
		case r.quote != 0:
			if c == r.quote {
				r.quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			r.quote, r.escape = c, r.esc
			if r.last|0x20 == 'e' && c == '\'' {
				r.escape = '\\'
			}
		case c == '(':
			r.depth++
		case c == ')':
			if r.depth--; r.depth == 0 {
				return i + 1
			}
		}
		r.last = c
	}
	return -1
}

// Next implements content.Blocks.
func (r *restOfRow) Next(b *content.Block) error {
	if r.over {
		return io.EOF
	}
	t := r.Want(content.BlockSize)
	if len(t) == 0 {
		r.open = true
		return io.EOF
	}
	n := window.Runes(t)
	if k := r.feed(t[:n]); k >= 0 {
		n, r.over = k, true
	}
	r.Take(b, n, !r.over)
	return nil
}

// restOfLine are the blocks of what follows the cut of a line of COPY.
type restOfLine struct {
	*dump
	over bool
}

// Next implements content.Blocks.
func (r *restOfLine) Next(b *content.Block) error {
	if r.over {
		return io.EOF
	}
	t := r.Want(content.BlockSize)
	if len(t) == 0 {
		return io.EOF
	}
	n := window.Runes(t)
	if k := bytes.IndexByte(t[:n], '\n'); k >= 0 {
		n, r.over = k+1, true
	}
	r.Take(b, n, !r.over)
	return nil
}
