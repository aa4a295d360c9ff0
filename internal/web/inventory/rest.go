package inventory

import (
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/audit"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/door"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func sourceColumns(v *look.View) []look.Column {
	return []look.Column{
		{Name: v.Of("データ源", "Source")}, {Name: v.Of("人数", "People"), Num: true}, {Name: v.Of("保有場所", "Places"), Num: true},
		{Name: v.Of("行数", "Records"), Num: true, Wide: true}, {Name: v.Of("個人データの項目", "Kinds")},
		{Name: v.Of("未読", "Unread"), Num: true, Wide: true}, {Name: v.Of("最終走査", "Last scan")},
	}
}

// owner is what is declared of a source, in a line.
func owner(v *look.View, reg *declared.Register, source string) string {
	s := reg.Of(source, "")
	if s == nil {
		return v.Of("登録なし", "not declared")
	}
	out := []string{s.Name}
	for _, t := range []string{landOf(v, s.Country), s.Owner, retention(v, s)} {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, v.Of("・", " · "))
}

// kindsOf are the kinds of a source, the heaviest first.
func kindsOf(d *shelf.Digest) []pii.Kind {
	var out []pii.Kind
	for _, k := range d.Kinds {
		out = append(out, k.Kind)
	}
	report.Heaviest(out)
	return out
}

func stale(n *Now, source string) bool { return slices.Contains(n.Stale, source) }

func countryName(v *look.View, code string) string {
	if code == "" {
		return v.Of("国の登録なし", "country not declared")
	}
	return landOf(v, code)
}

// ways are what is stored in a country, and who reaches data from there.
func ways(st *State, i int) []string {
	var out []string
	c := &st.Countries[i]
	for _, s := range c.Systems {
		out = append(out, st.Found[s].Name)
	}
	for _, w := range c.Ways {
		if line := st.Found[w.Found].Name + " → " + strings.Join(w.Chain, " → "); !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

func said(v *look.View, x *exposure.Exposure, t exposure.Text) string {
	return door.In(string(v.Lang)).Said(x, t)
}

func severity(v *look.View, s exposure.Severity) string {
	return door.In(string(v.Lang)).Severity(s)
}

func severityTone(s exposure.Severity) look.Tone {
	switch {
	case s >= exposure.High:
		return look.Danger
	case s == exposure.Medium:
		return look.Warn
	}
	return look.Neutral
}

func unknown(v *look.View, u *register.Unknown) string { return audit.Unknown(string(v.Lang), u) }
