package complaint

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

const oneDay = 24 * time.Hour

func member(i int) string { return fmt.Sprintf("m%d", i) }

// usual are n customers who come from home and through their carrier's NAT, with one of five programs.
func usual(from, days, n int) (acts []watchtest.Act) {
	for day := from; day < from+days; day++ {
		for i := range n {
			a := watchtest.Act{At: time.Duration(day)*oneDay + time.Duration(i)*oneDay/time.Duration(n), Actor: member(i), Client: fmt.Sprintf("Browser/%d", i%5), From: fmt.Sprintf("198.18.%d.%d", i*37%250, 1+i%200), Store: "shop", Object: "/mypage", Do: event.Read}
			if (i+day)%2 > 0 {
				a.From = fmt.Sprintf("198.51.100.%d", 8+i%8)
			}
			acts = append(acts, a)
		}
	}
	return acts
}

// thief uses the accounts of n of them, every step-th.
func thief(day, n, step int) (acts []watchtest.Act) {
	for i := range n {
		acts = append(acts, watchtest.Act{At: time.Duration(day)*oneDay + time.Duration(i)*time.Minute, Actor: member(i * step), Client: "okhttp", From: fmt.Sprintf("203.0.113.%d", 144+i%8), Store: "shop", Object: "/mypage", Do: event.Read})
	}
	return acts
}

// told are complaints of n accounts, every step-th, from a day on, so many a day.
func told(day, n, step, each int) (out []watch.Complaint) {
	for i := range n {
		at := watchtest.Start.Add(time.Duration(day)*oneDay + time.Duration(i)*oneDay/time.Duration(each)).UnixMicro()
		out = append(out, watch.Complaint{Account: []byte(member(i * step)), At: at, Told: at})
	}
	return out
}

func mixed(lists ...[]watchtest.Act) []watchtest.Act {
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b watchtest.Act) int { return int(a.At - b.At) })
	return all
}

func TestComplaint(t *testing.T) {
	const n = 1000
	for _, c := range []struct {
		name    string
		acts    []watchtest.Act
		reports []watch.Complaint
		want    []string
	}{
		{"nobody complains", mixed(usual(0, 9, n), thief(6, 60, 3)), nil, nil},
		{"ordinary noise", mixed(usual(0, 14, n), thief(6, 60, 3)), told(0, 14, 11, 1), nil},
		{"weibo: those whose sessions were used", mixed(usual(0, 9, n), thief(6, 60, 3)), append(told(0, 6, 11, 1), told(7, 20, 6, 7)...), []string{"flood", "program", "range"}},
		{"few of them, no more than usual", mixed(usual(0, 9, n), thief(6, 30, 3)), append(told(0, 6, 11, 1), told(7, 5, 3, 1)...), []string{"program", "range"}},
		{"very many, and no log says why", usual(0, 9, n), append(told(0, 6, 11, 1), told(7, 30, 7, 10)...), []string{"flood"}},
		{"one who complains each day", usual(0, 9, n), told(3, 30, 0, 5), nil},
		{"by time only when they were told", mixed(usual(0, 9, n), thief(6, 60, 3)), func() []watch.Complaint {
			all := told(7, 20, 6, 7)
			for i := range all {
				all[i].At = 0
			}
			return all
		}(), []string{"flood", "program", "range"}},
		{"the accounts of a thief of long ago", mixed(usual(0, 19, n), thief(2, 60, 3)), told(15, 4, 3, 1), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := watchtest.Settings()
			s.Known.Complaints = c.reports
			r := watchtest.New(t, s, New(s, Config{}))
			r.Do(c.acts...)
			r.End()
			got := r.Rules()
			for i := range r.Signals {
				if of := &r.Signals[i]; of.Rule == "range" && !slices.Contains(of.Joins, rangeOf(s, "203.0.113.0")) {
					t.Errorf("the range is not among %v", of.Joins)
				}
			}
			slices.Sort(got)
			got = slices.DeleteFunc(slices.Compact(got), func(s string) bool { return s == "origin" })
			if diff := cmp.Diff(c.want, got); diff != "" && (len(got) > 0 || len(c.want) > 0) {
				t.Error(diff)
			}
			if len(c.want) > 1 {
				watchtest.Same(t, s, func() watch.Detector { return New(s, Config{}) }, c.acts[len(c.acts)/2:])
			}
		})
	}
}

func rangeOf(s *watch.Settings, addr string) watch.ID {
	b := [16]byte{10: 0xff, 11: 0xff}
	_, _ = fmt.Sscanf(addr, "%d.%d.%d.%d", &b[12], &b[13], &b[14], &b[15])
	return watch.NewHasher(s.Secret).Of(watch.Ranges, b[:])
}

func TestPoisson(t *testing.T) {
	for _, c := range []struct {
		mean float64
		n    int64
		want float64
	}{{1, 1, 0.6321}, {2, 9, 2.374e-4}, {14, 34, 4.315e-6}, {0.1, 3, 1.547e-4}, {0.01, 8, 2.46e-21}} {
		if got := poisson(c.mean, c.n); got < 0.95*c.want || got > 1.05*c.want {
			t.Errorf("%v of %v: %v, want %v", c.n, c.mean, got, c.want)
		}
	}
}

func TestQuickly(t *testing.T) {
	s := watchtest.Settings()
	s.Known.Complaints = told(0, 5, 11, 1)
	watchtest.NoAllocs(t, s, New(s, Config{}), usual(0, 3, 300))
}

func TestFlood(t *testing.T) {
	s := watchtest.Settings()
	s.Principals = 10_000
	d := New(s, Config{})
	r := watchtest.New(t, s, d)
	for i := range 1_000_000 {
		r.Do(watchtest.Act{At: time.Duration(i) * 60 * time.Microsecond, Actor: fmt.Sprintf("u%d", i), Client: "x", From: fmt.Sprintf("198.%d.%d.%d", 18+i>>16&1, i>>8&255, i&255), Store: "talk", Do: event.Login})
	}
	if d.About().Dropped < 900_000 {
		t.Errorf("dropped %d", d.About().Dropped)
	}
	var e watch.Encoder
	if d.Save(&e); len(e.Buf) > 10_000*200 {
		t.Errorf("%d bytes of state", len(e.Buf))
	}
}

func BenchmarkComplaint(b *testing.B) {
	s := watchtest.Settings()
	s.Known.Complaints = told(0, 5, 11, 1)
	watchtest.Bench(b, s, New(s, Config{}), usual(0, 4, 2000))
}
