package people_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

const day = 24 * time.Hour

// office is a company: support agents who read 20 to 150 customers on each working day, a nightly batch, and customers who look
// at themselves.
type office struct {
	r    *rand.Rand
	acts []watchtest.Act
}

func newOffice() *office { return &office{r: rand.New(rand.NewPCG(7, 11))} }

// reads are n customers read by somebody from the hour on within so many hours.
func (o *office) reads(who string, d, n int, from, hours float64, set func(*watchtest.Act)) {
	for range n {
		a := watchtest.Act{At: time.Duration(d)*day + time.Duration((from+hours*o.r.Float64())*float64(time.Hour)), Actor: who, From: "192.0.2.10", Store: "crm", Object: "customers", Do: event.Read,
			Sort: event.Person, Persons: []int{o.r.IntN(100_000)}}
		if set != nil {
			set(&a)
		}
		o.acts = append(o.acts, a)
	}
}

func (o *office) month(days int, busy func(d int) float64) {
	for d := range days {
		if w := d % 7; w < 5 {
			for i := range 12 {
				n := float64(20 + 8*i + o.r.IntN(40))
				if busy != nil {
					n *= busy(d)
				}
				o.reads(fmt.Sprintf("agent%02d", i), d, int(n), 0, 9, nil)
			}
		}
		o.batch(d, 16.5)
		for i := range 15 {
			o.acts = append(o.acts, watchtest.Act{At: time.Duration(d)*day + time.Duration(o.r.IntN(86400))*time.Second, Actor: fmt.Sprintf("M%04d", i), From: "198.18.0.7", Store: "shop",
				Object: "customers", Do: event.Read, Sort: event.Customer, Persons: []int{i}})
		}
	}
}

func (o *office) batch(d int, hour float64) {
	for i := range 200 {
		a := watchtest.Act{At: time.Duration(d)*day + time.Duration(hour*float64(time.Hour)) + time.Duration(i)*time.Second, Actor: "nightly", From: "192.0.2.200", Store: "crm", Object: "customers", Do: event.Read, Sort: event.Anyone}
		for j := range 5 {
			a.Persons = append(a.Persons, i*5+j)
		}
		o.acts = append(o.acts, a)
	}
}

func (o *office) run(t testing.TB, s *watch.Settings) *watchtest.Runner {
	slices.SortStableFunc(o.acts, func(a, b watchtest.Act) int { return int(a.At - b.At) })
	r := watchtest.New(t, s, people.New(s, people.Config{}))
	r.Do(o.acts...)
	r.End()
	return r
}

func says(r *watchtest.Runner) string {
	var b strings.Builder
	for _, s := range r.Signals {
		fmt.Fprintf(&b, "%s %s %s people %d rows %d conf %.2f: %s\n", time.UnixMicro(s.Last).UTC().Format("01-02 15:04"), s.Rule, s.Who, s.People, s.Rows, s.Confidence, s.Says)
	}
	return b.String()
}

