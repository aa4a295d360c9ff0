package pdf

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/line"
)

const (
	tableSize = 9.0
	columnGap = 10.0
)

// laid is a table that has been laid out.
type laid struct {
	caption *set
	head    *row
	rows    []*row
	total   bool
}

// table lays out a table: its head stands on each page, and no row is torn apart that fits on one.
// A heading above may have laid it out already.
func (f *flow) table(b paper.Table, l *laid) {
	if l == nil {
		l = f.layTable(b)
	}
	if len(l.rows) == 0 && len(l.head.cells) == 0 {
		return
	}
	f.gap(3)
	need := l.caption.height() + l.head.height
	for i := range min(2, len(l.rows)) { // a head is not left with a single row
		need += min(l.rows[i].height, 120)
	}
	f.ensure(need)
	table := f.inside(nil, "Table")
	f.as(f.inside(table, "Caption"), func() { f.lines(l.caption, marginL, bodyW, left) })
	if n := len(l.head.cells); n > 0 {
		l.head.said = f.cells(table, alike("TH", n)...)
	}
	f.tableHead(l.head)
	l.head.said = nil // said once
	for i, r := range l.rows {
		last := l.total && i == len(l.rows)-1
		want := r.height
		if l.total && i == len(l.rows)-2 { // the total stays with the row before it
			want += l.rows[i+1].height
		}
		if want > f.room() && (want <= f.full()-l.head.height || f.room() < 60) && i > 0 {
			f.next()
			f.tableHead(l.head)
		}
		r.said = f.cells(table, alike("TD", len(r.cells))...)
		f.tableRow(l, r, last)
	}
	f.c.line(marginL, f.y, marginL+bodyW, f.y, 0.8, ink)
	f.y += 10
}

// tableRow draws a row; one that is higher than a page goes on on the next one.
func (f *flow) tableRow(l *laid, r *row, total bool) {
	for first := true; first || !r.done(); first = false {
		h := f.slice(r, f.room(), func(y, h float64) {
			switch {
			case total:
				f.c.fill(marginL, y, bodyW, h, wash)
				f.c.line(marginL, y, marginL+bodyW, y, 0.8, ink)
			case first:
				f.c.line(marginL, y, marginL+bodyW, y, 0.4, hair)
			}
		})
		if h == 0 && f.y <= marginT+l.head.height+0.1 { // nothing fits on a whole page: a line higher than it
			return
		}
		if !r.done() {
			f.next()
			f.tableHead(l.head)
		}
	}
}

func (f *flow) tableHead(r *row) {
	if len(r.cells) == 0 {
		return
	}
	f.c.line(marginL, f.y, marginL+bodyW, f.y, 0.8, ink)
	for i := range r.cells {
		s := &r.cells[i]
		f.cell(r, i, 0, len(s.items), f.y+r.height-r.padB-s.height)
	}
	f.y += r.height
	f.c.line(marginL, f.y, marginL+bodyW, f.y, 0.5, ink)
}

