// Package markdown writes documents as Markdown (CommonMark with the tables of GitHub's). No value becomes markup in it: each mark
// is escaped, what a reader would make a link of is code, and there is no HTML. It has no front matter.
package markdown

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Write writes a document. A letter's addressee and sender stand at its head.
func Write(to io.Writer, d *paper.Document) error {
	w := &writer{out: bufio.NewWriter(to), w: paper.WordsOf(d.Lang), lang: d.Lang}
	w.head(d)
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			w.block(strings.Repeat("#", min(max(b.Level, 1), 5)+1) + " " + inline(b.Text, false))
		case paper.Text:
			w.text(b)
		case paper.Fields:
			for _, f := range b.List {
				w.field(f)
			}
		case paper.Table:
			w.table(b)
		case paper.List:
			w.list(b)
		case paper.Timeline:
			w.timeline(b)
		case paper.Figures:
			var lines []string
			for _, f := range b.List {
				l := "- " + bold(inline(f.Name, false)) + ": " + inline(f.Value, false)
				if f.Note != "" {
					l += " — " + inline(f.Note, false)
				}
				lines = append(lines, l)
			}
			w.block(lines...)
		case paper.Break:
			w.block("---")
		}
	}
	if d.Foot != "" {
		w.block("---")
		w.block(inline(d.Foot, false))
	}
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("write Markdown: %w", err)
	}
	return nil
}

type writer struct {
	out   *bufio.Writer
	w     paper.Words
	lang  string
	begun bool
	last  string // what began the block before, so that two lists do not become one
}

// block writes lines that belong together, with an empty line before them.
func (w *writer) block(lines ...string) {
	text := strings.Join(lines, "\n")
	if strings.TrimSpace(text) == "" {
		return
	}
	w.last = ""
	if w.begun {
		w.out.WriteByte('\n')
	}
	w.begun = true
	w.out.WriteString(text + "\n")
}

func bold(s string) string {
	if s == "" {
		return ""
	}
	return "**" + s + "**"
}

func (w *writer) head(d *paper.Document) {
	if d.Draft {
		w.block(bold(`\[` + w.w.Draft() + `\]`))
	}
	title := d.Title
	if title == "" {
		title = d.Subject
	}
	w.block("# " + inline(title, false))
	for _, l := range d.Lead {
		w.block(opening(paper.Line(l)))
	}
	if date := w.w.Date(d.Date); date != "" {
		w.block(inline(date, false))
	}
	for _, side := range []struct {
		name  string
		lines []string
	}{{w.w.To(), d.To}, {w.w.From(), d.From}} {
		if len(side.lines) > 0 {
			w.block(bold(side.name) + `\` + "\n" + paragraph(strings.Join(side.lines, "\n"), ""))
		}
	}
	if d.Title != "" && d.Subject != "" {
		w.block(bold(w.w.Subject()) + " " + inline(d.Subject, false))
	}
}

// by is the numbers of events, as code, as a number behind # would lead to somebody's issue.
func (w *writer) by(events []int64) string {
	if len(events) == 0 {
		return ""
	}
	return "`" + w.w.By(events) + "`"
}

func (w *writer) text(b paper.Text) {
	prefix := ""
	if b.Note {
		prefix = "> "
	}
	s := paragraph(b.Text, prefix)
	if by := w.by(b.By); by != "" {
		s += " " + by
	}
	w.block(prefix + s)
}

func (w *writer) field(f paper.Field) {
	head := bold(inline(strings.TrimSpace(f.No+" "+f.Name), false))
	if f.Changed {
		head += " " + bold(`\[`+w.w.Changed()+`\]`)
	}
	w.block(head)
	if f.Help != "" {
		w.block("> " + paragraph(f.Help, "> "))
	}
	var boxes []string
	for _, c := range f.Choices {
		mark, open := "☐", ""
		switch {
		case c.Open:
			open = w.w.Open()
		case c.Ticked:
			mark = "☑"
		}
		boxes = append(boxes, mark+" "+inline(c.Text, false)+inline(open, false))
	}
	w.block(strings.Join(boxes, "\\\n"))
	if f.Unknown {
		w.block(bold(inline(paper.UnderInvestigation(w.lang), false)))
	}
	for _, v := range f.Value {
		w.block(paragraph(v, ""))
	}
	if by := w.by(f.By); by != "" {
		w.block(w.w.Source() + " " + by)
	}
	if f.Changed {
		was := f.Was
		if len(was) == 0 {
			was = []string{w.w.Nothing()}
		}
		w.block("> " + paragraph(w.w.Was()+strings.Join(was, "\n"), "> "))
	}
}

func (w *writer) list(b paper.List) {
	mark := "-"
	if w.last == mark { // beside another list, which it is not a part of
		mark = "*"
	}
	if b.Ordered {
		mark = "1."
		if w.last == mark {
			mark = "1)"
		}
	}
	var lines []string
	for i, item := range b.Items {
		m := mark
		if b.Ordered {
			m = fmt.Sprintf("%d%s", i+1, mark[1:])
		}
		lines = append(lines, m+" "+paragraph(item, strings.Repeat(" ", len(m)+1)))
	}
	w.block(lines...)
	w.last = mark
}

func (w *writer) table(b paper.Table) {
	w.block(bold(inline(b.Caption, false)))
	n := len(b.Head)
	for _, r := range b.Rows {
		n = max(n, len(r))
	}
	source := false
	for _, by := range b.By {
		source = source || len(by) > 0
	}
	if n == 0 {
		return
	}
	row := func(cells []string, last string, strong bool) string {
		s := "|"
		for i := range n {
			c := ""
			if i < len(cells) {
				c = inline(cells[i], true)
			}
			if strong {
				c = bold(strings.TrimSpace(c))
			}
			s += " " + c + " |"
		}
		if source {
			s += " " + last + " |"
		}
		return s
	}
	lines := []string{row(b.Head, w.w.Source(), false)}
	under := "|"
	for i := range n {
		if i < len(b.Right) && b.Right[i] {
			under += " ---: |"
		} else {
			under += " --- |"
		}
	}
	if source {
		under += " --- |"
	}
	lines = append(lines, under)
	for i, r := range b.Rows {
		by := ""
		if i < len(b.By) {
			by = w.by(b.By[i])
		}
		lines = append(lines, row(r, by, b.Total && i == len(b.Rows)-1))
	}
	w.block(lines...)
}

func (w *writer) timeline(b paper.Timeline) {
	if len(b.Marks) == 0 {
		return
	}
	lines := []string{"| " + w.w.When() + " | | " + w.w.What() + " | " + w.w.Source() + " |", "| --- | --- | --- | --- |"}
	for _, m := range b.Marks {
		when, text := inline(m.When, true), inline(m.Text, true)
		if m.Key {
			when, text = bold(when), bold(text)
		}
		lines = append(lines, "| "+when+" | "+inline(w.w.Kind(m.Kind), true)+" | "+text+" | "+w.by(m.By)+" |")
	}
	w.block(lines...)
}
