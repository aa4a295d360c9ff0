package dossier

import (
	"cmp"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Brief is a case in what a list and an overview show of it: small enough to keep all of them in memory.
type Brief struct {
	ID, Title       string
	Small, NearMiss bool
	Opened, Closed  time.Time // Closed zero: it is open
	By              string    // who opened it
	Seq             int64     // of the last event
	Last            time.Time // when it was recorded
	People          breach.Count
	// The three times; nil is unknown, or not yet.
	First, Known, Told *breach.Moment
	Clocks             []Clock // of what is open, the most urgent first
	Undecided          int     // duties of which it is not known whether they apply, for a reason that lies in the case
	Looming            *Clock  // the first of those, if one of them has a day
	Sent, Persons      int64   // letters: how many of how many went out
	Tasks              int     // open ones
	Requests           int     // without an answer
	Waiting            int     // decisions that a second user must join

	rank  int
	due   time.Time
	small *small
}

// Clock is a duty that runs.
type Clock struct {
	Rule   string
	Title  law.Text // with the law's country before it
	Begin  time.Time
	At     time.Time // zero: unknown when
	AtOnce bool
	Late   bool
	Report bool // it is one to an authority
}

// Left is how much of the clock is over, from 0 to 1, at a time.
func (c *Clock) Left(now time.Time) float64 {
	whole := c.At.Sub(c.Begin)
	if c.At.IsZero() || whole <= 0 {
		return 1
	}
	return min(1, max(0, float64(now.Sub(c.Begin))/float64(whole)))
}

// NewBrief is the brief of a case, and until when it holds: what is due then becomes late.
func NewBrief(c *Case) (Brief, time.Time) {
	s := c.State
	b := Brief{ID: s.ID, Title: s.Title, Small: s.Small, NearMiss: s.NearMiss, Opened: s.Opened, Closed: s.Closed, By: s.OpenedBy, Seq: s.Events, Last: s.Last, People: c.Affected.Count,
		First: believed(c.Times.FirstRead), Known: believed(c.Times.Known), Told: believed(c.Times.Told), Waiting: len(c.Waiting)}
	until := c.At.Add(24 * time.Hour)
	ja, en := Say(c, "ja"), Say(c, "en")
	clock := func(d *breach.Duty, u *law.Due) Clock {
		k := Clock{Rule: d.Rule.ID, Title: law.Text{JA: ja.Duty(d), EN: en.Duty(d)}, Late: d.Status == breach.Late, Report: d.Rule.Duty == law.Report}
		if u != nil {
			k.Begin, k.AtOnce = u.Begin, u.AtOnce
			if k.At = u.At; u.At.After(c.At) && u.At.Before(until) {
				until = u.At
			}
		}
		return k
	}
	for i := range c.Duties {
		switch d := &c.Duties[i]; {
		case d.Status == breach.Due || d.Status == breach.Late:
			b.Clocks = append(b.Clocks, clock(d, d.Due))
		case d.Status == breach.Undecided && (!s.Small || d.Rule.Jurisdiction == "JP") && doubtful(d):
			b.Undecided++
			if d.If != nil {
				clock(d, d.If)
			}
		}
	}
	slices.SortStableFunc(b.Clocks, func(x, y Clock) int {
		return cmp.Or(cmp.Compare(later(&x), later(&y)), x.At.Compare(y.At))
	})
	if d := looming(c.Duties); d != nil && !s.Small {
		k := clock(d, d.If)
		b.Looming = &k
	}
	for i := range s.Notices {
		b.Sent, b.Persons = b.Sent+s.Notices[i].Body.Sent, b.Persons+s.Notices[i].Body.Persons
	}
	for i := range s.Tasks {
		if !s.Tasks[i].Ended {
			b.Tasks++
		}
	}
	for i := range s.Requests {
		if s.Requests[i].Open {
			b.Requests++
		}
	}
	b.rank, b.due = urgency(c)
	if s.Small {
		x := everyday(c, c.Zone)
		b.small = &x
	}
	return b, until
}

// later puts what has a day before what is due at once and what nobody can tell.
func later(c *Clock) int {
	switch {
	case c.At.IsZero():
		return 2
	case c.AtOnce:
		return 1
	}
	return 0
}

// Urgent puts the most urgent first, as a list of cases does.
func Urgent(bs []Brief) {
	slices.SortStableFunc(bs, func(a, b Brief) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), a.due.Compare(b.due), cmp.Compare(b.ID, a.ID))
	})
}

// YearOf is the everyday cases among briefs that were known in a year; 0 is every year.
func YearOf(bs []Brief, year int, zone *time.Location) *Year {
	y := &Year{Year: year}
	for i := range bs {
		if s := bs[i].small; s != nil && (year == 0 || s.When.In(zone).Year() == year) {
			y.Small = append(y.Small, *s)
		}
	}
	slices.SortFunc(y.Small, func(a, b small) int { return cmp.Or(a.When.Compare(*b.When), cmp.Compare(a.ID, b.ID)) })
	return y
}

// Everyday is an everyday case as the yearly list has it.
type Everyday struct {
	ID, Title, Mishap, Department string
	When                          time.Time // when it was known
	People                        *int64
	NearMiss                      bool
	Report                        string // yes, no, unknown: whether it must be reported
	Reported, Due, Closed         *time.Time
}

// List are the cases of the year, in the order of time.
func (y *Year) List() []Everyday {
	out := make([]Everyday, 0, len(y.Small))
	for i := range y.Small {
		s := &y.Small[i]
		out = append(out, Everyday{s.ID, s.Title, s.Mishap, s.Department, *s.When, s.People, s.NearMiss, s.Report, s.Reported, s.Due, s.Closed})
	}
	return out
}

// Tally is how many everyday cases and near misses have something in common.
type Tally struct {
	Name        string
	Cases, Near int64
}

// By counts the cases of the year by what happened, by month (2026-12) and by department.
func (y *Year) By() (mishap, month, department []Tally) {
	of := func(in []tallied) (out []Tally) {
		for _, t := range in {
			out = append(out, Tally{t.Name, t.Cases, t.NearMiss})
		}
		return out
	}
	return of(y.byMishap()), of(y.byMonth()), of(y.byDepartment())
}
