package pdf

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Where text stands on a page.
const (
	marginL = 22 * mm
	marginR = 20 * mm
	marginT = 21 * mm
	marginB = 21 * mm
	bodyW   = paperW - marginL - marginR
)

// flow fills pages with a document from the top down.
type flow struct {
	p       *Press
	d       *paper.Document
	w       paper.Words
	ja      bool
	pages   []*canvas
	c       *canvas
	y       float64 // where the next thing begins
	end     float64 // where the page's room ends
	marks   []mark
	tag     *tagger // nil where nothing is tagged
	ahead   *laid   // the table below the headings that have just been set
	crowded bool    // an address that the window does not wholly show

	body, strong, small, tiny, smallStrong *style
}

func newFlow(p *Press, d *paper.Document) *flow {
	f := &flow{p: p, d: d, w: paper.WordsOf(d.Lang), ja: d.Lang == "ja", end: paperH - marginB}
	f.body = &style{size: 10, color: ink}
	f.strong = &style{size: 10, color: ink, bold: true}
	f.small = &style{size: 8.3, color: soft}
	f.smallStrong = &style{size: 8.3, color: soft, bold: true}
	f.tiny = &style{size: 7.2, color: soft}
	if p.o.Tagged {
		f.tag = &tagger{root: &element{kind: "Document"}}
	}
	f.next()
	return f
}

// next begins a page.
func (f *flow) next() {
	f.c = &canvas{tag: f.tag}
	f.pages = append(f.pages, f.c)
	f.y = marginT
}

// room is what is left of the page.
func (f *flow) room() float64 { return f.end - f.y }

// fresh tells whether nothing stands on the page yet.
func (f *flow) fresh() bool { return f.y <= marginT+0.01 }

// full is the room of an empty page.
func (f *flow) full() float64 { return f.end - marginT }

// gap leaves room between two things; at the head of a page there is none.
func (f *flow) gap(h float64) {
	if !f.fresh() {
		f.y += h
	}
}

// ensure goes to the next page if less than h is left; what is higher than a page begins where it is, if some room is left.
func (f *flow) ensure(h float64) {
	if h > f.full() {
		h = min(f.full(), 60)
	}
	if f.room() < h && !f.fresh() {
		f.next()
	}
}

// leading is the distance of lines for a size: Japanese wants more air than English.
func (f *flow) leading(size float64) float64 {
	if f.ja {
		return size * 1.65
	}
	return size * 1.48
}

// side is how paragraphs are set: Japanese is justified, and its stops may hang; English is not, as it would be torn apart.
func (f *flow) side() align {
	if f.ja {
		return justified
	}
	return left
}

// paragraph sets text over the width of the page.
func (f *flow) paragraph(x, width float64, a align, spans ...span) {
	t := f.p.set(setting{width: width, lead: f.leading(spans[0].style.size), hang: f.ja && a == justified}, spans...)
	f.as(f.inside(nil, "P"), func() { f.lines(t, x, width, a) })
}

// lines draws lines, over pages where they must. No page begins or ends with a single line of more.
func (f *flow) lines(t *set, x, width float64, a align) {
	n := len(t.lines)
	for i := 0; i < n; {
		fit := int((f.room() + 0.01) / t.lead)
		left := n - i
		if fit < left {
			if left-fit == 1 && fit > 2 {
				fit--
			}
			if fit < 2 {
				fit = 0
			}
		}
		if fit <= 0 {
			if f.fresh() { // a line higher than the page
				fit = 1
			} else {
				f.next()
				continue
			}
		}
		to := min(n, i+fit)
		f.p.draw(f.c, t, i, to, x, f.y, width, a)
		f.y += float64(to-i) * t.lead
		if i = to; i < n {
			f.next()
		}
	}
}

// finish puts on each page what stands at its foot and head.
func (f *flow) finish() []*canvas {
	foot := paper.Line(f.d.Foot)
	for i, c := range f.pages {
		if f.d.Draft {
			f.draft(c)
		}
		y := paperH - 15*mm
		st := &style{size: 7.2, color: soft}
		number := f.p.set(setting{width: 60, lead: 10}, span{text: f.w.Page(i+1, len(f.pages)), style: &style{size: 8, color: soft, tabular: true}})
		if !f.d.Letter {
			c.line(marginL, y-2, paperW-marginR, y-2, 0.4, hair)
		}
		if !f.d.Letter || len(f.pages) > 1 {
			f.p.draw(c, number, 0, 1, paperW-marginR-60, y, 60, right)
		}
		if foot != "" {
			t := f.p.set(setting{width: bodyW - 66, lead: 9.4}, span{text: foot, style: st})
			for size := st.size; len(t.lines)*int(t.lead) > 28 && size > 2; size *= 0.8 { // nobody's foot is so long
				t = f.p.set(setting{width: bodyW - 66, lead: size * 1.2}, span{text: foot, style: &style{size: size, color: soft}})
			}
			f.p.draw(c, t, 0, len(t.lines), marginL, y, bodyW-66, left)
		}
	}
	return f.pages
}

// draft marks a page as one that has not been decided on.
func (f *flow) draft(c *canvas) {
	t := f.p.set(setting{width: 100, lead: 15}, span{text: f.w.Draft(), style: &style{size: 11, color: red, bold: true}})
	w := t.width + 16
	x, y := paperW-marginR-w, 9.5*mm
	c.frame(x, y, w, 18, 1, red)
	f.p.draw(c, t, 0, 1, x, y+1.5, w, center)
}
