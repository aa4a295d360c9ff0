package inventory

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// listing is the page of a list.
type listing struct {
	*look.View
	*Query
	*Things
}

// total are the numbers of what the page is about: a source, or all.
func (p *listing) total() *shelf.Digest {
	if d := p.Now.Digest(p.Query.Source); d != nil {
		return d
	}
	return &p.Now.All
}

func (p *listing) sources() int64 {
	if p.Query.Source != "" {
		return 1
	}
	return int64(len(p.Now.Digests))
}

// change is how many people more or fewer are held than a day ago; "" is not known.
func (p *listing) change() string {
	if p.Query.Source != "" || p.Now.Before == nil {
		return ""
	}
	was, is := p.Now.Before.People.N, p.Now.All.People.N
	if was == nil || is == nil {
		return ""
	}
	switch d := *is - *was; {
	case d > 0:
		return "+" + report.Number(d)
	case d < 0:
		return "−" + report.Number(-d)
	}
	return "±0"
}

// plain tells that nothing is chosen.
func (q *Query) plain() bool {
	return q.Source == "" && q.Text == "" && q.Kind == "" && q.Class == "" && q.Country == "" && !q.Errors && q.After == nil
}

func link(path, name, value string) templ.SafeURL {
	return templ.SafeURL(look.WithQuery(path, name, value))
}

// newest is when what is shown was read last.
func newest(n *Now) time.Time {
	var t time.Time
	for i := range n.Digests {
		if at := n.Digests[i].Last; at.After(t) {
			t = at
		}
	}
	return t
}

