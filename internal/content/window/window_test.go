package window

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

func TestWindow(t *testing.T) {
	in := strings.Repeat("あいう\n", 300_000)
	w := New(iotest.HalfReader(strings.NewReader(in)))
	var out strings.Builder
	var b content.Block
	for n := 1; len(w.Want(n)) > 0; n = n*3%100_003 + 1 {
		if w.Offset != int64(out.Len()) {
			t.Fatalf("offset %d, want %d", w.Offset, out.Len())
		}
		w.Take(&b, min(n, len(w.Text())), false)
		out.Write(b.Text[b.From:b.To])
	}
	if out.String() != in || w.Line != 300_000 || w.Err() != io.EOF {
		t.Errorf("%d bytes, %d lines, %v", out.Len(), w.Line, w.Err())
	}
}

func TestDecode(t *testing.T) {
	d := Decode(io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(io.ErrClosedPipe)))
	got, err := io.ReadAll(d.R)
	if string(got) != "abc" || err != io.ErrClosedPipe {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestRunes(t *testing.T) {
	for in, want := range map[string]int{"": 0, "abc": 3, "aあ": 4, "aあ"[:3]: 1, "a\x80\x80": 3, "あ"[:2]: 2} {
		if got := Runes([]byte(in)); got != want {
			t.Errorf("%q: got %d, want %d", in, got, want)
		}
	}
}
