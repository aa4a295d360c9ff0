package place

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

const (
	oneDay = 24 * time.Hour
	office = "192.0.2.7"
	home   = "198.18.3.4"
	brazil = "203.0.113.9"
	china  = "203.0.113.140" // hosting
	states = "198.19.1.1"
)

func settings() *watch.Settings {
	s := watchtest.Settings()
	s.Stores.Add(&watch.Store{Name: "talk", Source: "talk", ID: 77, Known: true, People: 1000, Weight: 1, Declared: true, Home: [2]byte{'J', 'P'}, Access: [][2]byte{{'K', 'R'}}}, "talk")
	return s
}

// weeks are the usual accesses of n people to a store on d days.
func weeks(store string, d, n, each int) []watchtest.Act {
	var acts []watchtest.Act
	for day := range d {
		for i := range n {
			for k := range each {
				acts = append(acts, watchtest.Act{At: time.Duration(day)*oneDay + time.Duration(i*each+k)*time.Second, Actor: fmt.Sprintf("staff%d", i), Device: fmt.Sprintf("pc%d", i),
					From: office, Store: store, Object: fmt.Sprintf("/members/%d", 1000+i*each+k), Do: event.Read})
			}
		}
	}
	return acts
}

func TestCountry(t *testing.T) {
	after := 8 * oneDay
	for _, c := range []struct {
		name string
		acts []watchtest.Act
		want []string // the last of each: "rule accesses people accounts confidence"
	}{
		{"line: engineers of an affiliate", func() (acts []watchtest.Act) {
			for i := range 32 {
				acts = append(acts, watchtest.Act{At: after + time.Duration(i)*time.Hour, Actor: fmt.Sprintf("eng%d", i%4), From: china, Store: "talk", Object: fmt.Sprintf("/members/%d", 5000+i), Do: event.Read})
			}
			return acts
		}(), []string{"outside 8 8 1 0.95", "outside 8 8 1 0.95", "outside 8 8 1 0.95", "outside 8 8 1 0.95"}},
		{"one account in two countries is one story", []watchtest.Act{
			{At: after, Actor: "eng", From: brazil, Store: "talk", Object: "/members/5000", Do: event.Read},
			{At: after + time.Hour, Actor: "eng", From: states, Store: "talk", Object: "/members/5001", Do: event.Read},
		}, []string{"outside 2 2 1 0.75"}},
		{"a journey with the device that is known", []watchtest.Act{{At: after, Actor: "staff1", Device: "pc1", From: brazil, Store: "talk", Object: "/members/5000", Do: event.Read}}, []string{"abroad 1 1 1 0.15"}},
		{"its credentials with another device", []watchtest.Act{{At: after, Actor: "staff1", Device: "other", From: brazil, Store: "talk", Object: "/members/5000", Do: event.Read}}, []string{"outside 1 1 1 0.75"}},
		{"both", []watchtest.Act{
			{At: after, Actor: "staff1", Device: "pc1", From: brazil, Store: "talk", Object: "/members/5000", Do: event.Read},
			{At: after + time.Hour, Actor: "staff1", Device: "other", From: brazil, Store: "talk", Object: "/members/5001", Do: event.Read},
		}, []string{"abroad 1 1 1 0.15", "outside 2 2 1 0.75"}},
		{"customers abroad read their own", func() (acts []watchtest.Act) {
			for i := range 50 {
				acts = append(acts, watchtest.Act{At: after + time.Duration(i)*time.Minute, Actor: fmt.Sprintf("c%d", i), Sort: event.Customer, From: brazil, Store: "talk", Object: fmt.Sprintf("/members/%d", i+10), Do: event.Read})
			}
			return acts
		}(), nil},
		{"one customer reads others'", func() (acts []watchtest.Act) {
			for i := range 50 {
				acts = append(acts, watchtest.Act{At: after + time.Duration(i)*time.Minute, Actor: "c", Sort: event.Customer, From: brazil, Store: "talk", Object: fmt.Sprintf("/members/%d", i+10), Do: event.Read})
			}
			return acts
		}(), []string{"strange 50 50 1 0.60"}},
		{"a crawler", func() (acts []watchtest.Act) {
			for i := range 500 {
				acts = append(acts, watchtest.Act{At: after + time.Duration(i)*time.Second, Sort: event.Anonymous, Client: "bot", From: states, Store: "talk", Object: fmt.Sprintf("/products/p%d.html", i), Do: event.Read, Rows: -1})
			}
			return acts
		}(), nil},
		{"refused logins are low, and one for the store", func() (acts []watchtest.Act) {
			for i := range 40 {
				acts = append(acts, watchtest.Act{At: after + time.Duration(i)*time.Second, Actor: fmt.Sprintf("admin%d", i), From: china, Store: "talk", Do: event.Login, Fail: true})
			}
			return acts
		}(), []string{"refused 40 -1 1 0.10"}},
		{"a country that is declared", []watchtest.Act{{At: after, Actor: "x", From: home, Store: "talk", Object: "/members/1", Do: event.Read}}, nil},
		{"a store of which nothing is declared", []watchtest.Act{{At: after, Actor: "x", From: china, Store: "shop", Object: "/members/1", Do: event.Read}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := settings()
			r := watchtest.New(t, s, New(s, Config{}))
			r.Do(weeks("talk", 7, 5, 10)...)
			r.Do(c.acts...)
			r.End()
			if diff := cmp.Diff(c.want, last(r)); diff != "" {
				t.Error(diff)
			}
			watchtest.Same(t, s, func() watch.Detector { return New(s, Config{}) }, append(weeks("talk", 7, 2, 3), c.acts...))
		})
	}
}

