package policy

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// form is what a line is in its page.
type form uint8

const (
	para form = iota
	item      // of a list, or a line that goes on with one
	row       // of a table
	head      // a heading, or the term of a definition
)

// line is one line of a policy's text. Offsets of quotes are bytes in the lines joined by line ends.
type line struct {
	start int
	text  string
	form  form
	level int // of a heading
}

// maxDepth bounds how deep elements are followed, maxLines how many lines are kept, maxLine how long one is: rules look at
// a line around each of its words, so that one of megabytes would never end.
const (
	maxDepth = 400
	maxLines = 20_000
	maxLine  = 4 << 10
)

// Text is a policy in lines.
type Text struct {
	lines []line
	Title string
}

// String is the text that offsets count in.
func (t *Text) String() string {
	var b strings.Builder
	for i, l := range t.lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l.text)
	}
	return b.String()
}

func (t *Text) add(s string, f form, level int) {
	s = strings.Join(strings.Fields(s), " ")
	for len(s) > maxLine {
		n := whole(s[:maxLine])
		t.put(s[:n], f, level)
		s = strings.TrimSpace(s[n:])
	}
	t.put(s, f, level)
}

// whole is how much of the beginning of a long line is taken as a line: whole sentences, or at least whole characters.
func whole(s string) int {
	n := 0
	for _, stop := range []string{"。", ". "} {
		if i := strings.LastIndex(s, stop); i >= 0 {
			n = max(n, i+len(stop))
		}
	}
	if n == 0 {
		for n = len(s); n > 1 && len(s)-n < utf8.UTFMax && !utf8.RuneStart(s[n-1]); n-- {
		}
		n-- // before the character that may be cut
	}
	return n
}

func (t *Text) put(s string, f form, level int) {
	if s == "" || len(t.lines) >= maxLines {
		return
	}
	at := 0
	if n := len(t.lines); n > 0 {
		at = t.lines[n-1].start + len(t.lines[n-1].text) + 1
	}
	t.lines = append(t.lines, line{at, s, f, level})
}

// ReadHTML reads the lines of a page, which is UTF-8.
func ReadHTML(page []byte) (*Text, error) {
	root, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, err
	}
	r := &reader{out: &Text{}}
	r.walk(root, 0)
	r.end()
	return r.out, nil
}

// reader gathers inline text until a block ends.
type reader struct {
	out   *Text
	buf   strings.Builder
	form  form
	level int
}

// end ends the line at hand.
func (r *reader) end() {
	r.out.add(r.buf.String(), r.form, r.level)
	r.buf.Reset()
}

func (r *reader) walk(n *html.Node, depth int) {
	if depth > maxDepth {
		return
	}
	switch n.Type {
	case html.TextNode:
		r.buf.WriteString(n.Data)
		return
	case html.ElementNode:
	default:
		r.children(n, depth)
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Select, atom.Textarea, atom.Svg:
		return
	case atom.Title:
		if n.FirstChild != nil {
			r.out.Title = strings.TrimSpace(n.FirstChild.Data)
		}
		return
	case atom.Br:
		r.end()
		return
	case atom.Td, atom.Th:
		if strings.TrimSpace(r.buf.String()) != "" {
			r.buf.WriteString(" ｜ ")
		}
		r.children(n, depth)
		return
	}
	f, level, ok := block(n)
	if !ok {
		r.children(n, depth)
		return
	}
	if r.form == row && f != row && n.DataAtom != atom.Table { // a paragraph inside a cell
		r.buf.WriteByte(' ')
		r.children(n, depth)
		return
	}
	r.end()
	was, wasLevel := r.form, r.level
	if f != para || was != item {
		r.form, r.level = f, level
	}
	r.children(n, depth)
	r.end()
	r.form, r.level = was, wasLevel
}

func (r *reader) children(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.walk(c, depth+1)
	}
}

// block tells the elements that begin a line.
func block(n *html.Node) (f form, level int, ok bool) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return head, int(n.Data[1] - '0'), true
	case atom.Dt, atom.Legend, atom.Summary, atom.Caption:
		return head, 7, true
	case atom.Li, atom.Dd:
		return item, 0, true
	case atom.Tr:
		return row, 0, true
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Nav, atom.Aside, atom.Ul, atom.Ol, atom.Dl,
		atom.Table, atom.Tbody, atom.Thead, atom.Body, atom.Blockquote, atom.Address, atom.Fieldset, atom.Form, atom.Details, atom.Pre, atom.Hr:
		if onlyStrong(n) {
			return head, 6, true
		}
		return para, 0, true
	}
	return para, 0, false
}

// onlyStrong tells a paragraph that is a heading by its looks: nothing but bold, and short.
func onlyStrong(n *html.Node) bool {
	if n.DataAtom != atom.P && n.DataAtom != atom.Div {
		return false
	}
	var strong *html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) == "":
		case strong == nil && (c.DataAtom == atom.Strong || c.DataAtom == atom.B):
			strong = c
		default:
			return false
		}
	}
	return strong != nil && strong.FirstChild != nil && utf8.RuneCountInString(strong.FirstChild.Data) < 40
}

var (
	numbered = regexp.MustCompile(`^\s*(?:第\s*[0-9０-９一二三四五六七八九十百]+\s*[条章節]|[0-9０-９]{1,2}(?:[.．][0-9０-９]{0,2})*\s*[.．、)）\s]|[IVX]{1,5}\.|[■◆●▼□◇【〔［<＜#§]|[一二三四五六七八九十]+、)`)
	bullet   = regexp.MustCompile(`^\s*(?:[-・*•‣–]|[（(][0-9０-９a-zア-ン一二三四五六七八九十]{1,2}[)）]|[①-⑳])`)
	ended    = regexp.MustCompile(`[。．!！?？]\s*$|\.\s*$|[:：]\s*$`)
)

// ReadPlain reads the lines of a plain text: headings are known by their numbers and marks.
func ReadPlain(s string) *Text {
	t := &Text{}
	all := strings.Split(s, "\n")
	for i, l := range all {
		l = strings.TrimSpace(l) // the ideographic space too
		n := utf8.RuneCountInString(l)
		switch {
		case bullet.MatchString(l):
			t.add(l, item, 0)
		case (numbered.MatchString(l) || l == strings.ToUpper(l) && strings.ContainsAny(l, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) && n < 60 && !ended.MatchString(l):
			t.add(l, head, 2)
		case n < 40 && !ended.MatchString(l) && (i == 0 || strings.TrimSpace(all[i-1]) == "") && i+1 < len(all) && utf8.RuneCountInString(all[i+1]) > n:
			t.add(l, head, 3) // a short line by itself over longer ones
		default:
			t.add(l, para, 0)
		}
	}
	return t
}
