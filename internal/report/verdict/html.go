package verdict

import (
	_ "embed" // the page
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("page").Parse(pageHTML))

// HTML writes one self-contained page of all matches: it asks for nothing, runs nothing, follows the reader's light or
// dark setting, and prints on A4.
func HTML(w io.Writer, o report.Options, ms []leak.Match) error {
	d := document{teller: newTeller(io.Discard, o)}
	for i := range ms {
		d.Dumps = append(d.Dumps, d.dump(i, &ms[i]))
	}
	return page.Execute(w, &d)
}

// document is what the page shows, every number already in words.
type document struct {
	*teller
	Dumps []*Shown
}

func (d *document) Lang() string  { return d.Of("ja", "en") }
func (d *document) Title() string { return d.Of("流出照合報告", "Leak match report") }

// Number writes n with its thousands apart.
func (d *document) Number(n int64) string { return report.Number(n) }

// With hands evidence on with the reader's language.
func (d *document) With(es []evidence) said { return said{d.teller, es} }

type said struct {
	*teller
	Evidence []evidence
}

// Shown is what a report shows of a match, every number already in words.
type Shown struct {
	ID                         int
	Name, About, Made          string
	Ours, Genuine, People, Was string // for the overview
	Children                   string
	Loud                       string
	Headline                   []sentence
	Tiles                      []tile
	Facts                      [][2]string // what it is
	Years                      *columns
	Kinds                      []barred
	Parts                      []part
	MoreParts                  string
	Likelihoods                []barred
	GenuineEvidence            []evidence
	Shares                     [][2]string
	OursEvidence               []evidence
	Stores                     []store
	Rest                       *barred
	Persons                    [][2]string
	Decades                    *columns
	Regions                    []barred
	Placed                     string
	Levels                     []barred
	Axes                       []axis
	Secrets                    []opens
	SecretPeople               string
	Law                        []article
	LawKinds                   string
	Canaries, Assets           [][3]string
	Recycled                   [][3]string
	Claim                      []answer
	Skipped                    [][2]string
	Steps                      []step
}

// tile is one of the numbers that the page begins with.
type tile struct {
	Name, Number, Note string
	Unknown            bool
}

// barred is a line with a bar of W per cent.
type barred struct {
	Name, Sub, N, Share, W string
	Pale                   bool
}

type part struct {
	Name, About, Records string
	Fields               []field
	Open                 bool
}

// partsOpen is of how many parts the columns are shown at once; those of the rest are folded away.
const partsOpen = 8

type field struct {
	Name, Kind, Values, Distinct, Masks string
	Heavy                               bool
}

type axis struct {
	Axis, Level, Kinds, Rule, People string
	First                            bool
}

func (d *document) dump(i int, m *leak.Match) *Shown {
	x := &Shown{
		ID: i + 1, Name: clean(m.Dump), About: d.about(m), Made: strings.Join(d.made(m), " · "),
		Ours: d.verdict(m.Ours.Verdict), Genuine: d.verdict(m.Genuine.Verdict), People: d.Page.People(people(&m.People)), Was: "–", Children: d.count(m.People.MinorsThen),
		Loud: d.ours(m) + d.Of("", " ") + d.genuine(m), Headline: d.headline(m)[1:], Tiles: d.tiles(m), Steps: d.steps(m),
		GenuineEvidence: d.evidences(m.Genuine.Evidence), OursEvidence: d.evidences(m.Ours.Evidence), Shares: d.shares(&m.Ours),
		Secrets: d.secrets(&m.Secrets), Law: d.articles(m), LawKinds: d.kinds(m.Law.Kinds), Claim: d.answers(m.Claim),
	}
	if m.People.Likely != nil {
		x.Headline = x.Headline[1:] // the tiles say it all
	}
	if len(m.Origin) > 0 {
		x.Was = clean(m.Origin[0].Store)
	}
	d.what(x, m)
	d.likely(x, &m.Genuine)
	for j := range m.Origin {
		x.Stores = append(x.Stores, d.store(m, &m.Origin[j]))
	}
	x.Rest = d.rest(m)
	d.whose(x, &m.People)
	d.hurt(x, m)
	d.lists(x, m)
	return x
}

