package trace

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

type seen = tally.Seen

// Save implements watch.Detector.
func (d *detector) Save(e *watch.Encoder) {
	d.things.Save(e, func(e *watch.Encoder, v *seen) { v.Save(e) })
	d.holes.Save(e, func(e *watch.Encoder, v *hole) {
		e.Text(d.book.groups[v.group].id)
		e.Int(v.closed)
	})
	d.sites.Save(e, func(e *watch.Encoder, v *site) {
		e.Int(v.first)
		v.all.save(e)
		e.Int(int64(v.granted))
		e.Bool(v.refuses)
	})
	d.sizes.Save(e, func(e *watch.Encoder, v *size) {
		for _, id := range v.of {
			e.ID(id)
		}
	})
	d.shapes.Save(e, func(e *watch.Encoder, v *shape) { v.save(e) })
	d.scripts.Save(e, func(e *watch.Encoder, v *script) {
		e.Bool(v.late)
		e.Int(int64(v.posts))
		e.Uint(uint64(v.n))
		for _, id := range v.clients[:v.n] {
			e.ID(id)
		}
	})
	d.origins.Save(e, func(e *watch.Encoder, v *tries) { e.Int(v.n) })
	d.injects.Save(e, func(e *watch.Encoder, v *slipped) {
		e.Int(v.n)
		e.Int(v.large)
		e.Int(v.least)
	})
	d.agents.Save(e, func(e *watch.Encoder, v *agent) {
		name := ""
		if v.scan > 0 {
			name = d.book.marks[v.scan-1].shown
		}
		e.Text(name)
	})
	d.hosts.Save(e, func(e *watch.Encoder, v *int64) { e.Int(*v) })
}

// Load implements watch.Detector. What the file does not know any more (a newer program wrote it) is damage.
func (d *detector) Load(r *watch.Decoder) error {
	d.things.Load(r, func(r *watch.Decoder, v *seen) { v.Load(r) })
	d.holes.Load(r, func(r *watch.Decoder, v *hole) {
		id := r.Text()
		for i := range d.book.groups {
			if d.book.groups[i].id == id {
				v.group = i
			}
		}
		v.closed = r.Int()
	})
	d.sites.Load(r, func(r *watch.Decoder, v *site) { *v = site{r.Int(), loadShape(r), int32(r.Int()), r.Bool()} })
	d.sizes.Load(r, func(r *watch.Decoder, v *size) {
		for i := range v.of {
			v.of[i] = r.ID()
		}
	})
	d.shapes.Load(r, func(r *watch.Decoder, v *shape) { *v = loadShape(r) })
	d.scripts.Load(r, func(r *watch.Decoder, v *script) {
		v.late, v.posts = r.Bool(), int32(r.Int())
		n := r.Uint()
		if n > uint64(len(v.clients)) {
			r.Fail()
			return
		}
		for i := range v.clients[:n] {
			v.clients[i] = r.ID()
		}
		v.n = uint8(n)
	})
	d.origins.Load(r, func(r *watch.Decoder, v *tries) { v.n = r.Int() })
	d.injects.Load(r, func(r *watch.Decoder, v *slipped) { *v = slipped{r.Int(), r.Int(), r.Int()} })
	d.agents.Load(r, func(r *watch.Decoder, v *agent) {
		name := r.Text()
		if name == "" {
			return
		}
		for i := range d.book.marks {
			if m := &d.book.marks[i]; m.where&inAgent != 0 && m.shown == name {
				v.scan = int16(i) + 1
			}
		}
	})
	d.hosts.Load(r, func(r *watch.Decoder, v *int64) { *v = r.Int() })
	return r.Err()
}

func (s *shape) save(e *watch.Encoder) {
	e.Int(int64(s.n))
	e.Float(float64(s.mean))
}

func loadShape(r *watch.Decoder) shape { return shape{int32(r.Int()), float32(r.Float())} }
