package chart

import (
	"fmt"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// Value is a number at a time.
type Value struct {
	At time.Time
	N  int64
}

// Curve is a number over time: of a principal, the persons read.
type Curve struct {
	Name   string
	Tone   look.Tone
	Values []Value // in the order of time
	Dashed bool    // what is usual, beside what was
}

// Curves are numbers over time. Steps holds a number until the next one; else points are joined.
type Curves struct {
	Label  string
	Curves []Curve
	Gaps   []Span // in which nothing was recorded
	Height int    // of the drawing; 0 is 160
	Steps  bool
	Zoom   bool
	Unit   string // 人, people
	Legend bool
}

type plot struct {
	Height, Base, Inner string
	Lines               []placed // of the grid, with numbers
	Ticks               []placed
	Paths               []placed
	Ends                []placed
	Gaps                []placed
	Tall                string
}

func (c *Curves) bounds() (s scale, most float64) {
	for _, x := range c.Curves {
		for _, v := range x.Values {
			if s.from.IsZero() || v.At.Before(s.from) {
				s.from = v.At
			}
			if v.At.After(s.to) {
				s.to = v.At
			}
			most = max(most, float64(v.N))
		}
	}
	return s, most
}

const curveTop = 16.0

func (c *Curves) draw(l web.Lang) *plot {
	high := float64(c.Height)
	if high == 0 {
		high = 160
	}
	s, most := c.bounds()
	most = top(most)
	body := high - curveTop - 20
	p := &plot{Height: px(high), Base: px(curveTop + body), Inner: px(curveTop), Tall: px(body)}
	for i := range 3 {
		share := float64(i) / 2
		k := placed{Y: px(curveTop + body*(1-share)), TextY: px(curveTop + body*(1-share) - 4)}
		if i > 0 {
			k.Text = look.Short(l, int64(most*share))
		}
		p.Lines = append(p.Lines, k)
	}
	for _, k := range s.days(l, 8) {
		p.Ticks = append(p.Ticks, placed{X: pct(k.At), Text: k.Text, Anchor: anchor(k.At, 0.03)})
	}
	for _, g := range c.Gaps {
		a, b := s.at(g.From), s.at(g.To)
		p.Gaps = append(p.Gaps, placed{X: pct(a), W: pct(max(b-a, 0.004)), Text: g.Text})
	}
	for _, x := range c.Curves {
		class := stroke(x.Tone)
		if x.Dashed {
			class += " x-dash"
		}
		p.Paths = append(p.Paths, placed{Text: x.Name, Class: class, X: c.path(x, s, most)})
	}
	return p
}

// path is a curve in a box of 1000 by 100.
func (c *Curves) path(x Curve, s scale, most float64) string {
	var b strings.Builder
	for i, v := range x.Values {
		at, y := s.at(v.At)*1000, 100-float64(v.N)/most*100
		switch {
		case i == 0:
			fmt.Fprintf(&b, "M%.1f %.2f", at, y)
		case c.Steps:
			fmt.Fprintf(&b, "H%.1fV%.2f", at, y)
		default:
			fmt.Fprintf(&b, "L%.1f %.2f", at, y)
		}
	}
	return b.String()
}

func (c *Curves) json() string {
	type curve struct {
		Name   string     `json:"name"`
		Tone   string     `json:"tone,omitempty"`
		Dashed bool       `json:"dashed,omitempty"`
		Points [][2]int64 `json:"points"`
	}
	out := struct {
		Curves []curve    `json:"curves"`
		Gaps   [][2]int64 `json:"gaps,omitempty"`
		Steps  bool       `json:"steps,omitempty"`
		Unit   string     `json:"unit,omitempty"`
		Zone   int        `json:"zone"`
	}{Steps: c.Steps, Unit: c.Unit}
	for _, x := range c.Curves {
		k := curve{Name: x.Name, Tone: string(x.Tone), Dashed: x.Dashed}
		for _, v := range x.Values {
			k.Points = append(k.Points, [2]int64{v.At.UnixMilli(), v.N})
			_, east := v.At.Zone()
			out.Zone = east / 60
		}
		out.Curves = append(out.Curves, k)
	}
	for _, g := range c.Gaps {
		out.Gaps = append(out.Gaps, [2]int64{g.From.UnixMilli(), g.To.UnixMilli()})
	}
	return data(out)
}

// last is a curve's newest number.
func (x *Curve) last() string {
	if len(x.Values) == 0 {
		return "–"
	}
	return report.Number(x.Values[len(x.Values)-1].N)
}

// Column is one of the upright bars of a histogram.
type Column struct {
	Name  string
	N     int64
	Tone  look.Tone // Neutral is faint; ordinary columns are look.Accent
	Under int64     // what speaks against, drawn beside in red
	Label string    // on hovering, if more is to be said than the number
}

// Histogram is upright bars side by side. Shade marks columns from one to another (0-based); From above To marks none.
type Histogram struct {
	Label    string
	Columns  []Column
	Height   int // 0 is 120
	From, To int
	Shaded   string // what the shade says
}

type columns struct {
	Height, Base, FeetY string
	Bars, Feet, Tops    []placed
	Shade               *placed
}

func (h *Histogram) draw(l web.Lang) *columns {
	high := float64(h.Height)
	if high == 0 {
		high = 120
	}
	head, foot := 16.0, 18.0
	if h.Shaded != "" {
		head += 18
	}
	body := high - head - foot
	out := &columns{Height: px(high), Base: px(head + body), FeetY: px(head + body + 14)}
	most := int64(1)
	for _, c := range h.Columns {
		most = max(most, c.N, c.Under)
	}
	n := float64(max(len(h.Columns), 1))
	step := 1 / n
	every := (len(h.Columns) + 11) / 12
	bar := func(mid, w float64, v int64, class, text string) {
		if v <= 0 {
			return
		}
		tall := max(float64(v)/float64(most)*body, 1.5)
		out.Bars = append(out.Bars, placed{X: pct(mid - w/2), W: pct(w), Y: px(head + body - tall), TextY: px(tall), Class: class, Text: text})
	}
	for i, c := range h.Columns {
		mid, w := step*(float64(i)+0.5), min(step*0.6, 0.05)
		text := c.Label
		if text == "" {
			text = c.Name + ": " + report.Number(c.N)
		}
		if c.Under > 0 {
			bar(mid-w*0.27, w*0.5, c.N, fill(c.Tone), text)
			bar(mid+w*0.27, w*0.5, c.Under, "x-shu", text)
		} else {
			bar(mid, w, c.N, fill(c.Tone), text)
		}
		if (len(h.Columns)-1-i)%every == 0 {
			out.Feet = append(out.Feet, placed{X: pct(mid), Text: c.Name, Anchor: anchor(mid, 0.03)})
		}
		if len(h.Columns) <= 12 && c.N > 0 || c.N == most {
			tall := max(float64(c.N)/float64(most)*body, 1.5)
			out.Tops = append(out.Tops, placed{X: pct(mid), Y: px(head + body - tall - 4), Text: look.Short(l, c.N), Anchor: anchor(mid, 0.03)})
		}
	}
	if h.Shaded != "" && h.From <= h.To {
		out.Shade = &placed{X: pct(step * (float64(h.From) + 0.5)), W: pct(step * float64(h.To-h.From)), Y: px(2), TextY: px(head + body - 2), Text: h.Shaded, Class: pct(step * (float64(h.From+h.To)/2 + 0.5))}
	}
	return out
}
