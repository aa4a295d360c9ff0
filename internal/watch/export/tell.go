package export

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// make is a signal of a hand, as sure as what speaks for it weighs.
func (d *detector) make(id watch.ID, a *watch.Access, rule string, weight int) *watch.Signal {
	s := &d.signal
	*s = watch.Signal{Detector: d.about.Name, Rule: rule, Key: id, Access: a, People: -1, Rows: -1, Confidence: min(0.35+0.12*float64(weight), 0.95), Joins: append(a.Joins(d.joins[:0]), id)}
	return s
}

func (d *detector) tell(id watch.ID, a *watch.Access, h *hand, rule string, weight int, r *run, out watch.Out) bool {
	s := d.make(id, a, rule, weight)
	s.First, s.Accesses = r.first, int64(r.n)
	if r.rows > 0 {
		s.Rows = r.rows
	}
	if a.Store.Known && a.Store.People >= 0 && r.rows > 0 {
		s.Most = min(a.Store.People, r.rows)
	}
	s.Args = append(d.args[:0], watch.Num("parts", int64(max(1, len(r.different)))), watch.Num("times", int64(r.n)))
	if rule == "bucket" {
		s.Args = append(s.Args, watch.Num("usual", int64(h.usualObjects.Usual()+0.5)))
	}
	out.Signal(s)
	return true
}

// deletes judges what is deleted: behind an export it is told at once, alone only if it is much and out of habit.
func (d *detector) deletes(id watch.ID, h *hand, a *watch.Access, l loss, out watch.Out) {
	n := int64(1)
	if a.Rows > 0 && l == single {
		n = a.Rows
	}
	shape := a.Shape
	if a.Thing != 0 {
		shape = a.Thing
	}
	h.wipe.add(a.At, wipeSilence, shape, n)
	p := d.place(a)
	much := h.wipe.rows >= d.c.Deletes
	if l == wholly {
		h.wiping = true
		p.wiped = a.At
		much = much || len(h.wipe.different) >= d.c.Wipes
	}
	habit := h.wiped >= 3 && p.by != id
	taken := p.at != 0 && a.At-p.at < remembered && a.At >= p.at
	switch {
	case habit || !much && !(taken && l == wholly) || !h.wipe.again():
	case taken:
		d.destroyed(id, h, a, p, "delete-after", 4, out)
	default:
		weight := 0
		if anonymous(a) {
			weight++
		}
		if outside(a) {
			weight++
		}
		if rented(a) {
			weight++
		}
		if a.Rest && !d.machine(h, a) {
			weight++
		}
		if a.Store.Known && a.Store.People > 0 {
			weight++
		}
		if weight >= 2 && !(d.machine(h, a) && h.day-d.began < cold) {
			d.destroyed(id, h, a, p, "wipe", weight, out)
		}
	}
}

// left judges what is called like the note of an extortionist.
func (d *detector) left(id watch.ID, h *hand, a *watch.Access, sure bool, out watch.Out) {
	p := d.place(a)
	wiped := p.wiped != 0 && a.At-p.wiped < dayLong
	weight := 3
	switch {
	case wiped:
		weight = 5
	case !sure:
		return
	}
	if p.note != 0 && a.At-p.note < dayLong {
		return
	}
	p.note = a.At
	d.destroyed(id, h, a, p, "ransom", weight, out)
}

// destroyed is told by the place, together with who took data from it before.
func (d *detector) destroyed(id watch.ID, h *hand, a *watch.Access, p *place, rule string, weight int, out watch.Out) {
	s := d.make(id, a, rule, weight)
	s.Destroys = true
	s.Accesses = int64(max(h.wipe.n, 1))
	s.First = a.At
	if h.wipe.n > 0 && a.At-h.wipe.last < dayLong {
		s.First = h.wipe.first
	}
	if a.Place != 0 {
		s.Key = a.Place
		s.Joins = append(s.Joins, a.Place)
	}
	if p.at != 0 && a.At-p.at < remembered {
		s.First = min(s.First, p.at)
		for _, j := range [...]watch.ID{p.by, p.origin} {
			if j != 0 {
				s.Joins = append(s.Joins, j)
			}
		}
		if p.rows > 0 {
			s.Rows = p.rows
		}
	}
	s.Args = append(d.args[:0], watch.Num("parts", int64(max(1, len(h.wipe.different)))), watch.Num("times", h.wipe.rows))
	out.Signal(s)
}

// place is what is known of where an access went; of a log that has no name for it, by what it is in.
func (d *detector) place(a *watch.Access) *place {
	id := a.Place
	if id == 0 {
		id = watch.Join(watch.ID(a.Log.Index) + 1)
	}
	p, _ := d.places.At(id)
	return p
}
