package report

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

func TestText(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		var b bytes.Buffer
		sample(t, NewText(&b, Options{Lang: lang, Width: 80}))
		golden(t, "text."+lang+".golden", b.Bytes())
		for line := range strings.Lines(b.String()) {
			if w := columns(strings.TrimSuffix(line, "\n")); w > 80 {
				t.Errorf("%s: %d columns wide: %q", lang, w, line)
			}
		}
		if !utf8.Valid(b.Bytes()) || strings.Contains(b.String(), "\x1b") {
			t.Errorf("%s: a name steers the terminal", lang)
		}
	}
}

func TestTextWidths(t *testing.T) {
	for _, width := range []int{60, 72, 100, 120} {
		for _, lang := range []string{"ja", "en"} {
			var b bytes.Buffer
			sample(t, NewText(&b, Options{Lang: lang, Width: width}))
			for line := range strings.Lines(b.String()) {
				if w := columns(strings.TrimSuffix(line, "\n")); w > width {
					t.Errorf("%s, %d columns: %d wide: %q", lang, width, w, line)
				}
			}
		}
	}
}

func TestHeadline(t *testing.T) {
	for _, c := range []struct {
		p      inventory.People
		held   int64
		ja, en string
	}{
		{inventory.People{N: n(23418)}, 3, "23,418人分の個人データが見つかりました", "23,418 people"},
		{inventory.People{N: n(1)}, 1, "1人分の個人データが見つかりました", "1 person"},
		{inventory.People{N: n(9000), Error: 0.01}, 1, "約9,000人分の個人データが見つかりました", "About 9,000 people"},
		{inventory.People{Min: n(12)}, 1, "少なくとも12人分の個人データが見つかりました", "At least 12 people"},
		{inventory.People{}, 1, "個人データが見つかりました（人数は不明）", "Personal data found; of how many people is unknown"},
		{inventory.People{N: n(0)}, 1, "特定の個人に結び付かない個人データが見つかりました", "Personal data found, none that points at one person"},
		{inventory.People{N: n(0)}, 0, "個人データは見つかりませんでした", "No personal data found"},
	} {
		if got := japanese.headline(c.p, c.held); got != c.ja {
			t.Errorf("got %q, want %q", got, c.ja)
		}
		if got := english.headline(c.p, c.held); got != c.en {
			t.Errorf("got %q, want %q", got, c.en)
		}
	}
}

func TestKeepsTheWorst(t *testing.T) {
	d := newDigest(3)
	for i := range int64(50) {
		u := &scan.Unit{Part: inventory.Part{Name: number(i), People: inventory.People{N: n(i * 7 % 50)}}}
		u.Fields = []inventory.Field{{Kind: pii.EmailAddress, Values: 1}}
		if err := d.Unit(u); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Summary(&scan.Summary{}); err != nil {
		t.Fatal(err)
	}
	if d.held != 50 || len(d.places) != 3 || *d.places[0].People.N != 49 || *d.places[2].People.N != 47 {
		t.Errorf("kept %d of %d, the worst has %d people", len(d.places), d.held, *d.places[0].People.N)
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in   string
		w    int
		want string
	}{
		{"abcdef", 6, "abcdef"}, {"abcdef", 4, "abc…"}, {"個人番号", 8, "個人番号"}, {"個人番号", 7, "個人番…"}, {"個人番号", 6, "個人…"},
	} {
		if got := cut(c.in, c.w); got != c.want || columns(got) > c.w {
			t.Errorf("cut(%q, %d) = %q, want %q", c.in, c.w, got, c.want)
		}
	}
	for w := 3; w < 30; w++ {
		if got := cutPath("顧客/データ/very/long/path/名簿.csv", w); columns(got) > w {
			t.Errorf("cutPath to %d columns gives %d: %q", w, columns(got), got)
		}
	}
}

// TestSeveralSources: equal names in two sources are told apart in the ranking.
func TestSeveralSources(t *testing.T) {
	var b bytes.Buffer
	h := NewText(&b, Options{Lang: "en"})
	for _, src := range []string{"/srv/sales", "/srv/staff"} {
		u := &scan.Unit{Source: src, Part: inventory.Part{Name: "list.csv", People: inventory.People{N: n(2)}}}
		u.Fields = []inventory.Field{{Kind: pii.EmailAddress, Values: 2}}
		if err := h.Unit(u); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Summary(&scan.Summary{People: inventory.People{N: n(4)}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"sales/list.csv", "staff/list.csv", "4 people"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}
