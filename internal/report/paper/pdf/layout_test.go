package pdf

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/papertest"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf/object"
)

func pages(t *testing.T, d *paper.Document) []string {
	t.Helper()
	data, out := printed(t, d)
	list := strings.Split(strings.TrimSuffix(text(t, data), "\f"), "\f")
	if len(list) != out.Pages {
		t.Fatalf("%d pages, said %d", len(list), out.Pages)
	}
	return list
}

// TestPages: each has its number, what stands at the foot, and the mark of a draft.
func TestPages(t *testing.T) {
	for lang, mark := range map[string]string{"ja": "案", "en": "DRAFT"} {
		d := papertest.Rich(lang)
		list := pages(t, d)
		for i, p := range list {
			w := paper.WordsOf(lang)
			for _, want := range []string{w.Page(i+1, len(list)), mark, d.Foot} {
				if !strings.Contains(squeeze(p), squeeze(want)) {
					t.Errorf("%s: page %d lacks %q", lang, i+1, want)
				}
			}
		}
	}
}

// TestTable: a table's head is on each of its pages, no row is torn apart, and the total is not alone.
func TestTable(t *testing.T) {
	row := func(cells ...string) []string { return cells }
	var rows [][]string
	long := strings.Repeat("備考は数行にわたるものがあり、途中で改ページしてはならない。", 4)
	for i := range 120 {
		rows = append(rows, row("行"+string(rune('A'+i%26))+strings.Repeat("あ", i%3), "1,234", "始"+long[:len("備")*(20+i*7%90)]+"終"))
	}
	rows = append(rows, row("合計", "148,080", ""))
	d := &paper.Document{Lang: "ja", Blocks: []paper.Block{
		paper.Heading{Level: 1, Text: "表"},
		paper.Table{Head: row("名", "人数", "備考"), Rows: rows, Right: []bool{false, true, false}, Total: true},
	}}
	list := pages(t, d)
	if len(list) < 5 {
		t.Fatalf("%d pages", len(list))
	}
	for i, p := range list {
		if !strings.Contains(squeeze(p), "名人数備考") {
			t.Errorf("page %d lacks the head", i+1)
		}
		if begun, ended := strings.Count(p, "始"), strings.Count(p, "終"); begun != ended {
			t.Errorf("page %d: %d rows begin, %d end", i+1, begun, ended)
		}
	}
	if last := list[len(list)-1]; !strings.Contains(last, "合計") || !strings.Contains(last, "1,234") {
		t.Errorf("the total is alone: %q", last)
	}
}

// TestHeadings: none stands at the end of a page, whatever is above it.
func TestHeadings(t *testing.T) {
	follows := map[string]paper.Block{
		"text":   paper.Text{Text: "続きの本文。"},
		"table":  paper.Table{Caption: "表題", Head: []string{"続き"}, Rows: [][]string{{"続き"}, {"b"}}},
		"fields": paper.Fields{List: []paper.Field{{Name: "続き", Value: []string{"v"}}}},
		"list":   paper.List{Items: []string{"続き"}},
		"line":   paper.Timeline{Marks: []paper.Mark{{When: "今日", Text: "続き"}}},
	}
	d := &paper.Document{Lang: "ja"}
	for _, next := range follows {
		for above := 25; above < 36; above += 2 {
			d.Blocks = append(d.Blocks, paper.Break{})
			for range above {
				d.Blocks = append(d.Blocks, paper.Text{Text: "上"})
			}
			d.Blocks = append(d.Blocks, paper.Heading{Level: 1, Text: "大見出"}, paper.Heading{Level: 2, Text: "小見出"}, next)
		}
	}
	broken := 0
	for i, p := range pages(t, d) {
		if !strings.Contains(p, "見出") {
			broken++
			continue
		}
		if !strings.Contains(p, "大見出") || !strings.Contains(p, "小見出") || !strings.Contains(p, "続き") {
			t.Errorf("page %d holds a heading without what follows it: %q", i+1, p)
		}
	}
	if broken == 0 || broken == 30 {
		t.Errorf("%d of 30 times the heading went to the next page: nothing was tested", broken)
	}
}

// TestLines holds lines as the font makes them to the rules of package line: it looks at beginnings, ends and widths.
func TestLines(t *testing.T) {
	p, err := NewPress(io.Discard, Options{})
	if err != nil {
		t.Fatal(err)
	}
	st := &style{size: 10}
	source := papertest.Long(true) + "ABC株式会社（198.51.100.7）、「第2報」・2020年10月18日の27,927名。" + strings.Join(papertest.Hostile, "、")
	for width := 60.0; width < 480; width += 7 {
		s := p.set(setting{width: width, lead: 15, hang: true}, span{text: paper.Clean(source), style: st})
		for i, l := range s.lines {
			if l.To == l.From {
				continue
			}
			if l.Width > width+0.01 {
				t.Fatalf("at %g: line %d is %g wide", width, i, l.Width)
			}
			first := s.runes[l.From]
			if i > 0 && strings.ContainsRune("、。）」・ー々ぁっょァッョ", first) && !s.lines[i-1].Last {
				t.Fatalf("at %g: line %d begins with %c", width, i, first)
			}
			if last := s.runes[l.To-1]; !l.Last && strings.ContainsRune("（「『", last) {
				t.Fatalf("at %g: line %d ends with %c", width, i, last)
			}
		}
	}
}