// last is the last signal of each key, in the order of the first.
func last(r *watchtest.Runner) (out []string) {
	at := map[watch.ID]int{}
	for i := range r.Signals {
		s := &r.Signals[i]
		line := fmt.Sprintf("%s %d %d %d %.2f", s.Rule, s.Accesses, s.People, s.Accounts, s.Confidence)
		if n, ok := at[s.Key]; ok {
			out[n] = line
			continue
		}
		at[s.Key] = len(out)
		out = append(out, line)
	}
	return out
}

func TestFirst(t *testing.T) {
	after := 8 * oneDay
	read := func(from string, n int, a watchtest.Act) (acts []watchtest.Act) {
		for i := range n {
			a.At, a.From, a.Object, a.Do = after+time.Duration(i)*time.Minute, from, fmt.Sprintf("/members/%d", 7000+i), event.Read
			acts = append(acts, a)
		}
		return acts
	}
	for _, c := range []struct {
		name string
		acts []watchtest.Act
		want []string
	}{
		{"paypay: rights were wrong, nobody logged in", read(brazil, 200, watchtest.Act{Store: "crm", Sort: event.Anonymous}), []string{"store 200 200 1 0.60"}},
		{"by an account nobody knows", read(brazil, 1, watchtest.Act{Store: "crm", Actor: "svc"}), []string{"store 1 1 1 0.60"}},
		{"by several, then it is one", append(read(china, 3, watchtest.Act{Store: "crm", Actor: "svc"}), read(china, 2, watchtest.Act{Store: "crm", Actor: "svc2"})...), []string{"store 5 3 2 0.80"}},
		{"with the device that is known", read(brazil, 5, watchtest.Act{Store: "crm", Actor: "staff1", Device: "pc1"}), nil},
		{"with another", read(brazil, 5, watchtest.Act{Store: "crm", Actor: "staff1", Device: "pc99"}), []string{"store 5 5 1 0.70"}},
		{"somebody known, of whose device nothing is said", read(brazil, 5, watchtest.Act{Store: "crm", Actor: "old"}), []string{"store 5 5 1 0.28"}},
		{"a job, whose program many have", read(brazil, 5, watchtest.Act{Store: "crm", Actor: "job", Client: "go", Sort: event.Service}), []string{"store 5 5 1 0.70"}},
		{"the program that is known, and few persons", read(brazil, 50, watchtest.Act{Store: "crm", Actor: "prog", Client: "Browser/1"}), nil},
		{"the program that is known, and very many", read(brazil, 150, watchtest.Act{Store: "crm", Actor: "prog", Client: "Browser/1"}), []string{"store 150 150 1 0.40"}},
		{"from the same country", read(home, 5, watchtest.Act{Store: "crm", Actor: "staff1", Device: "pc99"}), nil},
		{"a store that is not known yet", read(brazil, 5, watchtest.Act{Store: "other", Actor: "someone"}), nil},
		{"an account that goes there for the first time, in a store that does not", read(brazil, 5, watchtest.Act{Store: "other", Actor: "staff1", Device: "pc99"}), []string{"account 5 5 1 0.60"}},
		{"a customer reads his own", read(brazil, 1, watchtest.Act{Store: "crm", Actor: "c", Sort: event.Customer}), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := settings()
			r := watchtest.New(t, s, NewFirst(s, Config{}))
			r.Do(weeks("crm", 8, 5, 10)...)
			for _, a := range []watchtest.Act{{Actor: "old"}, {Actor: "job", Client: "go", Sort: event.Service}, {Actor: "prog", Client: "Browser/1"}} {
				for n := range 8 {
					a.At, a.From, a.Store, a.Do = 7*oneDay+time.Duration(n-7)*oneDay, office, "crm", event.List
					r.Do(a)
				}
			}
			r.Do(c.acts...)
			r.End()
			if diff := cmp.Diff(c.want, last(r)); diff != "" {
				t.Error(diff)
			}
			watchtest.Same(t, s, func() watch.Detector { return NewFirst(s, Config{Accesses: 20}) }, append(weeks("crm", 8, 2, 3), c.acts...))
		})
	}
}