// tiles are the four numbers; what is unknown has no number.
func (d *document) tiles(m *leak.Match) []tile {
	p, o := &m.People, &m.Ours
	born := d.Of("生年月日が分からない", "no birth dates")
	if p.Births > 0 {
		born = d.Of("現在も"+d.count(p.MinorsNow), d.count(p.MinorsNow)+" still are")
	}
	chance := d.Of("偶然の一致の見込みは不明", "by chance: unknown")
	if o.FalseRate != nil {
		chance = d.Of("他社のデータなら"+d.share(*o.FalseRate), d.share(*o.FalseRate)+" by chance")
	}
	sure := ""
	if g := &m.Genuine; g.Altered != nil && g.Invented != nil {
		sure = d.Of("改変 ", "altered ") + d.share(*g.Altered) + d.Of("・架空 ", ", invented ") + d.share(*g.Invented)
	}
	return []tile{
		{d.Of("人数", "People"), d.Page.People(people(p)), d.bounds(p), p.Likely == nil && p.Min == nil},
		{d.Of("当時18歳未満", "Under 18 at the time"), d.count(p.MinorsThen), born, p.MinorsThen == nil},
		{d.Of("当社の人と一致した行", "Records of our people"), d.maybe(o.Share), chance, o.Share == nil},
		{d.Of("本物の確度", "Likelihood of being genuine"), d.maybe(m.Genuine.Real), sure, m.Genuine.Real == nil},
	}
}

func (d *document) what(x *Shown, m *leak.Match) {
	w := &m.What
	x.Facts = [][2]string{
		{d.Of("形式", "Format"), d.format(m.Format)}, {d.Of("行数", "Records"), report.Number(m.Records)}, {d.Of("使えない行", "Unusable"), report.Number(m.Unusable)},
		{d.Of("言語", "Language"), d.language(w.Language)}, {d.Of("文字コード", "Charset"), d.orUnknown(strings.Join(words(w.Charsets), ", "))}, {d.Of("日時の範囲", "Period"), d.period(w.From, w.To)},
	}
	x.Years = d.chart(w.Years, 40)
	ks := sortedKinds(m.Kinds)
	for _, k := range ks {
		x.Kinds = append(x.Kinds, barred{Name: d.Kind(k.Kind), Sub: k.Kind.String(), N: report.Number(k.Values), W: width(k.Values, ks[0].Values), Share: d.HeavyKind(k.Kind)})
	}
	for i := range w.Parts {
		x.Parts = append(x.Parts, d.part(&w.Parts[i]))
		x.Parts[i].Open = i < partsOpen
	}
	if n := int64(len(x.Parts) - partsOpen); n > 0 {
		x.MoreParts = d.Of("ほか"+report.Number(n)+"件", report.Plural(n, "more", "more"))
	}
}

func (d *document) orUnknown(s string) string {
	if s == "" {
		return d.unknown()
	}
	return s
}

func (d *document) part(p *leak.Part) part {
	about := []string{}
	for _, s := range []string{clean(p.Type), clean(p.Charset)} {
		if s != "" {
			about = append(about, s)
		}
	}
	if p.Bad > 0 {
		about = append(about, d.Of("形の崩れた行 ", "malformed ")+report.Number(p.Bad))
	}
	out := part{Name: clean(p.Name), About: strings.Join(about, " · "), Records: report.Number(p.Records)}
	for i := range p.Fields {
		f := &p.Fields[i]
		x := field{Name: clean(f.Name), Kind: "–", Values: report.Number(f.Values), Distinct: d.count(f.Distinct), Masks: strings.Join(cleanAll(f.Masks), "  ")}
		if x.Name == "" {
			x.Name = "–"
		}
		if f.Kind != pii.None {
			x.Kind = d.Kind(f.Kind)
			x.Heavy = d.HeavyKind(f.Kind) != ""
		}
		out.Fields = append(out.Fields, x)
	}
	return out
}

func (d *document) likely(x *Shown, g *leak.Genuine) {
	for _, l := range []struct {
		name string
		p    *float64
	}{{d.verdict(leak.IsGenuine), g.Real}, {d.verdict(leak.IsAltered), g.Altered}, {d.verdict(leak.IsInvent), g.Invented}} {
		b := barred{Name: l.name, N: d.maybe(l.p), W: "0"}
		if l.p != nil {
			b.W = width(int64(*l.p*1e6), 1e6)
		}
		x.Likelihoods = append(x.Likelihoods, b)
	}
}

// width is a share for the width of a bar: never nothing for something.
func width(n, most int64) string {
	if n <= 0 || most <= 0 {
		return "0"
	}
	return fmt.Sprintf("%.2f", min(max(float64(n)*100/float64(most), 0.4), 100))
}
