package tally

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// TestMap: the table agrees with a Go map as long as nothing makes room, and goes on alike after it was written and read.
func TestMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	m, want := New[int](1000), map[watch.ID]int{}
	for range 20_000 {
		id := watch.ID(r.IntN(700) + 1)
		switch r.IntN(4) {
		case 0:
			m.Delete(id)
			delete(want, id)
		default:
			v, fresh := m.At(id)
			if _, there := want[id]; there == fresh {
				t.Fatalf("%d fresh %v", id, fresh)
			}
			*v += int(id)
			want[id] += int(id)
		}
	}
	got := map[watch.ID]int{}
	m.Each(func(id watch.ID, v *int) { got[id] = *v })
	if d := cmp.Diff(want, got); d != "" || m.Len() != len(want) {
		t.Fatal(d)
	}
	for id, v := range want {
		if p := m.Get(id); p == nil || *p != v {
			t.Fatalf("%d", id)
		}
	}
}

func TestMapMakesRoom(t *testing.T) {
	m, gone := New[int](100), 0
	m.Gone = func(watch.ID, *int) { gone++ }
	for i := range 10_000 {
		_, _ = m.At(7)
		_, _ = m.At(watch.ID(i + 100))
	}
	if m.Len() != 100 || m.Dropped != 9901 || gone != 9901 || m.Get(7) == nil {
		t.Fatal(m.Len(), m.Dropped, gone, m.Get(7))
	}
	var e watch.Encoder
	m.Save(&e, func(e *watch.Encoder, v *int) { e.Int(int64(*v)) })
	o := New[int](100)
	d := watch.Decoder{Buf: e.Buf}
	o.Load(&d, func(d *watch.Decoder, v *int) { *v = int(d.Int()) })
	if d.Err() != nil || len(d.Buf) != 0 {
		t.Fatal(d.Err(), len(d.Buf))
	}
	for i := range 1000 {
		_, _ = m.At(watch.ID(50_000 + i*i))
		_, _ = o.At(watch.ID(50_000 + i*i))
	}
	list := func(m *Map[int]) (ids []watch.ID) {
		m.Each(func(id watch.ID, _ *int) { ids = append(ids, id) })
		return ids
	}
	if d := cmp.Diff(list(m), list(o)); d != "" {
		t.Fatal(d)
	}
}

func TestRecent(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 200, 256, 3000, 200_000} {
		var all, half, again Recent
		for i := range n {
			id := watch.ID(r.Uint64())
			all.Add(id, int64(i)*Minute)
			all.Add(id, int64(i)*Minute)
			if i%2 == 0 {
				half.Add(id, int64(i)*Minute)
			} else {
				again.Add(id, int64(i)*Minute)
			}
		}
		half.Merge(&again)
		tolerated := 0.25 * float64(n)
		if n <= 256 {
			tolerated = 0
		}
		for name, x := range map[string]*Recent{"all": &all, "merged": &half} {
			if got := x.Since(0); math.Abs(float64(got)-float64(n)) > tolerated || len(x.items) > most {
				t.Errorf("%s: %d of %d", name, got, n)
			}
		}
		if got := all.Since(int64(n-n/2) * Minute); math.Abs(float64(got)-float64(n/2)) > 2*tolerated {
			t.Errorf("%d of the last %d", got, n/2)
		}
		if d := cmp.Diff(all.items, half.items, cmp.AllowUnexported(item{})); d != "" && all.shift == half.shift {
			t.Errorf("%d: merged differently: %s", n, d)
		}
		var e watch.Encoder
		all.Save(&e)
		d, back := watch.Decoder{Buf: e.Buf}, Recent{}
		back.Load(&d)
		if d.Err() != nil || back.Since(0) != all.Since(0) || back.Since(50*Minute) != all.Since(50*Minute) {
			t.Error(d.Err())
		}
		all.Forget(int64(n+1) * Minute)
		if all.Since(0) != 0 || !all.Exact() {
			t.Error("not forgotten")
		}
	}
}

