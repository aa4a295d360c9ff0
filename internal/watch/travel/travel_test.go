package travel

import (
	"fmt"
	"slices"
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
	mobile = "198.51.100.9"
	brazil = "203.0.113.9"
	china  = "203.0.113.140" // hosting
	states = "198.19.1.1"
)

func home(i int) string { return fmt.Sprintf("198.18.%d.7", i) }

// work are days of n people: at home by VPN with a device or without, by telephone through the carrier's NAT.
func work(days, n int, device bool) (acts []watchtest.Act) {
	for day := range days {
		for i := range n {
			at := time.Duration(day)*oneDay + time.Duration(i)*time.Minute
			a := watchtest.Act{At: at, Actor: fmt.Sprintf("staff%d", i), From: home(i), Store: "vpn", Do: event.Login}
			phone := watchtest.Act{At: at + 2*time.Hour, Actor: a.Actor, From: mobile, Client: "Mail/1", Store: "mail", Do: event.Read}
			if device {
				a.Device, a.Client = fmt.Sprintf("pc%d", i), "Browser/1"
				phone.Device = fmt.Sprintf("phone%d", i)
			}
			out := a
			out.At, out.Do = at+8*time.Hour, event.Logout
			acts = append(acts, a, phone, out)
		}
	}
	slices.SortStableFunc(acts, func(a, b watchtest.Act) int { return int(a.At - b.At) })
	return acts
}

