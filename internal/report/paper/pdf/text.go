package pdf

import (
	"unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf/object"
)

// style is how text looks.
type style struct {
	bold    bool
	size    float64
	color   color
	tabular bool // digits are equally wide, so that those of a column stand below each other
}

// box is a box of a form that stands in the text.
type box int

const (
	noBox box = iota
	empty
	ticked
	open // not known
)

// span is text of one look, or a box.
type span struct {
	text  string
	style *style
	box   box
}

// glyph is what is printed at a place.
type glyph struct {
	number uint16
	width  uint16 // thousandths, as in the font
	shift  int16  // thousandths, to where it begins
	box    box
	style  *style
}

// set is text that has been broken into lines.
type set struct {
	runes  []rune
	widths []float64
	glyphs []glyph
	lines  []line.Line
	lead   float64 // from line to line
	width  float64 // at most
}

func (s *set) height() float64 { return float64(len(s.lines)) * s.lead }

// setting is how text is to be broken.
type setting struct {
	width float64
	lead  float64
	hang  bool
	first float64 // by how much the first line is shorter
}

// set breaks spans into lines. A line break in the text is one on paper.
func (p *Press) set(o setting, spans ...span) *set {
	n := 0
	for _, s := range spans {
		n += len(s.text)
	}
	t := &set{lead: o.lead, runes: make([]rune, 0, n/2+1), widths: make([]float64, 0, n/2+1), glyphs: make([]glyph, 0, n/2+1)}
	from, first := 0, o.first
	flush := func() {
		done := len(t.lines)
		t.lines = line.Append(t.lines, t.runes[from:], t.widths[from:], o.width, line.Options{Hang: o.hang, First: first})
		for i := done; i < len(t.lines); i++ {
			t.lines[i].From += from
			t.lines[i].To += from
			t.width = max(t.width, t.lines[i].Width)
		}
		from, first = len(t.runes), 0
	}
	for _, s := range spans {
		if s.box != noBox {
			t.runes = append(t.runes, '□')
			t.widths = append(t.widths, s.style.size*1.25)
			t.glyphs = append(t.glyphs, glyph{box: s.box, style: s.style})
			continue
		}
		u := p.font(s.style)
		for i, r := range s.text {
			if r == '\n' {
				flush()
				continue
			}
			if object.Selects(r) {
				if k := len(t.glyphs) - 1; i > 0 && k >= from && t.glyphs[k].box == noBox {
					p.vary(t, k, r, s.style, u)
					continue
				}
			}
			number, width := u.Take(object.Sign{Char: r})
			g := glyph{number: number, width: uint16(width), style: s.style}
			w := width
			if s.style.tabular && r >= '0' && r <= '9' {
				w = p.digit
				if s.style.bold {
					w = p.boldDigit
				}
				g.shift = int16((w - width) / 2)
			}
			t.runes = append(t.runes, r)
			t.widths = append(t.widths, float64(w)*s.style.size/1000)
			t.glyphs = append(t.glyphs, g)
		}
	}
	flush()
	return t
}

// vary makes the character at k the variant that a selector asks for.
func (p *Press) vary(t *set, k int, selector rune, st *style, u *object.Font) {
	number, width := u.Take(object.Sign{Char: t.runes[k], Selector: selector})
	t.glyphs[k] = glyph{number: number, width: uint16(width), style: st}
	t.widths[k] = float64(width) * st.size / 1000
}

// align is where lines stand.
type align int

const (
	left align = iota
	right
	center
	justified // but the last of a paragraph; what would be torn apart too far stays as it is
)

// draw draws the lines from first to before last; the first line's upper edge is at y.
func (p *Press) draw(c *canvas, t *set, first, last int, x, y, width float64, a align) {
	if first >= last {
		return
	}
	c.open()
	defer c.shut()
	for i := first; i < last; i++ {
		l := t.lines[i]
		at, gap := x, 0.0
		switch a {
		case right:
			at += width - l.Width
		case center:
			at += (width - l.Width) / 2
		case justified:
			if !l.Last {
				gap = t.gap(l, width)
			}
		}
		p.drawLine(c, t, l, at, y+float64(i-first)*t.lead, gap)
	}
}

