package series

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

const second = 1_000_000

// seen is an event as tests write it: seconds, step, value, number.
type seen struct {
	at     int64
	step   int
	value  uint64
	number float64
}

// run gives events to a table of one spec, and says at which of them what was found, and what at the end.
func run(s Spec, events ...seen) []string {
	t := New([]Spec{s}, 100)
	var out []string
	say := func(when string, found []Found) {
		for _, f := range found {
			out = append(out, fmt.Sprintf("%s: %g in %d..%d", when, f.Value, f.First/second, f.Last/second))
		}
	}
	for _, e := range events {
		say(fmt.Sprint(e.at), t.Add(0, 7, &Event{At: e.at * second, Step: e.step, Value: e.value, Number: e.number}))
	}
	say("end", t.Tick(watch.Last))
	return out
}

func TestRunning(t *testing.T) {
	ten := int64(10 * second)
	atLeast := func(n float64) []Bound { return []Bound{{GreaterEqual, n}} }
	for _, c := range []struct {
		name   string
		spec   Spec
		events []seen
		want   []string
	}{
		{"enough within the span", Spec{Events, ten, 0, atLeast(3)}, []seen{{at: 1}, {at: 5}, {at: 11}}, []string{"11: 3 in 1..11"}},
		{"a little too long", Spec{Events, ten, 0, atLeast(3)}, []seen{{at: 1}, {at: 5}, {at: 12}}, nil},
		{"spans begin anywhere", Spec{Events, ten, 0, atLeast(3)}, []seen{{at: 1}, {at: 9}, {at: 15}, {at: 16}}, []string{"16: 3 in 9..16"}},
		{"more than", Spec{Events, ten, 0, []Bound{{Greater, 2}}}, []seen{{at: 1}, {at: 2}, {at: 3}}, []string{"3: 3 in 1..3"}},
		{"what was told is not counted again", Spec{Events, ten, 0, atLeast(2)}, []seen{{at: 1}, {at: 2}, {at: 3}, {at: 4}}, []string{"2: 2 in 1..2", "4: 2 in 3..4"}},
		{"a late one takes its place", Spec{Events, ten, 0, atLeast(3)}, []seen{{at: 1}, {at: 5}, {at: 14}, {at: 3}}, []string{"3: 3 in 1..5"}},
		{"too late for the span", Spec{Events, ten, 0, atLeast(3)}, []seen{{at: 1}, {at: 5}, {at: 40}, {at: 3}}, nil},
		{"different values", Spec{Values, ten, 0, atLeast(3)}, []seen{{at: 1, value: 1}, {at: 2, value: 1}, {at: 3, value: 2}, {at: 4, value: 2}, {at: 5, value: 3}}, []string{"5: 3 in 1..5"}},
		{"values seen again count by when they were last", Spec{Values, ten, 0, atLeast(3)}, []seen{{at: 1, value: 1}, {at: 8, value: 2}, {at: 12, value: 1}, {at: 15, value: 3}}, []string{"15: 3 in 8..15"}},
		{"values too far apart", Spec{Values, ten, 0, atLeast(3)}, []seen{{at: 1, value: 1}, {at: 8, value: 2}, {at: 15, value: 3}}, nil},
		{"a late value", Spec{Values, ten, 0, atLeast(3)}, []seen{{at: 1, value: 1}, {at: 4, value: 2}, {at: 16, value: 4}, {at: 3, value: 3}}, []string{"3: 3 in 1..4"}},
		{"a sum", Spec{Sum, ten, 0, []Bound{{Greater, 100}}}, []seen{{at: 1, number: 60}, {at: 12, number: 60}, {at: 13, number: 41}}, []string{"13: 101 in 12..13"}},
		{"a single great one", Spec{Greatest, ten, 0, []Bound{{Greater, 5}}}, []seen{{at: 1, number: 5}, {at: 2, number: 6}}, []string{"2: 6 in 2..2"}},
		{"a single small one", Spec{Least, ten, 0, []Bound{{Less, 5}}}, []seen{{at: 1, number: 5}, {at: 2, number: 4}}, []string{"2: 4 in 2..2"}},
		{"together in any order", Spec{Together, ten, 3, nil}, []seen{{at: 1, step: 2}, {at: 2, step: 0}, {at: 3, step: 2}, {at: 11, step: 1}}, []string{"11: 3 in 1..11"}},
		{"together, too far apart", Spec{Together, ten, 2, nil}, []seen{{at: 1, step: 0}, {at: 12, step: 1}}, nil},
		{"two of three together", Spec{Together, ten, 3, atLeast(2)}, []seen{{at: 1, step: 0}, {at: 2, step: 0}, {at: 3, step: 2}}, []string{"3: 2 in 1..3"}},
		{"in order", Spec{InOrder, ten, 2, nil}, []seen{{at: 1, step: 1}, {at: 2, step: 0}, {at: 3, step: 1}}, []string{"3: 2 in 2..3"}},
		{"in the wrong order", Spec{InOrder, ten, 2, nil}, []seen{{at: 1, step: 1}, {at: 2, step: 0}}, nil},
		{"in order, too far apart", Spec{InOrder, ten, 2, nil}, []seen{{at: 1, step: 0}, {at: 12, step: 1}}, nil},
		{"in order, the last beginning counts", Spec{InOrder, ten, 3, nil}, []seen{{at: 1, step: 0}, {at: 8, step: 0}, {at: 9, step: 1}, {at: 17, step: 2}}, []string{"17: 3 in 8..17"}},
		{"in order, the middle comes late", Spec{InOrder, ten, 3, nil}, []seen{{at: 1, step: 0}, {at: 5, step: 2}, {at: 3, step: 1}}, []string{"3: 3 in 1..5"}},
		{"in order, a late one between two of a row", Spec{InOrder, ten, 3, nil}, []seen{{at: 1, step: 0}, {at: 5, step: 0}, {at: 7, step: 2}, {at: 3, step: 1}}, []string{"3: 3 in 1..7"}},
	} {
		if d := cmp.Diff(c.want, run(c.spec, c.events...)); d != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, d)
		}
	}
}

