package text

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// FuzzBlocks: the blocks are the text, in order, each with the text's own bytes before and behind it, cut at lines.
func FuzzBlocks(f *testing.F) {
	f.Add([]byte("a\nbc\n\nd"), uint8(1))
	f.Add([]byte("あいう\nえ"), uint8(2))
	f.Add([]byte("\n"), uint8(0))
	f.Add([]byte(""), uint8(9))
	f.Fuzz(func(t *testing.T, text []byte, size uint8) {
		blocks := NewBlocksSize(iotest.HalfReader(bytes.NewReader(text)), int(size)+1)
		var b content.Block
		at := 0
		for {
			err := blocks.Next(&b)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			end := at + b.To - b.From
			if int(b.Offset) != at || end <= at || end > len(text) {
				t.Fatalf("a block at %d of %d bytes, want one at %d", b.Offset, b.To-b.From, at)
			}
			if from := at - b.From; from < 0 || !bytes.HasPrefix(text[from:], b.Text) {
				t.Fatalf("the block at %d is not the text's", at)
			}
			if !b.Cut && end < len(text) && text[end-1] != '\n' {
				t.Fatalf("the block at %d ends within a line", at)
			}
			at = end
		}
		if at != len(text) {
			t.Fatalf("the blocks hold %d of %d bytes", at, len(text))
		}
	})
}
