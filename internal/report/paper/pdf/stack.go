package pdf

// stack is what stands below each other in a cell: lines of texts, each with its look.
type stack struct {
	items  []item
	height float64
}

// item is a line in a cell.
type item struct {
	t      *set
	line   int
	indent float64
	above  float64 // room above it
	align  align
	width  float64
	chip   *chip
}

// chip is a coloured ground behind a line that is to be seen.
type chip struct{ ground, edge color }

// add puts a text below what is there.
func (s *stack) add(t *set, width, indent, above float64, a align, c *chip) {
	for i := range t.lines {
		it := item{t: t, line: i, indent: indent, align: a, width: width, chip: c}
		if i == 0 && len(s.items) > 0 {
			it.above = above
		}
		s.items = append(s.items, it)
		s.height += it.above + t.lead
	}
}

// fit tells how many of the lines from the one given fit into a room, and how high they are.
func (s *stack) fit(from int, room float64) (to int, high float64) {
	for to = from; to < len(s.items); to++ {
		it := s.items[to]
		h := it.t.lead
		if to > from {
			h += it.above
		}
		if high+h > room+0.01 {
			break
		}
		high += h
	}
	if left := len(s.items) - to; left == 1 && to-from > 3 { // the last line is not to be alone on the next page
		to--
		high -= s.items[to].t.lead + s.items[to].above
	}
	return to, high
}

// drawStack draws lines of a stack.
func (f *flow) drawStack(s *stack, from, to int, x, y float64) {
	for i := from; i < to; i++ {
		it := s.items[i]
		if i > from {
			y += it.above
		}
		if k := it.chip; k != nil {
			l := it.t.lines[it.line]
			f.c.fill(x+it.indent-4, y+1, l.Width+8, it.t.lead-2, k.ground)
			f.c.frame(x+it.indent-4, y+1, l.Width+8, it.t.lead-2, 0.6, k.edge)
		}
		f.p.draw(f.c, it.t, it.line, it.line+1, x+it.indent, y, it.width, it.align)
		y += it.t.lead
	}
}

// row is cells beside each other.
type row struct {
	cells  []stack
	xs, ws []float64 // of each cell's inside
	padT   float64
	padB   float64
	height float64
	fitted []int // how far each cell has been drawn
	said   []*element
}

func (r *row) measure() {
	r.height = 0
	for _, c := range r.cells {
		r.height = max(r.height, c.height)
	}
	r.height += r.padT + r.padB
	r.fitted = make([]int, len(r.cells))
}

// done tells whether all of a row has been drawn.
func (r *row) done() bool {
	for i, c := range r.cells {
		if r.fitted[i] < len(c.items) {
			return false
		}
	}
	return true
}

// slice draws as much of a row as fits into a room: ground is drawn behind it once its height is known. It tells how high it
// was; 0 if nothing fits.
func (f *flow) slice(r *row, room float64, ground func(y, h float64)) float64 {
	to := make([]int, len(r.cells))
	high, some := 0.0, false
	for i := range r.cells {
		var h float64
		to[i], h = r.cells[i].fit(r.fitted[i], room-r.padT-r.padB)
		some = some || to[i] > r.fitted[i]
		high = max(high, h)
	}
	if !some {
		if !r.done() {
			return 0
		}
	}
	high += r.padT + r.padB
	if ground != nil {
		ground(f.y, high)
	}
	for i := range r.cells {
		f.cell(r, i, r.fitted[i], to[i], f.y+r.padT)
		r.fitted[i] = to[i]
	}
	f.y += high
	return high
}

// cell draws lines of a row's cell.
func (f *flow) cell(r *row, i, from, to int, y float64) {
	var e *element
	if i < len(r.said) {
		e = r.said[i]
	}
	f.as(e, func() { f.drawStack(&r.cells[i], from, to, r.xs[i], y) })
}
