package legal

import (
	"fmt"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// ThreeTimes adds the times by which a breach is judged: first read, we knew, persons told.
func (s *Sheet) ThreeTimes() {
	s.Add(paper.Figures{List: []paper.Figure{
		s.time("最初の閲覧・取得", "First read", s.Times.FirstRead, nil),
		s.time("当社の認識", "We knew", s.Times.Known, s.Times.FirstRead),
		s.time("本人への連絡", "Persons told", s.Times.Told, s.Times.Known),
	}})
}

func (s *Sheet) time(ja, en string, b, before *breach.Belief) paper.Figure {
	f := paper.Figure{Name: s.Say(ja, en), Value: paper.UnderInvestigation(s.Lang)}
	if b == nil || b.Value.Moment == nil || b.Value.Moment.At.IsZero() {
		if before != nil && before.Value.Moment != nil && b == s.Times.Told {
			f.Value = s.Say("未実施", "Not yet")
			f.Note = s.days(s.between(before.Value.Moment.At, s.Now), "認識から%d日経過", "%d %s since we knew")
		}
		return f
	}
	f.Value = s.style().at(b.Value.Moment.At, coarse(b.Value.Moment.Precision))
	if b.Value.Moment.About {
		f.Value = s.Say(f.Value+"ごろ", "about "+f.Value)
	}
	if before != nil && before.Value.Moment != nil {
		f.Note = s.days(s.between(before.Value.Moment.At, b.Value.Moment.At), "%d日後", "%d %s later")
	}
	return f
}

// between is how many days of the calendar lie between two times: from late in an evening to the next morning is one.
func (s *Sheet) between(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(s.zone()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

func (s *Sheet) days(n int, ja, en string) string {
	if n < 0 {
		return ""
	}
	if s.Lang == "ja" {
		return fmt.Sprintf(ja, n)
	}
	word := "days"
	if n == 1 {
		word = "day"
	}
	return fmt.Sprintf(en, n, word)
}

// coarse: of the figures at the top days are exact enough.
func coarse(p breach.Precision) breach.Precision {
	if p == breach.Year || p == breach.Month {
		return p
	}
	return breach.Day
}
