package watching

import (
	"cmp"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look/chart"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look/world"
)

// lanesShown is how many stories a time line bears.
const lanesShown = 14

func tone(s watch.Severity) look.Tone {
	switch {
	case s >= watch.High:
		return look.Danger
	case s == watch.Medium:
		return look.Warn
	case s == watch.Low:
		return look.Accent
	}
	return look.Neutral
}

func severity(v *look.View, s watch.Severity) string {
	return v.Of([]string{"情報", "注意", "警告", "重大", "緊急"}[min(s, watch.Critical)], []string{"info", "low", "medium", "high", "critical"}[min(s, watch.Critical)])
}

func stateWord(v *look.View, s watch.State) string {
	switch s {
	case watch.Acknowledged:
		return v.Of("確認済み", "acknowledged")
	case watch.Silenced:
		return v.Of("抑止中", "silenced")
	}
	return v.Of("未確認", "open")
}

func title(v *look.View, a *watch.Alert) string { return watched.Title(a, string(v.Lang)) }

func people(v *look.View, a *watch.Alert) string {
	switch {
	case a.People != nil && a.PeopleMax != nil && *a.PeopleMax > *a.People:
		return report.Number(*a.People) + "–" + report.Number(*a.PeopleMax)
	case a.People != nil:
		return report.Number(*a.People)
	case a.Rows != nil && *a.Rows > 0:
		return v.Of("不明（"+report.Number(*a.Rows)+"行）", "unknown ("+report.Plural(*a.Rows, "row", "rows")+")")
	}
	return look.Unknown(v.Lang)
}

func who(v *look.View, a *watch.Alert) string {
	if a.Principal == "" {
		return v.Of("不明の利用者", "nobody known")
	}
	return report.Clean(a.Principal)
}

func places(v *look.View, a *watch.Alert) string {
	var out string
	for i, c := range a.Countries[:min(len(a.Countries), 4)] {
		if i > 0 {
			out += v.Of("・", ", ")
		}
		out += country.Name(c, string(v.Lang))
	}
	return out
}

// stories are the alerts of a page on a time line, with the gaps of the logs below them.
func stories(v *look.View, p *listing) chart.Timeline {
	from, to, _ := reach(p.Alerts)
	pad := max(to.Sub(from)/40, time.Minute)
	t := chart.Timeline{Label: v.Of("アラートの経緯", "Stories in time"), From: from.Add(-pad), To: to.Add(pad), Zoom: true}
	all := spans(v, p.Gaps, t.To)
	for i := range p.Alerts[:min(len(p.Alerts), lanesShown)] {
		a := &p.Alerts[i].Alert
		lane := chart.Lane{Name: who(v, a), Href: "/watch/" + a.ID, Gaps: spans(v, a.Gaps, t.To)}
		lane.Spans = append(lane.Spans, chart.Span{From: a.First, To: a.Last, Tone: tone(a.Severity), Text: title(v, a) + v.Of("・", ", ") + people(v, a) + v.Of("人", " people")})
		t.Lanes = append(t.Lanes, lane)
	}
	if len(all) > 0 {
		t.Lanes = append(t.Lanes, chart.Lane{Name: v.Of("ログの欠け", "gaps in logs"), Href: "/watch/logs", Gaps: all})
	}
	return t
}

// spans are gaps as they are drawn. One that goes on ends where the drawing does.
func spans(v *look.View, gaps []watch.Gap, end time.Time) []chart.Span {
	var out []chart.Span
	for i := range gaps {
		g := &gaps[i]
		s := chart.Span{From: time.UnixMicro(g.From), To: end, Text: report.Clean(g.Log.Name) + v.Of("：", ": ") + watched.Why(g, string(v.Lang))}
		if g.To != 0 {
			s.To = time.UnixMicro(g.To)
		}
		out = append(out, s)
	}
	return out
}

// curves are how the number of persons read grew, of those who read most.
func curves(v *look.View, alerts []watch.Kept, most int) chart.Curves {
	c := chart.Curves{Label: v.Of("読まれた人の累計", "People read so far"), Steps: true, Legend: true, Zoom: true, Unit: v.Of("人", "people")}
	var with []*watch.Alert
	for i := range alerts {
		if len(alerts[i].Curve) > 0 {
			with = append(with, &alerts[i].Alert)
		}
	}
	last := func(a *watch.Alert) int64 { return a.Curve[len(a.Curve)-1].People }
	slices.SortStableFunc(with, func(a, b *watch.Alert) int { return cmp.Compare(last(b), last(a)) })
	for i, a := range with[:min(len(with), most)] {
		line := chart.Curve{Name: who(v, a), Tone: []look.Tone{look.Danger, look.Accent, look.Warn, look.Good, look.Neutral}[i%5]}
		line.Values = append(line.Values, chart.Value{At: a.First})
		for _, x := range a.Curve {
			if !x.At.After(a.First) {
				line.Values[0].N = x.People
				continue
			}
			line.Values = append(line.Values, chart.Value{At: x.At, N: x.People})
		}
		if a.Last.After(a.Curve[len(a.Curve)-1].At) {
			line.Values = append(line.Values, chart.Value{At: a.Last, N: last(a)})
		}
		c.Curves = append(c.Curves, line)
		c.Gaps = append(c.Gaps, spans(v, a.Gaps, a.Last)...)
	}
	return c
}

// sentences are the signals of an alert on a time line.
func sentences(v *look.View, s *story) chart.Timeline {
	pad := max(s.Last.Sub(s.First)/30, time.Minute)
	t := chart.Timeline{Label: v.Of("経緯", "The story"), From: s.First.Add(-pad), To: s.Last.Add(pad), Zoom: true}
	gaps := spans(v, s.Gaps, t.To)
	for i := range s.Story[:min(len(s.Story), 12)] {
		x := &s.Story[i]
		t.Lanes = append(t.Lanes, chart.Lane{Name: watched.Title(&watch.Alert{Detector: x.Detector}, string(v.Lang)), Gaps: gaps,
			Spans: []chart.Span{{From: x.First, To: x.Last, Tone: tone(s.Severity), Text: v.Of(x.Text.JA, x.Text.EN)}}})
	}
	return t
}

// from is a map of where an alert came from.
func from(v *look.View, a *watch.Alert) world.Map {
	m := world.Map{Label: v.Of("接続元の国", "Countries it came from")}
	for _, c := range a.Countries {
		m.Countries = append(m.Countries, world.Country{Code: c, People: a.People, Bad: true})
	}
	return m
}

// health is the gaps of each log over time.
func health(v *look.View, logs []store.WatchedLog, gaps []watch.Gap, since time.Time) chart.Timeline {
	t := chart.Timeline{Label: v.Of("ログごとの欠け（30日間）", "Gaps per log, 30 days"), From: since, To: v.Now, Zoom: true}
	of := map[string][]watch.Gap{}
	for _, g := range gaps {
		of[g.Log.Name] = append(of[g.Log.Name], g)
	}
	for i := range logs[:min(len(logs), 40)] {
		l := &logs[i]
		lane := chart.Lane{Name: report.CutPath(report.Clean(l.Name), 24), Gaps: spans(v, of[l.Name], v.Now)}
		if !l.Last.IsZero() && l.Last.After(since) {
			lane.Points = append(lane.Points, chart.Point{At: l.Last, Text: v.Of("最後の記録", "last event"), Tone: look.Accent})
		}
		t.Lanes = append(t.Lanes, lane)
	}
	return t
}
