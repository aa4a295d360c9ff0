package chart

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// Span is a stretch of time in a lane.
type Span struct {
	From, To time.Time
	Text     string // on hovering, and in the table
	Tone     look.Tone
	Pale     bool
}

// Point is a moment in a lane.
type Point struct {
	At   time.Time
	Text string
	Tone look.Tone
	Name bool   // Text is written beside it
	Href string // where it leads
}

// Lane is a row of a time line. Gaps are times in which nothing was recorded: they are drawn as gaps, not as quiet.
type Lane struct {
	Name   string
	Href   string
	Spans  []Span
	Points []Point
	Gaps   []Span
}

// Timeline is what happened when.
type Timeline struct {
	Label    string // for who hears the page
	From, To time.Time
	Lanes    []Lane
	Marks    []Point // moments through all lanes: when it became known
	Zoom     bool    // the page's scripts may make it one to zoom into
	Ticks    int     // about how many there are at most; 0 is 8
}

const (
	laneHeight = 26.0
	laneBar    = 12.0
	nameWidth  = 24 // per cent of the width that names of lanes take
)

type placed struct {
	X, W, Y, Text, Class, Href string
	TextY, Anchor              string
	Name                       bool
}

type drawn struct {
	Height            string
	Top, Base, FeetY  string
	Ticks             []placed
	Marks             []placed
	Names             []placed
	Tracks            []placed
	Spans, Gaps, Dots []placed
	HasGaps, HasMarks bool
	CX                string
}

func (t *Timeline) draw(l web.Lang) *drawn {
	s := scale{t.From, t.To}
	n := t.Ticks
	if n == 0 {
		n = 8
	}
	head := 4.0
	marks, named := 0, false
	for _, m := range t.Marks {
		if m.Name {
			marks++
		}
	}
	if marks > 0 {
		head += 16
	}
	for _, lane := range t.Lanes {
		for _, p := range lane.Points {
			named = named || p.Name
		}
	}
	lane := laneHeight
	if named {
		lane += 14
	}
	base := head + lane*float64(len(t.Lanes))
	d := &drawn{Height: px(base + 22), Top: px(head - 2), Base: px(base), FeetY: px(base + 15)}
	for _, k := range s.days(l, n) {
		d.Ticks = append(d.Ticks, placed{X: pct(k.At), Text: k.Text, Anchor: anchor(k.At, 0.03)})
	}
	for i, m := range t.Marks {
		at := s.at(m.At)
		d.Marks = append(d.Marks, placed{X: pct(at), Text: m.Text, Class: stroke(m.Tone), Anchor: anchor(at, 0.12), TextY: px(11), Name: m.Name && spaced(t.Marks[:i], m, s)})
		d.HasMarks = true
	}
	for i, x := range t.Lanes {
		y := head + lane*float64(i) + (laneHeight-laneBar)/2
		if named {
			y += 14
		}
		d.Names = append(d.Names, placed{Text: x.Name, Href: x.Href, Y: px(y + laneBar - 2)})
		d.Tracks = append(d.Tracks, placed{Y: px(y + laneBar/2)})
		for _, p := range x.Spans {
			a, b := s.at(p.From), s.at(p.To)
			c := fill(p.Tone)
			if p.Pale {
				c += " x-pale"
			} else {
				c += " x-veil"
			}
			d.Spans = append(d.Spans, placed{X: pct(a), W: pct(max(b-a, 0.004)), Y: px(y), Text: p.Text, Class: c})
		}
		for _, g := range x.Gaps {
			a, b := s.at(g.From), s.at(g.To)
			if b <= 0 || a >= 1 {
				continue
			}
			d.HasGaps = true
			d.Gaps = append(d.Gaps, placed{X: pct(a), W: pct(max(b-a, 0.004)), Y: px(y - 1), Text: g.Text})
		}
		for k, p := range x.Points {
			at := s.at(p.At)
			d.Dots = append(d.Dots, placed{X: pct(at), Y: px(y + laneBar/2), Text: p.Text, Class: fill(p.Tone), Href: p.Href, Anchor: anchor(at, 0.12), TextY: px(y - 5), Name: p.Name && spaced(x.Points[:k], p, s)})
		}
	}
	return d
}

// spaced tells whether a name has room behind those before it.
func spaced(before []Point, p Point, s scale) bool {
	for _, b := range before {
		if b.Name {
			if gap := s.at(p.At) - s.at(b.At); gap < 0.16 && gap > -0.16 {
				return false
			}
		}
	}
	return true
}

// row is a line of the table below the drawing.
type row struct {
	Lane, What string
	From, To   time.Time
	Gap        bool
}

func (t *Timeline) rows() (out []row) {
	for _, m := range t.Marks {
		out = append(out, row{What: m.Text, From: m.At})
	}
	for _, x := range t.Lanes {
		for _, s := range x.Spans {
			out = append(out, row{x.Name, s.Text, s.From, s.To, false})
		}
		for _, g := range x.Gaps {
			out = append(out, row{x.Name, g.Text, g.From, g.To, true})
		}
		for _, p := range x.Points {
			out = append(out, row{Lane: x.Name, What: p.Text, From: p.At})
		}
	}
	return out
}

// json is what the page's scripts draw it from: [lane, from, to, text, tone] in milliseconds.
func (t *Timeline) json() string {
	type item struct {
		Lane int    `json:"lane"`
		From int64  `json:"from"`
		To   int64  `json:"to"`
		Text string `json:"text"`
		Tone string `json:"tone,omitempty"`
		Kind string `json:"kind"`
	}
	out := struct {
		From  int64    `json:"from"`
		To    int64    `json:"to"`
		Lanes []string `json:"lanes"`
		Items []item   `json:"items"`
		Zone  int      `json:"zone"` // minutes east of Greenwich
	}{From: t.From.UnixMilli(), To: t.To.UnixMilli()}
	_, east := t.From.Zone()
	out.Zone = east / 60
	for i, x := range t.Lanes {
		out.Lanes = append(out.Lanes, x.Name)
		for _, s := range x.Spans {
			out.Items = append(out.Items, item{i, s.From.UnixMilli(), s.To.UnixMilli(), s.Text, string(s.Tone), "span"})
		}
		for _, g := range x.Gaps {
			out.Items = append(out.Items, item{i, g.From.UnixMilli(), g.To.UnixMilli(), g.Text, "", "gap"})
		}
		for _, p := range x.Points {
			out.Items = append(out.Items, item{i, p.At.UnixMilli(), p.At.UnixMilli(), p.Text, string(p.Tone), "point"})
		}
	}
	for _, m := range t.Marks {
		out.Items = append(out.Items, item{-1, m.At.UnixMilli(), m.At.UnixMilli(), m.Text, string(m.Tone), "mark"})
	}
	return data(out)
}
