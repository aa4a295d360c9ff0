package pdf

import (
	"math"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf/object"
)

// Lengths are in points, 72 an inch, and counted from the upper left corner of the page.
const (
	mm     = 72 / 25.4
	paperW = 210 * mm // A4
	paperH = 297 * mm
)

// color is one of the few that documents have. Printed in grey each stays apart from the paper.
type color struct{ r, g, b byte }

var (
	ink   = color{0x18, 0x20, 0x29}
	soft  = color{0x50, 0x5b, 0x66}
	faint = color{0x8a, 0x93, 0x9c}
	rule  = color{0xb4, 0xb9, 0xbe}
	hair  = color{0xd8, 0xdb, 0xde}
	wash  = color{0xf2, 0xf4, 0xf5}
	white = color{0xff, 0xff, 0xff}
	blue  = color{0x14, 0x58, 0x7b}
	pale  = color{0xe2, 0xed, 0xf3}
	red   = color{0xad, 0x2a, 0x26}
	gold  = color{0x8d, 0x5a, 0x00}
	straw = color{0xfb, 0xf1, 0xdc}
	green = color{0x2f, 0x6b, 0x3c}
	plum  = color{0x6b, 0x45, 0x8a}
)

// canvas is what is drawn on a page.
type canvas struct {
	b      []byte
	tag    *tagger // nil where nothing is tagged
	within bool    // a piece is being drawn
	pieces []*element
	object int
}

func (c *canvas) num(v ...float64) {
	for _, v := range v {
		c.b = append(object.AppendNumber(c.b, v), ' ')
	}
}

func (c *canvas) op(s string) { c.b = append(append(c.b, s...), '\n') }

func (c *canvas) color(k color, operator string) {
	for _, v := range []byte{k.r, k.g, k.b} {
		c.b = strconv.AppendFloat(c.b, math.Round(float64(v)/255*1000)/1000, 'f', -1, 64)
		c.b = append(c.b, ' ')
	}
	c.op(operator)
}

// fill fills a rectangle.
func (c *canvas) fill(x, y, w, h float64, k color) {
	c.bare()
	c.color(k, "rg")
	c.num(x, paperH-y-h, w, h)
	c.op("re f")
	c.shutBare()
}

// frame draws a rectangle.
func (c *canvas) frame(x, y, w, h, thick float64, k color) {
	c.bare()
	c.color(k, "RG")
	c.num(thick)
	c.op("w")
	c.num(x, paperH-y-h, w, h)
	c.op("re S")
	c.shutBare()
}

// line draws a straight line.
func (c *canvas) line(x1, y1, x2, y2, thick float64, k color) {
	c.bare()
	c.color(k, "RG")
	c.num(thick)
	c.op("w")
	c.num(x1, paperH-y1)
	c.op("m")
	c.num(x2, paperH-y2)
	c.op("l S")
	c.shutBare()
}

// dot fills a circle round x, y.
func (c *canvas) dot(x, y, radius float64, k color) {
	c.bare()
	c.color(k, "rg")
	y = paperH - y
	const bow = 0.5523 // of a quarter of a circle
	d := bow * radius
	c.num(x+radius, y)
	c.op("m")
	for _, q := range [4][6]float64{
		{x + radius, y + d, x + d, y + radius, x, y + radius},
		{x - d, y + radius, x - radius, y + d, x - radius, y},
		{x - radius, y - d, x - d, y - radius, x, y - radius},
		{x + d, y - radius, x + radius, y - d, x + radius, y},
	} {
		c.num(q[:]...)
		c.op("c")
	}
	c.op("f")
	c.shutBare()
}

// tick draws the two strokes of a tick into a square.
func (c *canvas) tick(x, y, size float64, k color) {
	c.bare()
	c.color(k, "RG")
	c.num(size * 0.14)
	c.op("w 1 J 1 j")
	c.num(x+size*0.2, paperH-(y+size*0.52))
	c.op("m")
	c.num(x+size*0.43, paperH-(y+size*0.76))
	c.op("l")
	c.num(x+size*0.84, paperH-(y+size*0.22))
	c.op("l S 0 J 0 j")
	c.shutBare()
}
