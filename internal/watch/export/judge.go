package export

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

const (
	dumpSilence   = 15 * minute // between the tables of a dump; large ones take as long
	scrollSilence = hourLong
	wipeSilence   = hourLong
	remembered    = 7 * dayLong // that somebody took data from a place
)

// takes counts what is taken as a whole, and judges it once it is much.
func (d *detector) takes(id watch.ID, h *hand, a *watch.Access, k kind, out watch.Out) {
	rows := a.Persons()
	switch k {
	case names:
		h.listed = a.At
	case table:
		fresh := h.run.add(a.At, dumpSilence, a.Shape, rows)
		many := len(h.run.different) >= d.c.Tables
		// A single SELECT is package people's.
		one := a.Action == event.Export && (rows >= d.c.Rows || rows == 0 && a.Store.Known && a.Store.People >= d.c.Rows)
		if (many && fresh || one) && h.run.again() {
			weight := 0
			if many {
				weight++
			}
			if rows >= 10*d.c.Rows {
				weight++
			}
			d.judge(id, h, a, k, weight, !many, &h.run, out)
		}
	case scroll:
		h.run.add(a.At, scrollSilence, a.Place, rows)
		if (int(h.run.n) >= d.c.Pages || h.run.rows >= 2*d.c.Rows) && h.run.again() {
			d.judge(id, h, a, k, 1, false, &h.run, out)
		}
	case object:
		d.fetched(id, h, a, out)
	case call, shared:
		h.run.add(a.At, scrollSilence, a.Place, rows)
		weight := 1
		if k == shared {
			weight = 2
		}
		if h.run.again() {
			d.judge(id, h, a, k, weight, k == call, &h.run, out)
		}
	case report:
		h.reports++
		h.run.add(a.At, dayLong, a.Place, rows)
		if (h.reports >= 20 || h.run.rows >= 10*d.c.Rows) && h.run.again() {
			d.judge(id, h, a, k, 1, true, &h.run, out)
		}
	}
}

// fetched counts objects: after a list, or far more than usual, they are most of a bucket.
func (d *detector) fetched(id watch.ID, h *hand, a *watch.Access, out watch.Out) {
	h.objects++
	least := uint32(d.c.Objects)
	if rented(a) || anonymous(a) && outside(a) {
		least /= 10
	}
	if h.objects < least || h.objects < h.looked {
		return
	}
	n := float64(h.objects)
	h.looked = h.objects + h.objects/10 + 1
	if h.usualObjects.Days() > 0 && n <= h.usualObjects.Beyond(4, 0.5) || a.Role&watch.Customer != 0 {
		return
	}
	weight := 0
	if a.At-h.listed < dayLong && h.listed > 0 {
		weight++
	}
	if h.usualObjects.Days() >= 5 {
		weight++
	}
	h.run.first, h.run.rows, h.run.n = a.At-a.At%dayLong, 0, h.objects
	if d.judge(id, h, a, object, weight, weight == 0, &h.run, out) {
		h.looked = h.objects + h.objects/2
	}
}

// volume judges the bytes of a day.
func (d *detector) volume(id watch.ID, h *hand, a *watch.Access, out watch.Out) {
	h.bytes += float32(a.Size)
	if n := float64(h.bytes); n >= float64(d.c.Bytes) && h.bytes > h.look {
		h.look = h.bytes * 1.1
		known := h.usual.Days() >= 5
		if h.usual.Days() > 0 && n <= h.usual.Beyond(4, 0.5) || !known && (d.machine(h, a) || a.Role&watch.Customer != 0 || h.day-d.began < cold && !rented(a)) {
			return
		}
		weight := d.strange(h, a, none, true)
		if known {
			weight += 2
		}
		if weight < 2 {
			return
		}
		h.look = h.bytes * 2
		s := d.make(id, a, "volume", weight)
		s.Args = append(d.args[:0], watch.Num("megabytes", int64(n/(1<<20))), watch.Num("usual", int64(h.usual.Usual()/(1<<20))))
		s.First = a.At - a.At%dayLong
		out.Signal(s)
		d.took(id, a, 0)
	}
}

