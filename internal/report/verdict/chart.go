package verdict

import (
	"fmt"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Charts are SVG without a view box: places across are per cent, heights are pixels, so that letters keep their size
// whatever the width of the page or the paper.

// mark is a bar, a line or a letter of a chart.
type mark struct {
	X, W, Y, H string
	Text       string
	Anchor     string // start, middle, end
	Title      string
	Strong     bool
	Pale       bool
}

// columns is a chart of upright bars.
type columns struct {
	Bars, Tops, Feet []mark
	Label            string // for who hears the page
}

const (
	columnsTop    = 18 // room for numbers
	columnsHeight = 78
)

// chart draws counts by year or decade; of more than most years, those before are summed up.
func (d *document) chart(ys []leak.Year, most int) *columns {
	if len(ys) == 0 {
		return nil
	}
	ys, before := lastYears(ys, most)
	top, _ := tops(ys) // the sum of those before is cut off at the top
	if before.Records > 0 {
		ys = append([]leak.Year{before}, ys...)
	}
	step := 100 / float64(len(ys))
	every := (len(ys) + 11) / 12 // about a dozen labels fit
	c := &columns{Label: fmt.Sprintf("%d – %d", ys[0].Year, ys[len(ys)-1].Year)}
	for i, y := range ys {
		h := 0.0
		if y.Records > 0 {
			h = min(max(float64(y.Records)/float64(max(top, 1))*columnsHeight, 1), columnsHeight)
		}
		mid := step * (float64(i) + 0.5)
		w := min(step*0.72, 6)
		name := strconv.Itoa(y.Year)
		sum := i == 0 && before.Records > 0
		if sum {
			name = "≤" + name
		}
		c.Bars = append(c.Bars, mark{Pale: sum, X: pct(mid - w/2), W: pct(w), Y: px(columnsTop + columnsHeight - h), H: px(h), Title: name + ": " + report.Number(y.Records)})
		if (len(ys)-1-i)%every == 0 {
			c.Feet = append(c.Feet, mark{X: pct(mid), Text: name, Anchor: anchor(mid / 100)})
		}
		if len(ys) <= 12 || y.Records == top || sum {
			c.Tops = append(c.Tops, mark{X: pct(mid), Y: px(columnsTop + columnsHeight - h - 5), Text: d.short(y.Records), Anchor: anchor(mid / 100)})
		}
	}
	return c
}

// drawing is a store's time line: of each snapshot a bar that is split into new and old values, the window, the dump's
// newest timestamp.
type drawing struct {
	New, Old, Ticks, Feet []mark
	Shade                 *mark
	Span                  mark
	Newest                *mark
	Hidden, Label         string
	Base                  int // where the line lies
}

// Tick is where ticks end, Days and Now where words below the line stand, Height that of the whole.
func (d *drawing) Tick() int   { return d.Base + 4 }
func (d *drawing) Days() int   { return d.Base + 16 }
func (d *drawing) Now() int    { return d.Base + 33 }
func (d *drawing) Height() int { return d.Base + 40 }

const (
	lineTop  = 22 // room for the window's words
	lineBars = 54 // bars at full height
	lineBare = 12 // without bars
)

func (d *document) draw(l *timeline, o *leak.Origin, newest *time.Time) *drawing {
	height := float64(lineBare)
	for _, k := range l.ticks {
		if k.turns.New+k.turns.Old > 0 {
			height = lineBars
		}
	}
	out := &drawing{Label: d.Of("写しの時点 ", "copied ") + d.span(o.After, o.Before), Base: lineTop + int(height)}
	w := min(max(100/float64(len(l.ticks))*0.3, 0.8), 2.6)
	base := lineTop + height
	last := -1.0
	for rank := range 2 { // labels of the window's edges first
		for _, k := range l.ticks {
			if x := k.at * 100; k.edge == (rank == 0) && free(out.Feet, x) {
				out.Feet = append(out.Feet, mark{X: pct(x), Text: d.shortDay(k.turns.Snapshot), Anchor: anchor(k.at), Strong: k.edge})
			}
		}
	}
	for _, k := range l.ticks {
		x := k.at * 100
		out.Ticks = append(out.Ticks, mark{X: pct(x), Strong: k.edge})
		all := k.turns.New + k.turns.Old
		if all == 0 || x-last < w {
			continue
		}
		last = x
		h := float64(k.turns.New) / float64(all) * height
		title := d.moment(k.turns.Snapshot) + d.Of("：新 ", ": new ") + report.Number(k.turns.New) + d.Of("・旧 ", ", old ") + report.Number(k.turns.Old)
		out.New = append(out.New, mark{X: pct(x - w/2), W: pct(w), Y: px(base - h), H: px(h), Title: title})
		out.Old = append(out.Old, mark{X: pct(x - w/2), W: pct(w), Y: px(lineTop), H: px(height - h), Title: title})
	}
	if l.right > l.left || o.After != nil && o.Before != nil {
		out.Shade = &mark{X: pct(l.left * 100), W: pct(max((l.right-l.left)*100, 0.3)), Y: px(lineTop - 4), H: px(height + 4)}
		mid := (l.left + l.right) / 2
		out.Span = mark{X: pct(mid * 100), Text: d.span(o.After, o.Before), Anchor: anchorOf(mid, 0.2)}
		switch out.Span.Anchor {
		case "start":
			out.Span.X = pct(l.left * 100)
		case "end":
			out.Span.X = pct(l.right * 100)
		}
	}
	if l.known {
		text := d.Of("ダンプの最新の日時 ", "newest timestamp ") + d.moment(*newest)
		switch l.far {
		case -1:
			text = "◂ " + text
		case 1:
			text += " ▸"
		}
		out.Newest = &mark{X: pct(l.newest * 100), Text: text, Anchor: anchorOf(l.newest, 0.2)}
	}
	if l.hidden > 0 {
		out.Hidden = fmt.Sprintf(d.Of("ほか%d時点は省略", "%d more snapshots are not drawn"), l.hidden)
	}
	return out
}

// free tells whether there is room for a label at x per cent.
func free(labels []mark, x float64) bool {
	for _, l := range labels {
		var at float64
		if _, err := fmt.Sscanf(l.X, "%f", &at); err == nil && x-at < 7 && at-x < 7 {
			return false
		}
	}
	return true
}

func anchor(at float64) string { return anchorOf(at, 0.04) }

// anchorOf keeps words near an end within the chart.
func anchorOf(at, near float64) string {
	switch {
	case at < near:
		return "start"
	case at > 1-near:
		return "end"
	}
	return "middle"
}

func pct(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
func px(v float64) string  { return strconv.FormatFloat(v, 'f', 1, 64) }
