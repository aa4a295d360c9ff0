// Package atlas draws where personal data is stored and from where it is reached: a table for a terminal, an SVG, a page
// that holds both and asks nothing of any network, and a stream for machines.
package atlas

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Map is what is drawn.
type Map struct {
	State *register.State
}

// named tells whether the policy names a country: "" where there is no policy to ask or no country declared.
func (m *Map) named(code string) string {
	p := m.State.Register.Policy
	switch {
	case p == nil || code == "":
		return ""
	case p.Names(code):
		return "yes"
	}
	return "no"
}

// place is a country's name.
func place(code, lang string) string {
	if code == "" {
		if lang == "ja" {
			return "国の登録なし"
		}
		return "country not declared"
	}
	return country.Name(code, lang)
}

// undeclared are the sources that nobody declared.
func (m *Map) undeclared() (out []*register.Found) {
	for i := range m.State.Found {
		if f := &m.State.Found[i]; f.System == nil {
			out = append(out, f)
		}
	}
	return out
}

// people is a number of persons, least where it is a lower bound.
type people struct {
	People *int64 `json:"people"`
	Least  bool   `json:"people_at_least,omitempty"`
}

func counted(p inventory.People) people {
	if p.N != nil {
		return people{People: p.N}
	}
	return people{People: p.Min, Least: p.Min != nil}
}

type storedJSON struct {
	people
	Systems []systemJSON `json:"systems"`
}

type systemJSON struct {
	Name        string `json:"name"`
	Owner       string `json:"owner,omitempty"`
	Development bool   `json:"development,omitempty"`
	people
}

type reachedJSON struct {
	people
	Ways []wayJSON `json:"ways"`
}

type wayJSON struct {
	System      string   `json:"system"`
	Contractors []string `json:"contractors"`
	Purpose     string   `json:"purpose,omitempty"`
}

type countryJSON struct {
	Code    *string     `json:"code"` // null: not declared
	EN      string      `json:"name_en,omitempty"`
	JA      string      `json:"name_ja,omitempty"`
	Policy  *bool       `json:"in_policy"` // null: not known
	Stored  storedJSON  `json:"stored"`
	Reached reachedJSON `json:"reached"`
}

// JSON writes one object a line: each country, then each source that nobody declared.
func (m *Map) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	st := m.State
	for i := range st.Countries {
		c := &st.Countries[i]
		out := countryJSON{Stored: storedJSON{counted(c.Stored), []systemJSON{}}, Reached: reachedJSON{counted(c.Reached), []wayJSON{}}}
		if c.Code != "" {
			out.Code, out.EN, out.JA = &c.Code, country.Name(c.Code, "en"), country.Name(c.Code, "ja")
		}
		if n := m.named(c.Code); n != "" {
			yes := n == "yes"
			out.Policy = &yes
		}
		for _, s := range c.Systems {
			f := &st.Found[s]
			out.Stored.Systems = append(out.Stored.Systems, systemJSON{f.Name, f.System.Owner, f.System.Development, counted(f.People)})
		}
		for _, way := range c.Ways {
			out.Reached.Ways = append(out.Reached.Ways, wayJSON{st.Found[way.Found].Name, way.Chain, way.Purpose})
		}
		if err := e.Encode(map[string]any{"country": out}); err != nil {
			return err
		}
	}
	for _, f := range m.undeclared() {
		if err := e.Encode(map[string]any{"undeclared": systemJSON{Name: f.Name, people: counted(f.People)}}); err != nil {
			return err
		}
	}
	return nil
}

// Text writes the table.
func (m *Map) Text(w io.Writer, o report.Options) error {
	p := report.NewPage(w, o)
	st := m.State
	p.Wrap(report.Bold, m.headline(p), 0)
	if len(st.Register.Systems) == 0 {
		p.Wrap(report.Dim, p.Of("tsutsumi.yaml の sources に、保管国と委託先を登録してください（docs/config.md）。", "Declare them in tsutsumi.yaml, with their countries and contractors (docs/config.md)."), 2)
		return p.Flush()
	}
	room := p.Width() - 30
	p.Title(p.Of("国", "Country"), report.Right(p.Of("保管", "stored"), 14)+report.Right(p.Of("アクセス可能", "within reach"), 15))
	for i := range st.Countries {
		c := &st.Countries[i]
		name := place(c.Code, o.Lang)
		style := report.Bold
		if m.named(c.Code) == "no" {
			name += p.Of("（ポリシーに記載なし）", " (not in the policy)")
			style = report.Red
		}
		p.Line(p.Paint(style, report.Fit(report.Clean(name), room)) + " " + report.Right(number(p, c.Stored, len(c.Systems)), 14) + report.Right(number(p, c.Reached, len(c.Ways)), 15))
		for _, s := range c.Systems {
			m.system(p, &st.Found[s])
		}
		for _, way := range c.Ways {
			m.way(p, &way)
		}
	}
	m.rest(p)
	return p.Flush()
}

