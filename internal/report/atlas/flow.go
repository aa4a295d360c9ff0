package atlas

import (
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// The drawing: systems by their country on the left, contractors by the country of their access on the right, and a band
// from each system to each who reaches it, as wide as its persons are many. Lengths are units of the drawing.
const (
	width    = 960.0
	leftBar  = 300.0 // where the bars of systems begin
	rightBar = 648.0
	barWidth = 12.0
	tall     = 300.0 // what all persons together would be, at most
	thin     = 3.0   // the least a band is wide
	slot     = 40.0  // the least room a bar takes: two lines of words
	gap      = 8.0
	heading  = 30.0 // a country's name
	between  = 14.0 // before the next country
)

// group is a country with its bars.
type group struct {
	Name, Note string
	Bad        bool // the policy does not name it
	Y          string
	Bars       []bar
}

// bar is a system or a contractor.
type bar struct {
	Name, Sub, Number string
	X, Y, H           string
	TextY, SubY       string
	Unknown           bool
	top, height       float64
}

// band is a way from a system to a contractor.
type band struct {
	Path, Title string
	Bad         bool
}

// flow is the whole drawing.
type flow struct {
	W, H                 string
	Left, Right          []group
	Bands                []band
	LeftHead, RightHead  string
	HeadX                string
	Label, Lang          string
	LabelX, RightX       string
	None                 string // said where nobody has access
	NoneY                string
	LeftTextX, LeftHeadX string
}

type drawer struct {
	m     *Map
	p     *report.Page
	lang  string
	scale float64
	at    map[int]*bar // systems by their place in Found
}

func u(v float64) string {
	return strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%.1f", v), "0"), ".")
}

// draw lays the drawing out.
func (m *Map) draw(p *report.Page, lang string) *flow {
	d := &drawer{m: m, p: p, lang: lang, at: map[int]*bar{}}
	most := int64(1)
	sum := int64(0)
	for i := range m.State.Found {
		if f := &m.State.Found[i]; f.System != nil {
			n := max(register.Known(f.People), 0)
			sum, most = sum+n, max(most, n)
		}
	}
	d.scale = min(tall/float64(max(sum, 1)), 120/float64(most))
	f := &flow{W: u(width), LeftHead: p.Of("保管（国・人数）", "Stored (country, people)"), RightHead: p.Of("アクセス（国・委託先・人数）", "Reached from (country, contractor, people)"),
		Label: m.headline(p), Lang: lang, HeadX: u(rightBar), LabelX: u(leftBar - 12), RightX: u(rightBar + barWidth + 12), LeftHeadX: u(leftBar + barWidth), LeftTextX: u(leftBar - 12)}
	left := d.left(f)
	right := d.right(f)
	f.H = u(max(left, right) + 8)
	if len(f.Right) == 0 {
		f.None, f.NoneY = p.Of("委託先・外部からのアクセスの登録はありません", "No contractor's access is declared"), u(56)
	}
	return f
}

// left stacks the systems by country.
func (d *drawer) left(f *flow) float64 {
	y := 34.0
	for i := range d.m.State.Countries {
		c := &d.m.State.Countries[i]
		if len(c.Systems) == 0 {
			continue
		}
		g := d.group(c.Code, c.Stored, y)
		y += heading
		g.Bars = make([]bar, len(c.Systems))
		for k, s := range c.Systems {
			found := &d.m.State.Found[s]
			sub := found.System.Owner
			if found.System.Development {
				sub = strings.TrimSpace(d.p.Of("開発用 ", "development ") + sub)
			}
			g.Bars[k] = d.bar(found.Name, sub, found.People, leftBar, y, d.size(found.People))
			d.at[s] = &g.Bars[k]
			y += max(g.Bars[k].height, slot) + gap
		}
		f.Left = append(f.Left, g)
		y += between
	}
	return y
}

func (d *drawer) size(n inventory.People) float64 {
	return max(float64(max(register.Known(n), 0))*d.scale, thin)
}

func (d *drawer) group(code string, n inventory.People, y float64) group {
	g := group{Name: report.Clean(place(code, d.lang)), Note: d.people(n), Y: u(y + 18)}
	if d.m.named(code) == "no" {
		g.Bad = true
		g.Note += d.p.Of("・ポリシーに記載なし", ", not in the policy")
	}
	return g
}

func (d *drawer) people(n inventory.People) string {
	switch {
	case n.N != nil:
		return d.p.Of(report.Number(*n.N)+"人", report.Plural(*n.N, "person", "people"))
	case n.Min != nil:
		return d.p.Of(report.Number(*n.Min)+"人以上", "at least "+report.Plural(*n.Min, "person", "people"))
	}
	return d.p.Of("人数不明", "people unknown")
}

func (d *drawer) bar(name, sub string, n inventory.People, x, y, h float64) bar {
	room := max(h, slot)
	top := y + (room-h)/2
	b := bar{Name: report.Cut(report.Clean(name), 30), Sub: report.Cut(report.Clean(sub), 34), Number: d.people(n), X: u(x), Y: u(top), H: u(h), Unknown: register.Known(n) < 0, top: top, height: h,
		TextY: u(y + room/2 - 3), SubY: u(y + room/2 + 13)}
	if b.Sub == "" {
		b.TextY = u(y + room/2 + 5)
	}
	return b
}

// right stacks who reaches them, and draws the bands.
func (d *drawer) right(f *flow) float64 {
	y := 34.0
	ways := d.m.ways()
	for i := range d.m.State.Countries {
		c := &d.m.State.Countries[i]
		if len(c.Ways) == 0 {
			continue
		}
		g := d.group(c.Code, c.Reached, y)
		y += heading
		var here []*contractor
		for _, w := range ways {
			if w.country == c.Code {
				here = append(here, w)
			}
		}
		for _, w := range here {
			y = d.contractor(f, &g, w, len(here) == 1, c.Reached, y)
		}
		f.Right = append(f.Right, g)
		y += between
	}
	return y
}

func (d *drawer) contractor(f *flow, g *group, w *contractor, alone bool, reached inventory.People, y float64) float64 {
	h := 0.0
	for _, s := range w.systems {
		h += d.size(d.m.State.Found[s].People)
	}
	sub := ""
	if len(w.via) > 0 {
		sub = d.p.Of("経由：", "through ") + strings.Join(w.via, d.p.Of("・", ", "))
	}
	// Persons of several systems may be the same: their number is told for one system, or where nobody else is in the country.
	n := inventory.People{}
	number := ""
	switch {
	case len(w.systems) == 1:
		n = d.m.State.Found[w.systems[0]].People
	case alone:
		n = reached
	default:
		number = d.p.Of(fmt.Sprintf("%d件の保管先", len(w.systems)), fmt.Sprintf("%d sources", len(w.systems)))
	}
	b := d.bar(w.name, sub, n, rightBar, y, h)
	if number != "" {
		b.Number, b.Unknown = number, false
	}
	g.Bars = append(g.Bars, b)
	to := b.top
	for _, s := range w.systems {
		from := d.at[s]
		found := &d.m.State.Found[s]
		size := d.size(found.People)
		f.Bands = append(f.Bands, band{Path: ribbon(from.top, from.height, to, size), Bad: g.Bad, Title: report.Clean(found.Name + " → " + strings.Join(append(append([]string{}, w.via...), w.name), " → ") + ": " + d.people(found.People))})
		to += size
	}
	return y + max(h, slot) + gap
}

// ribbon is the outline of a band.
func ribbon(y1, h1, y2, h2 float64) string {
	x1, x2 := leftBar+barWidth, rightBar
	mid := (x1 + x2) / 2
	return fmt.Sprintf("M%s %sC%s %s %s %s %s %sV%sC%s %s %s %s %s %sZ",
		u(x1), u(y1), u(mid), u(y1), u(mid), u(y2), u(x2), u(y2), u(y2+h2), u(mid), u(y2+h2), u(mid), u(y1+h1), u(x1), u(y1+h1))
}
