package csv

import (
	"bytes"
	stdcsv "encoding/csv"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// row is a record as bytes of the text.
type row struct {
	Start, End int64
	Values     []string
}

// records reads a text in blocks of a size and checks that every place lies where it may.
func records(t *testing.T, text []byte, comma byte, size int) []row {
	t.Helper()
	p := &content.Part{Comma: comma}
	blocks := NewBlocksSize(iotest.HalfReader(bytes.NewReader(text)), p, size)
	c := NewCursor(p)
	var out []row
	var b content.Block
	var r content.Record
	at := int64(0)
	for {
		err := blocks.Next(&b)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if b.Offset != at || b.To <= b.From || b.To > len(b.Text) {
			t.Fatalf("a block of [%d:%d] at %d, want one at %d", b.From, b.To, b.Offset, at)
		}
		at += int64(b.To - b.From)
		c.Reset(&b)
		pos := b.From
		for c.Next(&r) {
			if r.Start != pos || r.End <= r.Start || r.End > b.To {
				t.Fatalf("a record at [%d:%d], want one that begins at %d in a block that ends at %d", r.Start, r.End, pos, b.To)
			}
			pos = r.End
			o := row{Start: b.Offset + int64(r.Start-b.From), End: b.Offset + int64(r.End-b.From)}
			for i, v := range r.Values {
				if v.Field < i || v.Field > i+1 || v.Start < r.Start || v.End < v.Start || v.End > r.End || v.Field >= len(c.Fields()) {
					t.Fatalf("value %d of field %d at [%d:%d] in a record at [%d:%d]", i, v.Field, v.Start, v.End, r.Start, r.End)
				}
				o.Values = append(o.Values, string(v.Text))
			}
			out = append(out, o)
		}
		if pos != b.To {
			t.Fatalf("the records end at %d, the block at %d", pos, b.To)
		}
	}
	if at != int64(len(text)) {
		t.Fatalf("the blocks hold %d of %d bytes", at, len(text))
	}
	return out
}

var seeds = []string{"", "\n", "a,b\n1,2\n", "a,\"b\nc\",d\r\n\"x\"\"y\",z", "\"", "a\"b,\"c\n,\"\"\n\"\"", "\"a\"b\",c\nd\n", "\r\n\r\n,\r\n\"\"\r\n",
	"氏名,番号\n堤,\"1\n2\"\n", "\"a\"\r\"b\"\n", "\"a\"x,\"b\"\n\"c", "a,\"\nb\nc\nd,e\n"}

// FuzzCuts: wherever a text is cut into blocks, its records are the same. Every byte belongs to one record.
func FuzzCuts(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), byte(','), uint8(3))
		f.Add([]byte(strings.ReplaceAll(s, ",", "\t")), byte('\t'), uint8(17))
	}
	f.Fuzz(func(t *testing.T, text []byte, comma byte, size uint8) {
		if strings.IndexByte("\r\n\"", comma) >= 0 || comma >= 0x80 || len(text) > 4096 {
			return
		}
		whole := records(t, text, comma, len(text)+1)
		if diff := cmp.Diff(whole, records(t, text, comma, int(size)+1)); diff != "" {
			t.Errorf("blocks of %d bytes change the records (-whole +cut):\n%s", int(size)+1, diff)
		}
	})
}

// FuzzRoundTrip: what encoding/csv writes is read back, whatever the values.
func FuzzRoundTrip(f *testing.F) {
	f.Add("a", "b\nc", "d\"e", "f,g", uint8(1))
	f.Add("", "\"", "\r\n", " x ", uint8(40))
	f.Add("堤 花子", "\t", "\\.", "\"\"", uint8(9))
	f.Fuzz(func(t *testing.T, a, b, c, d string, size uint8) {
		var buf bytes.Buffer
		w := stdcsv.NewWriter(&buf)
		want := [][]string{{a, b, "1"}, {c, d, "2"}, {"x", "", "3"}}
		if w.WriteAll(want) != nil || buf.Len() > maxQuoted {
			return
		}
		var got [][]string
		for _, r := range records(t, buf.Bytes(), ',', int(size)+1) {
			got = append(got, r.Values)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what was written is not what is read (-written +read):\n%s\n%q", diff, buf.String())
		}
	})
}

// FuzzSniff: guessing never breaks down, and names are as many as fields.
func FuzzSniff(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, text []byte, last bool) {
		comma, ok := Sniff(text, last)
		if !ok {
			comma = ','
		}
		names, ok := Header(text, comma, last, func(s string) bool { return s == "a" })
		if ok && len(names) == 0 {
			t.Error("a header without names")
		}
	})
}
