// Package ndjson takes JSON records apart: one JSON value after another, separated by white space or commas.
//
// Nested objects become dotted paths (`_source.xm`), arrays of scalars repeated values of one field, arrays of objects
// fields of a path with brackets (`children[].name`). The tokenizer does not build anything: it walks the bytes once,
// and guesses each key from the record before, which is right nearly always in data written by a machine.
package ndjson

import (
	"bytes"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// MaxDepth is how deep values may be nested; what lies deeper is not read.
const MaxDepth = 256

// NewBlocks cuts the UTF-8 text of r at the ends of lines: one JSON value a line.
func NewBlocks(r io.Reader) content.Blocks { return NewBlocksSize(r, 0) }

// NewBlocksSize is NewBlocks with blocks of another size than usual.
func NewBlocksSize(r io.Reader, size int) content.Blocks {
	return &content.Cutter{R: r, Ends: ends, First: first, Size: size}
}

func ends(text []byte, last bool) int {
	if last {
		return len(text)
	}
	return bytes.LastIndexByte(text, '\n') + 1
}

func first(text []byte) int { return bytes.IndexByte(text, '\n') + 1 }

// Sniff tells whether text begins with one JSON object or array a line: the first line is a whole value and the second,
// if there is one, begins like one. last says that text is all there is.
func Sniff(text []byte, last bool) bool {
	text = bytes.TrimLeft(text, "\xef\xbb\xbf \t\r\n")
	if len(text) == 0 || text[0] != '{' {
		return false
	}
	end := bytes.IndexByte(text, '\n')
	if end < 0 {
		if !last {
			return false
		}
		end = len(text)
	}
	if !whole(bytes.TrimRight(text[:end], " \t\r,")) {
		return false
	}
	rest := bytes.TrimLeft(text[end:], " \t\r\n,")
	return len(rest) == 0 || rest[0] == '{'
}

// whole tells whether text is exactly one object, by its brackets and strings only.
func whole(text []byte) bool {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			end, ok := stringEnd(text, i+1)
			if !ok {
				return false
			}
			i = end
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i == len(text)-1
			}
		}
	}
	return false
}

// stringEnd is the index of the quote that ends the string whose content begins at i.
func stringEnd(text []byte, i int) (int, bool) {
	for {
		i = content.IndexEither(text, i, '"', '\\')
		if i >= len(text) {
			return len(text), false
		}
		if text[i] == '"' {
			return i, true
		}
		i += 2
	}
}