// gap is by how much characters are moved apart so that the line is as wide as the others; words in Latin letters are not.
func (t *set) gap(l line.Line, width float64) float64 {
	n := 0
	for i := l.From + 1; i < l.To; i++ {
		if t.parts(i) {
			n++
		}
	}
	if n == 0 || l.To <= l.From {
		return 0
	}
	gap := (width - l.Width) / float64(n)
	if most := t.glyphs[l.From].style.size * 0.12; gap < 0 || gap > most {
		return 0
	}
	return gap
}

// parts tells whether a line may be stretched before a character.
func (t *set) parts(i int) bool {
	last, r := t.runes[i-1], t.runes[i]
	return r >= 0x3000 || last >= 0x3000 || last == ' '
}

func (p *Press) drawLine(c *canvas, t *set, l line.Line, x, y, gap float64) {
	for i := l.From; i < l.To; {
		st := t.glyphs[i].style
		base := y + (t.lead+st.size*0.76)/2 // the middle of the line is the middle of the characters
		if t.glyphs[i].box != noBox {
			p.drawBox(c, t.glyphs[i].box, x, base, st)
			x += t.widths[i] + gap
			i++
			continue
		}
		to := i + 1
		for to < l.To && t.glyphs[to].style == st && t.glyphs[to].box == noBox {
			to++
		}
		x = p.drawRun(c, t, i, to, l, x, base, gap)
		i = to
	}
}

// drawRun draws characters of one look, and tells where the next stands.
func (p *Press) drawRun(c *canvas, t *set, from, to int, l line.Line, x, base, gap float64) float64 {
	st := t.glyphs[from].style
	c.color(st.color, "rg")
	c.b = append(c.b, "BT /"...)
	c.b = append(c.b, p.fontName(st)...)
	c.b = append(c.b, ' ')
	c.num(st.size)
	c.b = append(c.b, "Tf "...)
	c.num(x, paperH-base)
	c.b = append(c.b, "Td [<"...)
	owed := 0.0 // thousandths that the next character is to be moved to the right
	for i := from; i < to; i++ {
		g := t.glyphs[i]
		if i > l.From && gap > 0 && t.parts(i) {
			owed += gap * 1000 / st.size
			x += gap
		}
		owed += float64(g.shift)
		if owed > 0.5 || owed < -0.5 {
			c.b = append(c.b, '>')
			c.b = object.AppendNumber(c.b, -owed)
			c.b = append(c.b, '<')
			owed = 0
		}
		c.b = object.AppendHex(c.b, g.number)
		x += t.widths[i]
		if g.shift != 0 {
			owed += t.widths[i]*1000/st.size - float64(g.width) - float64(g.shift)
		}
	}
	c.op(">] TJ ET")
	return x
}

// drawBox draws a box with its lower edge a little below the line's; who copies the text gets the character for it.
func (p *Press) drawBox(c *canvas, b box, x, base float64, st *style) {
	size := st.size * 0.92
	y := base - size*0.9
	spoken := map[box]rune{empty: '☐', ticked: '☑', open: '☐'}[b]
	c.instead(string(spoken), func() {
		number, width := p.regular.Take(object.Sign{Char: '□'})
		c.b = append(c.b, "BT 3 Tr /R "...)
		c.num(st.size * 1000 / float64(max(width, 1)))
		c.b = append(c.b, "Tf "...)
		c.num(x, paperH-base)
		c.b = append(c.b, "Td <"...)
		c.b = object.AppendHex(c.b, number)
		c.op("> Tj 0 Tr ET")
	})
	k := ink
	if b == open {
		k = gold
	}
	c.frame(x+0.5, y, size, size, 0.8, k)
	switch b {
	case ticked:
		c.tick(x+0.5, y, size, ink)
	case open:
		c.fill(x+0.5+size*0.28, y+size*0.28, size*0.44, size*0.44, gold)
	}
}

// wordless tells whether there is nothing to be seen in a text.
func wordless(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}
