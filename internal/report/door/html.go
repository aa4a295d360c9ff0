package door

import (
	_ "embed" // the page
	"html/template"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("page").Parse(pageHTML))

// HTML writes one self-contained page: it asks for nothing, runs nothing, follows the reader's light or dark setting, and
// prints on A4.
func HTML(w io.Writer, o report.Options, version string, r *exposure.Result) error {
	t := newTeller(io.Discard, o)
	d := &document{teller: t, Version: version, Headline: t.headline(r), Counts: t.counts(r), Made: r.Started.Local().Format(t.Of("2006年1月2日 15:04 MST", "2 January 2006, 15:04 MST"))}
	d.numbers(r)
	var most int64 = 1
	for i := range r.Exposures {
		if n := r.Exposures[i].Behind.People; n != nil {
			most = max(most, *n)
		}
	}
	for i := range r.Exposures {
		d.Doors = append(d.Doors, d.door(i, &r.Exposures[i], most))
	}
	for i := range r.Closed {
		k := &r.Closed[i]
		d.Closed = append(d.Closed, [3]string{strings.TrimSpace(clean(k.Target) + " " + clean(k.Object)), clean(k.ID), t.day(k.First) + t.Of("～", " – ") + t.day(k.Last)})
	}
	for i := range r.Looked {
		l := &r.Looked[i]
		d.Targets = append(d.Targets, clean(l.Target))
		for _, e := range l.Errors {
			d.Failed = append(d.Failed, [3]string{clean(l.Target), e.Check, t.reason(e)})
		}
		for _, p := range l.Plans {
			d.Plans = append(d.Plans, [3]string{clean(l.Target), t.act(p.Act), clean(p.Object)})
		}
	}
	return page.Execute(w, d)
}

// document is what the page shows, every number already in words.
type document struct {
	*teller
	Version, Headline, Counts, Made string
	Tiles                           [][3]string // name, number, note
	Doors                           []viewed
	Closed, Failed, Plans           [][3]string
	Targets                         []string
}

func (d *document) Lang() string  { return d.Of("ja", "en") }
func (d *document) Title() string { return d.Of("漏えい経路の調査報告", "Exposure report") }

type viewed struct {
	N                         int
	ID, Severity, Class       string
	Title, Target, Object     string
	From, What, Seen, Whose   string
	Heavy, People, Bar, Since string
	Known, New                bool
	Fix                       []step
	Reference                 string
}

// step is a line of how to close a door; commands stand indented.
type step struct {
	Command bool
	Text    string
}

// numbers are the figures at the top.
func (d *document) numbers(r *exposure.Result) {
	if r.Dry {
		return
	}
	people := d.Of("不明", "unknown")
	note := ""
	if p := r.People; p.N != nil {
		people = report.Number(*p.N)
		if r.Partial {
			people, note = "≥"+people, d.Of("一部は不明", "of some doors it is unknown")
		}
	} else if p.Min != nil {
		people = "≥" + report.Number(*p.Min)
	}
	if len(r.Exposures) == 0 {
		people = "0"
	}
	worst := 0
	for i := range r.Exposures {
		if r.Exposures[i].Weight >= exposure.High {
			worst++
		}
	}
	d.Tiles = [][3]string{
		{d.Of("開いている先の人数", "People behind"), people, note},
		{d.Of("開いている入口", "Open doors"), report.Number(int64(len(r.Exposures))), d.Of("うち重大度 高以上 ", "high or critical: ") + report.Number(int64(worst))},
		{d.Of("未承認", "Not accepted"), report.Number(int64(r.New)), ""},
		{d.Of("調べられなかった", "Not looked at"), report.Number(int64(unlooked(r))), ""},
	}
}

func (d *document) door(i int, x *exposure.Exposure, most int64) viewed {
	v := viewed{
		N: i + 1, ID: x.ID, Severity: d.severity(x.Weight), Class: x.Weight.String(), Title: d.said(x, x.Entry.Title),
		Target: clean(x.Target), Object: clean(x.Object), From: d.from(x.From), What: d.said(x, x.Entry.What), Seen: d.said(x, x.Entry.Seen),
		Whose: d.whose(&x.Behind), Heavy: d.heavy(x.Behind.Kinds), People: d.people(&x.Behind), Since: d.day(x.Since),
		Known: x.Behind.People != nil, New: x.New, Reference: x.Entry.Reference, Bar: "0",
	}
	if n := x.Behind.People; n != nil {
		v.Bar = share(*n, most)
	}
	for _, l := range lines(d.said(x, x.Entry.Fix)) {
		v.Fix = append(v.Fix, step{strings.HasPrefix(l, "  "), strings.TrimPrefix(l, "  ")})
	}
	return v
}

// share is a part of the most for the width of a bar: never nothing for something.
func share(n, most int64) string {
	if n <= 0 {
		return "0"
	}
	return report.Number(max(n*100/most, 1))
}
