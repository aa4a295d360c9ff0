package papertest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Writer is what is tested: how it writes, and how the text is read back out of what it wrote.
type Writer struct {
	Write func(w io.Writer, d *paper.Document) error
	Read  func(t *testing.T, file []byte) string
}

// Run holds a writer to what all of them promise: nothing of a document vanishes, the same document gives the same bytes, what
// is not known is said, a draft is marked, and neither an empty document nor an odd one breaks it.
func Run(t *testing.T, w Writer) {
	for _, lang := range []string{"ja", "en"} {
		for name, d := range map[string]*paper.Document{"rich": Rich(lang), "letter": Letter(lang, 11), "rare": rare(lang), "odd": odd(lang), "huge": huge(lang)} {
			t.Run(name+"."+lang, func(t *testing.T) { nothingVanishes(t, w, d) })
		}
	}
	t.Run("same bytes", func(t *testing.T) {
		if a, b := write(t, w, Rich("ja")), write(t, w, Rich("ja")); !bytes.Equal(a, b) {
			t.Error("the same document gives another file")
		}
	})
	t.Run("full disk", func(t *testing.T) {
		if err := w.Write(&small{1000}, Rich("ja")); err == nil {
			t.Error("no error")
		}
	})
}

type small struct{ room int }

func (s *small) Write(b []byte) (int, error) {
	if s.room -= len(b); s.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func write(t *testing.T, w Writer, d *paper.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func nothingVanishes(t *testing.T, w Writer, d *paper.Document) {
	text := squeeze(w.Read(t, write(t, w, d)))
	want := map[string]int{}
	for _, s := range Texts(d) {
		want[squeeze(s)]++
	}
	for s, n := range want {
		if got := strings.Count(text, s); got < n {
			t.Errorf("%s: %d of %d times", brief(s), got, n)
		}
	}
	ticked, empty := boxes(d)
	if got := strings.Count(text, "☑"); got != ticked {
		t.Errorf("%d ticked boxes, want %d", got, ticked)
	}
	if got := strings.Count(text, "☐"); got != empty {
		t.Errorf("%d empty boxes, want %d", got, empty)
	}
	if strings.ContainsAny(text, "\x00\x1b\u202e\u200b\ufeff") {
		t.Error("what steers or hides got through")
	}
}

// Texts are all texts of a document as they are to be found in a file of it, each as often as it is there.
func Texts(d *paper.Document) []string {
	out := append([]string{d.Title, d.Subject, d.Foot, paper.WordsOf(d.Lang).Date(d.Date)}, d.Lead...)
	out = append(append(out, d.To...), d.From...)
	w := paper.WordsOf(d.Lang)
	by := func(list ...[]int64) {
		for _, b := range list {
			out = append(out, w.By(b))
		}
	}
	if d.Draft {
		out = append(out, w.Draft())
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			out = append(out, b.Text)
		case paper.Text:
			out = append(out, b.Text)
			by(b.By)
		case paper.List:
			out = append(out, b.Items...)
		case paper.Table:
			out = append(append(out, b.Caption), b.Head...)
			for _, r := range b.Rows {
				out = append(out, r...)
			}
			by(b.By...)
		case paper.Timeline:
			kinds := map[string]bool{} // each at least once: a legend may say it
			for _, m := range b.Marks {
				out = append(out, m.When, m.Text)
				by(m.By)
				if !kinds[m.Kind] {
					out = append(out, w.Kind(m.Kind))
				}
				kinds[m.Kind] = true
			}
		case paper.Figures:
			for _, f := range b.List {
				out = append(out, f.Name, f.Value, f.Note)
			}
		case paper.Fields:
			for _, f := range b.List {
				out = append(append(append(out, f.No, f.Name, f.Help), f.Value...), f.Was...)
				by(f.By)
				for _, c := range f.Choices {
					out = append(out, c.Text)
					if c.Open {
						out = append(out, w.Open())
					}
				}
				if f.Unknown {
					out = append(out, paper.UnderInvestigation(d.Lang))
				}
				if f.Changed {
					out = append(out, w.Changed(), w.Was())
					if len(f.Was) == 0 {
						out = append(out, w.Nothing())
					}
				}
			}
		}
	}
	return out
}

func boxes(d *paper.Document) (ticked, empty int) {
	for _, b := range d.Blocks {
		f, ok := b.(paper.Fields)
		if !ok {
			continue
		}
		for _, v := range f.List {
			for _, c := range v.Choices {
				if c.Ticked && !c.Open {
					ticked++
				} else {
					empty++
				}
			}
		}
	}
	return ticked, empty
}

// squeeze takes out blanks, which lines and cells are broken at, after what would steer has become visible.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, paper.Clean(s))
}