// running are the sources whose last run did not end.
func running(n *Now) []string {
	var out []string
	for s, r := range n.Runs {
		if r.Open {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}

// bounds are the least and the greatest number, where they differ.
func bounds(v *look.View, p inventory.People) string {
	if p.Min == nil || p.Max == nil || *p.Min == *p.Max {
		if p.N == nil && p.Min == nil {
			return v.Of("人数を数えられる項目がありません", "nothing tells persons apart")
		}
		return v.Of("同じ人は1人と数える", "each person once")
	}
	return report.Number(*p.Min) + v.Of("～", "–") + report.Number(*p.Max) + v.Of("人の間", "")
}

func tone(n int64) look.Tone {
	if n > 0 {
		return look.Danger
	}
	return look.Neutral
}

func warn(n int64) look.Tone {
	if n > 0 {
		return look.Warn
	}
	return look.Neutral
}

// short cuts a long name in its middle.
func short(name string) string { return report.CutPath(report.Clean(name), 72) }

func records(v *look.View, r *shelf.Row) string {
	if r.Of > r.Records {
		return v.Of(report.Number(r.Of)+"のうち"+report.Number(r.Records), report.Number(r.Records)+" of "+report.Number(r.Of))
	}
	if r.Records == 0 {
		return "—"
	}
	return report.Number(r.Records)
}

// place is where a thing stands and who answers for it.
func place(v *look.View, r *shelf.Row) string {
	var out []string
	if r.Country != "" {
		out = append(out, country.Name(r.Country, string(v.Lang)))
	}
	if r.Owner != "" {
		out = append(out, r.Owner)
	}
	if len(out) == 0 {
		return v.Of("登録なし", "not declared")
	}
	return strings.Join(out, v.Of("・", " · "))
}

func failure(v *look.View, class, text string) string {
	return report.Clean(report.NewPage(io.Discard, report.Options{Lang: string(v.Lang)}).Failure(class, text))
}

// heaviest are the classes that weigh, each once.
func heaviest(v *look.View, kinds []pii.Kind) []string {
	var out []string
	for _, c := range []struct {
		attr   pii.Attr
		ja, en string
	}{{pii.Specific, "個人番号", "My Number"}, {pii.Special, "要配慮", "special care"}, {pii.Credential, "認証情報", "credentials"}, {pii.Financial, "財産", "financial"}} {
		if slices.ContainsFunc(kinds, func(k pii.Kind) bool { return k.Any(c.attr) }) {
			out = append(out, v.Of(c.ja, c.en))
		}
	}
	return out
}

func (p *listing) columns() []look.Column {
	return []look.Column{
		{Name: p.Of("ファイル・テーブル", "File or table"), Key: "name"},
		{Name: p.Of("人数", "People"), Num: true, Key: "people", Down: true},
		{Name: p.Of("個人データの項目", "Kinds"), Key: "harm", Down: true},
		{Name: p.Of("行数", "Records"), Num: true, Wide: true},
		{Name: p.Of("保管国・担当", "Country · owner"), Wide: true},
		{Name: p.Of("確認", "Read"), Wide: true},
	}
}

func (p *listing) sorted() string {
	switch p.Order {
	case shelf.ByHarm:
		return "-harm"
	case shelf.ByName:
		return "name"
	}
	return "-people"
}

func (p *listing) empty() string {
	if p.Query.plain() && len(p.Now.Digests) == 0 {
		return p.Of("台帳は空です。", "The inventory is empty.")
	}
	return p.Of("該当するものはありません。", "There is nothing that matches.")
}

func (p *listing) next() string {
	if len(p.Now.Digests) == 0 {
		return p.Of("「データ源と予定」でデータ源を追加して走査すると、ここに表示されます。", "Add a source under “Sources & schedule” and scan it.")
	}
	return p.Of("条件を減らしてお試しください。", "Try with fewer conditions.")
}

func (p *listing) pager() look.Pager {
	var out look.Pager
	if p.After != nil {
		out.Newer = look.WithQuery(p.Path, "after", "")
	}
	if p.Next != nil {
		u, _ := url.Parse(look.WithQuery(p.Path, "after", ""))
		q := u.Query()
		q.Set("after", formatRef(p.Next))
		u.RawQuery = q.Encode()
		out.Older = u.String()
	}
	if p.Count > int64(len(p.Rows)) {
		out.Note = p.Of(report.Number(p.Count)+"件のうち"+report.Number(int64(len(p.Rows)))+"件を表示", report.Number(int64(len(p.Rows)))+" of "+report.Number(p.Count))
	} else {
		out.Note = p.Of(report.Number(p.Count)+"件", report.Plural(p.Count, "place", "places"))
	}
	return out
}

// filter is the bar with what is chosen.
func (p *listing) filter() look.Filter {
	f := look.Filter{Path: "/inventory", Keep: map[string]string{}}
	if s := p.sorted(); s != "-people" {
		f.Keep["sort"] = s
	}
	chip := func(name, text string) {
		f.Chips = append(f.Chips, look.Chip{Text: text, Without: look.WithQuery(p.Path, name, "")})
	}
	if p.Text != "" {
		chip("q", p.Of("名前に「"+p.Text+"」", "named “"+p.Text+"”"))
	}
	if p.Query.Source != "" {
		chip("source", short(p.Query.Source))
	}
	if k, ok := pii.Parse(p.Kind); ok && p.Kind != "" {
		chip("kind", look.Kind(p.Lang, k))
	}
	for _, c := range p.classChoices() {
		if c.Value != "" && c.Value == p.Class {
			chip("class", c.Text)
		}
	}
	if p.Country != "" {
		chip("country", p.land(p.Country))
	}
	if p.Errors {
		f.Keep["errors"] = "1"
		chip("errors", p.Of("読み取れなかったもの", "could not be read"))
	}
	if len(f.Chips) > 0 {
		f.Clear = "/inventory"
	}
	return f
}

func (p *listing) land(code string) string {
	if code == "" || code == "-" {
		return p.Of("国の登録なし", "not declared")
	}
	return country.Name(code, string(p.Lang))
}

func (p *listing) all() look.Choice { return look.Choice{Text: p.Of("すべて", "All")} }

func (p *listing) sourceChoices() []look.Choice {
	out := []look.Choice{p.all()}
	for i := range p.Now.Digests {
		out = append(out, look.Choice{Value: p.Now.Digests[i].Source, Text: report.CutPath(report.Clean(p.Now.Digests[i].Source), 48)})
	}
	return out
}

func (p *listing) kindChoices() []look.Choice {
	out := []look.Choice{p.all()}
	ks := slices.Clone(p.total().Kinds)
	slices.SortFunc(ks, func(a, b shelf.Kind) int {
		return cmp.Compare(look.Kind(p.Lang, a.Kind), look.Kind(p.Lang, b.Kind))
	})
	for _, k := range ks {
		out = append(out, look.Choice{Value: k.Kind.String(), Text: fmt.Sprintf("%s (%s)", look.Kind(p.Lang, k.Kind), report.Number(k.Parts))})
	}
	return out
}

func (p *listing) classChoices() []look.Choice {
	return []look.Choice{p.all(),
		{Value: shelf.Special, Text: p.Of("要配慮個人情報", "Special care-required")},
		{Value: shelf.Specific, Text: p.Of("個人番号", "My Number")},
		{Value: shelf.Unknown, Text: p.Of("人数不明", "People unknown")},
	}
}

func (p *listing) countryChoices() []look.Choice {
	out := []look.Choice{p.all()}
	for _, c := range p.total().Countries {
		out = append(out, look.Choice{Value: cmp.Or(c.Code, "-"), Text: fmt.Sprintf("%s (%s)", p.land(c.Code), report.Number(c.Parts))})
	}
	return out
}

// kindBars are the kinds with most values.
func (p *listing) kindBars() []look.Bar {
	var out []look.Bar
	for i, k := range p.Now.All.Kinds {
		if i == 12 {
			break
		}
		t := look.Accent
		if k.Kind.Any(pii.Special | pii.Specific) {
			t = look.Danger
		}
		out = append(out, look.Bar{Name: look.Kind(p.Lang, k.Kind), N: float64(k.Values), Value: report.Number(k.Values), Tone: t, Href: look.WithQuery("/inventory", "kind", k.Kind.String())})
	}
	return out
}
