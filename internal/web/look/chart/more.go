package chart

import (
	"fmt"
	"strings"
)

// named tells whether lanes have names: then these take the left of the drawing.
func (t *Timeline) named() bool {
	for _, x := range t.Lanes {
		if x.Name != "" {
			return true
		}
	}
	return false
}

func (t *Timeline) left() string {
	if t.named() {
		return fmt.Sprintf("%d%%", nameWidth)
	}
	return "0"
}

func (t *Timeline) right() string {
	if t.named() {
		return fmt.Sprintf("%d%%", 100-nameWidth)
	}
	return "100%"
}

// thin leaves about most of the values, the last among them.
func thin(vs []Value, most int) []Value {
	if len(vs) <= most {
		return vs
	}
	step := (len(vs) + most - 1) / most
	var out []Value
	for i := (len(vs) - 1) % step; i < len(vs); i += step {
		out = append(out, vs[i])
	}
	return out
}

// spark is a curve in a box of 1000 by 100, with a little room above and below.
func spark(vs []int64) string {
	lo, hi := int64(0), int64(1)
	for _, v := range vs {
		hi = max(hi, v)
	}
	var b strings.Builder
	for i, v := range vs {
		x := float64(i) / float64(max(len(vs)-1, 1)) * 1000
		y := 94 - float64(v-lo)/float64(hi-lo)*88
		if i == 0 {
			fmt.Fprintf(&b, "M%.1f %.1f", x, y)
		} else {
			fmt.Fprintf(&b, "L%.1f %.1f", x, y)
		}
	}
	return b.String()
}

// role is that of the drawing: what holds links is no picture to whoever hears the page.
func (t *Timeline) role() string {
	for _, x := range t.Lanes {
		if x.Href != "" {
			return "group"
		}
		for _, p := range x.Points {
			if p.Href != "" {
				return "group"
			}
		}
	}
	return "img"
}
