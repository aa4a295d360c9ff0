package pdf

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// kindColor is by what a mark of a time line is coloured; its word stands in the legend, for who cannot tell colours apart.
func kindColor(kind string) color {
	switch kind {
	case "access":
		return red
	case "known":
		return gold
	case "told":
		return blue
	case "duty":
		return plum
	case "done":
		return green
	}
	return faint
}

var kinds = []string{"access", "known", "told", "duty", "done", "evidence"}

// timeline is a line from the top down with a dot for each mark: when on its left, what on its right. A span has a bar
// instead of a dot, and the three key times stand on a ground of their own.
func (f *flow) timeline(b paper.Timeline) {
	if len(b.Marks) == 0 {
		return
	}
	whenW := 70.0
	for _, m := range b.Marks {
		want, _ := f.p.extent(paper.Clean(m.When), &style{size: 8.8, bold: m.Key, tabular: true})
		whenW = min(max(whenW, want+7), 160)
	}
	axis := marginL + whenW + 16
	textX := axis + 16
	textW := marginL + bodyW - textX - 6
	table := f.inside(nil, "Table")
	f.legend(b, axis)
	for i, m := range b.Marks {
		st, when := &style{size: 9.2, color: ink}, &style{size: 8.6, color: soft, tabular: true}
		if m.Key {
			st, when = &style{size: 9.6, color: ink, bold: true}, &style{size: 8.8, color: ink, bold: true, tabular: true}
		}
		lead := f.leading(st.size)
		spans := []span{{text: paper.Clean(m.Text), style: st}}
		if by := f.w.By(m.By); by != "" {
			spans = append(spans, span{text: "  " + whole(by), style: f.tiny})
		}
		var r row
		r.cells = make([]stack, 2)
		r.xs, r.ws = []float64{marginL + 6, textX}, []float64{whenW - 6, textW}
		r.padT, r.padB = 3.5, 3.5
		r.cells[0].add(f.p.set(setting{width: whenW - 6, lead: lead}, span{text: paper.Clean(m.When), style: when}), whenW-6, 0, 0, right, nil)
		r.cells[1].add(f.p.set(setting{width: textW, lead: lead}, spans...), textW, 0, 0, f.side(), nil)
		r.said = f.cells(table, "Row", "TD")
		r.measure()
		if r.height > f.room() && !f.fresh() && r.height <= f.full() {
			f.next()
		}
		for first := true; first || !r.done(); first = false {
			h := f.slice(&r, f.room(), func(y, h float64) {
				f.ground(m, axis, y, h, lead, first, i == 0, i == len(b.Marks)-1)
			})
			if h == 0 && f.fresh() {
				break
			}
			if !r.done() {
				f.next()
			}
		}
	}
	f.y += 8
}

// ground draws what stands behind and beside a mark's words.
func (f *flow) ground(m paper.Mark, axis, y, h, lead float64, begins, first, last bool) {
	k := kindColor(m.Kind)
	if m.Key {
		f.c.fill(marginL, y+0.5, bodyW, h-1, pale)
	}
	middle := y + 3.5 + lead/2
	top, bottom := y, y+h
	if first && begins {
		top = middle
	}
	if last {
		bottom = middle
	}
	f.c.line(axis, top, axis, bottom, 1.2, rule)
	if !begins {
		return
	}
	switch {
	case m.Until.After(m.At): // a span
		f.c.fill(axis-2.6, y+3.5, 5.2, h-7, k)
	case m.Key:
		f.c.dot(axis, middle, 6, white)
		f.c.dot(axis, middle, 5.2, k)
		f.c.dot(axis, middle, 2, white)
	default:
		f.c.dot(axis, middle, 4.2, white)
		f.c.dot(axis, middle, 3.1, k)
	}
}

// legend tells what the colours mean: those that there are.
func (f *flow) legend(b paper.Timeline, axis float64) {
	seen := map[string]bool{}
	for _, m := range b.Marks {
		seen[m.Kind] = true
	}
	st := &style{size: 7.4, color: soft}
	x := axis - 3
	f.ensure(60)
	for _, k := range kinds {
		if !seen[k] {
			continue
		}
		t := f.p.set(setting{width: bodyW, lead: 12}, span{text: f.w.Kind(k), style: st})
		if x+t.width+14 > marginL+bodyW {
			x, f.y = axis-3, f.y+12
		}
		f.c.dot(x+3, f.y+6, 2.6, kindColor(k))
		f.p.draw(f.c, t, 0, 1, x+9, f.y, t.width+1, left)
		x += t.width + 22
	}
	if x > axis {
		f.y += 16
	}
}
