package crowd

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

func TestEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	ask := func(n int, a watchtest.Act, object func(i int) (string, int32)) (acts []watchtest.Act) {
		for i := range n {
			b := a
			b.At, b.Do = time.Duration(i)*20*time.Second, event.Read
			b.Object, b.Status = object(i)
			b.Fail = b.Status == 404
			if b.From == "" {
				b.From = "203.0.113.9"
			}
			b.Store = "api"
			acts = append(acts, b)
		}
		return acts
	}
	upload := func(n, rows, persons int, every time.Duration) (acts []watchtest.Act) {
		for i := range n {
			a := watchtest.Act{At: time.Duration(i) * every, Actor: "m7", Sort: event.Customer, From: "198.18.0.7", Store: "api", Object: "/api/v1/contacts/lookup", Op: "POST", Do: event.List, Rows: int64(rows)}
			for k := range persons {
				a.Persons = append(a.Persons, i*persons+k)
			}
			acts = append(acts, a)
		}
		return acts
	}
	for _, c := range []struct {
		name string
		acts []watchtest.Act
		want []string
	}{
		{"in a row, by nobody", ask(300, watchtest.Act{}, func(i int) (string, int32) {
			if i%4 == 0 {
				return fmt.Sprintf("/members/%d", 10000+i*3), 404
			}
			return fmt.Sprintf("/members/%d", 10000+i*3), 200
		}), []string{"sequence 300 75"}},
		{"in a row, by an account of which nothing is said", ask(700, watchtest.Act{Actor: "u1"}, func(i int) (string, int32) { return fmt.Sprintf("/members/%d", 10000+i), 200 }), []string{"sequence 700 0"}},
		{"a job goes through all members", ask(3000, watchtest.Act{Actor: "batch", Sort: event.Service}, func(i int) (string, int32) { return fmt.Sprintf("/members/%d", 10000+i), 200 }), nil},
		{"at random, telephone numbers", ask(400, watchtest.Act{Actor: "u1", Sort: event.Customer}, func(i int) (string, int32) {
			if i%3 > 0 {
				return fmt.Sprintf("/contacts/resolve?phone=090%08d", r.IntN(1e8)), 404
			}
			return fmt.Sprintf("/contacts/resolve?phone=090%08d", r.IntN(1e8)), 200
		}), []string{"random 420 290"}},
		{"staff who answer calls", ask(150, watchtest.Act{Actor: "s1", Sort: event.Person}, func(i int) (string, int32) {
			if i%20 == 0 {
				return fmt.Sprintf("/customers/%d", r.IntN(1e6)), 404
			}
			return fmt.Sprintf("/customers/%d", r.IntN(1e6)), 200
		}), nil},
		{"a crawler reads products", ask(5000, watchtest.Act{Client: "bot"}, func(i int) (string, int32) { return fmt.Sprintf("/products/%d", i), []int32{200, 404}[i%2] }), nil},
		{"a customer reads his own", ask(500, watchtest.Act{Actor: "u1"}, func(int) (string, int32) { return "/members/17", 200 }), nil},
		{"weibo-sale", upload(160, 500, 100, 27*time.Minute), []string{"lookup 80000"}},
		{"weibo-sale in a small place", upload(16, 100, 20, 4*time.Hour), []string{"lookup 1600"}},
		{"an address book", upload(1, 240, 10, time.Hour), nil},
		{"an address book, each day", upload(1, 700, 300, oneDay), nil},
		{"by a log without numbers", ask(120, watchtest.Act{Actor: "u1"}, func(int) (string, int32) { return "/api/v1/contacts/lookup", 200 }), []string{"lookup -1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := watchtest.Settings()
			r := watchtest.New(t, s, NewEnumeration(s, Config{}))
			r.Do(c.acts...)
			r.End()
			best := map[string]string{}
			for i := range r.Signals {
				s := &r.Signals[i]
				line := fmt.Sprintf("%s %d", s.Rule, s.Args[0].Number)
				if s.Rule != "lookup" {
					line += fmt.Sprint(" ", s.Args[1].Number)
				} else if s.People < 0 {
					line = "lookup -1"
				}
				best[s.Rule] = line
			}
			for _, w := range c.want {
				var rule string
				var n, m int64
				_, _ = fmt.Sscan(w, &rule, &n, &m)
				var gotRule string
				var gotN, gotM int64
				_, _ = fmt.Sscan(best[rule], &gotRule, &gotN, &gotM)
				if gotRule == "" || gotN > n || n > 0 && gotN < n/2 || gotM > m && rule != "lookup" {
					t.Errorf("want %q, got %q", w, best[rule])
				}
				delete(best, rule)
			}
			if diff := cmp.Diff(map[string]string{}, best); diff != "" {
				t.Error(diff)
			}
			watchtest.Same(t, s, func() watch.Detector { return NewEnumeration(s, Config{}) }, c.acts)
		})
	}
}
