package look

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Tone says what a thing means to its reader, and so its colour.
type Tone string

// The tones.
const (
	Neutral Tone = ""
	Accent  Tone = "ai"
	Danger  Tone = "shu"    // bad
	Warn    Tone = "kin"    // unknown, or soon
	Good    Tone = "wakaba" // well
)

// htmxConfig leaves htmx nothing to do that the Content-Security-Policy forbids.
const htmxConfig = `{"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"allowScriptTags":false,"historyCacheSize":0}`

// Of chooses the text of the reader's language, where a page has no View at hand.
func Of(ctx context.Context, ja, en string) string { return web.Of(ctx).Lang.Of(ja, en) }

// Unknown is what is said in the place of a number that is not known; it is never 0.
func Unknown(l web.Lang) string { return l.Of("不明", "unknown") }

// Count is a number with its thousands apart, or that it is unknown.
func Count[N int | int64](l web.Lang, n *N) string {
	if n == nil {
		return Unknown(l)
	}
	return report.Number(int64(*n))
}

// People is a number of persons for a table: "2,341,808", "~1,200", "≥12", 不明.
func People(l web.Lang, p inventory.People) string {
	switch {
	case p.N != nil && p.Error > 0:
		return l.Of("約", "~") + report.Number(*p.N)
	case p.N != nil:
		return report.Number(*p.N)
	case p.Min != nil:
		return "≥" + report.Number(*p.Min)
	}
	return Unknown(l)
}

// Persons is a number of persons with the word behind it.
func Persons(l web.Lang, n int64) string {
	return l.Of(report.Number(n)+"人", report.Plural(n, "person", "people"))
}

// Kind is a kind's name.
func Kind(l web.Lang, k pii.Kind) string { return l.Of(k.Info().JA, k.Info().EN) }

// Kinds lists kinds by their names; of more than most, how many more there are (most 0 is all).
func Kinds(l web.Lang, ks []pii.Kind, most int) string {
	var names []string
	for i, k := range ks {
		if most > 0 && i == most {
			return strings.Join(names, l.Of("・", ", ")) + l.Of(fmt.Sprintf(" ほか%d", len(ks)-i), fmt.Sprintf(" and %d more", len(ks)-i))
		}
		names = append(names, Kind(l, k))
	}
	return strings.Join(names, l.Of("・", ", "))
}

// Short is a number for a place that has no room: 168k, 16.8万.
func Short(l web.Lang, n int64) string {
	units := []struct {
		of   int64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}}
	if l == "ja" {
		units[0].of, units[0].name, units[1].of, units[1].name, units[2].of, units[2].name = 1e12, "兆", 1e8, "億", 1e4, "万"
	}
	for _, u := range units {
		if n >= u.of*100 {
			return report.Number(n/u.of) + u.name
		}
		if n >= u.of {
			return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/float64(u.of)), ".0") + u.name
		}
	}
	return report.Number(n)
}

// Day, Moment and Near write a time in the zone of now: the day; the day and the time; as short as it can be told beside now
// ("今日 11:20", "11/3 09:12", "3 Nov 2025").
func Day(l web.Lang, t, now time.Time) string {
	return t.In(now.Location()).Format(l.Of("2006年1月2日", "2 Jan 2006"))
}

// Moment is the day and the time.
func Moment(l web.Lang, t, now time.Time) string {
	return t.In(now.Location()).Format(l.Of("2006年1月2日 15:04", "2 Jan 2006 15:04"))
}

// Near is a time as short as it can be told beside now.
func Near(l web.Lang, t, now time.Time) string {
	t = t.In(now.Location())
	y, m, d := now.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, now.Location())
	switch {
	case !t.Before(midnight) && t.Before(midnight.AddDate(0, 0, 1)):
		return l.Of("今日 ", "today ") + t.Format("15:04")
	case !t.Before(midnight.AddDate(0, 0, -1)) && t.Before(midnight):
		return l.Of("昨日 ", "yesterday ") + t.Format("15:04")
	case t.Year() == y:
		return t.Format(l.Of("1月2日 15:04", "2 Jan 15:04"))
	}
	return Day(l, t, now)
}

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// DueDay is a day with its weekday: "1月18日（月）", with the year if that is another than now's.
func DueDay(l web.Lang, t, now time.Time) string {
	t = t.In(now.Location())
	same := t.Year() == now.Year()
	if l == "ja" {
		s := t.Format("1月2日")
		if !same {
			s = t.Format("2006年1月2日")
		}
		return s + "（" + weekdays[t.Weekday()] + "）"
	}
	if same {
		return t.Format("Mon 2 Jan")
	}
	return t.Format("Mon 2 Jan 2006")
}

// span is a length of time in its two greatest units.
func span(l web.Lang, d time.Duration) string {
	unit := func(n int64, ja, one, many string) string {
		return l.Of(fmt.Sprintf("%d%s", n, ja), report.Plural(n, one, many))
	}
	mins := int64(d / time.Minute)
	days, hours, mins := mins/1440, mins/60%24, mins%60
	switch {
	case days >= 14 || days > 0 && hours == 0:
		return unit(days, "日", "day", "days")
	case days > 0:
		return unit(days, "日", "day", "days") + l.Of("", " ") + unit(hours, "時間", "hour", "hours")
	case hours > 0 && (hours >= 6 || mins == 0):
		return unit(hours, "時間", "hour", "hours")
	case hours > 0:
		return unit(hours, "時間", "hour", "hours") + l.Of("", " ") + unit(mins, "分", "minute", "minutes")
	case mins > 0:
		return unit(mins, "分", "minute", "minutes")
	}
	return l.Of("1分未満", "less than a minute")
}

// Span is a length of time in words: 2日9時間, 3 hours 12 minutes.
func Span(l web.Lang, d time.Duration) string { return span(l, d.Abs()) }

// Ago says how long ago something was: 2時間前.
func Ago(l web.Lang, t, now time.Time) string {
	if t.After(now) {
		return l.Of(span(l, t.Sub(now))+"後", "in "+span(l, t.Sub(now)))
	}
	if now.Sub(t) < time.Minute {
		return l.Of("たった今", "just now")
	}
	return l.Of(span(l, now.Sub(t))+"前", span(l, now.Sub(t))+" ago")
}

// Left says how much time is left until something is due: あと2日9時間, or by how much it is late.
func Left(l web.Lang, due, now time.Time) string {
	if due.Before(now) {
		return l.Of(span(l, now.Sub(due))+"超過", span(l, now.Sub(due))+" late")
	}
	return l.Of("あと"+span(l, due.Sub(now)), span(l, due.Sub(now))+" left")
}

type serialKey struct{}

// Serial is a name that no other element of the page has: "gap3". Outside of a page it is the bare name.
func Serial(ctx context.Context, name string) string {
	if n, ok := ctx.Value(serialKey{}).(*int); ok {
		*n++
		return fmt.Sprintf("%s%d", name, *n)
	}
	return name
}

// numbered gives the elements of a page numbers.
func numbered(ctx context.Context) context.Context {
	return context.WithValue(ctx, serialKey{}, new(int))
}