func TestClosed(t *testing.T) {
	ten := int64(10 * second)
	three := []seen{{at: 1, value: 1, number: 2}, {at: 2, value: 1, number: 4}, {at: 11, value: 2, number: 9}}
	for _, c := range []struct {
		name   string
		spec   Spec
		events []seen
		want   []string
	}{
		{"few", Spec{Events, ten, 0, []Bound{{Less, 4}}}, three, []string{"end: 3 in 1..11"}},
		{"not so few", Spec{Events, ten, 0, []Bound{{Less, 3}}}, three, nil},
		{"at most", Spec{Events, ten, 0, []Bound{{LessEqual, 3}}}, three, []string{"end: 3 in 1..11"}},
		{"exactly", Spec{Events, ten, 0, []Bound{{Equal, 3}}}, three, []string{"end: 3 in 1..11"}},
		{"not exactly", Spec{Events, ten, 0, []Bound{{Unequal, 3}}}, three, nil},
		{"a range", Spec{Events, ten, 0, []Bound{{Greater, 2}, {LessEqual, 3}}}, three, []string{"end: 3 in 1..11"}},
		{"outside of a range", Spec{Events, ten, 0, []Bound{{Greater, 3}, {LessEqual, 5}}}, three, nil},
		{"few values", Spec{Values, ten, 0, []Bound{{Less, 3}}}, three, []string{"end: 2 in 1..11"}},
		{"average", Spec{Average, ten, 0, []Bound{{Greater, 4.9}}}, three, []string{"end: 5 in 1..11"}},
		{"low average", Spec{Average, ten, 0, []Bound{{Greater, 5}}}, three, nil},
		{"small sum", Spec{Sum, ten, 0, []Bound{{Less, 16}}}, three, []string{"end: 15 in 1..11"}},
		{"the least is great", Spec{Least, ten, 0, []Bound{{Greater, 1}}}, three, []string{"end: 2 in 1..11"}},
		{"the greatest is small", Spec{Greatest, ten, 0, []Bound{{Less, 10}}}, three, []string{"end: 9 in 1..11"}},
		{"a new span", Spec{Events, ten, 0, []Bound{{Less, 3}}}, []seen{{at: 1}, {at: 2}, {at: 12}, {at: 13}, {at: 14}}, []string{"12: 2 in 1..2"}},
		{"a late one", Spec{Events, ten, 0, []Bound{{Equal, 3}}}, []seen{{at: 8}, {at: 12}, {at: 5}}, []string{"end: 3 in 5..12"}},
	} {
		if d := cmp.Diff(c.want, run(c.spec, c.events...)); d != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, d)
		}
	}
}

// truth tells by looking at every span whether a spec holds of what was seen.
func truth(s Spec, all []seen) bool {
	if s.Function == InOrder {
		return chained(s, all, 0, 0, -1)
	}
	for _, from := range all {
		n, of := 0, map[uint64]bool{}
		for _, e := range all {
			if e.at < from.at || (e.at-from.at)*second > s.Span {
				continue
			}
			n++
			if s.Function == Together {
				of[uint64(e.step)] = true
			} else {
				of[e.value] = true
			}
		}
		if s.Function != Events {
			n = len(of)
		}
		if n >= s.enough() {
			return true
		}
	}
	return false
}

// chained tells whether steps from k on can follow: those of one moment in the order in which they came.
func chained(s Spec, all []seen, k int, begin int64, before int) bool {
	if k == s.Steps {
		return true
	}
	for i, e := range all {
		if e.step != k || before >= 0 && (e.at < all[before].at || e.at == all[before].at && i < before) {
			continue
		}
		from := begin
		if k == 0 {
			from = e.at
		}
		if (e.at-from)*second <= s.Span && chained(s, all, k+1, from, i) {
			return true
		}
	}
	return false
}