func brief(s string) string {
	if rs := []rune(s); len(rs) > 60 {
		return fmt.Sprintf("%q… (%d characters)", string(rs[:60]), len(rs))
	}
	return fmt.Sprintf("%q", s)
}

// rare are names that are seldom and blocks that are alone.
func rare(lang string) *paper.Document {
	d := &paper.Document{Name: "rare", Lang: lang, Title: Rare[0], Foot: Rare[2], To: Rare, From: Lacking}
	for _, n := range append(append([]string{}, Rare...), Lacking...) {
		d.Blocks = append(d.Blocks, paper.Heading{Level: 2, Text: n}, paper.Text{Text: n, Note: true})
		d.Blocks = append(d.Blocks, paper.Fields{List: []paper.Field{{ID: n, No: "1", Name: n, Value: []string{n}, Choices: []paper.Choice{{Text: n, Ticked: true}}}}})
	}
	return d
}

// huge has more in each place than there is room for on a page. Of cells beside each other one is huge, as texts that stand
// beside each other over pages are read in turn.
func huge(lang string) *paper.Document {
	n := 0
	text := func() string { // none is a part of another
		n++
		return fmt.Sprintf("〔%d〕", n) + string([]rune(Long(lang == "ja"))[:4500]) + fmt.Sprintf("〔/%d〕", n)
	}
	return &paper.Document{Lang: lang, Title: text(), Lead: []string{text()}, To: []string{text()}, From: []string{text()}, Subject: text(), Foot: strings.Repeat("Foot ", 60), Blocks: []paper.Block{
		paper.Heading{Level: 1, Text: text()}, paper.Heading{Level: 3, Text: text()},
		paper.Table{Caption: text(), Head: []string{text(), ""}, Rows: [][]string{{text(), ""}, {"", text()}}, Total: true},
		paper.Fields{List: []paper.Field{
			{No: text(), Name: "a"}, {No: "1", Name: text()}, {Name: "b", Help: text()}, {Value: []string{text()}, Changed: true, Was: []string{text()}},
			{Choices: []paper.Choice{{Text: text(), Ticked: true}, {Text: text(), Open: true}}},
		}},
		paper.List{Ordered: true, Items: []string{text(), "x"}}, paper.Figures{List: []paper.Figure{{Name: text(), Value: text(), Note: text()}}},
		paper.Timeline{Marks: []paper.Mark{{When: text(), Key: true, Kind: "known"}, {When: "c", Text: text()}}},
		paper.Text{Text: text(), Note: true},
	}}
}

// odd is what a program may make by mistake: nothing, much, and what is uneven.
func odd(lang string) *paper.Document {
	var many []int64
	for i := range 60 {
		many = append(many, int64(1000+i))
	}
	return &paper.Document{Lang: lang, Blocks: []paper.Block{
		paper.Break{}, paper.Heading{}, paper.Heading{Level: 9, Text: "nine"}, paper.Text{}, paper.Fields{}, paper.Table{}, paper.List{}, paper.Timeline{}, paper.Figures{}, paper.Break{}, paper.Break{},
		paper.Table{Head: []string{"a"}, Rows: [][]string{{"b", "c", "d"}, {}, {"e"}}, Widths: []int{0}, Right: []bool{true}, Total: true},
		paper.Table{Head: []string{"only a head"}},
		paper.Table{Rows: [][]string{{strings.Repeat("Donaudampfschifffahrtsgesellschaft", 3), strings.Repeat("x", 300), strings.Repeat("y", 300)}}},
		paper.Fields{List: []paper.Field{{}, {Name: "\n\n", Value: []string{"", "\n", "a\n\nb"}}, {No: strings.Repeat("No", 40), Unknown: true}, {Name: Long(lang == "ja")[:1200], Value: []string{"v"}, By: many}}},
		paper.List{Ordered: true, Items: []string{"", "one"}}, paper.List{Ordered: true, Items: []string{"two"}}, paper.List{Items: []string{"x"}}, paper.List{Items: []string{"y"}},
		paper.Figures{List: []paper.Figure{{}, {Name: "n", Value: strings.Repeat("12,345,678 ", 6)}, {Value: "1"}, {Value: "2"}, {Value: "3"}}},
		paper.Timeline{Marks: []paper.Mark{{}, {When: strings.Repeat("long ", 30), Text: Long(lang == "ja")[:3000], Key: true, Kind: "told"}}},
		paper.Heading{Level: 1, Text: "at the end"},
	}}
}