// TestMissing: what the font lacks is told, per document and in all, and stays in the text.
func TestMissing(t *testing.T) {
	d := &paper.Document{Lang: "ja", Title: "𠮷", Blocks: []paper.Block{paper.Text{Text: "𠮷田と𠮷川"}, paper.Text{Text: "個\U000E01EF人"}}}
	data, out := printed(t, d)
	if want := []rune{'𠮷', 0xE01EF}; out.Missing.Count != 4 || !slices.Equal(out.Missing.Runes, want) {
		t.Errorf("missing: %+v", out.Missing)
	}
	if s := text(t, data); strings.Count(s, "𠮷") != 3 {
		t.Errorf("text: %q", s)
	}
	_, out = printed(t, papertest.Letter("ja", 2))
	if out.Missing.Count != 0 || len(out.Missing.Runes) != 0 {
		t.Errorf("missing: %+v", out.Missing)
	}
}

// TestAbout: the file says its title and its language, and has the headings as bookmarks.
func TestAbout(t *testing.T) {
	data, _ := printed(t, papertest.Rich("ja"))
	for _, want := range []string{"/Lang(ja-JP)", "/DisplayDocTitle true", "<dc:language><rdf:Bag><rdf:li>ja-JP", "個人データの漏えい等に関する報告書（確報）</rdf:li>", "/Title" + object.Literal("経過") + "/Parent", "/PageMode/UseOutlines", "(D:20201227150000Z)"} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("the file lacks %s", want)
		}
	}
	program := papertest.Program(t, "poppler", "pdffonts")
	cmd := exec.CommandContext(t.Context(), program, "-")
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(out), "yes yes yes") != 2 { // embedded, a subset, with what its glyphs stand for
		t.Errorf("fonts: %s", out)
	}
	if len(data) > 400_000 {
		t.Errorf("%d bytes", len(data))
	}
}

// TestTags: what is read aloud is everything but what stands on every page, in its order, and knows what it is.
func TestTags(t *testing.T) {
	program := papertest.Program(t, "poppler", "pdfinfo")
	file := t.TempDir() + "/a.pdf"
	d := papertest.Rich("ja")
	for i, b := range d.Blocks { // up to a table of two pages
		if table, ok := b.(paper.Table); ok {
			table.Rows = table.Rows[:40]
			d.Blocks = append(d.Blocks[:i:i], table)
			break
		}
	}
	data, _ := printed(t, d)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-struct-text", file)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil || complaint.Len() > 0 {
		t.Fatalf("pdfinfo: %v: %s", err, complaint.String())
	}
	s := strings.NewReplacer("\"", "", "\n", "").Replace(squeeze(string(out)))
	at := 0
	for _, want := range []string{
		"H1(block)個人データの漏えい等に関する報告書（確報）", "H2(block)概要P(block)2020年10月18日、",
		"TH:/Scope/Row1報告の種別TD□速報□確報根拠#4", "□第2号（財産的被害のおそれ）（確認中）□第3号", "調査中",
		"Lbl(block)1.LBody(block)アクセス権の設定を変更するたびに", "TH:/Scope/Column保管場所",
	} {
		i := strings.Index(s[at:], want)
		if i < 0 {
			t.Fatalf("%q is not said, or not where it should be", want)
		}
		at += i
	}
	if n := strings.Count(s, "保管場所"); n != 1 {
		t.Errorf("a head that is on several pages is said %d times", n)
	}
	if strings.Contains(s, "sha256") {
		t.Error("what stands on every page is said")
	}
}

// TestBounded: the memory that letters take does not grow with their number.
func TestBounded(t *testing.T) {
	live := func(n int) uint64 {
		p, err := NewPress(io.Discard, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if _, err := p.Add(papertest.Letter("ja", i)); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(p)
		return m.HeapAlloc
	}
	few, many := live(50), live(2050)
	if many > few && many-few > 2000*100 { // of a letter's 3 KB
		t.Errorf("2,000 letters more hold %d bytes more", many-few)
	}
}

func TestDuplex(t *testing.T) {
	var b bytes.Buffer
	p, err := NewPress(&b, Options{Duplex: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if _, err := p.Add(papertest.Letter("ja", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	list := strings.Split(text(t, b.Bytes()), "\f")
	for i, want := range []bool{true, false, true, false, true} {
		if got := strings.Contains(list[i], "様"); got != want {
			t.Errorf("page %d holds a letter: %t", i+1, got)
		}
	}
}
