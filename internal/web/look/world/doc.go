// Package world draws where personal data is stored and from where it is reached: countries coloured by their people, and arcs from
// where data lies to who reaches it.
package world

import (
	_ "embed" // the outlines
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

//go:embed outlines.tsv
var outlines string

// Country is what is stored in a country. Code is of two letters.
type Country struct {
	Code   string
	People *int64 // nil is unknown
	Least  bool   // People is a lower bound
	Bad    bool   // the policy does not name the country
	Href   string
}

// Flow is an access: data of one country is reached from another.
type Flow struct {
	From, To string // where it is stored, and from where it is reached
	Who      string // the contractor
	People   *int64
	Bad      bool
}

// Map is what is drawn.
type Map struct {
	Label     string
	Countries []Country
	Flows     []Flow
	Table     bool // the numbers stand below as a table, for a page that tells them nowhere else
}

type shape struct {
	x, y float64
	path string
}

// shapes are the outlines by code; "-" is land without a code.
var shapes = sync.OnceValue(func() map[string]shape {
	out := map[string]shape{}
	for line := range strings.Lines(outlines) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(cells) != 4 {
			continue
		}
		x, _ := strconv.ParseFloat(cells[1], 64)
		y, _ := strconv.ParseFloat(cells[2], 64)
		out[cells[0]] = shape{x, y, cells[3]}
	}
	return out
})

// land is all of it in one path.
var land = sync.OnceValue(func() string {
	var b strings.Builder
	for line := range strings.Lines(outlines) {
		if !strings.HasPrefix(line, "#") {
			b.WriteString(strings.TrimSuffix(line[strings.LastIndexByte(line, '\t')+1:], "\n"))
		}
	}
	return b.String()
})

// place is a country that is drawn.
type place struct {
	Path, Class, Text, Name, Number string
	X, Y, NameX                     string
	Small                           bool // has no outline at this scale: drawn as a dot
	End                             bool // its name stands at the left
	Href                            string
}

type arc struct{ Path, Width, Class, Text string }

// most is the greatest number of people.
func (m *Map) most() (n int64) {
	for _, c := range m.Countries {
		if c.People != nil {
			n = max(n, *c.People)
		}
	}
	return n
}

func number(l web.Lang, n *int64, least bool) string {
	if n == nil {
		return l.Of("人数不明", "people unknown")
	}
	s := look.Persons(l, *n)
	if least {
		s = l.Of(look.Persons(l, *n)+"以上", "at least "+s)
	}
	return s
}

func (m *Map) places(l web.Lang) (out []place) {
	most := m.most()
	for _, c := range m.Countries {
		s, ok := shapes()[c.Code]
		if !ok {
			continue
		}
		name := country.Name(c.Code, string(l))
		p := place{Path: s.path, Small: s.path == "", Name: name, Number: short(l, c), X: unit(s.x), Y: unit(s.y), NameX: unit(s.x + 22), Class: class(c, most), Href: c.Href,
			Text: name + l.Of("：", ": ") + number(l, c.People, c.Least)}
		if c.Bad {
			p.Text += l.Of("・ポリシーに記載なし", ", not in the policy")
		}
		if s.x > 1560 { // near the right edge a name stands at the left
			p.End, p.NameX = true, unit(s.x-22)
		}
		out = append(out, p)
	}
	return out
}

func short(l web.Lang, c Country) string {
	if c.People == nil {
		return look.Unknown(l)
	}
	s := look.Short(l, *c.People)
	if c.Least {
		return "≥" + s
	}
	return s
}

func class(c Country, most int64) string {
	switch {
	case c.Bad:
		return "bad"
	case c.People == nil:
		return "unknown"
	case *c.People == 0 || most == 0:
		return "w1"
	}
	share := math.Log1p(float64(*c.People)) / math.Log1p(float64(most))
	return "w" + strconv.Itoa(min(1+int(share*4), 4))
}

func (m *Map) arcs(l web.Lang) (out []arc) {
	most := int64(1)
	for _, f := range m.Flows {
		if f.People != nil {
			most = max(most, *f.People)
		}
	}
	for _, f := range m.Flows {
		a, okA := shapes()[f.From]
		b, okB := shapes()[f.To]
		if !okA || !okB || f.From == f.To {
			continue
		}
		width := 2.0
		if f.People != nil {
			width = 2 + 6*math.Log1p(float64(*f.People))/math.Log1p(float64(most))
		}
		// The arc bends upwards, the more the farther.
		far := math.Hypot(b.x-a.x, b.y-a.y)
		midX, midY := (a.x+b.x)/2, (a.y+b.y)/2-far*0.22
		k := "ai"
		if f.Bad {
			k = ""
		}
		text := country.Name(f.From, string(l)) + " → " + country.Name(f.To, string(l))
		if f.Who != "" {
			text += l.Of("（"+f.Who+"）", " ("+f.Who+")")
		}
		out = append(out, arc{Path: fmt.Sprintf("M%.0f %.0fQ%.0f %.0f %.0f %.0f", a.x, a.y, midX, midY, b.x, b.y), Width: unit(width), Class: k, Text: text + l.Of("：", ": ") + number(l, f.People, false)})
	}
	return out
}

func unit(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// people is a number for the table.
func people(l web.Lang, n *int64, least bool) string {
	if n == nil {
		return look.Unknown(l)
	}
	if least {
		return "≥" + report.Number(*n)
	}
	return report.Number(*n)
}

// named is a country's name, or that none is known.
func named(l web.Lang, code string) string {
	if code == "" {
		return l.Of("国の登録なし", "country not declared")
	}
	return country.Name(code, string(l))
}
