package ask

import (
	"bytes"
	"maps"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Save implements watch.Detector.
func (c *Collector) Save(e *watch.Encoder) {
	c.readers.Save(e, func(e *watch.Encoder, r *reader) { r.save(e) })
	for _, t := range [...]*total{&c.others, &c.all, &c.bulk} {
		t.save(e)
	}
	c.people.save(e)
	e.Int(c.refused)
	e.Bool(c.named)
	e.Uint(uint64(len(c.logs)))
	for _, n := range slices.Sorted(maps.Keys(c.logs)) {
		l := c.logs[n]
		e.Text(n)
		for _, v := range [...]int64{l.first, l.last, l.n, l.about} {
			e.Int(v)
		}
	}
	e.Uint(uint64(len(c.gaps)))
	for _, g := range c.gaps {
		e.Text(g.Log.Name)
		e.Uint(uint64(g.Why))
		for _, v := range [...]int64{g.From, g.To, g.Missing} {
			e.Int(v)
		}
	}
}

// Load implements watch.Detector.
func (c *Collector) Load(r *watch.Decoder) error {
	c.readers.Load(r, func(r *watch.Decoder, x *reader) { x.load(r) })
	for _, t := range [...]*total{&c.others, &c.all, &c.bulk} {
		t.load(r)
	}
	c.people.load(r)
	c.refused, c.named = r.Int(), r.Bool()
	for range r.Len(5) {
		l := &cover{log: &watch.Log{Name: r.Text()}}
		for _, v := range [...]*int64{&l.first, &l.last, &l.n, &l.about} {
			*v = r.Int()
		}
		c.logs[l.log.Name] = l
	}
	for range r.Len(5) {
		g := watch.Gap{Log: &watch.Log{Name: r.Text()}}
		why := r.Uint()
		if why > uint64(watch.Days) {
			r.Fail()
			break
		}
		g.Why = watch.GapKind(why)
		for _, v := range [...]*int64{&g.From, &g.To, &g.Missing} {
			*v = r.Int()
		}
		c.gaps = append(c.gaps, g)
	}
	return r.Err()
}

func (t *total) save(e *watch.Encoder) {
	for _, v := range [...]int64{t.n, t.rows, t.bytes, t.first, t.last} {
		e.Int(v)
	}
}

func (t *total) load(r *watch.Decoder) {
	for _, v := range [...]*int64{&t.n, &t.rows, &t.bytes, &t.first, &t.last} {
		*v = r.Int()
	}
}

func (p *people) save(e *watch.Encoder) {
	e.Bool(p.over)
	e.Uint(uint64(len(p.exact)))
	for _, id := range slices.Sorted(maps.Keys(p.exact)) {
		e.ID(id)
	}
	p.about.Save(e)
}

func (p *people) load(r *watch.Decoder) {
	p.over = r.Bool()
	for range r.Len(8) {
		if p.exact == nil {
			p.exact = map[watch.ID]struct{}{}
		}
		p.exact[r.ID()] = struct{}{}
	}
	p.about.Load(r)
}

func (x *reader) save(e *watch.Encoder) {
	x.total.save(e)
	x.bulk.save(e)
	e.Int(x.refused)
	e.Bytes(x.who)
	e.Bytes(x.origin)
	x.origins.Save(e)
	for _, l := range x.countries {
		e.Uint(uint64(l[0])<<8 | uint64(l[1]))
	}
	e.Uint(uint64(x.role))
	x.people.save(e)
}

func (x *reader) load(r *watch.Decoder) {
	x.total.load(r)
	x.bulk.load(r)
	x.refused = r.Int()
	x.who, x.origin = bytes.Clone(r.Bytes()), bytes.Clone(r.Bytes())
	x.origins.Load(r)
	for i := range x.countries {
		v := r.Uint()
		x.countries[i] = [2]byte{byte(v >> 8), byte(v)}
	}
	x.role = watch.Role(r.Uint())
	x.people.load(r)
}
