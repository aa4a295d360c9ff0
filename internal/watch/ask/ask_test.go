package ask

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

var pg, shop = &watch.Log{Name: "postgres", Index: 1}, &watch.Log{Name: "shop", Index: 2}

func read(at time.Duration, who, from, object string, persons ...int) watchtest.Act {
	return watchtest.Act{At: at, Actor: who, From: from, Store: "crm", Object: object, Do: event.Read, Persons: persons, Rows: int64(len(persons)), Log: pg}
}

func person(n int) event.Fingerprint {
	return event.Fingerprint{byte(n), byte(n >> 8), byte(n >> 16), 7}
}

// acts: two read customers, one was refused, one copies everything, and the shop goes on.
func acts() []watchtest.Act {
	dump := read(30*time.Hour, "batch", "192.0.2.9", "public.customers")
	dump.Do, dump.Rows = event.Export, 5000
	no := read(3*time.Hour, "suzuki", "203.0.113.9", "public.customers", 1)
	no.Fail = true
	return []watchtest.Act{
		read(0, "tanaka", "192.0.2.4", "public.orders", 9),
		read(2*time.Hour, "tanaka", "192.0.2.4", "public.customers", 1, 2),
		no,
		{At: 4 * time.Hour, From: "198.18.3.3", Store: "www", Object: "/members/10234", Do: event.Read, Status: 200, Log: shop},
		read(20*time.Hour, "sato", "203.0.113.7", "public.customers", 2, 3, 4),
		read(21*time.Hour, "tanaka", "198.18.1.4", "public.customers", 1),
		dump,
		read(50*time.Hour, "tanaka", "192.0.2.4", "public.customers", 5),
	}
}

func ask(t *testing.T, q Question, gaps ...watch.Gap) *Answer {
	t.Helper()
	s := watchtest.Settings()
	c := New(s, q)
	r := watchtest.New(t, s, c)
	r.Do(acts()...)
	r.End()
	for _, g := range gaps {
		c.Gap(g)
	}
	return c.Answer()
}

func short(a *Answer) string {
	s := fmt.Sprintf("%s accesses %d people %d bulk %d refused %d", a.Verdict, a.Accesses, a.People, a.Bulk, a.Refused)
	if !a.First.IsZero() {
		s += fmt.Sprintf(" first %v", a.First.Sub(watchtest.Start))
	}
	for _, r := range a.Readers {
		s += fmt.Sprintf("; %s%s %d/%d/%d/%d %v", r.Who, map[bool]string{true: "@" + r.Origin}[r.Who == ""], r.Accesses, r.People, r.Bulk, r.Refused, r.Countries)
	}
	return s
}

func at(d time.Duration) int64 { return watchtest.Start.Add(d).UnixMicro() }

func TestAsk(t *testing.T) {
	for name, c := range map[string]struct {
		q    Question
		want string
	}{
		"a table":                         {Question{Stores: []string{"customers"}}, "read accesses 5 people 5 bulk 0 refused 1 first 2h0m0s; tanaka 3/3/0/0 [JP]; sato 1/3/0/0 [BR]; batch 1/0/0/0 [JP]; suzuki 0/0/0/1 [BR]"},
		"since":                           {Question{Stores: []string{"customers"}, Since: at(25 * time.Hour)}, "read accesses 2 people 1 bulk 0 refused 0 first 30h0m0s; batch 1/0/0/0 [JP]; tanaka 1/1/0/0 [JP]"},
		"until":                           {Question{Stores: []string{"crm"}, Until: at(time.Hour)}, "read accesses 1 people 1 bulk 0 refused 0 first 0s; tanaka 1/1/0/0 [JP]"},
		"a person":                        {Question{Stores: []string{"customers"}, Persons: []event.Fingerprint{person(3)}}, "read accesses 1 people 1 bulk 1 refused 0 first 20h0m0s; sato 1/1/0/0 [BR]; batch 0/0/1/0 [JP]"},
		"one whom only the copy may have": {Question{Stores: []string{"customers"}, Persons: []event.Fingerprint{person(77)}}, "possible accesses 0 people 0 bulk 1 refused 0 first 30h0m0s; batch 0/0/1/0 [JP]"},
		"nobody so far":                   {Question{Stores: []string{"customers"}, Persons: []event.Fingerprint{person(77)}, Until: at(25 * time.Hour)}, "not-seen accesses 0 people 0 bulk 0 refused 0"},
		"who tried":                       {Question{Persons: []event.Fingerprint{person(1)}, Since: at(2*time.Hour + time.Microsecond), Until: at(4 * time.Hour)}, "not-seen accesses 0 people -1 bulk 0 refused 1; suzuki 0/0/0/1 [BR]"},
		"by identifier":                   {Question{Names: [][]byte{[]byte("10234")}}, "read accesses 1 people 1 bulk 1 refused 0 first 4h0m0s; @198.18.3.3 1/1/0/0 [JP]; batch 0/0/1/0 [JP]"},
		"a route":                         {Question{Stores: []string{"/members/"}}, "read accesses 1 people 1 bulk 0 refused 0 first 4h0m0s; @198.18.3.3 1/1/0/0 [JP]"},
		"what no log speaks of":           {Question{Stores: []string{"payroll"}}, "unknown accesses 0 people -1 bulk 0 refused 0"},
	} {
		got := short(ask(t, c.q))
		if got != c.want {
			t.Errorf("%s:\n%s\n%s", name, got, c.want)
		}
	}
}