func TestSums(t *testing.T) {
	s := NewSums(24, 60*Minute)
	at := int64(500_000) * 60 * Minute
	for h := range int64(30) {
		s.Add(at+h*60*Minute, 1+h)
	}
	now := at + 29*60*Minute
	if s.Total(now, 1) != 30 || s.Total(now, 2) != 59 || s.Total(now, 24) != (7+30)*24/2 || s.Total(now, 99) != s.Total(now, 24) {
		t.Error(s.Total(now, 1), s.Total(now, 2), s.Total(now, 24))
	}
	s.Add(at, 1000) // too old
	s.Add(now-60*Minute, 1)
	if s.Total(now, 24) != 445 || s.Total(now+5*60*Minute, 24) != 445-7-8-9-10-11 || s.Total(now+48*60*Minute, 24) != 0 {
		t.Error(s.Total(now, 24), s.Total(now+5*60*Minute, 24))
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		m := New[Recent](1000)
		d := watch.Decoder{Buf: b}
		m.Load(&d, func(d *watch.Decoder, v *Recent) { v.Load(d) })
		if d.Err() == nil {
			_, _ = m.At(12)
		}
	})
}

func BenchmarkMap(b *testing.B) {
	m := New[[4]int64](1 << 20)
	for i := range 100_000 {
		_, _ = m.At(watch.ID(i*7919 + 1))
	}
	for i := 0; b.Loop(); i++ {
		v, _ := m.At(watch.ID(i%100_000*7919 + 1))
		v[0]++
	}
}

func BenchmarkRecent(b *testing.B) {
	var r Recent
	for i := 0; b.Loop(); i++ {
		r.Add(watch.ID(i%100_000*7919), int64(i)*Minute/100)
	}
}

func TestDistinct(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 128, 129, 3000, 100_000} {
		var s Distinct
		sum := int64(0)
		ids := make([]watch.ID, n)
		for i := range ids {
			ids[i] = watch.ID(r.Uint64())
			sum += s.Add(ids[i])
		}
		for _, id := range ids {
			if s.Add(id) != 0 {
				t.Fatal("counted twice")
			}
		}
		tolerated := 0.3 * float64(n)
		if n <= 128 {
			tolerated = 0
		}
		if math.Abs(float64(sum)-float64(n)) > tolerated || math.Abs(float64(s.Count())-float64(n)) > tolerated || len(s.items) > distinct || s.Size() > 4*distinct {
			t.Errorf("%d, %d of %d; %d bytes", sum, s.Count(), n, s.Size())
		}
		var e watch.Encoder
		s.Save(&e)
		d, back := watch.Decoder{Buf: e.Buf}, Distinct{}
		if back.Load(&d); d.Err() != nil || back.Count() != s.Count() || len(d.Buf) != 0 {
			t.Error(d.Err(), back.Count())
		}
	}
}

// TestHabit: days far outside move what is usual little; a habit of noise lets its own days pass and not ten times as much.
func TestHabit(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	var h Habit
	for range 60 {
		h.Add(100 * math.Exp(0.3*r.NormFloat64()))
	}
	if u := h.Usual(); u < 75 || u > 135 || h.Beyond(4, 0.3) < 250 || h.Beyond(4, 0.3) > 900 {
		t.Error(u, h.Beyond(4, 0.3))
	}
	u := h.Usual()
	h.Add(1e9)
	if h.Usual() > 1.1*u {
		t.Errorf("led away from %v to %v", u, h.Usual())
	}
	var e watch.Encoder
	h.Save(&e)
	d, back := watch.Decoder{Buf: e.Buf}, Habit{}
	if back.Load(&d); back != h || d.Err() != nil {
		t.Error(back, h)
	}
}

func TestSpread(t *testing.T) {
	var s Spread
	for day := int32(1); day <= 10; day++ {
		s.To(day)
		for i := range 100 {
			c := uint8(0)
			for n := 1; n <= i+1; n++ {
				s.Move(c, Class(float64(n)), n == 1)
				c = Class(float64(n))
			}
		}
		if s.Today() != 100 || s.Level(1) < 100 || s.Level(1) > 129 || s.Level(51) < 50 || s.Level(51) > 91 {
			t.Error(s.Today(), s.Level(1), s.Level(51))
		}
	}
	s.To(12)
	if q := s.Quantile(0.5); s.Days() != 10 || s.Today() != 0 || q < 45 || q > 91 || s.Quantile(0.95) < 95 || s.Quantile(0.95) > 129 {
		t.Error(s.Days(), s.Today(), q, s.Quantile(0.95))
	}
	for c := uint8(1); c < bins-1; c++ {
		if Class(Floor(c)+1) < c || Class(Floor(c)*0.99) >= c && Floor(c) > 4 {
			t.Errorf("class %d from %v", c, Floor(c))
		}
	}
	var e watch.Encoder
	s.Save(&e)
	d, back := watch.Decoder{Buf: e.Buf}, Spread{}
	if back.Load(&d); back != s || d.Err() != nil {
		t.Error(d.Err())
	}
}
