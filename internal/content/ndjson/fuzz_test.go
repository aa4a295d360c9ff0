package ndjson

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// leaf is a value with the name of its field.
type leaf struct{ Field, Text string }

// leaves reads a text in blocks of a size and checks that every place lies where it may. whole tells that no record was bad
// or cut.
func leaves(t *testing.T, text []byte, size int) (out [][]leaf, whole bool) {
	t.Helper()
	blocks := NewBlocksSize(iotest.HalfReader(bytes.NewReader(text)), size)
	c := NewCursor(&content.Part{}, nil)
	var b content.Block
	var r content.Record
	at := int64(0)
	whole = true
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
		whole = whole && !b.Cut
		c.Reset(&b)
		pos := b.From
		for c.Next(&r) {
			if r.Start < pos || r.End <= r.Start || r.End > b.To {
				t.Fatalf("a record at [%d:%d], behind %d in a block that ends at %d", r.Start, r.End, pos, b.To)
			}
			if skipped := bytes.Trim(b.Text[pos:r.Start], "\xef\xbb\xbf,"); len(bytes.TrimFunc(skipped, func(r rune) bool { return r <= ' ' || r == ',' || r == 0xfeff })) > 0 {
				t.Fatalf("%q stands in no record", skipped)
			}
			pos = r.End
			whole = whole && !r.Bad
			var rec []leaf
			for _, v := range r.Values {
				if v.Field < 0 || v.Field >= len(c.Fields()) || v.Start < r.Start || v.End < v.Start || v.End > r.End {
					t.Fatalf("a value of field %d at [%d:%d] in a record at [%d:%d]", v.Field, v.Start, v.End, r.Start, r.End)
				}
				rec = append(rec, leaf{c.Fields()[v.Field], string(v.Text)})
			}
			out = append(out, rec)
		}
	}
	if at != int64(len(text)) {
		t.Fatalf("the blocks hold %d of %d bytes", at, len(text))
	}
	return out, whole
}

var seeds = []string{"", "{}", "{\"a\":1}\n{\"a\":2}\n", `{"a":{"b":[1,"x",null,{"c":true}]}}`, "{\"a\":\"\\u3042\\n\\\"\"}\n{\"a\":\"\\ud83d\\ude00\"}", "[1,2]\n3 4,\n\"x\"", "{\"a\":1", "{\"a\":\"",
	"not json\n{\"a\":1}\n", "{\"a\" : 1 , \"b\":\t2}\n{\"a\":1,\"b\":2}\n", "\xef\xbb\xbf{\"a\":1}", "{\"\":1,\"\":2}", "{\"a\":\"\\", "[[[[", "}{", "{\"a\":[{},{}]}"}

// FuzzAny: whatever the bytes, spans lie within their records, and blocks cut at lines give the same values.
func FuzzAny(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), uint8(5))
	}
	f.Fuzz(func(t *testing.T, text []byte, size uint8) {
		if len(text) > 4096 {
			return
		}
		one, whole := leaves(t, text, len(text)+1)
		cut, stillWhole := leaves(t, text, int(size)+1)
		if !whole || !stillWhole || spread(text) {
			return
		}
		if diff := cmp.Diff(one, cut); diff != "" {
			t.Errorf("blocks of %d bytes change the values (-whole +cut):\n%s", int(size)+1, diff)
		}
	})
}

// spread tells whether a value goes over several lines: blocks are cut at lines.
func spread(text []byte) bool {
	for line := range bytes.Lines(text) {
		d := json.NewDecoder(bytes.NewReader(bytes.Trim(line, "\xef\xbb\xbf, \t\r\n")))
		for {
			var v any
			err := d.Decode(&v)
			if err == io.EOF {
				break
			}
			if err != nil {
				return true
			}
		}
	}
	return false
}

// FuzzAgrees: of a document that encoding/json takes, as many values are read as it has leaves, with the same strings.
func FuzzAgrees(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		if !json.Valid(text) {
			return
		}
		var want []string
		depth, most, key := []bool{}, 0, false
		for {
			tok, err := d.Token()
			if err != nil {
				break
			}
			switch v := tok.(type) {
			case json.Delim:
				if v == '{' || v == '[' {
					depth = append(depth, v == '{')
					most = max(most, len(depth))
				} else {
					depth = depth[:len(depth)-1]
				}
				key = len(depth) > 0 && depth[len(depth)-1]
				continue
			case nil:
			case string:
				if key {
					key = false
					continue
				}
				want = append(want, v)
			case json.Number:
				want = append(want, v.String())
			case bool:
				want = append(want, map[bool]string{true: "true", false: "false"}[v])
			}
			key = len(depth) > 0 && depth[len(depth)-1]
		}
		if most > MaxDepth {
			return
		}
		recs, whole := leaves(t, text, len(text)+1)
		if !whole || len(recs) != 1 {
			t.Fatalf("a valid document is %d records, all well formed: %v", len(recs), whole)
		}
		var got []string
		for _, l := range recs[0] {
			// encoding/json writes U+FFFD for each broken byte.
			got = append(got, string(bytes.ToValidUTF8([]byte(l.Text), nil)))
		}
		if len(got) != len(want) {
			t.Fatalf("%d values, want %d", len(got), len(want))
		}
		for i := range want {
			if bytes.ContainsRune([]byte(want[i]), 0xfffd) {
				continue
			}
			if got[i] != want[i] {
				t.Errorf("value %d is %q, want %q", i, got[i], want[i])
			}
		}
	})
}
