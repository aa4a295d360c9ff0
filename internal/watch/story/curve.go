package story

import (
	"cmp"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// reach notes how many persons were known at a time. The curve only rises, whatever the order in which it is told, and stays small: of
// one that is full, every second step is given up, never the first and the last.
func (st *story) reach(at, people int64) {
	if people <= 0 {
		return
	}
	i, there := slices.BinarySearchFunc(st.curve, at, func(c point, at int64) int { return cmp.Compare(c.at, at) })
	switch {
	case there && st.curve[i].people >= people, !there && i > 0 && st.curve[i-1].people >= people:
		return
	case there:
		st.curve[i].people = people
	default:
		st.curve = slices.Insert(st.curve, i, point{at, people})
	}
	// What comes after and is no more than this says nothing any more.
	end := i + 1
	for end < len(st.curve) && st.curve[end].people <= people {
		end++
	}
	st.curve = slices.Delete(st.curve, i+1, end)
	if len(st.curve) > watch.MaxCurve {
		kept := st.curve[:1]
		for j := 1; j < len(st.curve); j++ {
			if j%2 == 0 || j == len(st.curve)-1 {
				kept = append(kept, st.curve[j])
			}
		}
		st.curve = kept
	}
}

// points are the curve as an alert has it.
func (st *story) points() []watch.Point {
	var out []watch.Point
	for _, c := range st.curve {
		out = append(out, watch.Point{At: stamp(c.at), People: c.people})
	}
	return out
}

// saveCurves writes the curves of all stories behind everything else, so that a state of before there were any can still be read.
func (b *Book) saveCurves(e *watch.Encoder) {
	e.Uint(uint64(len(b.stories)))
	for _, st := range b.stories {
		e.Uint(uint64(len(st.curve)))
		for _, c := range st.curve {
			e.Int(c.at)
			e.Int(c.people)
		}
	}
}

func (b *Book) loadCurves(d *watch.Decoder) {
	if len(d.Buf) == 0 { // kept before there were curves
		return
	}
	n := d.Len(1)
	for i := range n {
		for range d.Len(2) {
			c := point{d.Int(), d.Int()}
			if i < len(b.stories) {
				b.stories[i].curve = append(b.stories[i].curve, c)
			}
		}
	}
}
