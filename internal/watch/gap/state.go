package gap

import (
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Save implements watch.Detector. Logs are known again by their names.
func (d *detector) Save(e *watch.Encoder) {
	e.Int(d.now)
	e.Int(d.about.Dropped)
	e.Uint(uint64(len(d.order)))
	for _, x := range d.order {
		x.save(e)
	}
}

// Load implements watch.Detector.
func (d *detector) Load(r *watch.Decoder) error {
	d.now, d.about.Dropped = r.Int(), r.Int()
	n := r.Len(100)
	if n > mostLogs {
		r.Fail()
	}
	for range n {
		x := &log{}
		if x.load(r); r.Err() != nil {
			break
		}
		d.names[x.name] = x
		d.order = append(d.order, x)
	}
	if !slices.IsSortedFunc(d.order, func(a, b *log) int { return strings.Compare(a.name, b.name) }) || len(d.names) != len(d.order) {
		r.Fail()
	}
	return r.Err()
}

func (x *log) save(e *watch.Encoder) {
	e.Text(x.name)
	x.r.save(e)
	for _, v := range [...]int64{x.next, x.open, int64(x.kind), x.stop, x.lines, x.today, x.unread.From, x.unread.To, x.unread.Missing} {
		e.Int(v)
	}
	e.Uint(uint64(len(x.writers)))
	for i := range x.writers {
		e.ID(x.writers[i].id)
		x.writers[i].save(e)
	}
	x.files.save(e)
	x.missed.save(e)
}

func (x *log) load(r *watch.Decoder) {
	x.name = r.Text()
	x.r.load(r)
	kind := int64(0)
	for _, v := range [...]*int64{&x.next, &x.open, &kind, &x.stop, &x.lines, &x.today, &x.unread.From, &x.unread.To, &x.unread.Missing} {
		*v = r.Int()
	}
	if kind < 0 || kind > int64(watch.Days) {
		r.Fail()
	}
	x.kind, x.unread.Why = watch.GapKind(kind), watch.Unread
	x.writers = make([]writer, r.Len(20))
	for i := range x.writers {
		x.writers[i].id = r.ID()
		x.writers[i].load(r)
	}
	x.files.load(r)
	x.missed.load(r)
}

func (r *rhythm) save(e *watch.Encoder) {
	for _, v := range [...]int64{r.first, r.last, r.n, r.hour, int64(r.minutes), r.silent.from, r.silent.to} {
		e.Int(v)
	}
	for _, c := range r.cells {
		e.Uint(uint64(c.active))
		e.Uint(uint64(c.seen))
		e.Uint(uint64(c.missed))
	}
	for _, n := range r.hist {
		e.Uint(uint64(n))
	}
	e.Float(r.longest)
	e.Uint(uint64(len(r.pending)))
	for _, s := range r.pending {
		e.Int(s.from)
		e.Int(s.to)
	}
	e.Uint(uint64(len(r.gaps)))
	for _, t := range r.gaps {
		e.Int(t)
	}
	r.days.save(e)
}

func (r *rhythm) load(d *watch.Decoder) {
	minutes := int64(0)
	for _, v := range [...]*int64{&r.first, &r.last, &r.n, &r.hour, &minutes, &r.silent.from, &r.silent.to} {
		*v = d.Int()
	}
	if r.first < 0 || r.last < r.first || r.n < 0 || r.hour < 0 || minutes < 0 || minutes > hour {
		d.Fail()
	}
	r.minutes = uint16(minutes)
	for i := range r.cells {
		r.cells[i] = cell{uint16(d.Uint()), uint16(d.Uint()), uint8(d.Uint())}
	}
	for i := range r.hist {
		r.hist[i] = uint32(d.Uint())
	}
	r.longest = d.Float()
	n := d.Len(2)
	if n > mostPending {
		d.Fail()
		return
	}
	for range n {
		r.pending = append(r.pending, silence{d.Int(), d.Int()})
	}
	if n = d.Len(1); n > 8 {
		d.Fail()
		return
	}
	for range n {
		r.gaps = append(r.gaps, d.Int())
	}
	r.days.load(d)
}