// layTable lays out a table's rows.
func (f *flow) layTable(b paper.Table) *laid {
	rows, head, rights := b.Rows, b.Head, slices.Clone(b.Right)
	n := len(head)
	for _, r := range rows {
		n = max(n, len(r))
	}
	source := -1
	if slices.ContainsFunc(b.By, func(by []int64) bool { return len(by) > 0 }) {
		source = n
	}
	l := &laid{caption: &set{}, head: &row{}, total: b.Total && len(rows) > 0}
	if c := paper.Line(b.Caption); c != "" {
		l.caption = f.p.set(setting{width: bodyW, lead: f.leading(9.2) + 2}, span{text: c, style: &style{size: 9.2, color: ink, bold: true}})
	}
	columns := n
	if source >= 0 {
		columns++
	}
	if columns == 0 {
		return l
	}
	rights = append(rights, make([]bool, max(0, columns-len(rights)))...)
	ws := f.columns(b, n, columns, source)
	xs := make([]float64, columns)
	x := marginL + 3
	for i, w := range ws {
		xs[i] = x
		x += w + columnGap
	}
	body, strong := &style{size: tableSize, color: ink}, &style{size: tableSize, color: ink, bold: true}
	number, strongNumber := &style{size: tableSize, color: ink, tabular: true}, &style{size: tableSize, color: ink, bold: true, tabular: true}
	small := &style{size: 7.2, color: soft}
	lay := func(cells []string, by string, headRow, bold bool) *row {
		r := &row{cells: make([]stack, columns), xs: xs, ws: ws, padT: 3, padB: 3.5}
		for i := range columns {
			text, st, a := "", body, left
			if i < len(cells) && i != source {
				text = paper.Clean(cells[i])
			}
			if rights[i] {
				st, a = number, right
			}
			switch {
			case headRow:
				st = f.smallStrong
				if i == source {
					text = f.w.Source()
				}
			case i == source:
				text, st = by, small
			case bold && rights[i]:
				st = strongNumber
			case bold:
				st = strong
			}
			r.cells[i].add(f.p.set(setting{width: ws[i], lead: f.leading(st.size)}, span{text: text, style: st}), ws[i], 0, 0, a, nil)
		}
		r.measure()
		return r
	}
	if len(head) > 0 {
		l.head = lay(head, "", true, true)
		if l.head.height > f.full()*0.4 { // a head that leaves no room for rows is one of them
			l.rows, l.head = append(l.rows, l.head), &row{}
		}
	}
	for i, cells := range rows {
		by := ""
		if i < len(b.By) {
			by = f.w.By(b.By[i])
		}
		l.rows = append(l.rows, lay(cells, by, false, l.total && i == len(rows)-1))
	}
	return l
}

// columns are the widths of the insides of a table's columns: by the shares given, or by what stands in them.
func (f *flow) columns(b paper.Table, n, columns, source int) []float64 {
	room := bodyW - 6 - columnGap*float64(columns-1)
	ws := make([]float64, columns)
	if source >= 0 {
		ws[source] = 24
		for _, by := range b.By {
			want, _ := f.p.extent(f.w.By(by), &style{size: 7.2})
			ws[source] = min(max(ws[source], want), 64)
		}
		room -= ws[source]
	}
	total := 0
	if len(b.Widths) == n {
		for _, w := range b.Widths {
			total += max(w, 1)
		}
		for i, w := range b.Widths {
			ws[i] = room * float64(max(w, 1)) / float64(total)
		}
		return ws
	}
	wants, needs, means := make([]float64, n), make([]float64, n), make([]float64, n)
	see := func(cells []string, size float64, bold bool) {
		for i, c := range cells {
			number := i < len(b.Right) && b.Right[i]
			want, need := f.p.extent(paper.Clean(c), &style{size: size, bold: bold, tabular: number})
			if number {
				need = want
			}
			wants[i], needs[i] = max(wants[i], want), max(needs[i], need, 3*size)
			means[i] += want
		}
	}
	see(b.Head, 8.3, true)
	for i, r := range b.Rows {
		see(r, tableSize, b.Total && i == len(b.Rows)-1)
	}
	return append(line.Share(wants, needs, means, b.Right, room), ws[n:]...)
}

// extent is how wide a text wants to be, and how wide it must be for no word or number of it to be cut.
func (p *Press) extent(text string, st *style) (want, need float64) {
	u := p.font(st)
	line, word := 0, 0
	take := func() { want, need = max(want, float64(line)), max(need, float64(word)) }
	for _, r := range text {
		if r == '\n' {
			take()
			line, word = 0, 0
			continue
		}
		w := u.Width(r)
		if st.tabular && r >= '0' && r <= '9' {
			w = max(p.digit, p.boldDigit)
		}
		if r == ' ' || r >= 0x2e80 {
			take()
			word = 0
		}
		line += w
		word += w
	}
	take()
	const spare = 0.02 // what adding up may lose
	return want*st.size/1000 + spare, need*st.size/1000 + spare
}
