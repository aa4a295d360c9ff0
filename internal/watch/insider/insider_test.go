package insider_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/insider"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

const (
	day      = 24 * time.Hour
	thief    = "198.18.4.4"    // a home
	outsider = "203.0.113.200" // a hoster abroad
)

type act = watchtest.Act

// month is what the staff do each working day, and the program that checks logins.
func month(days int) (acts []act) {
	for d := range days {
		at := time.Duration(d) * day
		for i := range 60 {
			acts = append(acts, act{At: at + time.Duration(i)*20*time.Minute, Actor: "login-service", From: "192.0.2.6", Store: "shop", Object: "credentials", Op: "SELECT", Do: event.Read, Rows: 1})
		}
		if d%7 >= 5 {
			continue
		}
		for i := range 6 {
			who := fmt.Sprint("staff", i)
			for h := range 8 {
				t := at + time.Duration(h)*time.Hour + time.Duration(i)*time.Minute
				acts = append(acts, act{At: t, Actor: who, From: "192.0.2.10", Store: "shop", Object: "orders", Op: "SELECT", Do: event.Read, Rows: 40},
					act{At: t, Actor: who, From: "192.0.2.10", Store: "git", Object: fmt.Sprint("repo", (i+h)%3), Op: "git.fetch", Do: event.Read})
			}
		}
	}
	return acts
}

func steals(at time.Duration, who string, times, rows int) (acts []act) {
	for i := range times {
		acts = append(acts, act{At: at + time.Duration(i)*7*time.Hour, Actor: who, From: "192.0.2.33", Store: "shop", Object: "public.credentials", Op: "SELECT", Text: "SELECT account, password_hash FROM credentials", Do: event.Read, Rows: int64(rows)})
	}
	return acts
}

// customers come in from one address, change where money goes, and draw it.
func customers(at time.Duration, from string, n, drawn int) (acts []act) {
	for i := range n {
		t, m := at+time.Duration(i)*2*time.Hour, fmt.Sprintf("M%05d", i)
		acts = append(acts, act{At: t, Actor: m, Sort: event.Customer, From: from, Store: "shop", Object: "account", Op: "login", Do: event.Login})
		if i < drawn {
			acts = append(acts, act{At: t + time.Minute, Actor: m, Sort: event.Customer, From: from, Store: "shop", Object: "address", Op: "update", Do: event.Write},
				act{At: t + 2*time.Minute, Actor: m, Sort: event.Customer, From: from, Store: "payment", Op: "transfer", Do: event.Transfer})
		}
	}
	return acts
}

func clones(at time.Duration, who, from string, n int) (acts []act) {
	for i := range n {
		acts = append(acts, act{At: at + time.Duration(i)*2*time.Minute, Actor: who, From: from, Store: "git", Object: fmt.Sprint("secret-repo", i), Op: "git.clone", Do: event.Export})
	}
	return acts
}

func run(t testing.TB, s *watch.Settings, acts []act) *watchtest.Runner {
	slices.SortStableFunc(acts, func(a, b act) int { return int(a.At - b.At) })
	r := watchtest.New(t, s, insider.New(s, insider.Config{}))
	r.Do(acts...)
	r.End()
	return r
}

func reads(at time.Duration, who, store, table string, times, rows int) (acts []act) {
	for i := range times {
		acts = append(acts, act{At: at + time.Duration(i)*5*time.Minute, Actor: who, From: "192.0.2.10", Store: store, Object: table, Op: "SELECT", Do: event.Read, Rows: int64(rows)})
	}
	return acts
}

