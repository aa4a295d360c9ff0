package watching

import (
	"time"

	"github.com/a-h/templ"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func stateValue(s watch.State) string {
	if s == "" {
		return "all"
	}
	return string(s)
}

func severityValue(s *watch.Severity) string {
	if s == nil {
		return ""
	}
	return s.String()
}

func severities(v *look.View) []look.Choice {
	out := []look.Choice{{Value: "", Text: v.Of("すべて", "all")}}
	for s := watch.Critical; ; s-- {
		out = append(out, look.Choice{Value: s.String(), Text: severity(v, s)})
		if s == watch.Info {
			return out
		}
	}
}

func detectors(v *look.View, names []string) []look.Choice {
	out := []look.Choice{{Value: "", Text: v.Of("すべて", "all")}}
	for _, n := range names {
		out = append(out, look.Choice{Value: n, Text: watched.Title(&watch.Alert{Detector: n}, string(v.Lang))})
	}
	return out
}

func sources(v *look.View, names []string) []look.Choice {
	out := []look.Choice{{Value: "", Text: v.Of("すべて", "all")}}
	for _, n := range names {
		out = append(out, look.Choice{Value: n, Text: report.Clean(n)})
	}
	return out
}

func day(t time.Time, days int) string {
	if t.IsZero() {
		return ""
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// dayField is a field for a day, written as everywhere else; a browser's own would be in the browser's language.
func dayField() templ.Attributes {
	return templ.Attributes{"placeholder": "2026-11-22", "pattern": `\d{4}-\d{2}-\d{2}`, "inputmode": "numeric", "size": "10"}
}

func sortOf(p *listing) string {
	if p.Filter.ByTime {
		return "-time"
	}
	return ""
}

func deliveryWord(v *look.View, s watch.DeliveryState) string {
	switch s {
	case watch.Delivered:
		return v.Of("送信済み", "delivered")
	case watch.GivenUp:
		return v.Of("断念", "given up")
	case watch.Overtaken:
		return v.Of("新しい内容で送信", "overtaken")
	}
	return v.Of("送信待ち", "waiting")
}

func gapEnd(v *look.View, g *watch.Gap) string {
	if g.To == 0 {
		return v.Of("継続中", "now")
	}
	return look.Moment(v.Lang, time.UnixMicro(g.To), v.Now)
}
