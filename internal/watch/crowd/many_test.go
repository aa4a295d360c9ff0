package crowd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

const oneDay = 24 * time.Hour

func member(i int) string { return fmt.Sprintf("m%05d", i) }
func agent(i int) string  { return fmt.Sprintf("Browser/%d", i*7%60) }
func home(i int) string   { return fmt.Sprintf("198.18.%d.%d", i/200%250, 1+i%200) }
func nat(i int) string    { return fmt.Sprintf("198.51.100.%d", 8+i%8) }

// ordinary are n customers who come from home and through their carrier's eight addresses, each day; some log in.
func ordinary(from, days, n int) (acts []watchtest.Act) {
	for day := from; day < from+days; day++ {
		for i := range n {
			at := time.Duration(day)*oneDay + time.Duration(i)*oneDay/time.Duration(n)
			a := watchtest.Act{At: at, Actor: member(i), Client: agent(i), From: home(i), Store: "shop", Object: "/mypage", Do: event.Read}
			if (i+day)%3 > 0 {
				a.From = nat(i + day)
			}
			if (i+day)%5 == 0 {
				in := a
				in.Do, in.Object = event.Login, "/login"
				if i%7 == 0 {
					bad := in
					bad.Fail = true
					acts = append(acts, bad)
				}
				acts = append(acts, in)
			}
			acts = append(acts, a)
		}
	}
	return acts
}

// replay are the sessions of n customers used from eight addresses of one range by one program within a day.
func replay(day, n int, client func(int) string) (acts []watchtest.Act) {
	for i := range n {
		a := watchtest.Act{At: time.Duration(day)*oneDay + time.Duration(i)*oneDay/time.Duration(n) + time.Second, Actor: member(i), Client: client(i), From: fmt.Sprintf("203.0.113.%d", 144+i%8), Store: "shop", Object: "/mypage", Do: event.Read}
		acts = append(acts, a, a)
	}
	return acts
}

func tool(int) string { return "okhttp/1" }

// sessions hides who it is and leaves the session only.
func sessions(acts []watchtest.Act) []watchtest.Act {
	acts = slices.Clone(acts)
	for i := range acts {
		acts[i].Session, acts[i].Actor = "s"+acts[i].Actor, ""
	}
	return acts
}

func mixed(lists ...[]watchtest.Act) []watchtest.Act {
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b watchtest.Act) int { return int(a.At - b.At) })
	return all
}

// attempt are logins with n accounts from addresses.
func attempt(at time.Duration, every time.Duration, n, hits int, from func(int) string, who func(int) string) (acts []watchtest.Act) {
	for i := range n {
		acts = append(acts, watchtest.Act{At: at + time.Duration(i)*every, Actor: who(i), Client: "python", From: from(i), Store: "shop", Object: "/login", Do: event.Login, Fail: hits == 0 || i%(n/hits) != n/hits-1})
	}
	return acts
}

func TestMany(t *testing.T) {
	one := func(a string) func(int) string { return func(int) string { return a } }
	unknown := func(i int) string { return fmt.Sprintf("x%d", i) }
	for _, c := range []struct {
		name string
		acts []watchtest.Act
		want []string
	}{
		{"a carrier's NAT", ordinary(0, 9, 2000), nil},
		{"weibo", mixed(ordinary(0, 9, 2000), replay(7, 1500, tool)), []string{"replay 1500"}},
		{"weibo at half its size", mixed(ordinary(0, 9, 2000), replay(7, 700, tool)), []string{"replay 700"}},
		{"weibo of a small shop", mixed(ordinary(0, 9, 100), replay(7, 50, tool)), []string{"replay 50"}},
		{"by sessions only", sessions(mixed(ordinary(0, 9, 2000), replay(7, 700, tool))), []string{"replay 700"}},
		{"replayed before their owners come", mixed(replay(0, 700, tool), ordinary(1, 2, 2000)), []string{"replay 700", "unattended 700"}},
		{"nothing is known of the accounts", replay(0, 700, tool), []string{"unattended 700"}},
		{"a new program of everybody", mixed(ordinary(0, 5, 500), func() []watchtest.Act {
			acts := ordinary(5, 3, 500)
			for i := range acts {
				acts[i].Client += "new"
			}
			return acts
		}()), nil},
		{"an office that moves", mixed(ordinary(0, 5, 300), func() (acts []watchtest.Act) {
			for i := range 300 * 8 {
				acts = append(acts, watchtest.Act{At: 6*oneDay + time.Duration(i)*10*time.Second, Actor: member(i / 8), Client: agent(i / 8), From: "198.19.7.9", Store: "shop", Object: "/mypage", Do: event.Read})
			}
			return acts
		}()), nil},
		{"cookies with the name of their program", mixed(ordinary(0, 5, 300), replay(6, 150, agent)), []string{"replay 150"}},
		{"a carrier's customers, of whom one fails", mixed(ordinary(0, 8, 3000), attempt(8*oneDay, 2*time.Hour, 60, 0, one("198.51.100.9"), member)), nil},
		{"stuffing", mixed(ordinary(0, 4, 300), attempt(4*oneDay, time.Minute, 300, 3, one("203.0.113.150"), func(i int) string { return member(i * 2) })), []string{"spread -1", "stuffing 3 300", "tried -1 120"}},
		{"stuffing, slowly", mixed(ordinary(0, 2, 300), attempt(2*oneDay, time.Hour, 150, 1, one("203.0.113.50"), member)), []string{"stuffing 1 150", "tried -1 149"}},
		{"stuffing from many addresses", mixed(ordinary(0, 4, 300), attempt(4*oneDay, time.Minute, 300, 2, func(i int) string { return fmt.Sprintf("198.19.%d.%d", i%100, i%90+1) }, member)), []string{"spread -1", "stuffing 2 300", "tried -1 149"}},
		{"spraying of names that exist", mixed(ordinary(0, 2, 100), attempt(2*oneDay, time.Second, 40, 0, one("203.0.113.50"), member)), []string{"tried -1 40"}},
		{"the noise of the net", attempt(0, time.Hour, 200, 0, func(i int) string { return fmt.Sprintf("203.0.113.%d", i) }, func(i int) string { return []string{"root", "admin", "test"}[i%3] }), nil},
		{"one address that tries names", attempt(0, time.Second, 200, 0, one("203.0.113.50"), unknown), []string{"tried -1 200 low"}},
		{"a guess that comes in", append(attempt(0, time.Minute, 12, 0, one("203.0.113.50"), one("tanaka")), watchtest.Act{At: time.Hour, Actor: "tanaka", From: "203.0.113.50", Do: event.Login}), []string{"guessed 1"}},
		{"one within the house who tries everybody", mixed(ordinary(0, 2, 100), attempt(2*oneDay, time.Second, 40, 1, one("192.168.1.9"), member)), []string{"stuffing 1 40", "tried -1 35"}},
		{"a program with an old password", append([]watchtest.Act{{Actor: "tanaka", From: "198.18.0.5", Do: event.Login}},
			append(attempt(time.Minute, time.Minute, 30, 0, one("198.18.0.5"), one("tanaka")), watchtest.Act{At: time.Hour, Actor: "tanaka", From: "198.18.0.5", Do: event.Login})...), nil},
		{"customers who mistype", attempt(0, time.Minute, 400, 350, func(i int) string { return nat(i) }, member), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := watchtest.Settings()
			r := watchtest.New(t, s, New(s, Config{}))
			r.Do(c.acts...)
			r.End()
			got := told(r)
			if len(got) != len(c.want) {
				t.Fatalf("want %v, got %v", c.want, got)
			}
			for i := range got { // numbers are told when they have grown by half, and are of samples
				if !about(c.want[i], got[i]) {
					t.Errorf("want %s, got %s", c.want[i], got[i])
				}
			}
			if len(c.acts) < 2500 {
				watchtest.Same(t, s, func() watch.Detector { return New(s, Config{}) }, c.acts)
			}
		})
	}
}

