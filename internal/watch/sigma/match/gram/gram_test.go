package gram

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func build(literals ...string) *Index {
	var b Builder
	for _, l := range literals {
		b.Add(l)
	}
	return b.Build()
}

func found(x *Index, text string) []int32 {
	var f []int32
	for _, h := range x.Scan([]byte(text), nil) {
		if !strings.HasPrefix(text[h.At:], x.texts[h.ID]) {
			panic("a literal does not stand where it was found")
		}
		f = append(f, h.ID)
	}
	slices.Sort(f)
	return slices.Compact(f)
}

func TestScan(t *testing.T) {
	x := build("abc", "abcd", "bcde", "../../etc/passwd", "パスワード", "\x00\x01\x02\x03")
	for _, c := range []struct {
		text string
		want []int32
	}{
		{"", nil},
		{"ab", nil},
		{"abc", []int32{0}},
		{"xabcd", []int32{0, 1}},
		{"abcde", []int32{0, 1, 2}},
		{"/a/../../etc/passw", nil},
		{"/a/../../etc/passwd", []int32{3}},
		{"次のパスワードを", []int32{4}},
		{"\x00\x01\x02\x03", []int32{5}},
		{"\x00\x01\x02", nil},
	} {
		if d := cmp.Diff(c.want, found(x, c.text)); d != "" {
			t.Errorf("%q (-want +got)\n%s", c.text, d)
		}
	}
	var b Builder
	if first := b.Add("same"); b.Add("same") != first || b.Len() != 1 {
		t.Error("the same literal has two numbers")
	}
	if got := (&Builder{}).Build().Scan([]byte("anything"), nil); got != nil {
		t.Errorf("an empty index finds %v", got)
	}
}

// TestScanLikeContains lays the index beside bytes.Contains, over an alphabet so small that literals overlap everywhere.
func TestScanLikeContains(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "ab./é"[r.IntN(6)]
		}
		return string(b)
	}
	for range 300 {
		var b Builder
		for range 1 + r.IntN(40) {
			b.Add(word(3 + r.IntN(9)))
		}
		x := b.Build()
		for range 20 {
			text := word(r.IntN(40))
			var want []int32
			for id, l := range b.texts {
				if bytes.Contains([]byte(text), []byte(l)) {
					want = append(want, int32(id))
				}
			}
			if d := cmp.Diff(want, found(x, text)); d != "" {
				t.Fatalf("%q (-want +got)\n%s", text, d)
			}
		}
	}
}

func BenchmarkScan(b *testing.B) {
	var bl Builder
	for i := range 20_000 {
		bl.Add(fmt.Sprintf("/x%x/payload-%d", i*7919, i))
	}
	x := bl.Build()
	text := []byte(`/api/v1/users/1234?page=2&sort=name mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/126.0.0.0 safari/537.36`)
	b.SetBytes(int64(len(text)))
	var f []Hit
	for b.Loop() {
		f = x.Scan(text, f[:0])
	}
}