// TestWorldly: a shop that the world visits is asked from one more country.
func TestWorldly(t *testing.T) {
	s := settings()
	r := watchtest.New(t, s, NewFirst(s, Config{Worldly: 2}))
	acts := weeks("shop", 8, 5, 10)
	for i := range acts {
		acts[i].Sort, acts[i].Actor = event.Customer, fmt.Sprintf("c%d", i)
		if i%7 == 0 {
			acts[i].From = states
		}
	}
	r.Do(acts...)
	for i := range 80 {
		r.Do(watchtest.Act{At: 8*oneDay + time.Duration(i)*time.Minute, Actor: fmt.Sprintf("k%d", i), Sort: event.Customer, From: brazil, Store: "shop", Object: fmt.Sprintf("/members/%d", i), Do: event.Read})
	}
	if len(r.Signals) > 0 {
		t.Errorf("%v", last(r))
	}
	for i := range 200 {
		r.Do(watchtest.Act{At: 9*oneDay + time.Duration(i)*time.Minute, Actor: "thief", Sort: event.Customer, From: brazil, Store: "shop", Object: fmt.Sprintf("/members/%d", i), Do: event.Read})
	}
	if len(r.Signals) == 0 {
		t.Error("nobody noticed one who reads them all")
	}
}

func TestQuickly(t *testing.T) {
	s := settings()
	acts := weeks("talk", 8, 20, 20)
	for _, d := range []watch.Detector{New(s, Config{}), NewFirst(s, Config{})} {
		watchtest.NoAllocs(t, s, d, acts)
	}
}

// TestFlood: a million principals that were never seen before.
func TestFlood(t *testing.T) {
	for _, name := range []string{"country", "first-country"} {
		s := settings()
		s.Principals = 10_000
		d := New(s, Config{})
		if name != "country" {
			d = NewFirst(s, Config{})
		}
		r := watchtest.New(t, s, d)
		for i := range 1_000_000 {
			from := home
			if i%3 == 0 {
				from = fmt.Sprintf("203.0.113.%d", i%256)
			}
			r.Do(watchtest.Act{At: time.Duration(i) * 60 * time.Microsecond, Actor: fmt.Sprintf("u%d", i), From: from, Store: "talk", Object: fmt.Sprintf("/members/%d", i), Do: event.Read})
		}
		if d.About().Dropped < 600_000 {
			t.Errorf("%s: dropped %d", name, d.About().Dropped)
		}
		var e watch.Encoder
		d.Save(&e)
		if len(e.Buf) > 10_000*200 {
			t.Errorf("%s: %d bytes of state", name, len(e.Buf))
		}
		if len(r.Signals) > 1000 {
			t.Errorf("%s: %d signals of accounts in a public place: %s", name, len(r.Signals), strings.Join(last(r)[:5], "\n"))
		}
	}
}

func BenchmarkCountry(b *testing.B) {
	s := settings()
	watchtest.Bench(b, s, New(s, Config{}), weeks("talk", 8, 500, 2))
}

func BenchmarkFirst(b *testing.B) {
	s := settings()
	watchtest.Bench(b, s, NewFirst(s, Config{}), weeks("talk", 8, 500, 2))
}
