package deadline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Usual is how long before a due time somebody is reminded where tsutsumi.yaml does not say.
var Usual = []time.Duration{72 * time.Hour, 24 * time.Hour, 3 * time.Hour}

// Parse reads how long before a due time somebody is reminded: 72h, 90m, 3d. The longest comes first.
func Parse(list []string) ([]time.Duration, error) {
	if len(list) == 0 {
		return Usual, nil
	}
	var out []time.Duration
	for _, s := range list {
		d, err := time.ParseDuration(s)
		if days, ok := strings.CutSuffix(s, "d"); ok {
			var n int
			n, err = strconv.Atoi(days)
			d = time.Duration(n) * 24 * time.Hour
		}
		if err != nil || d < time.Minute || d > 366*24*time.Hour {
			return nil, fault.Errorf(fault.Usage, "remind %q: how long before, for example 72h or 3d", s)
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b time.Duration) int { return cmp.Compare(b, a) })
	return slices.Compact(out), nil
}

// The thresholds beside durations.
const (
	Late = "late"
	Now  = "now" // of what is due at once
)

// Reminder is a deadline of which somebody is to be reminded now.
type Reminder struct {
	Deadline
	Threshold string `json:"threshold"` // 72h, 24h, late, now
}

// Key is by what a reminder is known that was given: what is due, how long before, and its day.
func (r *Reminder) Key() string {
	return r.Case + "." + r.ID + "." + r.Threshold + "." + r.Day()
}

// Remind lists the deadlines of which somebody is to be reminded at a time: of each only the tightest threshold that has passed, since
// whoever is told that a day is left need not be told that three are.
func Remind(list []Deadline, before []time.Duration, now time.Time) []Reminder {
	var out []Reminder
	for _, d := range list {
		if d.Done || d.Gone {
			continue
		}
		if t := threshold(&d, before, now); t != "" {
			out = append(out, Reminder{d, t})
		}
	}
	return out
}

func threshold(d *Deadline, before []time.Duration, now time.Time) (t string) {
	switch {
	case d.AtOnce:
		return Now
	case now.After(d.At):
		return Late
	}
	for _, b := range before { // the longest first
		if !now.Before(d.At.Add(-b)) {
			t = Short(b)
		}
	}
	return t
}

// Short writes a duration as it is typed: 72h, 90m.
func Short(d time.Duration) string {
	if d%time.Hour == 0 {
		return strconv.FormatInt(int64(d/time.Hour), 10) + "h"
	}
	return strconv.FormatInt(int64(d/time.Minute), 10) + "m"
}
