package object

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/face"
)

func TestLiteral(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "(plain)", "": "()", "a(b": "<FEFF006100280062>", `\`: "<FEFF005C>", "個": "<FEFF500B>", "𠮟": "<FEFFD842DF9F>", "\n": "<FEFF000A>",
	} {
		if got := Literal(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestAppendNumber(t *testing.T) {
	for in, want := range map[float64]string{0: "0", 1: "1", -1: "-1", 0.5: "0.5", 0.05: "0.05", 12.345: "12.35", -0.004: "0", -3.1: "-3.1", 595.276: "595.28", 100: "100"} {
		if got := string(AppendNumber(nil, in)); got != want {
			t.Errorf("%g: %s, want %s", in, got, want)
		}
	}
}

// TestTable: the table at the end says where each object begins, and what was promised must be written.
func TestTable(t *testing.T) {
	var b bytes.Buffer
	f := NewFile(&b)
	root, info, stream := f.Promise(), f.Promise(), f.Promise()
	f.Stream(stream, "/X 1", bytes.Repeat([]byte("text "), 100))
	f.Object(info, "<<>>")
	f.Object(root, "<</Type/Catalog>>")
	if err := f.Close(root, info); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	at, err := strconv.Atoi(strings.Fields(s[strings.LastIndex(s, "startxref"):])[1])
	if err != nil || !strings.HasPrefix(s[at:], "xref\n0 4\n") {
		t.Fatalf("startxref %d: %v", at, err)
	}
	for i, line := range strings.SplitAfter(s[at:], "\n")[3:6] {
		if len(line) != 20 {
			t.Errorf("entry %q has %d bytes, not 20", line, len(line))
		}
		begins, err := strconv.Atoi(line[:10])
		if err != nil || !strings.HasPrefix(s[begins:], fmt.Sprintf("%d 0 obj\n", i+1)) {
			t.Errorf("object %d is not at %d: %v", i+1, begins, err)
		}
	}

	f = NewFile(io.Discard)
	f.Promise()
	if err := f.Close(1, 1); err == nil {
		t.Error("what was promised is not there, and nobody says so")
	}
}

// TestSpent: more characters that the font lacks than there are numbers for do not break a file, and each is counted.
func TestSpent(t *testing.T) {
	f, err := face.Regular()
	if err != nil {
		t.Fatal(err)
	}
	file := NewFile(io.Discard)
	u := NewFont(f, file.Promise())
	want := 0
	for r := rune(0x30000); r < 0x30000+66000; r++ {
		n, w := u.Take(Sign{Char: r})
		if n == 0 || w == 0 {
			t.Fatalf("%U: number %d, width %d", r, n, w)
		}
		want++
	}
	got := 0
	for _, n := range u.Lacks {
		got += n
	}
	if got != want {
		t.Errorf("%d counted, %d missing", got, want)
	}
}