// machine tells a job: declared, said, or named as one while there is nothing better to know.
func (d *detector) machine(h *hand, a *watch.Access) bool {
	return h.role&watch.Job != 0 || !anonymous(a) && (a.Machine() || watch.MachineName(a.As))
}

// strange is how much speaks against an export besides its size: 0 for nothing. small is one table, one call: something that
// people do whose work it is.
func (d *detector) strange(h *hand, a *watch.Access, k kind, small bool) int {
	n := 0
	from := uint32(a.Range)
	when, where := h.trade.knows(a.Local/60, from)
	known := h.trade != nil && h.trade.days > 0
	if r := d.hands.Get(a.For); !known && r != nil && r.trade != nil { // the role's
		r.to(h.day)
		when, where = r.trade.knows(a.Local/60, from)
		known = true
	}
	machine := d.machine(h, a)
	switch {
	case outside(a) && rented(a) && !where, anonymous(a) && outside(a):
		n += 2
	case known && !where:
		n++
	}
	if a.Rest && !machine && !when {
		n++
	}
	if a.Store.Credentials {
		n++
	}
	if !known && !machine && !(small && h.day-d.began < cold) && !d.common(a, k) {
		n++
	}
	return n
}

// common tells that several export like this.
func (d *detector) common(a *watch.Access, k kind) bool {
	c := d.crafts.Get(craftOf(a, k))
	if c == nil {
		return false
	}
	c.to(d.day(a.At))
	return c.others && c.days >= 1
}

func craftOf(a *watch.Access, k kind) watch.ID {
	return watch.Join(watch.ID(k)+1, a.Place, watch.ID(a.Role))
}

// judge tells an export that is out of somebody's habit, and learns it. true: it was told.
func (d *detector) judge(id watch.ID, h *hand, a *watch.Access, k kind, weight int, small bool, r *run, out watch.Out) bool {
	when, where := h.trade.knows(a.Local/60, uint32(a.Range))
	machine := d.machine(h, a)
	days := 0
	if h.trade != nil {
		days = int(h.trade.days)
	}
	rule := ways[k]
	habit := days >= d.c.History || machine && days >= 1
	told := false
	switch {
	case habit && when && where: // as always
	case machine && days == 0 && h.day-d.began < machines && !(outside(a) && rented(a) && anonymous(a)): // everybody is new
	case habit && days >= d.c.History && machine && !where:
		told = d.tell(id, a, h, "odd-place", 2+weight, r, out)
	case habit && days >= d.c.History && machine && !when:
		told = d.tell(id, a, h, "odd-hour", 1+weight, r, out)
	default:
		if n := weight + d.strange(h, a, k, small); n >= 2 {
			told = d.tell(id, a, h, rule, n, r, out)
		}
	}
	if told {
		d.took(id, a, r.rows)
	}
	d.learn(id, h, a, k, told)
	return told
}

// learn makes a habit of an export. What was told becomes one only by going on for days without having been stopped.
func (d *detector) learn(id watch.ID, h *hand, a *watch.Access, k kind, told bool) {
	h.today.note(a.Local/60, uint32(a.Range))
	if a.For != 0 && a.For != id {
		r, fresh := d.hands.At(a.For)
		if fresh {
			r.day, r.first = h.day, h.day
		}
		r.to(h.day)
		r.today.note(a.Local/60, uint32(a.Range))
	}
	if told {
		return
	}
	c, fresh := d.crafts.At(craftOf(a, k))
	if fresh {
		c.first = id
	}
	c.to(d.day(a.At))
	c.today = c.today || c.first != id
}

// took remembers who took data from a place.
func (d *detector) took(id watch.ID, a *watch.Access, rows int64) {
	p := d.place(a)
	p.by, p.origin, p.at, p.rows = id, 0, a.At, rows
	if a.Net.Kind&watch.Crowd == 0 {
		p.origin = a.Origin
	}
}
