// Package calendar has the days that laws leave out when they count: for Japan the holidays of the Act on National Holidays from
// 2000 to 2050 with every change of it, Saturdays, Sundays, and 29 December to 3 January.
//
// Which day an equinox is the gazette says each February for the year to come; until then it is computed, and every day whose nature hangs on it is
// told as not certain. So is every year outside the range. That the Diet may change the Act at any time goes without saying.
//
// No other country has a calendar here: the clocks of the EU, the United Kingdom, China, Korea, Singapore and Taiwan that rules name run in calendar
// time.
package calendar

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Japan is the name of the Japanese calendar in rules.
const Japan = "jp"

// All has every calendar that rules may name. It fulfils law.Calendars.
type All struct{}

// Knows tells whether there is a calendar of that name.
func (All) Knows(calendar string) bool { return calendar == Japan }

var weekdays = map[time.Weekday]law.Text{
	time.Saturday: {EN: "Saturday", JA: "土曜日"},
	time.Sunday:   {EN: "Sunday", JA: "日曜日"},
}

var turnOfYear = law.Text{EN: "turn of the year", JA: "年末年始"}

// Holiday tells whether a calendar leaves out a day, all that the day is, and whether that is certain. Of day the date counts, in its own zone.
// A calendar that is not known leaves out nothing, and is certain of nothing.
func (a All) Holiday(calendar string, day time.Time) (excluded bool, name law.Text, certain bool) {
	if !a.Knows(calendar) {
		return false, law.Text{}, false
	}
	var names []law.Text
	if w, ok := weekdays[day.Weekday()]; ok {
		names = append(names, w)
	}
	if _, m, d := day.Date(); m == time.December && d >= 29 || m == time.January && d <= 3 {
		names = append(names, turnOfYear)
	}
	h, sure := Of(day)
	if h != (law.Text{}) {
		names = append(names, h)
	}
	for i, n := range names {
		if i > 0 {
			name.EN += ", "
			name.JA += "・"
		}
		name.EN += n.EN
		name.JA += n.JA
	}
	// What is left out anyhow is certain, whatever an equinox may bring.
	return len(names) > 0, name, sure || len(names) > 1 || len(names) == 1 && h == (law.Text{})
}
