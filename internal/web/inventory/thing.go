package inventory

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func samplesPath(t *Thing) templ.SafeURL {
	return templ.SafeURL("/inventory/samples?" + url.Values{"source": {t.Row.Source}, "name": {t.Row.Name}}.Encode())
}

func fieldColumns(v *look.View) []look.Column {
	return []look.Column{
		{Name: v.Of("項目名", "Field")}, {Name: v.Of("種類", "Kind")}, {Name: v.Of("件数", "Values"), Num: true},
		{Name: v.Of("検査に合うもの", "Valid"), Num: true, Wide: true}, {Name: v.Of("異なる値", "Different"), Num: true}, {Name: v.Of("確度", "Likelihood"), Num: true, Wide: true},
	}
}

func one(k pii.Kind) []pii.Kind { return []pii.Kind{k} }

func fieldPeople(v *look.View, f *inventory.Field) string {
	n := look.Count(v.Lang, f.People)
	if f.Least && f.People != nil {
		return "≥" + n
	}
	return n
}

// likely is a likelihood in per cent: what is nearly sure does not read as sure.
func likely(p float64) string {
	switch {
	case p <= 0:
		return "—"
	case p > 0.9999:
		return ">99.99%"
	case p > 0.99:
		return fmt.Sprintf("%.2f%%", p*100)
	}
	return fmt.Sprintf("%.0f%%", p*100)
}

func where(v *look.View, l *inventory.Located) string {
	switch {
	case l.Place != "":
		return l.Place
	case l.Line > 0:
		return fmt.Sprintf(v.Of("%d行目", "line %d"), l.Line)
	case l.Record > 0:
		return fmt.Sprintf(v.Of("%d件目", "record %d"), l.Record)
	}
	return "—"
}

// places says where a thing stands.
func places(v *look.View, t *Thing) []look.Pair {
	out := []look.Pair{
		{Name: v.Of("データ源", "Source"), Value: sourceLink(t.Row.Source)},
		{Name: v.Of("名前", "Name"), Value: look.Text(report.Clean(t.Row.Name))},
	}
	if t.Row.Unit != t.Row.Name {
		out = append(out, look.Pair{Name: v.Of("読み取り単位", "Unit"), Value: look.Text(report.Clean(t.Row.Unit))})
	}
	if t.Row.Type != "" {
		out = append(out, look.Pair{Name: v.Of("形式", "Type"), Value: look.Text(t.Row.Type)})
	}
	out = append(out, look.Pair{Name: v.Of("確認", "Read"), Value: look.Time(t.Row.At.In(v.Now.Location()))})
	if l := t.Part.Lived; !l.First.IsZero() {
		text := look.Day(v.Lang, l.First, v.Now) + v.Of("～", " – ") + look.Day(v.Lang, l.Last, v.Now)
		if l.Gone {
			text += v.Of("（今は無いが、履歴から読める）", " (gone, but readable from the history)")
		}
		out = append(out, look.Pair{Name: v.Of("あった期間", "Stood there"), Value: look.Text(text)})
	}
	return out
}

// declaredPairs says what is declared of a system.
func declaredPairs(v *look.View, s *declared.System) []look.Pair {
	none := v.Of("登録なし", "not declared")
	said := func(s string) templ.Component {
		if s == "" {
			return look.Text(none)
		}
		return look.Text(s)
	}
	sep := v.Of("・", ", ")
	out := []look.Pair{
		{Name: v.Of("データ源名", "Source"), Value: look.Text(s.Name)},
		{Name: v.Of("担当", "Owner"), Value: said(s.Owner)},
		{Name: v.Of("保管国", "Country"), Value: said(landOf(v, s.Country))},
		{Name: v.Of("利用目的", "Purposes"), Value: said(strings.Join(s.Purposes, sep))},
		{Name: v.Of("保存期間", "Retention"), Value: said(retention(v, s))},
	}
	if len(s.Subjects) > 0 {
		out = append(out, look.Pair{Name: v.Of("本人の種類", "Whose data"), Value: look.Text(strings.Join(s.Subjects, sep))})
	}
	var ways []string
	for _, a := range s.Accesses() {
		ways = append(ways, strings.Join(a.Chain, " → ")+v.Of("（", " (")+landOf(v, a.Country)+v.Of("）", ")"))
	}
	if len(ways) > 0 {
		out = append(out, look.Pair{Name: v.Of("委託先（アクセス国）", "Contractors (from where)"), Value: look.Text(strings.Join(ways, sep))})
	}
	if s.Development {
		out = append(out, look.Pair{Name: v.Of("用途", "Use"), Value: look.Text(v.Of("開発用", "for development"))})
	}
	return out
}

func landOf(v *look.View, code string) string {
	if code == "" {
		return ""
	}
	return country.Name(code, string(v.Lang))
}

func retention(v *look.View, s *declared.System) string {
	if s.Retention == nil {
		return ""
	}
	keep := s.Retention.In(string(v.Lang))
	if s.Retention.From == "" {
		return keep
	}
	return v.Of(s.Retention.From+"から"+keep, keep+" from "+s.Retention.From)
}