// about tells whether two lines are the same but for numbers, of which the second's may be a third less or a fifth more.
func about(want, got string) bool {
	w, g := strings.Fields(want), strings.Fields(got)
	for i := range w {
		if len(g) != len(w) {
			return false
		}
		x, err := strconv.ParseInt(w[i], 10, 64)
		y, err2 := strconv.ParseInt(g[i], 10, 64)
		switch {
		case err != nil || err2 != nil:
			if w[i] != g[i] {
				return false
			}
		case x < 10 && y < 10:
			if y > x || x > 0 && y < 1 {
				return false
			}
		case 3*y < 2*x || 5*y > 6*x:
			return false
		}
	}
	return true
}

// told is what was told: each rule with the most accounts, the stories that are one by what they have in common.
func told(r *watchtest.Runner) (out []string) {
	best := map[string]string{}
	most := map[string]int64{}
	for i := range r.Signals {
		s := &r.Signals[i]
		if s.Accounts < most[s.Rule] {
			continue
		}
		most[s.Rule] = s.Accounts
		line := fmt.Sprintf("%s %d", s.Rule, s.People)
		if s.Rule == "stuffing" || s.Rule == "tried" {
			line += fmt.Sprint(" ", s.Accounts)
		}
		if s.Confidence < 0.3 {
			line += " low"
		}
		best[s.Rule] = line
	}
	for _, line := range best {
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

func TestQuickly(t *testing.T) {
	s := watchtest.Settings()
	watchtest.NoAllocs(t, s, New(s, Config{}), ordinary(0, 3, 300))
	watchtest.NoAllocs(t, s, NewEnumeration(s, Config{}), ordinary(0, 3, 300))
}

// TestFlood: a million accounts from a million addresses.
func TestFlood(t *testing.T) {
	for _, make := range []func(*watch.Settings, Config) watch.Detector{New, NewEnumeration} {
		s := watchtest.Settings()
		s.Principals = 10_000
		d := make(s, Config{})
		r := watchtest.New(t, s, d)
		for i := range 1_000_000 {
			r.Do(watchtest.Act{At: time.Duration(i) * 60 * time.Microsecond, Actor: fmt.Sprintf("u%d", i), Client: agent(i), From: fmt.Sprintf("10.%d.%d.%d", i>>16&255, i>>8&255, i&255), Store: "talk",
				Object: fmt.Sprintf("/members/%d", i), Do: []event.Action{event.Read, event.Login}[i%2]})
		}
		if d.About().Dropped < 400_000 {
			t.Errorf("%s: dropped %d", d.About().Name, d.About().Dropped)
		}
		var e watch.Encoder
		d.Save(&e)
		if len(e.Buf) > 10_000*600 {
			t.Errorf("%s: %d bytes of state", d.About().Name, len(e.Buf))
		}
		if len(r.Signals) > 0 {
			t.Errorf("%s: %v", d.About().Name, told(r))
		}
	}
}

func BenchmarkMany(b *testing.B) {
	s := watchtest.Settings()
	watchtest.Bench(b, s, New(s, Config{}), ordinary(0, 4, 2000))
}

func BenchmarkEnumeration(b *testing.B) {
	s := watchtest.Settings()
	watchtest.Bench(b, s, NewEnumeration(s, Config{}), ordinary(0, 4, 2000))
}
