package linking

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

// usual are n customers who tie a card and a bank account, some with a mistyped PIN, and charge their wallet.
func usual(n int) (acts []watchtest.Act) {
	for i := range n {
		a := watchtest.Act{At: time.Duration(i) * time.Minute, Actor: fmt.Sprintf("m%d", i), As: fmt.Sprintf("W%d", i), Device: fmt.Sprintf("d%d", i), From: fmt.Sprintf("198.18.%d.%d", i/200%250, i%200), Store: "payment", Do: event.Link,
			Target: fmt.Sprintf("bank_%d", i)}
		for k := range i % 4 {
			bad := a
			bad.Fail, bad.At = true, a.At+time.Duration(k)*time.Second
			acts = append(acts, bad)
		}
		card := a
		card.Target, card.At = fmt.Sprintf("card_%d", i), a.At+20*time.Second
		acts = append(acts, a, card)
		for _, t := range []string{a.Target, card.Target} {
			pay := a
			pay.Do, pay.Target, pay.At = event.Transfer, t, a.At+30*time.Second
			acts = append(acts, pay)
		}
	}
	return acts
}

func docomo(n, wrong int) (acts []watchtest.Act) {
	for i := range n {
		m := i % 3
		a := watchtest.Act{At: time.Duration(i) * 2 * time.Hour, Actor: fmt.Sprintf("x%d", m), As: fmt.Sprintf("WX%d", m), Device: "evil", From: "198.18.240.9", Store: "payment", Do: event.Link}
		for k := range wrong {
			bad := a
			bad.Fail, bad.Target = true, fmt.Sprintf("bank_w%d_%d", i, k)
			acts = append(acts, bad)
		}
		a.Target = fmt.Sprintf("bank_x%d", i)
		pay := a
		pay.Do, pay.At = event.Transfer, a.At+time.Minute
		acts = append(acts, a, pay)
	}
	return acts
}

func TestLinking(t *testing.T) {
	link := func(at time.Duration, who, device, from, target string) watchtest.Act {
		return watchtest.Act{At: at, Actor: who, As: "W" + who, Device: device, From: from, Target: target, Store: "payment", Do: event.Link}
	}
	for _, c := range []struct {
		name string
		acts []watchtest.Act
		want []string
	}{
		{"an ordinary day", usual(500), nil},
		{"docomo", docomo(18, 10), []string{"cash-out", "many", "secret"}},
		{"docomo at half its size, with fewer failures", docomo(9, 2), []string{"cash-out", "many", "secret"}},
		{"a family with one device", []watchtest.Act{link(0, "a", "d", "198.18.0.1", "b1"), link(time.Hour, "b", "d", "198.18.0.1", "b2"), link(2*time.Hour, "c", "d", "198.18.0.1", "b3")}, nil},
		{"a house with one address", func() (acts []watchtest.Act) {
			for i := range 40 {
				acts = append(acts, link(time.Duration(i)*time.Hour, fmt.Sprint("h", i), fmt.Sprint("hd", i), "198.18.0.1", fmt.Sprint("hb", i)))
			}
			return acts
		}(), nil},
		{"five accounts with one device", func() (acts []watchtest.Act) {
			for i := range 5 {
				acts = append(acts, link(time.Duration(i)*oneDay, fmt.Sprint("h", i), "dev", "198.18.0.1", fmt.Sprint("hb", i)))
			}
			return acts
		}(), []string{"device", "many"}},
		{"one bank account in three wallets", []watchtest.Act{link(0, "a", "d1", "198.18.0.1", "b1"), link(time.Hour, "b", "d2", "198.18.0.2", "b1"), link(2*time.Hour, "c", "d3", "198.18.0.3", "b1")}, []string{"wallets"}},
		{"a PIN that is guessed", func() (acts []watchtest.Act) {
			for i := range 12 {
				a := link(time.Duration(i)*time.Minute, "a", "d", "198.18.0.1", "b1")
				a.Fail = true
				acts = append(acts, a)
			}
			return acts
		}(), []string{"guessed"}},
		{"a carrier's NAT", func() (acts []watchtest.Act) {
			for i := range 300 {
				acts = append(acts, link(time.Duration(i)*time.Minute, fmt.Sprint("h", i), fmt.Sprint("hd", i), "198.51.100.9", fmt.Sprint("hb", i)))
			}
			return acts
		}(), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := watchtest.Settings()
			r := watchtest.New(t, s, New(s, Config{}))
			r.Do(usual(200)...)
			r.Do(shift(c.acts, oneDay)...)
			r.End()
			got := r.Rules()
			slices.Sort(got)
			if diff := cmp.Diff(c.want, slices.Compact(got)); diff != "" {
				t.Error(diff)
			}
			watchtest.Same(t, s, func() watch.Detector { return New(s, Config{}) }, append(usual(20), shift(c.acts, oneDay)...))
		})
	}
}

func shift(acts []watchtest.Act, by time.Duration) []watchtest.Act {
	acts = slices.Clone(acts)
	for i := range acts {
		acts[i].At += by
	}
	return acts
}

// fine leaves out what failed: the same failures again and again are guesses.
func fine(acts []watchtest.Act) []watchtest.Act {
	return slices.DeleteFunc(acts, func(a watchtest.Act) bool { return a.Fail })
}

func TestQuickly(t *testing.T) {
	s := watchtest.Settings()
	watchtest.NoAllocs(t, s, New(s, Config{}), fine(usual(200)))
}

func TestFlood(t *testing.T) {
	s := watchtest.Settings()
	s.Principals = 10_000
	d := New(s, Config{})
	r := watchtest.New(t, s, d)
	for i := range 1_000_000 {
		r.Do(watchtest.Act{At: time.Duration(i) * 60 * time.Microsecond, Actor: fmt.Sprintf("u%d", i), Target: fmt.Sprintf("b%d", i), Device: fmt.Sprintf("d%d", i), From: "198.51.100.9", Store: "payment", Do: event.Link})
	}
	if d.About().Dropped < 2_900_000 {
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

func BenchmarkLinking(b *testing.B) {
	s := watchtest.Settings()
	watchtest.Bench(b, s, New(s, Config{}), fine(usual(2000)))
}
