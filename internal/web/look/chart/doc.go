// Package chart draws what pages show as pictures: time lines, steps, columns, curves. Each is SVG made by the server, readable
// without scripts, with its numbers as a table below; where the bundled scripts are there, some can be zoomed into.
//
// Drawings have no view box: places across are per cent, heights are pixels, so that letters keep their size whatever the width.
package chart

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// pct is a share of the width, px a height.
func pct(v float64) string { return strconv.FormatFloat(v*100, 'f', 2, 64) + "%" }
func px(v float64) string  { return strconv.FormatFloat(v, 'f', 1, 64) }

// anchor keeps words near an end within the drawing.
func anchor(at, near float64) string {
	switch {
	case at < near:
		return ""
	case at > 1-near:
		return "end"
	}
	return "mid"
}

// scale says where a time lies between two, 0 to 1.
type scale struct{ from, to time.Time }

func (s scale) at(t time.Time) float64 {
	all := s.to.Sub(s.from)
	if all <= 0 {
		return 0
	}
	return min(max(float64(t.Sub(s.from))/float64(all), 0), 1)
}

// tick is a mark of an axis.
type tick struct {
	At   float64
	Text string
}

// days are ticks of the axis of time: at most about n, at midnights, or at full hours where all is within two days.
func (s scale) days(l web.Lang, n int) (out []tick) {
	all := s.to.Sub(s.from)
	if all <= 0 {
		return nil
	}
	y, m, d := s.from.Date()
	if all <= 48*time.Hour {
		step := time.Hour
		for _, h := range []time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour} {
			if step = h; all/step <= time.Duration(n) {
				break
			}
		}
		for t := time.Date(y, m, d, 0, 0, 0, 0, s.from.Location()); !t.After(s.to); t = t.Add(step) {
			if t.Before(s.from) {
				continue
			}
			text := t.Format("15:04")
			if t.Hour() == 0 {
				text = t.Format(l.Of("1/2", "2 Jan"))
			}
			out = append(out, tick{s.at(t), text})
		}
		return out
	}
	step := int(math.Ceil(all.Hours() / 24 / float64(max(n, 1))))
	form := l.Of("1/2", "2 Jan")
	if all > 340*24*time.Hour {
		form = l.Of("2006/1", "Jan 2006")
	}
	for t := time.Date(y, m, d, 0, 0, 0, 0, s.from.Location()); !t.After(s.to); t = t.AddDate(0, 0, step) {
		if !t.Before(s.from) {
			out = append(out, tick{s.at(t), t.Format(form)})
		}
	}
	return out
}

// top is a round number that is not below n: where an axis of numbers ends.
func top(n float64) float64 {
	if n <= 0 {
		return 1
	}
	base := math.Pow(10, math.Floor(math.Log10(n)))
	for _, f := range []float64{1, 1.5, 2, 3, 4, 5, 6, 8, 10} {
		if f*base >= n {
			return f * base
		}
	}
	return 10 * base
}

// fill and stroke are classes of a tone.
func fill(t look.Tone) string {
	if t == look.Neutral {
		return "x-faint"
	}
	return "x-" + string(t)
}

func stroke(t look.Tone) string {
	if t == look.Neutral {
		return "y-faint"
	}
	return "y-" + string(t)
}

// data is for the page's scripts; what cannot be written is not told, and the drawing stays.
func data(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(b)
}
