package book

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/calendar"
)

// cases makes invented facts, the same ones at each run.
type cases struct {
	*rand.Rand
	book *Book
}

func newCases(t *testing.T) *cases {
	return &cases{rand.New(rand.NewPCG(26, 7)), open(t)}
}

// recent is a moment when most laws are in force.
func (c *cases) recent() time.Time {
	return time.Date(2025, 11, 1, c.IntN(24), c.IntN(60), 0, 0, time.UTC).AddDate(0, 0, c.IntN(900))
}

// value is something that a fact may be.
func (c *cases) value(f *law.Fact) law.Value {
	switch f.Sort {
	case law.Bool:
		return law.Value{Truth: law.Truth(c.IntN(4))}
	case law.Number:
		limits := []int64{0, 1, 99, 100, 101, 499, 500, 999, 1000, 1001, 9999, 10000, 999999, 1000000, 2000000}
		n := limits[c.IntN(len(limits))]
		more := n + int64(c.IntN(3))
		likely := n + int64(c.IntN(int(more-n)+1))
		return []law.Value{{}, {Low: &n, Likely: &n, High: &n}, {Low: &n}, {High: &n}, {Low: &n, High: &more}, {Low: &n, Likely: &likely, High: &more}, {Likely: &n}}[c.IntN(7)]
	case law.Set:
		v := law.Value{Whole: c.IntN(2) == 0}
		for range c.IntN(3) {
			v.Set = append(v.Set, f.Words[c.IntN(min(8, len(f.Words)))].Name)
		}
		return v
	}
	return law.Value{At: c.recent()}
}

// facts are some facts of a rule, each with a chance, known at a time.
func (c *cases) facts(r *law.Rule, known time.Time) law.Facts {
	out := law.Facts{law.Known: {At: known}}
	for _, name := range append(r.Facts(), law.Handled) {
		if c.IntN(3) == 0 {
			continue
		}
		v := c.value(c.book.Fact(name))
		if c.IntN(3) == 0 {
			v.Since = known.Add(time.Duration(c.IntN(60*24)) * time.Hour)
		}
		out[name] = v
	}
	return out
}

func due(a *law.Answer) *law.Due {
	if a.Due != nil {
		return a.Due
	}
	return a.If
}

// TestDayIsNeverExcluded: for every clock and every day of 2000 to 2050, the last day is none that the clock's calendar leaves out, if it rolls or counts
// working days; it lies not before the count ends, and no further than the days left out make it.
func TestDayIsNeverExcluded(t *testing.T) {
	b := open(t)
	for _, r := range b.Rules {
		for i := range r.Clocks {
			k := &r.Clocks[i]
			if k.Days == 0 {
				continue
			}
			zone, err := time.LoadLocation(k.Zone)
			if err != nil {
				t.Fatal(err)
			}
			for day := time.Date(2000, 1, 1, 15, 0, 0, 0, zone); day.Year() <= 2050; day = day.AddDate(0, 0, 1) {
				d := r.Due(day, k, calendar.All{})
				checkDay(t, r, k, day, &d)
			}
		}
	}
}

func checkDay(t *testing.T, r *law.Rule, k *law.Clock, begin time.Time, d *law.Due) {
	t.Helper()
	fail := func(format string, args ...any) {
		t.Errorf("%s, %d days from %s: %s: %s", r.ID, k.Days, begin.Format(time.RFC3339), d.LastDay, fmt.Sprintf(format, args...))
	}
	if d.At.Format("2006-01-02 15:04:05") != d.LastDay+" 23:59:59" {
		fail("ends at %v", d.At)
	}
	out, name, _ := calendar.All{}.Holiday(k.Calendar, d.At)
	if out && (k.Roll || k.Business) {
		fail("is a %s", name.EN)
	}
	count := k.Days
	if k.DayOne {
		count--
	}
	if k.Business {
		return
	}
	end := time.Date(begin.Year(), begin.Month(), begin.Day()+count, 23, 59, 59, 0, begin.Location())
	if d.At.Before(end) || !k.Roll && !d.At.Equal(end) || d.At.Sub(end) > 10*24*time.Hour {
		fail("the count ends on %s", end.Format(time.DateOnly))
	}
	for day := end; day.Before(d.At); day = day.AddDate(0, 0, 1) {
		if out, _, _ := (calendar.All{}).Holiday(k.Calendar, day); !out {
			fail("passes over %s, which is an ordinary day", day.Format(time.DateOnly))
		}
	}
	if moved := d.Moved != (law.Text{}); moved != !d.At.Equal(end) {
		fail("moved %v, but says %q", !d.At.Equal(end), d.Moved.EN)
	}
}

// TestNothingVanishes: whatever is learnt, a rule that says no names the fact and the article that rule it out; and an answer that is not settled
// names what would settle it.
func TestNothingVanishes(t *testing.T) {
	c := newCases(t)
	no, unknown := 0, 0
	for range 6000 {
		known := c.recent()
		r := c.book.Rules[c.IntN(len(c.book.Rules))]
		f := c.facts(r, known)
		a := r.Apply(f, calendar.All{}, known)
		switch a.Applies {
		case law.Yes:
			if len(a.Because) == 0 {
				t.Fatalf("%s applies without a reason: %v", r.ID, f)
			}
		case law.No:
			no++
			if len(a.Because) == 0 || a.Due != nil || a.If != nil {
				t.Fatalf("%s does not apply without a reason, or is due all the same: %v", r.ID, f)
			}
		case law.Unknown:
			unknown++
			if len(a.Open) == 0 || a.Due != nil {
				t.Fatalf("%s is unsettled, and nothing would settle it: %v", r.ID, f)
			}
		default:
			t.Fatalf("%s: applies %v", r.ID, a.Applies)
		}
		for _, why := range a.Because {
			if why.Fact == "" || why.Why.EN == "" || why.Why.JA == "" {
				t.Fatalf("%s: a reason without fact or article: %+v", r.ID, why)
			}
			if !f[why.Fact].Known() {
				t.Fatalf("%s: what is not known is given as a reason: %+v", r.ID, why)
			}
		}
	}
	if no < 500 || unknown < 500 {
		t.Fatalf("of 6,000 cases %d said no and %d were unsettled: the cases show nothing", no, unknown)
	}
}

