package cases

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func (l *listing) keep() map[string]string {
	if l.State == "open" {
		return nil
	}
	return map[string]string{"state": l.State}
}

func (l *listing) chips() (out []look.Chip) {
	if l.Word != "" {
		out = append(out, look.Chip{Text: l.of("「"+l.Word+"」", "“"+l.Word+"”"), Without: look.WithQuery(l.Path, "q", "")})
	}
	names := map[string]string{"late": l.of("期限超過", "late"), "undecided": l.of("要否未確定", "not decided"), "waiting": l.of("承認待ち", "waiting for a second user")}
	if n := names[l.What]; n != "" {
		out = append(out, look.Chip{Text: n, Without: look.WithQuery(l.Path, "what", "")})
	}
	return out
}

func (l *listing) clear() string {
	if l.Word == "" && l.What == "" {
		return ""
	}
	return look.WithQuery("/cases", "state", l.State)
}

func (l *listing) emptyNext() string {
	if l.Word != "" || l.What != "" {
		return l.of("条件を外すと他の事案が表示されます。", "Take a filter away to see others.")
	}
	return l.of("漏えいのおそれに気付いたら、詳細が分からなくても登録してください。期限は知った時点から進みます。", "Open one as soon as a leak is suspected, before you know much: the clocks run from when you knew.")
}

func (p *smallPage) years() (out []look.Tab) {
	years := p.Years
	here := false
	for _, y := range years {
		here = here || y == p.Year
	}
	if !here && p.Year != 0 {
		years = append([]int{p.Year}, years...)
	}
	for _, y := range years {
		out = append(out, look.Tab{Text: p.of(strconv.Itoa(y)+"年", strconv.Itoa(y)), Href: "/cases/small?year=" + strconv.Itoa(y), On: y == p.Year})
	}
	return append(out, look.Tab{Text: p.of("すべて", "All"), Href: "/cases/small?year=all", On: p.Year == 0})
}

// bars are the numbers of the year by what happened (0), month (1) or department (2).
func (p *smallPage) bars(which int) (out []look.Bar) {
	mishap, month, department := p.Y.By()
	for _, t := range [][]dossier.Tally{mishap, month, department}[which] {
		name := said(t.Name, 24)
		switch {
		case which == 0:
			name = dossier.MishapText(t.Name).Of(string(p.Lang))
		case name == "":
			name = p.of("記載なし", "not said")
		}
		text := report.Number(t.Cases)
		if t.Near > 0 {
			text += p.of("・", ", ") + report.Number(t.Near)
		}
		out = append(out, look.Bar{Name: name, N: float64(t.Cases + t.Near), Value: text, Tone: look.Accent})
	}
	if len(out) > 12 {
		out = out[:12]
	}
	return out
}
