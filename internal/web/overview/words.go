package overview

import (
	"fmt"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look/chart"
)

// card is a number of the first row. Nothing looked at yet is no 0.
func card(v *look.View, ja, en, href string, c Count, bad bool) look.Card {
	out := look.Card{Label: v.Of(ja, en), Value: look.People(v.Lang, c.People), Unit: v.Of("人", "people"), Href: href}
	switch {
	case c.Things < 0 || c.People.N == nil && c.People.Min == nil:
		out.Value, out.Unit, out.Word = look.Unknown(v.Lang), "", true
	case bad && (c.People.N != nil && *c.People.N > 0 || c.People.Min != nil && *c.People.Min > 0):
		out.Tone = look.Danger
	}
	return out
}

// things is how many there are of what the number was counted over. ja has %s where the number stands.
func things(v *look.View, c Count, ja, one, many string) string {
	return v.Of(fmt.Sprintf(ja, report.Number(c.Things)), report.Plural(c.Things, one, many))
}

// moved is by how much a number changed since the day before; "" if that is not known, or nothing.
func moved(c Count) string {
	if c.Before == nil || c.People.N == nil || *c.Before == *c.People.N {
		return ""
	}
	d := *c.People.N - *c.Before
	if d > 0 {
		return "+" + report.Number(d)
	}
	return "−" + report.Number(-d)
}

// deadline is a clock of a case.
func deadline(v *look.View, c *Clock) look.Deadline {
	d := look.Deadline{Name: v.Of(c.Name.JA, c.Name.EN), Gone: c.Gone}
	switch {
	case c.Late:
		d.Tone, d.Gone = look.Danger, 1
		d.Text = v.Of("期限超過", "late")
		if !c.At.IsZero() {
			d.Text = look.Left(v.Lang, c.At, v.Now)
		}
	case c.At.IsZero() || c.AtOnce:
		d.Text = v.Of("速やかに", "at once")
		d.Tone = look.Warn
	case c.At.Sub(v.Now) < 36*time.Hour:
		d.Text, d.Tone = look.Left(v.Lang, c.At, v.Now), look.Danger
	case c.At.Sub(v.Now) < 14*24*time.Hour:
		d.Text = look.Left(v.Lang, c.At, v.Now)
	default:
		d.Text = look.DueDay(v.Lang, c.At, v.Now)
	}
	return d
}

// deadlines are the clocks of a case, and how far its letters are.
func deadlines(v *look.View, c *Case) (out []look.Deadline) {
	for i := range c.Clocks[:min(len(c.Clocks), 5)] {
		out = append(out, deadline(v, &c.Clocks[i]))
	}
	if c.Persons > 0 {
		out = append(out, look.Deadline{Name: v.Of("本人への通知", "Letters to persons"), Gone: float64(c.Sent) / float64(c.Persons), Text: report.Number(c.Sent) + " / " + report.Number(c.Persons)})
	}
	return out
}

// course is from the first read to the telling, as a time line.
func course(v *look.View, c *Case) *chart.Timeline {
	if c.First == nil && c.Known == nil {
		return nil
	}
	begin := c.Known
	if c.First != nil {
		begin = c.First
	}
	end := v.Now
	all := end.Sub(*begin)
	if all <= 0 {
		return nil
	}
	lane := chart.Lane{}
	t := &chart.Timeline{From: begin.Add(-all / 40).In(v.Now.Location()), To: end.Add(all / 20), Ticks: 5}
	if c.First != nil {
		lane.Points = append(lane.Points, chart.Point{At: *c.First, Text: short(v, *c.First) + v.Of(" 最初の読み取り", " first read"), Tone: look.Danger, Name: true})
		until := end
		if c.Known != nil {
			until = *c.Known
		}
		lane.Spans = append(lane.Spans, chart.Span{From: *c.First, To: until, Tone: look.Danger, Text: v.Of("気づかれていない間", "while nobody knew")})
	}
	if c.Known != nil {
		until := end
		if c.Told != nil {
			until = *c.Told
		}
		lane.Points = append(lane.Points, chart.Point{At: *c.Known, Text: short(v, *c.Known) + v.Of(" 把握", " known"), Tone: look.Warn, Name: true})
		lane.Spans = append(lane.Spans, chart.Span{From: *c.Known, To: until, Tone: look.Warn, Text: v.Of("知ってから知らせるまで", "from knowing to telling")})
	}
	if c.Told != nil {
		lane.Points = append(lane.Points, chart.Point{At: *c.Told, Text: short(v, *c.Told) + v.Of(" 通知開始", " told"), Tone: look.Good, Name: true})
	}
	for _, g := range c.Gaps {
		lane.Gaps = append(lane.Gaps, chart.Span{From: g.From, To: g.To, Text: g.Log + v.Of(" の記録なし", ": no records")})
	}
	t.Lanes = []chart.Lane{lane}
	t.Label = said(v, c)
	return t
}

func short(v *look.View, t time.Time) string {
	t = t.In(v.Now.Location())
	if t.Year() != v.Now.Year() {
		return t.Format(v.Of("2006/1/2", "2 Jan 2006"))
	}
	return t.Format(v.Of("1/2", "2 Jan"))
}

// said is the course in a sentence.
func said(v *look.View, c *Case) string {
	switch {
	case c.First == nil:
		return v.Of("最初に読まれた時は不明です", "When it was first read is unknown")
	case c.Known == nil:
		return v.Of("把握した時は記録されていません", "When it became known is not recorded")
	}
	s := v.Of("気づくまで"+look.Span(v.Lang, c.Known.Sub(*c.First)), look.Span(v.Lang, c.Known.Sub(*c.First))+" until it was known")
	if c.Told != nil {
		return s + v.Of("・知らせるまで"+look.Span(v.Lang, c.Told.Sub(*c.Known)), ", "+look.Span(v.Lang, c.Told.Sub(*c.Known))+" more until it was told")
	}
	return s + v.Of(fmt.Sprintf("・把握から%s、まだ知らせていません", look.Span(v.Lang, v.Now.Sub(*c.Known))), fmt.Sprintf(" · %s since then, nobody told yet", look.Span(v.Lang, v.Now.Sub(*c.Known))))
}

// number is a number of people of a line of a list.
func number(v *look.View, n *int64, least bool) string {
	if n != nil && least {
		return "≥" + report.Number(*n)
	}
	return look.Count(v.Lang, n)
}

// named is a case in a line: its number, its title, how many people.
func named(v *look.View, c *Case) string {
	s := v.Of("事案 "+c.ID+"「"+c.Title+"」", "case "+c.ID+", "+c.Title)
	if c.People != nil {
		return s + v.Of("・", " · ") + look.Persons(v.Lang, *c.People)
	}
	return s + v.Of("・人数不明", " · people unknown")
}

// who is a principal as alerts show it.
func who(v *look.View, name string) string {
	if name == "" {
		return v.Of("不明の利用者", "nobody known")
	}
	return name
}