func TestFires(t *testing.T) {
	for name, c := range map[string]struct {
		rule, who string
		people    [2]int64
		extra     func(o *office)
	}{
		"an agent reads ten times the usual": {"day", "agent03", [2]int64{250, 1300}, func(o *office) { o.reads("agent03", 25, 1000, 1, 7, nil) }},
		"within an hour at night":            {"hour", "agent03", [2]int64{100, 350}, func(o *office) { o.reads("agent03", 25, 300, 14, 1, nil) }},
		"somebody who never read":            {"first-bulk", "intern", [2]int64{200, 1300}, func(o *office) { o.reads("intern", 25, 1000, 1, 7, nil) }},
		"a customer reads others": {"customer", "M0003", [2]int64{21, 60}, func(o *office) {
			o.reads("M0003", 25, 40, 1, 7, func(a *watchtest.Act) { a.Sort, a.Store = event.Customer, "shop" })
		}},
		"a store that was not the usual one": {"store", "agent11", [2]int64{200, 350}, func(o *office) {
			o.reads("agent11", 25, 260, 0, 9, func(a *watchtest.Act) { a.Store = "payroll" })
		}},
		"a little each day": {"slow", "ops", [2]int64{300, 2000}, func(o *office) {
			for d := range 14 {
				o.reads("ops", d, 5, 0, 9, nil)
			}
			for d := 14; d < 28; d++ {
				o.reads("ops", d, 95, 0, 20, nil)
			}
		}},
		"at hours that are not the account's": {"off-hours", "agent05", [2]int64{60, 700}, func(o *office) {
			for d := 10; d < 28; d++ {
				o.reads("agent05", d, 30, 11, 11, nil)
			}
		}},
		"rows": {"rows-day", "clerk", [2]int64{-1, -1}, func(o *office) {
			for d := range 26 {
				if d%7 < 5 {
					n := int64(300 + 100*(d%3))
					if d == 25 {
						n = 60_000
					}
					o.acts = append(o.acts, watchtest.Act{At: time.Duration(d)*day + time.Hour, Actor: "clerk", From: "192.0.2.11", Store: "db", Object: "orders", Do: event.Read, Rows: n})
				}
			}
		}},
		"the batch's account reads by day": {"day", "nightly", [2]int64{4000, 40000}, func(o *office) { o.reads("nightly", 24, 20000, 3, 4, nil) }},
		"an address reads many members' pages": {"first-bulk", "", [2]int64{1000, 4000}, func(o *office) {
			o.reads("", 25, 3000, 1, 7, func(a *watchtest.Act) { a.From, a.Sort = "203.0.113.9", event.Anonymous })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice()
			o.month(28, nil)
			c.extra(o)
			r := o.run(t, watchtest.Settings())
			hit := false
			for _, s := range r.Signals {
				if string(s.Who) != c.who {
					t.Errorf("of another: %s %s", s.Rule, s.Who)
				}
				hit = hit || s.Rule == c.rule && s.People >= c.people[0] && s.People <= c.people[1]
			}
			if !hit {
				t.Errorf("not told:\n%s", says(r))
			}
		})
	}
}