func TestGaps(t *testing.T) {
	h := int64(time.Hour / time.Microsecond)
	z := watchtest.Start.UnixMicro()
	a := ask(t, Question{Stores: []string{"customers"}, Since: at(time.Hour)},
		watch.Gap{Log: pg, From: z + 5*h, Why: watch.Silent}, watch.Gap{Log: pg, From: z + 5*h, To: z + 7*h, Why: watch.Silent}, // the same
		watch.Gap{Log: pg, From: z + 6*h, To: z + 9*h, Why: watch.Skipped, Missing: 4},
		watch.Gap{Log: shop, From: z + 5*h, To: z + 40*h, Why: watch.Days}, // of another store
		watch.Gap{Log: pg, From: z - 9*h, To: z - 8*h, Why: watch.Silent})  // before
	if len(a.Gaps) != 2 || a.Missing != 4*time.Hour {
		t.Error(a.Gaps, a.Missing)
	}
	if from, early := a.Early(); early || !from.Equal(watchtest.Start) {
		t.Error(from, early)
	}
	if _, early := ask(t, Question{Stores: []string{"customers"}, Since: at(-30 * time.Hour)}).Early(); !early {
		t.Error("the logs begin later than asked")
	}
}

func TestShow(t *testing.T) {
	a := ask(t, Question{Stores: []string{"customers"}})
	a.Show(func(string) string { return "w" }, func(string) string { return "o" })
	for _, r := range a.Readers {
		if r.Who != "w" || r.Origin != "o" {
			t.Error(r)
		}
	}
}

// TestSame: a collector that was saved and loaded gives the same answer.
func TestSame(t *testing.T) {
	q := Question{Stores: []string{"customers"}}
	s := watchtest.Settings()
	c := New(s, q)
	r := watchtest.New(t, s, c)
	r.Do(acts()[:5]...)
	c.Gap(watch.Gap{Log: pg, From: 1, To: 2})
	var e watch.Encoder
	c.Save(&e)
	next := New(s, q)
	d := watch.Decoder{Buf: e.Buf}
	if err := next.Load(&d); err != nil || len(d.Buf) > 0 {
		t.Fatal(err, len(d.Buf))
	}
	r.Detector = next
	r.Do(acts()[5:]...)
	if d := cmp.Diff(short(ask(t, q)), short(next.Answer())); d != "" {
		t.Error(d)
	}
	for n := range 100 {
		d := watch.Decoder{Buf: e.Buf[:len(e.Buf)*n/100]}
		_ = New(s, q).Load(&d)
	}
}

func TestBounded(t *testing.T) {
	s := watchtest.Settings()
	s.Principals = 100
	c := New(s, Question{})
	r := watchtest.New(t, s, c)
	for i := range 1000 {
		r.Do(read(time.Duration(i)*time.Second, fmt.Sprint("u", i), "192.0.2.1", "t", i))
	}
	a := c.Answer()
	if len(a.Readers) != 100 || a.Others != 900 || a.People != 1000 || !a.Exact || c.About().Dropped != 900 {
		t.Error(len(a.Readers), a.Others, a.People)
	}
}

func TestNoAllocs(t *testing.T) {
	s := watchtest.Settings()
	watchtest.NoAllocs(t, s, New(s, Question{Stores: []string{"customers"}}), acts())
}

func BenchmarkSee(b *testing.B) {
	s := watchtest.Settings()
	watchtest.Bench(b, s, New(s, Question{Stores: []string{"customers"}}), acts())
}