func TestFires(t *testing.T) {
	s := watchtest.Settings()
	known := &watch.Store{Name: "identity documents", ID: 77, Known: true, People: 25_000, Weight: 2}
	s.Stores.Add(known, "identity_documents")
	h := watch.NewHasher(s.Secret)
	s.Known.Leave = map[watch.ID][]int32{h.Account([]byte("staff3")): {int32(watchtest.Start.Unix()/86400) + 14}}
	for name, c := range map[string]struct {
		acts []act
		want string
	}{
		"a table of others, on leave":         {reads(14*day+5*time.Hour, "staff3", "shop", "public.identity_documents", 12, 60), "strange-table-rest"},
		"at night":                            {reads(14*day+16*time.Hour, "staff2", "shop", "public.identity_documents", 12, 60), "strange-table-rest"},
		"by day":                              {reads(14*day+2*time.Hour, "staff2", "shop", "public.identity_documents", 12, 100), "strange-table"},
		"credentials":                         {steals(14*day, "contractor", 3, 7), "credentials"},
		"and what is done with them":          {slices.Concat(steals(8*day, "contractor", 15, 7), customers(14*day, thief, 12, 7)), "credentials cash-out as-customers"},
		"many come in only":                   {slices.Concat(steals(8*day, "contractor", 15, 7), customers(14*day, thief, 25, 0)), "credentials as-customers"},
		"sources cloned from elsewhere":       {clones(15*day, "staff4", outsider, 47), "clones"},
		"by somebody who never did, at night": {clones(15*day+15*time.Hour, "staff9", "198.19.1.1", 47), "clones"},
		"credentials by nobody, from outside": {[]act{{At: 14*day + 16*time.Hour, From: outsider, Store: "search", Object: "users_auth", Op: "search", Do: event.List, Rows: 500}}, "credentials"},
	} {
		t.Run(name, func(t *testing.T) {
			acts := slices.Concat(month(21), c.acts)
			r := run(t, s, acts)
			var rules []string
			for _, s := range r.Signals {
				if !slices.Contains(rules, s.Rule) {
					rules = append(rules, s.Rule)
				}
			}
			if d := cmp.Diff(c.want, strings.Join(rules, " ")); d != "" {
				t.Error(d)
			}
			for i := 1; i < len(r.Signals); i++ {
				if !slices.ContainsFunc(r.Signals[i].Joins, func(id watch.ID) bool { return slices.Contains(r.Signals[0].Joins, id) }) {
					t.Errorf("%s has no part in the story of the first", r.Signals[i].Rule)
				}
			}
		})
	}
}

func TestQuiet(t *testing.T) {
	s := watchtest.Settings()
	for name, acts := range map[string][]act{
		"ordinary work": nil,
		"a table that colleagues read, by day": func() (acts []act) {
			for d := range 20 {
				for i := 1; i < 6; i++ {
					acts = append(acts, reads(time.Duration(d)*day+2*time.Hour, fmt.Sprint("staff", i), "shop", "tickets", 4, 30)...)
				}
			}
			return append(acts, reads(14*day+2*time.Hour, "staff0", "shop", "tickets", 10, 30)...)
		}(),
		"somebody new": func() (acts []act) {
			for d := 14; d < 19; d++ {
				acts = append(acts, reads(time.Duration(d)*day+2*time.Hour, "newcomer", "shop", fmt.Sprint("t", d), 10, 30)...)
			}
			return acts
		}(),
		"a new machine of a developer":          clones(15*day+2*time.Hour, "staff4", "192.0.2.10", 9),
		"a family moves":                        slices.Concat(steals(8*day, "contractor", 2, 0), customers(14*day, thief, 2, 2)),
		"many from a carrier":                   slices.Concat(customers(14*day, "198.51.100.3", 60, 20)),
		"many from an address, nothing taken":   customers(14*day, thief, 60, 0),
		"a page about passwords":                {{At: 14 * day, Actor: "staff2", From: "192.0.2.10", Store: "www", Object: "/account/password", Op: "GET", Do: event.Read, Rows: 1}},
		"the backup":                            {{At: 2 * day, Actor: "backup", From: "192.0.2.5", Store: "shop", Object: "credentials", Op: "COPY", Do: event.Export, Rows: 100_000}, {At: 14 * day, Actor: "backup", From: "192.0.2.5", Store: "shop", Object: "credentials", Op: "COPY", Do: event.Export, Rows: 100_000}},
		"credentials moved within the database": {{At: 14*day + 16*time.Hour, Actor: "dba", From: "192.0.2.5", Store: "shop", Object: "credentials", Op: "SELECT", Text: "INSERT INTO credentials_v2 SELECT * FROM credentials", Do: event.Read, Rows: 100_000}},
		"a runner of CI that clones whatever is new": func() (acts []act) {
			for d := range 20 {
				for i := range 50 {
					acts = append(acts, act{At: time.Duration(d)*day + time.Duration(i)*time.Minute, Actor: "ci-runner[bot]", Sort: event.Service, From: fmt.Sprintf("203.0.%d.130", 113), Store: "git", Object: fmt.Sprint("r", (d*7+i)%140), Op: "git.clone", Do: event.Export})
				}
			}
			return acts
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			for _, s := range run(t, s, slices.Concat(month(21), acts)).Signals {
				if name == "a family moves" && s.Rule == "credentials" {
					continue
				}
				t.Errorf("%s %s %s conf %.2f: %s", time.UnixMicro(s.Last).UTC().Format("01-02 15:04"), s.Rule, s.Who, s.Confidence, s.Says)
			}
		})
	}
}

