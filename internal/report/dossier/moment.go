package dossier

import (
	"fmt"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

func (t *teller) time(at time.Time) string { return at.In(t.c.Zone).Format("2006-01-02 15:04") }

func (t *teller) date(at time.Time) string { return at.In(t.c.Zone).Format("2006-01-02") }

// weekday is a day with its day of the week, as at stands in its own zone.
func (t *teller) weekday(at time.Time) string {
	if t.lang == "ja" {
		return at.Format("2006-01-02") + "（" + string([]rune("日月火水木金土")[at.Weekday()]) + "）"
	}
	return at.Format("Mon 2006-01-02")
}

// last is a last moment in a zone: a day's end is told as the day.
func (t *teller) last(at time.Time, zone *time.Location) string {
	at = at.In(zone)
	switch h, m, s := at.Clock(); {
	case h == 23 && m == 59 && s == 59:
		return t.Of(t.weekday(at)+"まで", "end of "+t.weekday(at))
	case h == 0 && m == 0 && s == 0:
		at = at.Add(-time.Second)
		return t.Of(t.weekday(at)+"まで", "end of "+t.weekday(at))
	}
	return t.weekday(at) + at.Format(" 15:04") + t.Of("まで", "")
}

// deadline is a last moment in the local zone, and in Japan's where that is another.
func (t *teller) deadline(at time.Time) string {
	_, here := at.In(t.c.Zone).Zone()
	if here == 9*60*60 {
		return t.last(at, jst) + t.Of("（日本時間）", " (JST)")
	}
	name, _ := at.In(t.c.Zone).Zone()
	if name == "" || strings.ContainsAny(name[:1], "+-0123456789") {
		name = "UTC" + at.In(t.c.Zone).Format("-07:00")
	}
	return t.last(at, t.c.Zone) + t.Of("（"+name+"）＝ 日本時間 ", " ("+name+") = ") + t.last(at, jst) + t.Of("", " (JST)")
}

// moment is a time as exactly as it is known.
func (t *teller) moment(m *breach.Moment) string {
	s := t.point(m.At, m.Precision)
	if until := t.point(m.Until, m.Precision); !m.Until.IsZero() && until != s {
		s += t.Of("～", " – ") + until
	}
	if m.About {
		s = t.Of(s+"ごろ", "about "+s)
	}
	return s
}

func (t *teller) point(at time.Time, p breach.Precision) string {
	at = at.In(t.c.Zone)
	switch p {
	case breach.Year:
		return at.Format(t.Of("2006年", "2006"))
	case breach.Month:
		return at.Format(t.Of("2006年1月", "January 2006"))
	case breach.Day:
		return at.Format("2006-01-02")
	case breach.Hour:
		return at.Format(t.Of("2006-01-02 15時台", "2006-01-02, hour of 15:00"))
	}
	return at.Format("2006-01-02 15:04")
}

// span is how long from a to b, as exactly as both are known.
func (t *teller) span(a, b *breach.Moment) string {
	d := b.At.Sub(a.At)
	about := a.About || b.About || !b.Until.IsZero()
	var s string
	switch coarse := max(rank(a.Precision), rank(b.Precision)); {
	case d < 0 && !(coarse == rank(breach.Day) && date(a.At.In(t.c.Zone)).Equal(date(b.At.In(t.c.Zone)))): // of a day only its beginning is told
		return t.Of("先後が逆です", "the other way round")
	case coarse >= rank(breach.Month):
		s, about = t.n(max(1, int64(d.Hours()/24/30.4+0.5)), "か月", "month", "months"), true
	case coarse == rank(breach.Day):
		x, y := a.At.In(t.c.Zone), b.At.In(t.c.Zone)
		days := int64(date(y).Sub(date(x)).Hours() / 24)
		if days == 0 {
			return t.Of("同日", "the same day")
		}
		s = t.n(days, "日", "day", "days")
	default:
		s = t.long(d)
	}
	switch {
	case !a.Until.IsZero(): // it lies somewhere between
		s = t.Of("最長 ", "at most ") + s
	case about:
		s = t.Of("約 ", "about ") + s
	}
	return s
}

func date(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func rank(p breach.Precision) int {
	for i, x := range []breach.Precision{breach.Second, breach.Minute, breach.Hour, breach.Day, breach.Month, breach.Year} {
		if x == p {
			return i
		}
	}
	return 1
}

// long is a duration in its two greatest units.
func (t *teller) long(d time.Duration) string {
	days, hours, minutes := int64(d/(24*time.Hour)), int64(d/time.Hour)%24, int64(d/time.Minute)%60
	switch {
	case days >= 10 || days > 0 && hours == 0:
		return t.n(days, "日", "day", "days")
	case days > 0:
		return t.n(days, "日", "day", "days") + t.Of(fmt.Sprintf("と%d時間", hours), fmt.Sprintf(" %d h", hours))
	case hours > 0 && minutes == 0:
		return t.n(hours, "時間", "hour", "hours")
	case hours > 0:
		return t.Of(fmt.Sprintf("%d時間%d分", hours, minutes), fmt.Sprintf("%d h %d min", hours, minutes))
	}
	if minutes == 0 {
		return t.Of("1分未満", "less than a minute")
	}
	return t.n(minutes, "分", "minute", "minutes")
}

// times are the three by which a breach is judged, with what lies between them.
func (t *teller) times() {
	t.Title(t.Of("3つの時点：最初の閲覧 → 知った → 本人への通知", "First read → we knew → people told"), "")
	now := &breach.Moment{At: t.c.At, Precision: breach.Minute}
	first, known, told := believed(t.c.Times.FirstRead), believed(t.c.Times.Known), believed(t.c.Times.Told)
	unknown := t.Of("不明", "unknown")
	t.mark(t.Of("最初の閲覧", "first read"), first, t.c.Times.FirstRead, unknown)
	t.between(first, known, nil, t.Of("気付かれないまま", "unnoticed for"))
	t.mark(t.Of("知った", "we knew"), known, t.c.Times.Known, unknown)
	t.between(known, told, now, t.Of("通知まで", "until told"))
	none := t.Of("未通知", "not yet")
	if t.c.State.NearMiss {
		none = t.Of("―（漏えいに至らず）", "– (nothing was lost)")
	}
	t.mark(t.Of("本人への通知", "people told"), told, t.c.Times.Told, none)
}

func believed(b *breach.Belief) *breach.Moment {
	if b == nil {
		return nil
	}
	return b.Value.Moment
}

func (t *teller) mark(name string, m *breach.Moment, b *breach.Belief, none string) {
	value, style := none, report.Yellow
	if m != nil {
		if value, style = t.moment(m), report.Bold; !m.Until.IsZero() {
			value = t.Of(value+" の間", "within "+value)
		}
		if b.Disputed {
			value += t.Of("（争いあり）", " (disputed)")
		}
	}
	t.Line("  " + report.Fit(name, 16) + t.Paint(style, value))
}

// between is the line between two times; open stands for the second where it has not come yet.
func (t *teller) between(a, b, open *breach.Moment, what string) {
	s := t.Of("期間は不明", "how long is unknown")
	switch {
	case a != nil && b != nil:
		s = what + " " + t.span(a, b)
	case a != nil && open != nil && t.c.State.Closed.IsZero() && !t.c.State.NearMiss:
		s = t.Of("ここまで "+t.span(a, open), t.span(a, open)+" so far")
	case open != nil && a != nil:
		s = ""
	}
	t.Line(t.Paint(report.Dim, "    ↓ "+s))
}
