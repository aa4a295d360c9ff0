package verdict

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// store is what one store explains of a dump.
type store struct {
	Name, Persons, Share, W string
	Window, Alone, Schema   string
	For, Against, Only      string
	Line                    *drawing
	Turns                   []turn
}

type turn struct {
	Snapshot, New, Old, Share, W string
	Edge                         bool
}

func (d *document) store(m *leak.Match, o *leak.Origin) store {
	s := store{
		Name: clean(o.Store), Persons: report.Number(o.Persons), Share: d.share(o.Share), W: width(int64(o.Share*1e6), 1e6),
		Window: d.span(o.After, o.Before), Alone: report.Number(o.Alone), Schema: d.maybe(o.Schema),
		For: report.Number(o.For), Against: report.Number(o.Against), Only: strings.Join(cleanAll(o.Only), d.Of("、", ", ")),
	}
	l, ok := line(o, m.What.To)
	if !ok {
		return s
	}
	s.Line = d.draw(&l, o, m.What.To)
	for _, k := range l.ticks {
		if k.turns.New+k.turns.Old == 0 {
			continue
		}
		s.Turns = append(s.Turns, turn{
			Snapshot: d.moment(k.turns.Snapshot), New: report.Number(k.turns.New), Old: report.Number(k.turns.Old),
			Share: d.of(k.turns.New, k.turns.New+k.turns.Old), W: width(k.turns.New, k.turns.New+k.turns.Old), Edge: k.edge,
		})
	}
	return s
}

// rest is what no store explains.
func (d *document) rest(m *leak.Match) *barred {
	n, share, ok := strangers(m)
	if !ok || len(m.Origin) == 0 {
		return nil
	}
	return &barred{Name: d.Of("当社の誰とも一致しない行", "Records of nobody of ours"), N: d.records(n), Share: d.share(share), W: width(int64(share*1e6), 1e6), Pale: true}
}

func (d *document) whose(x *Shown, p *leak.People) {
	known := d.unknown()
	if p.Births > 0 {
		known = report.Number(p.Births)
	}
	x.Persons = [][2]string{
		{d.Of("最も確からしい人数", "Most likely"), d.count(p.Likely)}, {d.Of("最少", "At least"), d.count(p.Min)}, {d.Of("最多", "At most"), d.count(p.Max)},
		{d.Of("当社の索引と一致", "Of our people"), d.count(p.Matched)}, {d.Of("生年月日の分かる人", "Birth date known"), known},
		{d.Of("当時18歳未満", "Under 18 then"), d.count(p.MinorsThen)}, {d.Of("現在18歳未満", "Under 18 today"), d.count(p.MinorsNow)},
	}
	x.Decades = d.chart(p.Decades, 20)
	x.Placed = d.unknown()
	if p.Placed > 0 {
		x.Placed = d.persons(p.Placed)
	}
	for i := range p.Regions {
		r := &p.Regions[i]
		x.Regions = append(x.Regions, barred{Name: d.region(r), N: report.Number(r.People), Share: d.of(r.People, p.Placed), W: width(r.People, p.Regions[0].People)})
	}
}

func (d *document) hurt(x *Shown, m *leak.Match) {
	var most int64
	if unhurt(m) {
		m = &leak.Match{Axes: m.Axes, Secrets: m.Secrets}
	}
	for _, h := range m.Harm {
		most = max(most, h.People)
	}
	for _, h := range m.Harm {
		x.Levels = append(x.Levels, barred{Name: d.level(h.Level), N: report.Number(h.People), Share: d.harmShare(m, h.People), W: width(h.People, most), Pale: h.Level != leak.Levels[0] && h.Level != leak.Levels[1]})
	}
	last := ""
	for _, a := range sortedAxes(m.Axes) {
		x.Axes = append(x.Axes, axis{d.axis(a.Axis), d.level(a.Level), d.kinds(a.Kinds), word(a.Rule), report.Number(a.People), a.Axis != last})
		last = a.Axis
	}
	if m.Secrets.People > 0 {
		x.SecretPeople = d.persons(m.Secrets.People)
	}
}

func (d *document) lists(x *Shown, m *leak.Match) {
	for i := range m.Canaries {
		c := &m.Canaries[i]
		x.Canaries = append(x.Canaries, [3]string{d.copyOf(c), d.day(c.Planted), report.Number(c.Hits)})
	}
	for i := range m.Assets {
		a := &m.Assets[i]
		x.Assets = append(x.Assets, [3]string{clean(a.Name), d.assetType(a.Type), report.Number(a.Hits)})
	}
	for i := range m.Recycled {
		r := &m.Recycled[i]
		x.Recycled = append(x.Recycled, [3]string{clean(r.Dump), d.day(r.Seen), d.again(r)})
	}
	for i := range m.Skipped {
		s := &m.Skipped[i]
		x.Skipped = append(x.Skipped, [2]string{clean(s.Name), clean(d.Failure(s.Class, s.Error))})
	}
}