func (m *Map) headline(p *report.Page) string {
	if len(m.State.Register.Systems) == 0 {
		return p.Of("登録された保管先（sources）がありません", "No sources are declared")
	}
	stored, reached, bad := 0, 0, 0
	for i := range m.State.Countries {
		c := &m.State.Countries[i]
		if m.named(c.Code) == "no" {
			bad++
		}
		if c.Code != "" && len(c.Systems) > 0 {
			stored++
		} else if c.Code != "" {
			reached++
		}
	}
	s := p.Of(fmt.Sprintf("個人データの保管国：%dか国", stored), "Personal data is stored in "+report.Plural(int64(stored), "country", "countries"))
	if reached > 0 {
		s += p.Of(fmt.Sprintf("、ほかに%dか国からアクセス可能", reached), fmt.Sprintf(", and within reach from %d more", reached))
	}
	if bad > 0 {
		s += p.Of(fmt.Sprintf("（%dか国はポリシーに記載なし）", bad), fmt.Sprintf(" (%d not in the policy)", bad))
	}
	return s
}

// number is a number of persons for the table: nothing there is a dash, unknown is said.
func number(p *report.Page, n inventory.People, things int) string {
	switch {
	case things == 0:
		return "–"
	case n.N != nil:
		return report.Number(*n.N)
	case n.Min != nil:
		return p.Of(report.Number(*n.Min)+"以上", "≥ "+report.Number(*n.Min))
	}
	return p.Of("不明", "unknown")
}

// system is a line of what is stored in a country.
func (m *Map) system(p *report.Page, f *register.Found) {
	name := "  " + p.Of("保管 ", "stored  ") + report.Clean(f.Name)
	if f.System.Development {
		name += p.Of("（開発用）", " (development)")
	}
	if f.System.Owner != "" {
		name += p.Of(" ― ", " — ") + report.Clean(f.System.Owner)
	}
	people := number(p, f.People, 1)
	if !f.Scanned {
		people = p.Of("未走査", "not scanned")
	}
	room := p.Width() - 30
	p.Line(report.Fit(report.Cut(name, room), room) + " " + report.Right(people, 14))
}

// way is a line of an access from a country.
func (m *Map) way(p *report.Page, w *register.Way) {
	f := &m.State.Found[w.Found]
	text := p.Of("閲覧 ", "reached ") + strings.Join(w.Chain, " → ") + p.Of("：", ": ") + f.Name
	if w.Purpose != "" {
		text += p.Of("（", " (") + w.Purpose + p.Of("）", ")")
	}
	room := p.Width() - 30
	p.Line(report.Fit(report.Cut("  "+report.Clean(text), room), room) + " " + report.Right("", 14) + report.Right(number(p, f.People, 1), 15))
}

// rest tells what no country can be told of.
func (m *Map) rest(p *report.Page) {
	if m.State.Register.Policy == nil {
		p.Line("")
		p.Wrap(report.Yellow, p.Of("tsutsumi.yaml に policy の登録がないため、ポリシーの記載とは照合していません。", "tsutsumi.yaml has no policy section: nothing is compared with the policy."), 0)
	}
	un := m.undeclared()
	if len(un) == 0 {
		return
	}
	p.Title(p.Of("登録のない場所（保管国は不明）", "Not declared (country unknown)"), "")
	for _, f := range un[:min(len(un), 10)] {
		room := p.Width() - 30
		p.Line(report.Fit("  "+report.CutPath(report.Clean(f.Name), room-2), room) + " " + report.Right(number(p, f.People, 1), 14))
	}
	if more := len(un) - 10; more > 0 {
		p.Line(p.Paint(report.Dim, p.Of(fmt.Sprintf("  ほか%d件", more), fmt.Sprintf("  … and %d more", more))))
	}
}

// ways are the accesses of all countries, those of one contractor in one country together.
func (m *Map) ways() []*contractor {
	var out []*contractor
	for i := range m.State.Countries {
		c := &m.State.Countries[i]
		for _, way := range c.Ways {
			name := way.Chain[len(way.Chain)-1]
			at := slices.IndexFunc(out, func(x *contractor) bool { return x.name == name && x.country == c.Code })
			if at < 0 {
				out = append(out, &contractor{name: name, country: c.Code})
				at = len(out) - 1
			}
			if !slices.Contains(out[at].systems, way.Found) {
				out[at].systems = append(out[at].systems, way.Found)
			}
			for _, via := range way.Chain[:len(way.Chain)-1] {
				if !slices.Contains(out[at].via, via) {
					out[at].via = append(out[at].via, via)
				}
			}
		}
	}
	return out
}

// contractor is who reaches systems from a country.
type contractor struct {
	name, country string
	via           []string // through whom
	systems       []int
}
