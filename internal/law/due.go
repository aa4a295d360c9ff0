package law

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // a legal day ends where the authority is, whatever the machine knows of zones
)

// Calendars are the holiday calendars that clocks name. Package law/calendar has them.
type Calendars interface {
	// Holiday tells whether a calendar excludes a day (a weekend, a holiday, the turn of the year), what the day is called, and whether
	// that is certain: false where no law or gazette has fixed it yet, or the calendar does not know the year. Of day only the date counts.
	Holiday(calendar string, day time.Time) (excluded bool, name Text, certain bool)
}

// lastMoment is the latest moment of a day that counts: its last second.
func lastMoment(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 23, 59, 59, 0, day.Location())
}

// zone is where a clock's days begin and end; "" is that of begin.
func (c *Clock) zone(begin time.Time) *time.Location {
	if c.Zone == "" {
		return begin.Location()
	}
	if loc, ok := zones.Load(c.Zone); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(c.Zone)
	if err != nil { // rules are checked when they are read
		return begin.Location()
	}
	zones.Store(c.Zone, loc)
	return loc
}

// zones are those that were asked for, by name: reading one anew each time would be most of the work.
var zones sync.Map

// Due is by when a clock that begins at a moment has run out. Days are those of the clock's zone, and end with 23:59:59 there.
func (r *Rule) Due(begin time.Time, clock *Clock, c Calendars) Due {
	begin = begin.In(clock.zone(begin))
	d := Due{Begin: begin, Clock: clock}
	switch {
	case clock.Hours > 0:
		d.At = begin.Add(time.Duration(clock.Hours) * time.Hour)
		d.LastDay = d.At.Format(time.DateOnly)
		return d
	case clock.Days <= 0:
		d.At, d.AtOnce = begin, true
		return d
	}
	w := walk{clock: clock, calendars: c}
	last := w.count(begin, clock.Days)
	if clock.First > 0 {
		d.First = lastMoment(w.count(begin, clock.First))
	}
	if clock.Roll {
		last, d.Moved = w.roll(last)
	}
	d.At, d.LastDay, d.Doubt = lastMoment(last), last.Format(time.DateOnly), w.doubt
	return d
}

// walk goes along the days of a calendar and remembers the first that is not certain.
type walk struct {
	clock     *Clock
	calendars Calendars
	doubt     Text
}

func (w *walk) excluded(day time.Time) (bool, Text) {
	if w.calendars == nil || w.clock.Calendar == "" {
		return false, Text{}
	}
	out, name, certain := w.calendars.Holiday(w.clock.Calendar, day)
	if !certain && w.doubt == (Text{}) {
		date := day.Format(time.DateOnly)
		w.doubt = Text{
			EN: fmt.Sprintf("whether %s is a holiday is not fixed yet by law or gazette; check it when it is", date),
			JA: fmt.Sprintf("%s が休日かどうかは、法令・官報でまだ確定していません。確定後に確認してください", date),
		}
	}
	return out, name
}

// next is the same hour of the next day: days are counted at noon, which every zone has once a day.
func next(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d+1, 12, 0, 0, 0, day.Location())
}

// count is the nth day from begin on. Where only business days count, a beginning on another day is no day 1.
func (w *walk) count(begin time.Time, n int) time.Time {
	y, m, d := begin.Date()
	if !w.clock.DayOne {
		d++
	}
	day := time.Date(y, m, d, 12, 0, 0, 0, begin.Location())
	if !w.clock.Business {
		return time.Date(y, m, d+n-1, 12, 0, 0, 0, begin.Location())
	}
	for {
		if out, _ := w.excluded(day); !out {
			if n--; n <= 0 {
				return day
			}
		}
		day = next(day)
	}
}

// longest is how many days in a row a calendar may exclude: no calendar closes for a month, so one that does is wrong.
const longest = 31

// roll moves a day that is excluded to the next that is not, and says why.
func (w *walk) roll(day time.Time) (time.Time, Text) {
	out, name := w.excluded(day)
	if !out {
		return day, Text{}
	}
	from := day
	for n := 0; out && n < longest; n++ {
		day = next(day)
		out, _ = w.excluded(day)
	}
	return day, Text{
		EN: fmt.Sprintf("from %s (%s) to the next day that is none of Saturday, Sunday, holiday, 29 December to 3 January", from.Format("Mon 2006-01-02"), name.EN),
		JA: fmt.Sprintf("満了日 %s（%s）が土日・祝日・12月29日〜1月3日に当たるため、その後の最初の平日に繰下げ", from.Format(time.DateOnly), name.JA),
	}
}
