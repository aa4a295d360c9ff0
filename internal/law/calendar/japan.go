package calendar

import (
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

var (
	substitute = law.Text{EN: "substitute holiday", JA: "振替休日"}
	between    = law.Text{EN: "holiday between two holidays", JA: "国民の休日"}
)

// shifts are where equinoxes may come to lie: as computed, and as a doubt about that allows.
var shifts = [...]int{0, -1, +1}

// days are the holidays by day, one map a shift.
type days [len(shifts)]map[time.Time]law.Text

var known = sync.OnceValue(func() (out days) {
	for i, shift := range shifts {
		out[i] = map[time.Time]law.Text{}
		for year := First; year <= Last; year++ {
			s := shift
			if year <= gazetted {
				s = 0
			}
			for day, name := range yearly(year, s) {
				out[i][day] = name
			}
		}
	}
	return out
})

// Of is the holiday that a day is, the zero Text if none, and whether that is certain.
func Of(day time.Time) (name law.Text, certain bool) {
	y, m, d := day.Date()
	if y < First || y > Last {
		return law.Text{}, false
	}
	key := date(y, m, d)
	all := known()
	name = all[0][key]
	for _, other := range all[1:] {
		if _, is := other[key]; is != (name != law.Text{}) {
			return name, false
		}
	}
	return name, true
}

// yearly are the holidays of one year. No rest day of Art. 3 reaches over the end of a year: none follows 1 January but 2 January, and December has had no holiday
// that could be moved beyond it.
func yearly(year, shift int) map[time.Time]law.Text {
	out := map[time.Time]law.Text{}
	for i := range act {
		if e := &act[i]; e.from <= year && year <= e.until {
			out[e.of(year, shift)] = e.name
		}
	}
	rest := map[time.Time]law.Text{}
	for day := range out {
		if day.Weekday() != time.Sunday {
			continue
		}
		// Art. 3(2): a holiday on a Sunday. Until 2006 the Monday was free, which might be a holiday itself; since then the next day that is none.
		to := day.AddDate(0, 0, 1)
		for year >= 2007 && out[to] != (law.Text{}) {
			to = to.AddDate(0, 0, 1)
		}
		if out[to] == (law.Text{}) {
			rest[to] = substitute
		}
	}
	for day := range out { // Art. 3(3): a day between two holidays; until 2006 not if it was a Sunday or free already
		mid := day.AddDate(0, 0, 1)
		if out[mid] != (law.Text{}) || out[mid.AddDate(0, 0, 1)] == (law.Text{}) {
			continue
		}
		if year < 2007 && mid.Weekday() == time.Sunday || rest[mid] != (law.Text{}) {
			continue
		}
		rest[mid] = between
	}
	for day, name := range rest {
		out[day] = name
	}
	return out
}
