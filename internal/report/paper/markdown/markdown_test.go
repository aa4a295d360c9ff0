package markdown

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/papertest"
)

// plain takes the marks off what this package writes: it knows code, backslashes, bars, and marks at the beginning of lines.
func plain(s string) string {
	var b strings.Builder
	for _, l := range strings.SplitAfter(s, "\n") {
		cell := strings.HasPrefix(l, "| ")
		for strings.HasPrefix(l, "> ") || strings.HasPrefix(l, "#") {
			l = l[1:]
		}
		for i := 0; i < len(l); {
			switch c := l[i]; {
			case c == '\\' && i+1 < len(l) && l[i+1] < 0x80:
				b.WriteByte(l[i+1])
				i += 2
			case c == '`':
				n := 1
				for l[i+n] == '`' {
					n++
				}
				end := i + n
				for run := 0; run != n; {
					run = 0
					for end < len(l) && l[end] != '`' {
						end++
					}
					for end+run < len(l) && l[end+run] == '`' {
						run++
					}
					end += run
				}
				code := l[i+n : end-n]
				if cell {
					code = strings.ReplaceAll(code, `\|`, "|")
				}
				b.WriteString(code)
				i = end
			case c == '|', c == '*':
				i++
			case strings.HasPrefix(l[i:], "&#32;"):
				b.WriteByte(' ')
				i += 5
			default:
				b.WriteByte(c)
				i++
			}
		}
	}
	return b.String()
}

func TestConformance(t *testing.T) {
	papertest.Run(t, papertest.Writer{Write: Write, Read: func(_ *testing.T, file []byte) string { return plain(string(file)) }})
}

func TestEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"a*b_c":                       `a\*b\_c`,
		"見よ https://example.jp/x。":    "見よ `https://example.jp/x`。",
		"someone@example.jp":          "`someone@example.jp`",
		"`@a`":                        "`` `@a` ``",
		"#1":                          "`#1`",
		"10:05":                       "10:05",
		"<b>&amp;":                    `\<b\>\&amp;`,
		"[x](javascript:alert(1))":    `\[x\]\(javascript:alert\(1\)\)`,
		"a\nb":                        "a b",
		"（1,234人）":                    "（1,234人）",
		"mailto:someone@example.jp|x": "`mailto:someone@example.jp|x`",
	} {
		if got := inline(in, false); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	if got := inline("a@b|c", true); got != "`a@b\\|c`" {
		t.Errorf("in a cell: %s", got)
	}
	for in, want := range map[string]string{"- x": `\- x`, "12. x": `12\. x`, "   x": "&#32;&#32;&#32;x", "a\nb": "a\\\nb", "+++": `\+++`, "a\n\nb": "a\n\n\nb", "1) x": `1\) x`} {
		if got := paragraph(in, ""); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestNoMarkup: read by GitHub's own reader, a hostile document has only the elements that its blocks are.
func TestNoMarkup(t *testing.T) {
	program := papertest.Program(t, "cmark-gfm", "cmark-gfm")
	for _, lang := range []string{"ja", "en"} {
		d := papertest.Rich(lang)
		var b bytes.Buffer
		if err := Write(&b, d); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), program, "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist", "-e", "footnotes")
		cmd.Stdin = &b
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for z := html.NewTokenizer(bytes.NewReader(out)); z.Next() != html.ErrorToken; {
			switch tok := z.Token(); tok.Type {
			case html.StartTagToken, html.SelfClosingTagToken:
				count[tok.Data]++
			case html.CommentToken:
				t.Errorf("%s: a comment", lang)
			}
		}
		rows, headings := 1+len(tables(d, 0).Rows), 1
		for _, b := range d.Blocks {
			if _, ok := b.(paper.Heading); ok {
				headings++
			}
		}
		for _, tag := range []string{"a", "img", "script", "em", "del", "input", "b", "pre", "sup", "section"} {
			if count[tag] > 0 {
				t.Errorf("%s: %d <%s>", lang, count[tag], tag)
			}
		}
		if got := count["h1"] + count["h2"] + count["h3"] + count["h4"]; got != headings {
			t.Errorf("%s: %d headings, want %d", lang, got, headings)
		}
		if count["table"] != 5 || count["tr"] < rows || count["ol"] != 1 || count["ul"] != 5 {
			t.Errorf("%s: %v", lang, count)
		}
	}
}

func tables(d *paper.Document, n int) paper.Table {
	for _, b := range d.Blocks {
		if t, ok := b.(paper.Table); ok {
			if n--; n < 0 {
				return t
			}
		}
	}
	return paper.Table{}
}
