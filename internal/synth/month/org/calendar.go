package org

import "time"

// Units of time in µs.
const (
	Second = int64(1_000_000)
	Minute = 60 * Second
	Hour   = 60 * Minute
	Day    = 24 * Hour
)

// Office is one of the organisation's offices.
type Office struct {
	Country string
	City    string
	zone    *time.Location
	holiday map[[2]int]bool // month, day
	Share   float64         // of the staff
}

// offices are in four time zones. Clocks are those of winter all the year, so that no table of the machine is needed.
func offices() []Office {
	return []Office{
		{"JP", "Tokyo", time.FixedZone("JST", 9*3600), days(101, 112, 211, 223, 320, 429, 504, 505, 506, 720, 811, 921, 922, 923, 1012, 1103, 1123), 0.58},
		{"SG", "Singapore", time.FixedZone("+08", 8*3600), days(101, 217, 218, 403, 501, 601, 810, 1109, 1225), 0.12},
		{"DE", "Berlin", time.FixedZone("CET", 3600), days(101, 403, 406, 501, 514, 525, 1225, 1226), 0.12},
		{"US", "New York", time.FixedZone("EST", -5*3600), days(101, 119, 525, 703, 907, 1111, 1126, 1127, 1225), 0.18},
	}
}

func days(all ...int) map[[2]int]bool {
	m := map[[2]int]bool{}
	for _, d := range all {
		m[[2]int{d / 100, d % 100}] = true
	}
	return m
}

// Offset is how far the office's clocks are ahead of UTC, in µs.
func (o *Office) Offset() int64 {
	_, s := time.Unix(0, 0).In(o.zone).Zone()
	return int64(s) * Second
}

// Works tells whether the office works on a day, counted from 1970 by its own calendar.
func (o *Office) Works(day int64) bool {
	t := time.Unix(day*86400, 0).UTC()
	if wd := t.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return false
	}
	return !o.holiday[[2]int{int(t.Month()), t.Day()}]
}

// Clock is the office's day since 1970, and the time of that day, at a moment.
func (o *Office) Clock(now int64) (day, of int64) {
	t := now + o.Offset()
	day = t / Day
	return day, t - day*Day
}

// At is the moment of a time of day there.
func (o *Office) At(day, of int64) int64 { return day*Day + of - o.Offset() }

// Closing tells whether a day is one of the month's closing: its last two working days, and the first two of the next.
func (o *Office) Closing(day int64) bool {
	t := time.Unix(day*86400, 0).UTC()
	after, before := 0, 0
	for d := day + 1; time.Unix(d*86400, 0).UTC().Month() == t.Month(); d++ {
		if o.Works(d) {
			after++
		}
	}
	for d := day - 1; time.Unix(d*86400, 0).UTC().Month() == t.Month(); d-- {
		if o.Works(d) {
			before++
		}
	}
	return o.Works(day) && (after < 2 || before < 2)
}