// TestDirectory: the attributes that a directory was asked for.
func TestDirectory(t *testing.T) {
	s := watchtest.Settings()
	d := insider.New(s, insider.Config{})
	r := watchtest.New(t, s, d)
	r.Do(month(10)...)
	m := watch.NewMaker(s)
	for i := range 5 {
		var e event.Event
		e.Reset()
		e.Time, e.Action, e.Outcome, e.Actor, e.Object, e.Reason, e.Rows = watchtest.Start.Add(10*day).UnixMicro()+int64(i), event.List, event.Success, []byte("staff1"), []byte("ou=people,dc=example"), []byte("uid userPassword sambaNTPassword"), 100
		var a watch.Access
		m.Make(&a, &e, watchtest.Log, watch.Position{})
		d.See(&a, r)
	}
	if !slices.Contains(r.Rules(), "credentials") {
		t.Error(r.Rules())
	}
}

func TestSame(t *testing.T) {
	s := watchtest.Settings()
	acts := slices.Concat(month(12), steals(8*day, "contractor", 8, 7), customers(10*day, thief, 12, 7), clones(11*day, "staff4", outsider, 47), reads(9*day+16*time.Hour, "staff2", "shop", "salaries", 30, 200))
	slices.SortStableFunc(acts, func(a, b act) int { return int(a.At - b.At) })
	watchtest.Same(t, s, func() watch.Detector { return insider.New(s, insider.Config{}) }, acts)
}

func TestNoAllocs(t *testing.T) {
	s := watchtest.Settings()
	watchtest.NoAllocs(t, s, insider.New(s, insider.Config{}), month(2))
}

func BenchmarkSee(b *testing.B) {
	s := watchtest.Settings()
	watchtest.Bench(b, s, insider.New(s, insider.Config{}), month(3))
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestMany: a million new accounts; memory stays bounded, and what was dropped is counted.
func TestMany(t *testing.T) {
	s := watchtest.Settings()
	s.Principals = 50_000
	before := heap()
	d := insider.New(s, insider.Config{})
	r := watchtest.New(t, s, d)
	e := event.Event{Action: event.Read, Outcome: event.Success, Object: []byte("orders"), Rows: 3, Actor: []byte("someone")}
	store := &watch.Store{ID: 9, People: -1, Weight: 1}
	for i := range 1_000_000 {
		d.See(&watch.Access{Event: &e, At: watchtest.Start.UnixMicro(), Store: store, Who: watch.ID(i + 1), Shape: watch.ID(i%100 + 1), Range: watch.ID(i%1000 + 1), Rows: 3}, r)
	}
	if got := d.About().Dropped; got < 950_000 {
		t.Errorf("dropped %d", got)
	}
	if got := (heap() - before) / 50_000; got > 300 {
		t.Errorf("%d bytes an account", got)
	}
	runtime.KeepAlive(d)
}
