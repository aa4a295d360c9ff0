package pdf

import (
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// document lays out a document that is no letter.
func (f *flow) document() {
	f.head()
	f.blocks()
}

// head is the title with what stands round it.
func (f *flow) head() {
	d := f.d
	if date := f.w.Date(d.Date); date != "" {
		f.paragraph(marginL, bodyW, right, span{text: date, style: f.body})
		f.y += 4
	}
	for _, to := range d.To {
		f.paragraph(marginL, bodyW*0.62, left, span{text: paper.Line(to), style: f.body})
	}
	for _, from := range d.From {
		f.paragraph(marginL+bodyW*0.4, bodyW*0.6, right, span{text: paper.Line(from), style: f.body})
	}
	if d.Title != "" {
		f.gap(12)
		size := 17.0
		title := paper.Line(d.Title)
		f.bookmark(1, title)
		t := f.p.set(setting{width: bodyW, lead: f.leading(size)}, span{text: title, style: &style{size: size, color: ink, bold: true}})
		f.as(f.inside(nil, "H1"), func() { f.lines(t, marginL, bodyW, center) })
		f.y += 3
	}
	for _, l := range d.Lead {
		f.paragraph(marginL, bodyW, center, span{text: paper.Line(l), style: &style{size: 10.5, color: soft}})
	}
	if d.Subject != "" {
		f.gap(6)
		f.paragraph(marginL, bodyW, left, span{text: f.w.Subject() + f.colon(), style: f.strong}, span{text: paper.Line(d.Subject), style: f.strong})
	}
	f.gap(12)
}

func (f *flow) colon() string {
	if f.ja {
		return "："
	}
	return ": "
}

// blocks lays out what a document consists of.
func (f *flow) blocks() {
	for i, b := range f.d.Blocks {
		if h, ok := b.(paper.Heading); ok {
			f.heading(h, f.d.Blocks[i+1:])
			continue
		}
		switch b := b.(type) {
		case paper.Text:
			f.text(b)
		case paper.Fields:
			f.fields(b)
		case paper.Table:
			f.table(b, f.ahead)
		case paper.List:
			f.list(b)
		case paper.Timeline:
			f.timeline(b)
		case paper.Figures:
			f.figures(b)
		case paper.Break:
			if !f.fresh() {
				f.next()
			}
		}
		f.ahead = nil
	}
}

func headingSize(level int) float64 {
	switch {
	case level <= 1:
		return 13.5
	case level == 2:
		return 11.5
	}
	return 10.2
}

// heading opens a section; it stays with the first lines of what follows.
func (f *flow) heading(b paper.Heading, after []paper.Block) {
	size := headingSize(b.Level)
	t := f.p.set(setting{width: bodyW - 8, lead: f.leading(size)}, span{text: paper.Line(b.Text), style: &style{size: size, color: ink, bold: true}})
	need := t.height() + belowHeading
	f.ahead = nil
	for len(after) > 0 {
		h, ok := after[0].(paper.Heading)
		if !ok {
			need += f.least(after[0])
			break
		}
		size := headingSize(h.Level)
		need += aboveHeading(size) + f.leading(size) + belowHeading
		after = after[1:]
	}
	if !f.fresh() {
		f.y += aboveHeading(size)
	}
	f.ensure(need)
	f.bookmark(b.Level+1, paper.Line(b.Text))
	x := marginL
	if b.Level <= 1 {
		f.c.fill(marginL, f.y+2, 3, min(t.height(), f.room())-4, blue)
		x += 9
	}
	f.as(f.inside(nil, headingKind(b)), func() { f.lines(t, x, bodyW-8, left) })
	f.y += belowHeading
}

// Room above and below a heading.
func aboveHeading(size float64) float64 { return 6 + size*0.75 }

const belowHeading = 4

// least is how much room the beginning of a block wants, so that a heading is not left alone.
func (f *flow) least(b paper.Block) float64 {
	switch b := b.(type) {
	case paper.Fields:
		if len(b.List) > 0 {
			return min(f.layField(b.List[0]).height, 120) + 2
		}
	case paper.Table:
		l := f.layTable(b)
		f.ahead = l
		h := l.caption.height() + l.head.height + 3
		for i := range min(2, len(l.rows)) {
			h += min(l.rows[i].height, 120)
		}
		return h
	case paper.Figures:
		return 70
	case paper.Timeline:
		return 64
	case paper.Break:
		return 0
	}
	return 2 * f.leading(f.body.size)
}

// bookmark remembers a heading for the reader's list of contents; headings below the third level are left out of it.
func (f *flow) bookmark(level int, title string) {
	if !f.d.Letter && level <= 3 {
		f.marks = append(f.marks, mark{level: level, page: len(f.pages) - 1, y: max(0, f.y-6), title: title})
	}
}

// text is a paragraph.
func (f *flow) text(b paper.Text) {
	st := f.body
	if b.Note {
		st = f.small
	}
	spans := []span{{text: paper.Clean(b.Text), style: st}}
	if by := f.w.Sourced(b.By); by != "" {
		spans = append(spans, span{text: "  " + whole(by), style: f.tiny})
	}
	f.paragraph(marginL, bodyW, f.side(), spans...)
	f.y += st.size * 0.55
}

// whole keeps a few words on one line.
func whole(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }

// list is paragraphs with a dot or a number in front of them.
func (f *flow) list(b paper.List) {
	indent := 14.0
	if b.Ordered {
		indent = 12 + 6*float64(len(strconv.Itoa(len(b.Items))))
	}
	all := f.inside(nil, "L")
	for i, item := range b.Items {
		li := f.inside(all, "LI")
		t := f.p.set(setting{width: bodyW - indent, lead: f.leading(f.body.size), hang: f.ja}, span{text: paper.Clean(item), style: f.body})
		f.ensure(min(t.height(), 2*t.lead))
		if b.Ordered {
			n := f.p.set(setting{width: indent - 5, lead: t.lead}, span{text: strconv.Itoa(i+1) + ".", style: &style{size: f.body.size, color: ink, tabular: true}})
			f.as(f.inside(li, "Lbl"), func() { f.p.draw(f.c, n, 0, 1, marginL, f.y, indent-5, right) })
		} else {
			f.c.dot(marginL+6, f.y+t.lead/2, 1.5, ink)
		}
		f.as(f.inside(li, "LBody"), func() { f.lines(t, marginL+indent, bodyW-indent, f.side()) })
		f.y += 2
	}
	f.y += 4
}

// figures are numbers to be seen first, up to four in a row.
func (f *flow) figures(b paper.Figures) {
	const gap = 8.0
	for from := 0; from < len(b.List); {
		n := min(4, len(b.List)-from)
		if rest := len(b.List) - from; rest == 5 || rest == 6 {
			n = 3
		}
		w := (bodyW - gap*float64(n-1)) / float64(n)
		row := b.List[from : from+n]
		cells, names, values := f.figureRow(row, w-16)
		high := 0.0
		for _, c := range cells {
			high = max(high, names+values+c.note.height()+16)
		}
		if high > f.full()/2 { // no numbers: somebody's prose
			for _, v := range row {
				f.text(paper.Text{Text: v.Name + "\n" + v.Value + "\n" + v.Note})
			}
			from += n
			continue
		}
		f.ensure(high)
		for i, c := range cells {
			x := marginL + float64(i)*(w+gap)
			f.c.fill(x, f.y, w, high, wash)
			f.c.fill(x, f.y, w, 1.6, blue)
			f.as(f.inside(nil, "P"), func() {
				f.p.draw(f.c, c.name, 0, len(c.name.lines), x+8, f.y+7, w-16, left)
				f.p.draw(f.c, c.value, 0, len(c.value.lines), x+8, f.y+7+names+(values-c.value.height()), w-16, left)
				f.p.draw(f.c, c.note, 0, len(c.note.lines), x+8, f.y+8+names+values, w-16, left)
			})
		}
		f.y += high + gap
		from += n
	}
	f.y += 4
}

// figure is a number that has been laid out.
type figure struct{ name, value, note *set }

// figureRow lays out figures that stand beside each other: their numbers are of one size, the largest that all have room for.
func (f *flow) figureRow(list []paper.Figure, w float64) (cells []figure, names, values float64) {
	cells = make([]figure, len(list))
	for size := 21.0; ; size -= 1 {
		values = 0
		broken := false
		for i, v := range list {
			t := f.p.set(setting{width: w, lead: size * 1.3}, span{text: paper.Line(v.Value), style: &style{size: size, color: ink, bold: true}})
			cells[i].value, values = t, max(values, t.height())
			broken = broken || len(t.lines) > 1
		}
		if !broken || size < 11 {
			break
		}
	}
	for i, v := range list {
		cells[i].name = f.p.set(setting{width: w, lead: 11.5}, span{text: paper.Line(v.Name), style: f.small})
		cells[i].note = &set{}
		if !wordless(v.Note) {
			cells[i].note = f.p.set(setting{width: w, lead: 10}, span{text: paper.Line(v.Note), style: f.tiny})
		}
		names = max(names, cells[i].name.height())
	}
	return cells, names, values
}