// TestLearning: one fact more, where nothing was known of it, never turns a duty into nothing or its day into an earlier one, but that the answer names
// this fact: among the reasons, or as what counts for the clock, or had told it before as what might come.
func TestLearning(t *testing.T) {
	c := newCases(t)
	turned, moved := 0, 0
	for range 6000 {
		known := c.recent()
		r := c.book.Rules[c.IntN(len(c.book.Rules))]
		f := c.facts(r, known)
		name := r.Facts()[c.IntN(len(r.Facts()))]
		delete(f, name)
		before := r.Apply(f, calendar.All{}, known)
		v := c.value(c.book.Fact(name))
		v.Since = known.Add(time.Duration(c.IntN(40*24)) * time.Hour)
		f[name] = v
		after := r.Apply(f, calendar.All{}, known)
		if before.Applies == law.Yes && after.Applies != law.Yes {
			turned++
			if !names(after.Because, name) || !has(before.Open, name) {
				t.Fatalf("%s: %s = %s makes it %v; reasons %+v, told as open before: %v", r.ID, name, c.book.Fact(name).Write(v), after.Applies, after.Because, before.Open)
			}
		}
		x, y := before.Due, after.Due
		if x == nil || y == nil || !y.At.Before(x.At) {
			continue
		}
		moved++
		if !names(y.Because, name) && !has(before.Open, name) {
			t.Fatalf("%s: %s = %s moves the day from %s to %s without a word", r.ID, name, c.book.Fact(name).Write(v), x.LastDay, y.LastDay)
		}
	}
	if turned < 20 {
		t.Errorf("of 6,000 cases %d lost their duty: the cases show nothing", turned)
	}
	t.Logf("%d turned, %d moved to an earlier day", turned, moved)
}

// TestFirstDay: what is learnt later never moves the beginning before the moment of knowing, and once a duty has begun, more facts do not put its beginning
// off.
func TestFirstDay(t *testing.T) {
	c := newCases(t)
	late := 0
	for range 6000 {
		known := c.recent()
		r := c.book.Rules[c.IntN(len(c.book.Rules))]
		f := c.facts(r, known)
		before := r.Apply(f, calendar.All{}, known)
		x := due(&before)
		if x == nil {
			continue
		}
		if start := r.Clocks[0].Start; start == "" && x.Begin.Before(known) {
			t.Fatalf("%s begins at %v, before it was known at %v", r.ID, x.Begin, known)
		}
		if x.Begin.After(known) {
			late++
		}
		if before.Applies != law.Yes {
			continue
		}
		name := r.When.Facts()[c.IntN(len(r.When.Facts()))]
		v := c.value(c.book.Fact(name))
		old := f[name]
		v.Since = known.Add(90 * 24 * time.Hour)
		old.Earlier = nil
		v.Earlier = []law.Value{old}
		f[name] = v
		after := r.Apply(f, calendar.All{}, known)
		if after.Applies == law.Yes && after.Due.Begin.After(x.Begin) {
			t.Fatalf("%s: began at %v, and after %s = %s at %v", r.ID, x.Begin, name, c.book.Fact(name).Write(v), after.Due.Begin)
		}
	}
	if late < 50 {
		t.Errorf("only %d began late: the cases show nothing", late)
	}
}

// TestMight: each other day that is told comes to be if the fact turns out so, and the day that is told is the earliest of them where clocks may apply.
func TestMight(t *testing.T) {
	c := newCases(t)
	seen := 0
	for range 6000 {
		known := c.recent()
		r := c.book.Rules[c.IntN(len(c.book.Rules))]
		f := c.facts(r, known)
		a := r.Apply(f, calendar.All{}, known)
		d := due(&a)
		if d == nil {
			continue
		}
		for _, m := range d.Might {
			seen++
			g := law.Facts{}
			for n, v := range f {
				g[n] = v
			}
			g[m.Fact] = m.Value
			then := r.Apply(g, calendar.All{}, known)
			if e := due(&then); e == nil || !e.At.Equal(m.At) {
				t.Fatalf("%s: %s = %s would make it %v, but makes it %v", r.ID, m.Fact, c.book.Fact(m.Fact).Write(m.Value), m.At, e)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d other days: the cases show nothing", seen)
	}
}

func names(list []law.Reason, fact string) bool {
	for _, r := range list {
		if r.Fact == fact {
			return true
		}
	}
	return false
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func BenchmarkApply(b *testing.B) {
	k, err := Open()
	if err != nil {
		b.Fatal(err)
	}
	n := int64(1200)
	known := time.Date(2026, 12, 4, 1, 30, 0, 0, time.UTC)
	f := law.Facts{law.Known: {At: known}, law.People: {Low: &n, Likely: &n, High: &n}}
	for b.Loop() {
		for _, r := range k.Rules {
			r.Apply(f, calendar.All{}, known)
		}
	}
}