func TestQuiet(t *testing.T) {
	for name, c := range map[string]struct {
		busy  func(d int) float64
		sales map[int32]bool
		extra func(o *office)
	}{
		"an ordinary month": {},
		"a day of a sale": {busy: func(d int) float64 {
			if d == 18 {
				return 3
			}
			return 1
		}},
		"the end of a month": {busy: func(d int) float64 {
			if d >= 24 {
				return 2
			}
			return 1
		}},
		"a new employee": {extra: func(o *office) {
			for d := 14; d < 28; d++ {
				if d%7 < 5 {
					o.reads("newcomer", d, 20+10*(d-14), 0, 9, nil)
				}
			}
		}},
		"a colleague in another time zone, and overtime": {extra: func(o *office) {
			for d := range 28 {
				if d%7 < 5 {
					o.reads("agent91", d, 90, 8, 8, nil)
				}
			}
			for _, d := range []int{9, 17, 23} {
				o.reads("agent05", d, 15, 10, 3, nil)
			}
		}},
		"a carrier's NAT": {extra: func(o *office) {
			o.reads("", 20, 5000, 0, 20, func(a *watchtest.Act) { a.From, a.Sort = "198.51.100.4", event.Anonymous })
		}},
		"a declared job that is new": {extra: func(o *office) {
			for d := range 28 {
				o.reads("svc", d, 300, 15, 1, func(a *watchtest.Act) { a.Sort = event.Service })
			}
			o.reads("monthly", 27, 3000, 15, 2, func(a *watchtest.Act) { a.Sort = event.Service })
		}},
		"refused": {extra: func(o *office) { o.reads("intern", 20, 5000, 0, 20, func(a *watchtest.Act) { a.Fail = true }) }},
		"small":   {extra: func(o *office) { o.reads("intern", 20, 80, 0, 20, nil) }},
		"monitoring of one table": {extra: func(o *office) {
			for d := range 28 {
				for h := range 24 {
					o.acts = append(o.acts, watchtest.Act{At: time.Duration(d)*day + time.Duration(h)*time.Hour, Actor: "monitor", From: "192.0.2.9", Store: "db", Object: "stats", Do: event.Read, Rows: 100})
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice()
			o.month(28, c.busy)
			if c.extra != nil {
				c.extra(o)
			}
			if r := o.run(t, watchtest.Settings()); len(r.Signals) > 0 {
				t.Errorf("told:\n%s", says(r))
			}
		})
	}
}

// TestShort: logs of one day, of whom nothing is known: who reads many times what the others do is told.
func TestShort(t *testing.T) {
	o := newOffice()
	for i := range 8 {
		o.reads(fmt.Sprintf("agent%d", i), 0, 20+5*i, 0, 3, nil)
	}
	o.reads("thief", 0, 900, 0, 3, nil)
	r := o.run(t, watchtest.Settings())
	if len(r.Signals) == 0 {
		t.Fatal("not told")
	}
	for _, s := range r.Signals {
		if string(s.Who) != "thief" {
			t.Error(says(r))
		}
	}
}

func TestSame(t *testing.T) {
	o := newOffice()
	o.month(9, nil)
	o.reads("agent03", 8, 600, 1, 7, nil)
	o.reads("intern", 8, 600, 1, 7, nil)
	for d := range 9 {
		o.reads("ops", d, 10*d*d, 0, 9, nil)
	}
	slices.SortStableFunc(o.acts, func(a, b watchtest.Act) int { return int(a.At - b.At) })
	s := watchtest.Settings()
	watchtest.Same(t, s, func() watch.Detector { return people.New(s, people.Config{}) }, o.acts)
}

func TestNoAllocs(t *testing.T) {
	o := newOffice()
	o.month(1, nil)
	s := watchtest.Settings()
	watchtest.NoAllocs(t, s, people.New(s, people.Config{}), o.acts)
}

func BenchmarkSee(b *testing.B) {
	o := newOffice()
	o.month(5, nil)
	s := watchtest.Settings()
	watchtest.Bench(b, s, people.New(s, people.Config{}), o.acts)
}

// TestMany: a million new accounts; memory stays bounded, and what was dropped is counted.
func TestMany(t *testing.T) {
	s := watchtest.Settings()
	s.Principals = 50_000
	d := people.New(s, people.Config{})
	flood(t, d, 1_000_000, func(i int, a *watch.Access) { a.Who = watch.ID(i + 1) })
	if got := d.About().Dropped; got < 950_000 {
		t.Errorf("dropped %d", got)
	}
	if got := heap() - heapWithout; got > 100*50_000+4<<20 {
		t.Errorf("%d bytes for 50,000 accounts", got)
	}
	runtime.KeepAlive(d)
}

// TestSize: what is remembered of an ordinary account and of one that reads much.
func TestSize(t *testing.T) {
	for _, c := range []struct{ accounts, persons, most int }{{100_000, 2, 150}, {2_000, 200, 2000}, {200, 5_000, 2500}} {
		d := people.New(watchtest.Settings(), people.Config{})
		flood(t, d, c.accounts*c.persons, func(i int, a *watch.Access) {
			a.Who, a.People = watch.ID(i%c.accounts+1), []watch.ID{watch.ID(i + 1)}
			a.At += int64(i/c.accounts) * (20 * 24 * time.Hour / time.Duration(c.persons)).Microseconds()
		})
		got := (heap() - heapWithout) / c.accounts
		t.Logf("%d persons: %d bytes", c.persons, got)
		if got > c.most {
			t.Errorf("%d persons: %d bytes", c.persons, got)
		}
		runtime.KeepAlive(d)
	}
}

var heapWithout int

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// flood gives n accesses that the caller fills in.
func flood(t *testing.T, d watch.Detector, n int, set func(i int, a *watch.Access)) {
	heapWithout = heap()
	e := event.Event{Action: event.Read, Outcome: event.Success}
	store := &watch.Store{ID: 9, People: -1, Known: true, Weight: 1}
	out := watchtest.New(t, watchtest.Settings(), d)
	for i := range n {
		a := watch.Access{Event: &e, At: watchtest.Start.UnixMicro(), Store: store, People: []watch.ID{5}, Named: true, Rows: 1}
		set(i, &a)
		d.See(&a, out)
	}
	out.Signals = nil
}
