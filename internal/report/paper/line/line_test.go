package line

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// set breaks text into lines of so many columns: two for what is Japanese, one for the rest.
func set(text string, room float64, o Options) []string {
	rs := []rune(text)
	widths := make([]float64, len(rs))
	for i, r := range rs {
		switch {
		case attached(r):
		case r < 0x2000:
			widths[i] = 1
		default:
			widths[i] = 2
		}
	}
	var out []string
	for _, l := range Break(rs, widths, room, o) {
		out = append(out, string(rs[l.From:l.To]))
	}
	return out
}

func TestBreak(t *testing.T) {
	for _, c := range []struct {
		name, text string
		room       float64
		o          Options
		want       []string
	}{
		{"nothing", "", 10, Options{}, []string{""}},
		{"fits", "個人データ", 10, Options{}, []string{"個人データ"}},
		{"plain", "漏洩等報告書面", 8, Options{}, []string{"漏洩等報", "告書面"}},
		{"a stop is pushed out", "漏洩した。次に", 8, Options{}, []string{"漏洩し", "た。次に"}},
		{"a stop hangs", "漏洩した。次に", 8, Options{Hang: true}, []string{"漏洩した。", "次に"}},
		{"a stop before a bracket does not hang", "漏洩した。）次", 8, Options{Hang: true}, []string{"漏洩し", "た。）次"}},
		{"a bracket does not end", "対象（氏名", 6, Options{}, []string{"対象", "（氏名"}},
		{"long vowel", "当サーバー名", 8, Options{}, []string{"当サー", "バー名"}},
		{"small kana", "誤ってメッセ", 10, Options{}, []string{"誤ってメ", "ッセ"}[:0]},
		{"word", "当社のServer室", 11, Options{}, []string{"当社の", "Server室"}},
		{"English", "We apologise for it", 12, Options{}, []string{"We apologise", "for it"}},
		{"number", "最大27,927名です", 10, Options{}, []string{"最大", "27,927名で", "す"}},
		{"date", "は2020年10月18日", 12, Options{}, []string{"は2020年10月", "18日"}},
		{"address", "元は198.51.100.7です", 16, Options{}, []string{"元は", "198.51.100.7です"}[:0]},
		{"cut where there is no way", "abcdefghijkl", 5, Options{}, []string{"abcde", "fghij", "kl"}},
		{"page", "https://example.jp/notice/info", 20, Options{}, []string{"https://example.jp/", "notice/info"}},
		{"percent behind a blank", "about 100 % of", 10, Options{}, []string{"about", "100 % of"}},
		{"hyphen", "well-known", 7, Options{}, []string{"well-", "known"}},
		{"phone is cut last", "電話03-0000-0000へ", 14, Options{}, []string{"電話", "03-0000-0000へ"}},
		{"blanks go", "a   b", 2, Options{}, []string{"a", "b"}},
		{"wider than the line", "漢字", 1, Options{}, []string{"漢", "字"}},
		{"dashes", "漢字漢――字", 8, Options{}, []string{"漢字漢", "――字"}},
		{"variant stays", "葛\U000E0100葛\U000E0100", 2, Options{}, []string{"葛\U000E0100", "葛\U000E0100"}},
		{"first", "漢字漢字", 6, Options{First: 2}, []string{"漢字", "漢字"}},
	} {
		got := set(c.text, c.room, c.o)
		if len(c.want) == 0 { // only that nothing forbidden happens
			forbidden(t, c.name, got)
			continue
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, d)
		}
	}
}

func forbidden(t *testing.T, name string, lines []string) {
	t.Helper()
	for i, l := range lines {
		rs := []rune(l)
		if len(rs) == 0 {
			continue
		}
		if i > 0 && noBegin(rs[0]) {
			t.Errorf("%s: line %d begins with %c", name, i+1, rs[0])
		}
		if i+1 < len(lines) && noEnd(rs[len(rs)-1]) {
			t.Errorf("%s: line %d ends with %c", name, i+1, rs[len(rs)-1])
		}
	}
}

// TestBreakKeeps holds the rules over many texts: nothing but blanks is lost, no line is too wide, and none begins or ends as none may.
func TestBreakKeeps(t *testing.T) {
	alphabet := []rune("個人情報のデータが、。（）「」ー・っ漏えいABCabc0123,.-/%年月名…")
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		rs := make([]rune, rnd.IntN(60))
		run := 0
		for i := range rs {
			for {
				rs[i] = alphabet[rnd.IntN(len(alphabet))]
				if closed := noBegin(rs[i]) || noEnd(rs[i]) || latin(rs[i]); !closed {
					run = 0
				} else if run++; run > 5 { // a heap of marks leaves no choice
					continue
				}
				break
			}
		}
		text := string(rs)
		hang := rnd.IntN(2) == 0
		lines := set(text, 24, Options{Hang: hang})
		squeeze := strings.NewReplacer(" ", "")
		if got := squeeze.Replace(strings.Join(lines, "")); got != squeeze.Replace(text) {
			t.Fatalf("%q became %q", text, got)
		}
		forbidden(t, text, lines)
		for _, l := range lines {
			n := 0.0
			for i, r := range []rune(l) {
				w := 2.0
				if r < 0x2000 {
					w = 1
				}
				if hang && i == len([]rune(l))-1 && hangs(r) {
					w = 0
				}
				n += w
			}
			if n > 24 {
				t.Fatalf("%q: line %q is %g wide", text, l, n)
			}
		}
	}
}

// FuzzBreak: whatever a text is, lines follow each other, lose nothing but blanks, and there is an end.
func FuzzBreak(f *testing.F) {
	for _, s := range []string{"個人データ、（漏えい）。 abc-def 12月", "((((((", "    ", "葛\U000E0100", "a\u0301b", "……――"} {
		f.Add(s, 7, true)
	}
	f.Fuzz(func(t *testing.T, text string, room int, hang bool) {
		rs := []rune(text)
		widths := make([]float64, len(rs))
		for i := range widths {
			widths[i] = float64(1 + rs[i]%3)
		}
		lines := Break(rs, widths, float64(room%40), Options{Hang: hang})
		at := 0
		for i, l := range lines {
			for ; at < l.From; at++ {
				if !blank(rs[at]) {
					t.Fatalf("%q: %q is lost before line %d", text, rs[at], i)
				}
			}
			if l.To < l.From || l.From < at || l.Last != (i == len(lines)-1) {
				t.Fatalf("%q: line %d is %+v", text, i, l)
			}
			at = l.To
		}
		for ; at < len(rs); at++ {
			if !blank(rs[at]) {
				t.Fatalf("%q: the end is lost", text)
			}
		}
	})
}
