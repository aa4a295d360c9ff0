package legal

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
)

// era is a span of the Japanese calendar; from is its first day.
type era struct {
	name             string
	year, month, day int
}

// eras are those of the Gregorian calendar, which Japan took on 1873-01-01 (明治6年), the latest first.
var eras = []era{
	{"令和", 2019, 5, 1},
	{"平成", 1989, 1, 8},
	{"昭和", 1926, 12, 25},
	{"大正", 1912, 7, 30},
	{"明治", 1868, 1, 25},
}

// firstEraDay is before which days of the eras were those of the old calendar.
var firstEraDay = number(1873, 1, 1)

func number(y, m, d int) int { return y*10000 + m*100 + d }

// Era is the year of a day in the Japanese calendar: 令和元年. It is "" before 1873.
func Era(year int, month time.Month, day int) string {
	n := number(year, int(month), day)
	if n < firstEraDay {
		return ""
	}
	for _, e := range eras {
		if n >= number(e.year, e.month, e.day) {
			if year == e.year {
				return e.name + "元年"
			}
			return e.name + strconv.Itoa(year-e.year+1) + "年"
		}
	}
	return ""
}

// eraOf is the era's year of a span of a month or a year: where an era ends in it both are told.
func eraOf(t time.Time, last time.Time) string {
	a := Era(t.Year(), t.Month(), t.Day())
	b := Era(last.Year(), last.Month(), last.Day())
	if a == b || a == "" || b == "" {
		return a
	}
	return a + "・" + b
}

// Date is a day: 2026年11月27日 / 27 November 2026.
func Date(t time.Time, lang string) string {
	if lang == "ja" {
		return t.Format("2006年1月2日")
	}
	return t.Format("2 January 2006")
}

// EraDate is a day with the Japanese year beside it: 2026年（令和8年）11月27日.
func EraDate(t time.Time) string {
	e := Era(t.Year(), t.Month(), t.Day())
	if e == "" {
		return Date(t, "ja")
	}
	return fmt.Sprintf("%d年（%s）%d月%d日", t.Year(), e, int(t.Month()), t.Day())
}

// style is how times are written.
type style struct {
	lang string
	era  bool
	zone *time.Location
}

func (w style) of(ja, en string) string {
	if w.lang == "ja" {
		return ja
	}
	return en
}

// day is a day in the style.
func (w style) day(t time.Time) string {
	if w.lang == "ja" && w.era {
		return EraDate(t)
	}
	return Date(t, w.lang)
}

// at writes a time as exactly as it is known.
func (w style) at(t time.Time, p breach.Precision) string {
	t = t.In(w.zone)
	ja := w.lang == "ja"
	switch p {
	case breach.Year, breach.Month:
		return w.span(t, p)
	case breach.Day:
		return w.day(t)
	case breach.Hour:
		if ja {
			return fmt.Sprintf("%s %d時台", w.day(t), t.Hour())
		}
		return w.day(t) + t.Format(", between 15:00 and ") + t.Add(time.Hour).Format("15:00") + w.offset(t)
	case breach.Second:
		if ja {
			return fmt.Sprintf("%s %d時%02d分%02d秒%s", w.day(t), t.Hour(), t.Minute(), t.Second(), w.offset(t))
		}
		return w.day(t) + t.Format(", 15:04:05") + w.offset(t)
	}
	if ja {
		return fmt.Sprintf("%s %d時%02d分%s", w.day(t), t.Hour(), t.Minute(), w.offset(t))
	}
	return w.day(t) + t.Format(", 15:04") + w.offset(t)
}

// span is a month or a year.
func (w style) span(t time.Time, p breach.Precision) string {
	last := time.Date(t.Year(), 12, 31, 0, 0, 0, 0, t.Location())
	form, ja := "2006", "2006年"
	if p == breach.Month {
		last = time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, t.Location())
		form, ja = "January 2006", "2006年1月"
	}
	if w.lang != "ja" {
		return t.Format(form)
	}
	e := ""
	if w.era {
		first := time.Date(t.Year(), 1, 1, 0, 0, 0, 0, t.Location())
		if p == breach.Month {
			first = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
		}
		e = eraOf(first, last)
	}
	if e == "" {
		return t.Format(ja)
	}
	if p == breach.Month {
		return fmt.Sprintf("%d年（%s）%d月", t.Year(), e, int(t.Month()))
	}
	return fmt.Sprintf("%d年（%s）", t.Year(), e)
}

// offset tells the zone; in Japanese Japan's own goes without saying.
func (w style) offset(t time.Time) string {
	name, _ := t.Zone()
	if strings.ContainsFunc(name, func(r rune) bool { return r < 'A' || r > 'Z' }) || name == "" {
		name = t.Format("UTC-07:00")
	}
	if name == "JST" {
		return w.of("", " JST")
	}
	return w.of("（"+name+"）", " "+name)
}

// moment writes a moment or a span.
func (w style) moment(m breach.Moment) string {
	if m.At.IsZero() {
		return ""
	}
	s := w.at(m.At, m.Precision)
	if !m.Until.IsZero() && m.Until.After(m.At) {
		if t := w.at(m.Until, m.Precision); t != s {
			s += w.of("から", " to ") + t + w.of("まで", "")
		}
	}
	if m.About {
		if w.lang == "ja" {
			return s + "ごろ"
		}
		return "about " + s
	}
	return s
}
