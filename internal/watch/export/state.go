package export

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Save implements watch.Detector.
func (d *detector) Save(e *watch.Encoder) {
	e.Int(int64(d.began))
	d.hands.Save(e, saveHand)
	d.places.Save(e, func(e *watch.Encoder, p *place) {
		e.ID(p.by)
		e.ID(p.origin)
		for _, v := range [...]int64{p.at, p.rows, p.wiped, p.note} {
			e.Int(v)
		}
	})
	d.crafts.Save(e, func(e *watch.Encoder, c *craft) {
		e.ID(c.first)
		e.Int(int64(c.last))
		e.Uint(uint64(c.days))
		e.Bool(c.others)
		e.Bool(c.today)
	})
}

// Load implements watch.Detector.
func (d *detector) Load(r *watch.Decoder) error {
	d.began = int32(r.Int())
	d.hands.Load(r, loadHand)
	d.places.Load(r, func(r *watch.Decoder, p *place) {
		p.by, p.origin = r.ID(), r.ID()
		for _, v := range [...]*int64{&p.at, &p.rows, &p.wiped, &p.note} {
			*v = r.Int()
		}
	})
	d.crafts.Load(r, func(r *watch.Decoder, c *craft) {
		c.first, c.last, c.days, c.others, c.today = r.ID(), int32(r.Int()), uint8(r.Uint()), r.Bool(), r.Bool()
	})
	return r.Err()
}

func saveHand(e *watch.Encoder, h *hand) {
	for _, v := range [...]int64{int64(h.first), int64(h.day - h.first), h.listed} {
		e.Int(v)
	}
	for _, v := range [...]uint64{uint64(math.Float32bits(h.bytes)), uint64(math.Float32bits(h.look)), uint64(h.objects), uint64(h.reports), uint64(h.looked), uint64(h.role), uint64(h.wiped), uint64(h.today.n)} {
		e.Uint(v)
	}
	for i := range h.today.n {
		e.Uint(uint64(h.today.hours[i]))
		e.Uint(uint64(h.today.from[i]))
	}
	h.usual.Save(e)
	h.usualObjects.Save(e)
	e.Bool(h.wiping)
	h.run.save(e)
	h.wipe.save(e)
	e.Bool(h.trade != nil)
	if t := h.trade; t != nil {
		e.Uint(uint64(t.days))
		e.Int(int64(t.last))
		for _, v := range t.hours {
			e.Uint(uint64(v))
		}
		for i := range t.ranges {
			e.Uint(uint64(t.ranges[i]))
			e.Uint(uint64(t.from[i]))
		}
	}
}

func loadHand(d *watch.Decoder, h *hand) {
	h.first = int32(d.Int())
	h.day = h.first + int32(d.Int())
	h.listed = d.Int()
	h.bytes, h.look = math.Float32frombits(uint32(d.Uint())), math.Float32frombits(uint32(d.Uint()))
	h.objects, h.reports, h.looked = uint32(d.Uint()), uint32(d.Uint()), uint32(d.Uint())
	h.role, h.wiped = watch.Role(d.Uint()), uint8(d.Uint())
	h.today.n = uint8(min(d.Uint(), 2))
	for i := range h.today.n {
		h.today.hours[i], h.today.from[i] = uint8(d.Uint()%24), uint32(d.Uint())
	}
	h.usual.Load(d)
	h.usualObjects.Load(d)
	h.wiping = d.Bool()
	h.run.load(d)
	h.wipe.load(d)
	if !d.Bool() {
		return
	}
	t := &trade{days: uint8(d.Uint()), last: int32(d.Int())}
	for i := range t.hours {
		t.hours[i] = uint8(d.Uint())
	}
	for i := range t.ranges {
		t.ranges[i], t.from[i] = uint32(d.Uint()), uint8(d.Uint())
	}
	h.trade = t
}

func (r *run) save(e *watch.Encoder) {
	for _, v := range [...]int64{r.first, r.last - r.first, r.rows, int64(r.n), int64(r.looked)} {
		e.Int(v)
	}
	e.Uint(uint64(len(r.different)))
	for _, s := range r.different {
		e.Uint(uint64(s))
	}
}

func (r *run) load(d *watch.Decoder) {
	r.first = d.Int()
	r.last = r.first + d.Int()
	r.rows, r.n, r.looked = d.Int(), uint32(d.Int()), uint32(d.Int())
	n := d.Len(1)
	if n > different {
		d.Fail()
		return
	}
	for range n {
		r.different = append(r.different, uint32(d.Uint()))
	}
}