// TestLikeTruth lays what is told at once beside a look at everything, in order and with accesses that come late.
func TestLikeTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	found, missed := 0, 0
	for n := range 6000 {
		f := []Function{Events, Values, Together, InOrder}[n%4]
		s := Spec{Function: f, Span: 20 * second, Steps: 3}
		if f == Events || f == Values {
			s.Bounds = []Bound{{GreaterEqual, float64(2 + r.IntN(4))}}
		}
		late := int64(0)
		if n%8 >= 4 {
			late = 15
		}
		table := New([]Spec{s}, 10)
		var all []seen
		now := int64(100)
		for range 25 {
			now += r.Int64N(12)
			e := seen{at: now, step: r.IntN(3), value: uint64(r.IntN(6))}
			if late > 0 && r.IntN(3) == 0 {
				e.at -= r.Int64N(late)
			}
			all = append(all, e)
			got := len(table.Add(0, 7, &Event{At: e.at * second, Step: e.step, Value: e.value})) > 0
			want := truth(s, all)
			if got && !want {
				t.Fatalf("%d: told what is not so: %v %v", n, s, all)
			}
			if want && !got {
				if late == 0 {
					t.Fatalf("%d: not told: %v %v", n, s, all)
				}
				missed++
			}
			if want {
				found++
				break
			}
		}
	}
	t.Logf("%d found, %d of late ones not at once", found, missed)
	if missed*100 > found {
		t.Errorf("%d of %d are not told where accesses come late", missed, found)
	}
}

func TestBounded(t *testing.T) {
	specs := []Spec{{Events, 3600 * second, 0, []Bound{{GreaterEqual, 1e9}}}, {Values, 3600 * second, 0, []Bound{{GreaterEqual, 5_000}}}}
	table := New(specs, 50)
	for i := range int64(20_000) {
		table.Add(0, 1, &Event{At: i * 150_000})
	}
	if table.entries > most {
		t.Errorf("%d entries", table.entries)
	}
	told := 0
	for i := range int64(8_000) {
		if f := table.Add(1, 2, &Event{At: i * 1000, Value: uint64(i) * 0x9E3779B97F4A7C15}); len(f) > 0 {
			told++
			if f[0].Value < 5_000 || i < 4_250 || i > 5_750 {
				t.Errorf("told at %d: %v", i, f)
			}
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	for i := range watch.ID(1000) {
		table.Add(0, 100+i, &Event{At: second})
	}
	if table.Len() > 50 || table.Dropped() < 900 {
		t.Errorf("%d groups, %d dropped", table.Len(), table.Dropped())
	}
}

func TestSave(t *testing.T) {
	specs := []Spec{{Events, 10 * second, 0, []Bound{{GreaterEqual, 3}}}, {Average, 10 * second, 0, []Bound{{Greater, 1}}}, {InOrder, 10 * second, 2, nil}, {Values, 10 * second, 0, []Bound{{Less, 3}}}}
	r := rand.New(rand.NewPCG(7, 8))
	var events []Event
	var of []int
	for i := range 400 {
		events = append(events, Event{At: int64(i) * second / 2, Step: r.IntN(2), Value: uint64(r.IntN(4)), Number: float64(r.IntN(5)), Who: fmt.Appendf(nil, "u%d", r.IntN(3)), Joins: []watch.ID{watch.ID(i)}})
		of = append(of, r.IntN(len(specs)))
	}
	play := func(cut int) (out []string) {
		table := New(specs, 20)
		for i := range events {
			if i == cut {
				var w watch.Encoder
				table.Save(&w)
				d := watch.Decoder{Buf: w.Buf}
				table = New(specs, 20)
				if table.Load(&d); d.Err() != nil || len(d.Buf) > 0 {
					t.Fatalf("load: %v", d.Err())
				}
				for n := range w.Buf { // damaged: no panic
					New(specs, 20).Load(&watch.Decoder{Buf: w.Buf[:n]})
				}
			}
			for _, f := range table.Add(of[i], watch.ID(i%5+1), &events[i]) {
				out = append(out, fmt.Sprintf("%d %+v", i, f))
			}
		}
		for _, f := range table.Tick(watch.Last) {
			out = append(out, fmt.Sprintf("%+v", f))
		}
		return out
	}
	whole := play(-1)
	if len(whole) < 10 {
		t.Fatalf("only %d found", len(whole))
	}
	for _, cut := range []int{0, 1, 133, 399} {
		if part := play(cut); !slices.Equal(whole, part) {
			t.Errorf("cut at %d (-whole +part)\n%s", cut, cmp.Diff(whole, part))
		}
	}
}