func TestTravel(t *testing.T) {
	after := 6 * oneDay
	login := func(at time.Duration, actor, from string) watchtest.Act {
		return watchtest.Act{At: after + at, Actor: actor, From: from, Store: "vpn", Do: event.Login}
	}
	with := func(a watchtest.Act, device, client string) watchtest.Act {
		a.Device, a.Client = device, client
		return a
	}
	for _, c := range []struct {
		name   string
		device bool
		acts   []watchtest.Act
		want   []string
	}{
		{"japan and brazil within the hour", false, []watchtest.Act{login(0, "staff1", home(1)), login(time.Hour, "staff1", brazil)}, []string{"travel 0.60"}},
		{"with a device that is new", true, []watchtest.Act{with(login(0, "staff1", home(1)), "pc1", ""), with(login(time.Hour, "staff1", brazil), "evil", "")}, []string{"travel 0.75"}},
		{"a day later", false, []watchtest.Act{login(0, "staff1", home(1)), login(23*time.Hour, "staff1", brazil)}, nil},
		{"hours later from a hoster's network", false, []watchtest.Act{login(0, "staff1", home(1)), login(11*time.Hour, "staff1", china)}, []string{"new-abroad 0.65", "parallel 0.75"}},
		{"a journey with the device that is known", true, []watchtest.Act{with(login(0, "staff1", home(1)), "pc1", "Browser/1"), with(login(3*time.Hour, "staff1", states), "pc1", "Browser/1")}, nil},
		{"a journey, while the telephone comes out at home", true, []watchtest.Act{with(login(0, "staff1", states), "pc1", "Browser/1"),
			{At: after + time.Hour, Actor: "staff1", From: mobile, Device: "phone1", Client: "Mail/1", Store: "mail", Do: event.Read}}, nil},
		{"jamstec: a session stands open at home", false, []watchtest.Act{login(0, "staff1", home(1)), login(40*time.Minute, "staff1", china), login(oneDay, "staff2", home(2)), login(oneDay+40*time.Minute, "staff2", china),
			login(2*oneDay, "staff3", china)}, []string{"new-abroad 0.65", "new-abroad 0.65", "new-abroad 0.65", "parallel 0.75", "parallel 0.75", "visitor 0.70"}},
		{"from home to the telephone", false, []watchtest.Act{login(0, "staff1", home(1)), login(10*time.Minute, "staff1", mobile)}, nil},
		{"customers are not told", false, []watchtest.Act{{At: after, Actor: "c1", Sort: event.Customer, From: home(1), Store: "shop", Do: event.Read}, {At: after + time.Minute, Actor: "c1", Sort: event.Customer, From: brazil, Store: "shop", Do: event.Read}}, nil},
		{"a job in two regions", false, []watchtest.Act{{At: after, Actor: "job", Sort: event.Service, From: home(1), Store: "s3", Do: event.Read}, {At: after + time.Minute, Actor: "job", Sort: event.Service, From: brazil, Store: "s3", Do: event.Read}}, nil},
		{"by a declared network", false, []watchtest.Act{login(0, "staff1", brazil), login(time.Hour, "staff1", office)}, []string{"travel 0.50"}},
		{"after a reset", true, []watchtest.Act{with(login(0, "staff1", home(1)), "pc1", "Browser/1"), {At: after + time.Hour, Actor: "helpdesk", Target: "staff1", Op: "Reset user password.", Do: event.Admin, From: office},
			with(login(14*time.Hour, "staff1", china), "new", "Other/1")}, []string{"after-reset 0.65"}},
		{"after a reset, at home with a new computer", true, []watchtest.Act{{At: after + time.Hour, Actor: "helpdesk", Target: "staff1", Op: "Reset user password.", Do: event.Admin, From: office},
			with(login(4*time.Hour, "staff1", home(1)), "new", "Other/1")}, nil},
		{"first abroad with nothing known", true, []watchtest.Act{with(login(0, "staff1", home(1)), "pc1", "Browser/1"), with(login(20*time.Hour, "staff1", brazil), "new", "Other/1")}, []string{"new-abroad 0.60"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := watchtest.Settings()
			r := watchtest.New(t, s, New(s, Config{}))
			r.Do(work(6, 4, c.device)...)
			r.Do(c.acts...)
			r.End()
			var got []string
			for i := range r.Signals {
				got = append(got, fmt.Sprintf("%s %.2f", r.Signals[i].Rule, r.Signals[i].Confidence))
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			watchtest.Same(t, s, func() watch.Detector { return New(s, Config{}) }, append(work(6, 3, c.device), c.acts...))
		})
	}
}

// TestWayOut: a house whose VPN goes out by a hoster's address that nobody declared.
func TestWayOut(t *testing.T) {
	s := watchtest.Settings()
	r := watchtest.New(t, s, New(s, Config{}))
	r.Do(work(5, 20, true)...)
	for day := 5; day < 9; day++ {
		for i := range 20 {
			at := time.Duration(day)*oneDay + time.Duration(i)*time.Minute
			a := watchtest.Act{At: at, Actor: fmt.Sprintf("staff%d", i), Device: fmt.Sprintf("pc%d", i), Client: "Browser/1", From: china, Store: "mail", Do: event.Login}
			vpn := watchtest.Act{At: at + 10*time.Second, Actor: a.Actor, From: home(i), Store: "vpn", Do: event.Login}
			git := watchtest.Act{At: at + 20*time.Second, Actor: a.Actor, Client: "git/2", From: china, Store: "git", Do: event.Read}
			r.Do(a, vpn, git)
		}
	}
	for i := range r.Signals {
		t.Errorf("%s %v", r.Signals[i].Says, r.Signals[i].Confidence)
	}
}

// TestNAT: a thousand people who share eight addresses of a carrier, and their homes.
func TestNAT(t *testing.T) {
	s := watchtest.Settings()
	r := watchtest.New(t, s, New(s, Config{}))
	for day := range 4 {
		for i := range 1000 {
			at := time.Duration(day)*oneDay + time.Duration(i)*time.Minute
			who := fmt.Sprintf("u%d", i)
			r.Do(watchtest.Act{At: at, Actor: who, From: home(i % 250), Store: "vpn", Sort: event.Person, Do: event.Login},
				watchtest.Act{At: at + 5*time.Second, Actor: who, From: fmt.Sprintf("198.51.100.%d", i%8), Store: "vpn", Sort: event.Person, Do: event.Login},
				watchtest.Act{At: at + 9*time.Second, Actor: who, From: home(i % 250), Store: "vpn", Sort: event.Person, Do: event.Logout})
		}
	}
	if len(r.Signals) > 0 {
		t.Errorf("%v", r.Rules())
	}
}

func TestQuickly(t *testing.T) {
	s := watchtest.Settings()
	watchtest.NoAllocs(t, s, New(s, Config{}), work(5, 50, true))
}

func TestFlood(t *testing.T) {
	s := watchtest.Settings()
	s.Principals = 10_000
	d := New(s, Config{})
	r := watchtest.New(t, s, d)
	for i := range 1_000_000 {
		r.Do(watchtest.Act{At: time.Duration(i) * 60 * time.Microsecond, Actor: fmt.Sprintf("u%d", i), Client: "x", From: fmt.Sprintf("198.%d.%d.%d", 18+i>>16&1, i>>8&255, i&255), Store: "talk", Sort: event.Person, Do: event.Login})
	}
	if d.About().Dropped < 900_000 {
		t.Errorf("dropped %d", d.About().Dropped)
	}
	var e watch.Encoder
	if d.Save(&e); len(e.Buf) > 10_000*200 {
		t.Errorf("%d bytes of state", len(e.Buf))
	}
	if len(r.Signals) > 0 {
		t.Errorf("%v", r.Rules()[:1])
	}
}

func BenchmarkTravel(b *testing.B) {
	s := watchtest.Settings()
	watchtest.Bench(b, s, New(s, Config{}), work(5, 200, true))
}
