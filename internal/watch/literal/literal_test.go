package literal

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFind: the automaton agrees with looking for each word by itself, over words that lie within each other.
func TestFind(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func(n int) string {
		b := make([]byte, 1+r.IntN(n))
		for i := range b {
			b[i] = "abAB/."[r.IntN(6)]
		}
		return string(b)
	}
	for range 300 {
		var words []string
		for range 1 + r.IntN(12) {
			words = append(words, word(4)+"aB/"+word(3))
		}
		text := word(200)
		for _, w := range words {
			text += w + word(3)
		}
		var want []uint16
		low := strings.ToLower(text)
		for i, w := range words {
			for at := range low {
				if strings.HasPrefix(low[at:], strings.ToLower(w)) {
					want = append(want, uint16(i))
				}
			}
		}
		got := New(words).Find([]byte(text), nil)
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%q in %q: %s", words, text, d)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"/A/..%2F..%5cEtc":     `/a/../..\etc`,
		"/%252e%252e/":         "/../",
		"/%25252e/":            "/./",
		"/%u002e%u002E/a%zz%2": "/../a%zz%2",
		"/a%00.php":            "/a .php",
		"/100%25":              "/100%",
	} {
		if got := string(Plain(nil, []byte(in), false)); got != want {
			t.Errorf("%s: %q, not %q", in, got, want)
		}
	}
	if got := string(Plain([]byte("x"), []byte("q=1+UNION%20select"), true)); got != "xq=1 union select" {
		t.Error(got)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add([]byte("/%25252525252e"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got := Plain(nil, b, true)
		if len(got) > len(b) {
			t.Errorf("%q of %q", got, b)
		}
		New([]string{"a", "../"}).Find(got, nil)
	})
}

func BenchmarkFind(b *testing.B) {
	x := New([]string{"/ecp/y.js", "../", "jndi:", "union", "select", "/.git/", "/.env", "sqlmap", "/dana/html5acc/"})
	text := []byte("/api/v1/customers/10234/orders?from=2026-11-01&to=2026-11-30&sort=desc&page=3&size=100")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	var found []uint16
	for b.Loop() {
		found = x.Find(text, found[:0])
	}
}
