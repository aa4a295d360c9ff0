// Package text cuts running text, source code and logs into blocks at the ends of lines.
package text

import (
	"bytes"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// NewBlocks cuts the UTF-8 text of r. Each block carries a little of what stands before and behind it.
func NewBlocks(r io.Reader) content.Blocks { return NewBlocksSize(r, 0) }

// NewBlocksSize is NewBlocks with blocks of another size than usual; tests show by it that cuts change nothing.
func NewBlocksSize(r io.Reader, size int) content.Blocks {
	return &content.Cutter{R: r, Ends: ends, First: first, Context: true, Size: size}
}

func ends(text []byte, last bool) int {
	if last {
		return len(text)
	}
	return bytes.LastIndexByte(text, '\n') + 1
}

func first(text []byte) int { return bytes.IndexByte(text, '\n') + 1 }
