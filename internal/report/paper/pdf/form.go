package pdf

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Widths of the two columns of a form.
const (
	nameW  = bodyW * 0.29
	valueW = bodyW - nameW
	cellX  = 6.0
)

// tearable is from what height on an entry of a form may be torn apart: one that is higher would leave too much of a page empty.
const tearable = 0.4 * (paperH - marginT - marginB)

// fields is a form: a row an entry, with its number and name on the left.
func (f *flow) fields(b paper.Fields) {
	if len(b.List) == 0 {
		return
	}
	f.gap(2)
	table := f.inside(nil, "Table")
	for _, v := range b.List {
		r := f.layField(v)
		r.said = f.cells(table, "Row", "TD")
		if r.height > f.room() && !f.fresh() && (r.height <= tearable || f.room() < 90) {
			f.next()
		}
		for first := true; first || !r.done(); first = false {
			ground := func(y, h float64) {
				f.c.fill(marginL, y, nameW, h, wash)
				f.c.frame(marginL, y, bodyW, h, 0.5, rule)
				f.c.line(marginL+nameW, y, marginL+nameW, y+h, 0.5, rule)
				if v.Changed {
					f.c.fill(marginL+nameW, y, 2.2, h, gold)
				}
			}
			if f.slice(r, f.room(), ground) == 0 {
				if f.fresh() {
					break
				}
			}
			if !r.done() {
				f.next()
			}
		}
	}
	f.y += 8
}

// layField lays out an entry of a form.
func (f *flow) layField(v paper.Field) *row {
	r := &row{
		cells: make([]stack, 2), padT: 4, padB: 5,
		xs: []float64{marginL + cellX, marginL + nameW + cellX + 3},
		ws: []float64{nameW - 2*cellX, valueW - 2*cellX - 3},
	}
	name, value := &r.cells[0], &r.cells[1]
	w := r.ws[0]
	indent := 0.0
	lead := f.leading(9.2)
	if no := paper.Line(v.No); no != "" {
		n := f.p.set(setting{width: w, lead: lead}, span{text: no, style: &style{size: 9.2, color: soft, bold: true, tabular: true}})
		indent = n.width + 6
		if indent > w/2 { // a number that is none
			name.add(n, w, 0, 0, left, nil)
			indent = 0
		} else {
			t := f.p.set(setting{width: w - indent, lead: lead}, span{text: paper.Clean(v.Name), style: &style{size: 9.2, color: ink, bold: true}})
			name.add(t, w-indent, indent, 0, left, nil)
			name.items = append([]item{{t: n, width: w}}, name.items...)
			name.items[1].above = -lead // beside the number
		}
	}
	if indent == 0 {
		t := f.p.set(setting{width: w, lead: lead}, span{text: paper.Clean(v.Name), style: &style{size: 9.2, color: ink, bold: true}})
		name.add(t, w, 0, 0, left, nil)
	}
	if help := paper.Clean(v.Help); help != "" {
		t := f.p.set(setting{width: w - indent, lead: f.leading(7.4)}, span{text: help, style: &style{size: 7.4, color: soft}})
		name.add(t, w-indent, indent, 2, left, nil)
	}
	f.fieldValue(value, r.ws[1], v)
	r.measure()
	return r
}

// fieldValue lays out what an entry says.
func (f *flow) fieldValue(s *stack, w float64, v paper.Field) {
	lead := f.leading(f.body.size)
	plain := func(above float64, st *style, text string) {
		s.add(f.p.set(setting{width: w, lead: f.leading(st.size)}, span{text: text, style: st}), w, 0, above, f.side(), nil)
	}
	if v.Changed {
		t := f.p.set(setting{width: w, lead: 13}, span{text: f.w.Changed(), style: &style{size: 7.4, color: gold, bold: true}})
		s.add(t, w, 4, 0, left, &chip{straw, gold})
	}
	if len(v.Choices) > 0 {
		t := f.p.set(setting{width: w, lead: lead}, f.choices(v.Choices, "    ")...)
		if len(t.lines) > 1 { // none is to be broken in its middle
			t = f.p.set(setting{width: w, lead: lead}, f.choices(v.Choices, "\n")...)
		}
		s.add(t, w, 0, 2, left, nil)
	}
	if v.Unknown {
		t := f.p.set(setting{width: w, lead: lead}, span{text: paper.UnderInvestigation(f.d.Lang), style: &style{size: 9.4, color: gold, bold: true}})
		s.add(t, w, 4, 2, left, &chip{straw, gold})
	}
	for _, p := range v.Value {
		plain(3, f.body, paper.Clean(p))
	}
	if by := f.w.Sourced(v.By); by != "" {
		plain(2, f.tiny, by)
	}
	if v.Changed {
		was := &style{size: 8.3, color: soft}
		text := f.w.Was()
		if len(v.Was) == 0 {
			text += f.w.Nothing()
		}
		for i, p := range v.Was {
			if i > 0 {
				text += "\n"
			}
			text += paper.Clean(p)
		}
		plain(3, was, strings.TrimRight(text, "\n"))
	}
}

// choices are the boxes of an entry with what stands between them; a box stays with the first characters of its text.
func (f *flow) choices(list []paper.Choice, between string) []span {
	var spans []span
	for i, c := range list {
		if i > 0 {
			spans = append(spans, span{text: between, style: f.body})
		}
		b := empty
		switch {
		case c.Open:
			b = open
		case c.Ticked:
			b = ticked
		}
		text := paper.Line(c.Text)
		if c.Open {
			text += f.w.Open()
		}
		st := f.body
		if c.Ticked && !c.Open {
			st = f.strong
		}
		spans = append(spans, span{box: b, style: f.body}, span{text: "\u00a0" + text, style: st})
	}
	return spans
}
