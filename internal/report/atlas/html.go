package atlas

import (
	"bytes"
	_ "embed" // the templates
	"html/template"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

//go:embed flow.svg.tmpl
var flowText string

//go:embed page.html
var pageText string

// The drawing is SVG: as XML it needs what HTML needs, quotes and angles replaced, and nothing that HTML alone allows.
var (
	drawing = template.Must(template.New("flow").Parse(flowText))
	page    = template.Must(template.New("page").Parse(pageText))
)

// SVG writes the drawing.
func (m *Map) SVG(w io.Writer, o report.Options) error {
	return drawing.Execute(w, m.draw(report.NewPage(io.Discard, o), o.Lang))
}

type row struct {
	Name, Stored, Reached string
	Bad                   bool
	Lines                 []string
}

type document struct {
	Lang, Title, Headline, Note string
	Drawing                     template.HTML
	Rows                        []row
	Undeclared                  [][2]string
	T                           map[string]string
	Version                     string
}

// HTML writes a page with the drawing and the table.
func (m *Map) HTML(w io.Writer, o report.Options, version string) error {
	p := report.NewPage(io.Discard, o)
	var b bytes.Buffer
	if err := m.SVG(&b, o); err != nil {
		return err
	}
	d := &document{Lang: o.Lang, Title: p.Of("個人データの保管国とアクセス国", "Where personal data is stored and reached from"), Headline: m.headline(p),
		Drawing: template.HTML(b.String()), Version: version, T: map[string]string{ //nolint:gosec // made by the template above, which escapes
			"country": p.Of("国", "Country"), "stored": p.Of("保管", "Stored"), "reached": p.Of("アクセス可能", "Within reach"), "what": p.Of("保管先・アクセス", "Sources and accesses"),
			"bad": p.Of("ポリシーに記載なし", "not in the policy"), "undeclared": p.Of("登録のない場所（保管国は不明）", "Not declared (country unknown)"), "people": p.Of("人数", "People"),
			"promise": p.Of("帯の太さは人数を表します。複数の保管先に同じ人がいる場合、国ごとの人数では1人と数えます。", "Bands are as wide as the persons are many. Persons who stand in several sources are counted once in a country."),
		}}
	if m.State.Register.Policy == nil {
		d.Note = p.Of("tsutsumi.yaml に policy の登録がないため、ポリシーの記載とは照合していません。", "tsutsumi.yaml has no policy section: nothing is compared with the policy.")
	}
	st := m.State
	for i := range st.Countries {
		c := &st.Countries[i]
		r := row{Name: report.Clean(place(c.Code, o.Lang)), Bad: m.named(c.Code) == "no", Stored: number(p, c.Stored, len(c.Systems)), Reached: number(p, c.Reached, len(c.Ways))}
		for _, s := range c.Systems {
			f := &st.Found[s]
			r.Lines = append(r.Lines, report.Clean(p.Of("保管：", "stored: ")+strings.TrimSuffix(f.Name+p.Of("・", ", ")+f.System.Owner, p.Of("・", ", "))))
		}
		for _, way := range c.Ways {
			t := p.Of("アクセス：", "reached: ") + strings.Join(way.Chain, " → ") + " → " + st.Found[way.Found].Name
			if way.Purpose != "" {
				t += p.Of("（", " (") + way.Purpose + p.Of("）", ")")
			}
			r.Lines = append(r.Lines, report.Clean(t))
		}
		d.Rows = append(d.Rows, r)
	}
	for _, f := range m.undeclared() {
		d.Undeclared = append(d.Undeclared, [2]string{report.Clean(f.Name), number(p, f.People, 1)})
	}
	return page.Execute(w, d)
}
