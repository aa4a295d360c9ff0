package people

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// Save implements watch.Detector.
func (d *detector) Save(e *watch.Encoder) {
	e.Int(int64(d.began))
	d.readers.Save(e, saveReader)
	d.groups.Save(e, func(e *watch.Encoder, g *group) {
		for i := range g {
			g[i].Save(e)
		}
	})
	d.places.Save(e, func(e *watch.Encoder, v *int32) { e.Int(int64(*v)) })
}

// Load implements watch.Detector.
func (d *detector) Load(r *watch.Decoder) error {
	d.began = int32(r.Int())
	d.readers.Load(r, loadReader)
	d.groups.Load(r, func(r *watch.Decoder, g *group) {
		for i := range g {
			g[i].Load(r)
		}
	})
	d.places.Load(r, func(r *watch.Decoder, v *int32) { *v = int32(r.Int()) })
	return r.Err()
}

func saveReader(e *watch.Encoder, r *reader) {
	e.ID(r.group)
	e.Uint(uint64(r.n))
	for _, id := range r.few[:min(int(r.n), len(r.few))] {
		e.ID(id)
	}
	e.Uint(uint64(r.rows))
	e.Int(int64(r.first))
	e.Int(int64(r.day - r.first))
	e.Uint(uint64(r.days))
	e.Uint(uint64(r.role))
	for i := range measures {
		e.Bool(r.in[i])
		e.Uint(uint64(r.class[i]))
	}
	e.Bool(r.more != nil)
	if r.more != nil {
		r.more.save(e)
	}
}

func loadReader(d *watch.Decoder, r *reader) {
	r.group = d.ID()
	r.n = uint8(min(d.Uint(), uint64(len(r.few))))
	for i := range r.few[:r.n] {
		r.few[i] = d.ID()
	}
	r.rows = uint32(d.Uint())
	r.first = int32(d.Int())
	r.day = r.first + int32(d.Int())
	r.days = uint16(d.Uint())
	r.role = watch.Role(d.Uint())
	for i := range measures {
		r.in[i] = d.Bool()
		r.class[i] = uint8(d.Uint() & 63)
	}
	if d.Bool() {
		r.more = &full{recent: tally.NewRecent(kept)}
		r.more.load(d)
	}
}

func putFloat(e *watch.Encoder, v ...*float32) {
	for _, f := range v {
		e.Uint(uint64(math.Float32bits(*f)))
	}
}

func getFloat(d *watch.Decoder, v ...*float32) {
	for _, f := range v {
		if *f = math.Float32frombits(uint32(d.Uint())); *f != *f {
			d.Fail()
		}
	}
}

func (f *full) save(e *watch.Encoder) {
	for i := range f.tracks {
		t := &f.tracks[i]
		putFloat(e, &t.today, &t.hour, &t.before, &t.top, &t.fresh, &t.residue, &t.look[hour], &t.look[day], &t.look[slow])
		e.Int(int64(t.since))
		e.Uint(uint64(t.spell))
		e.Bool(t.told)
		t.usual.Save(e)
		t.hourly.Save(e)
		t.news.Save(e)
	}
	o := &f.off
	putFloat(e, &o.today, &o.residue, &o.sum, &o.look)
	e.Int(int64(o.since))
	e.Uint(uint64(o.spell))
	o.usual.Save(e)
	e.Uint(uint64(o.seen))
	e.Uint(uint64(o.learnt))
	for _, n := range o.hours {
		e.Uint(uint64(n))
	}
	f.today.Save(e)
	f.recent.Save(e)
	e.Uint(uint64(len(f.shelves)))
	for i := range f.shelves {
		s := &f.shelves[i]
		e.ID(s.id)
		putFloat(e, &s.today, &s.look)
		s.usual.Save(e)
	}
	e.ID(f.home)
	e.ID(f.from)
	putFloat(e, &f.votes)
	e.Int(int64(f.hour))
	for _, v := range []uint8{f.at, f.hits, f.strays, f.busiest} {
		e.Uint(uint64(v))
	}
	e.Uint(f.agents)
}

func (f *full) load(d *watch.Decoder) {
	for i := range f.tracks {
		t := &f.tracks[i]
		getFloat(d, &t.today, &t.hour, &t.before, &t.top, &t.fresh, &t.residue, &t.look[hour], &t.look[day], &t.look[slow])
		t.since, t.spell, t.told = int32(d.Int()), uint16(d.Uint()), d.Bool()
		t.usual.Load(d)
		t.hourly.Load(d)
		t.news.Load(d)
	}
	o := &f.off
	getFloat(d, &o.today, &o.residue, &o.sum, &o.look)
	o.since, o.spell = int32(d.Int()), uint16(d.Uint())
	o.usual.Load(d)
	o.seen, o.learnt = uint32(d.Uint()), uint8(min(d.Uint(), 100))
	for i := range o.hours {
		o.hours[i] = uint8(d.Uint())
	}
	f.today.Load(d)
	f.recent.Load(d)
	n := d.Len(8)
	if n > shelves {
		d.Fail()
		return
	}
	for range n {
		s := shelf{id: d.ID()}
		getFloat(d, &s.today, &s.look)
		s.usual.Load(d)
		f.shelves = append(f.shelves, s)
	}
	f.home, f.from = d.ID(), d.ID()
	getFloat(d, &f.votes)
	f.hour = int32(d.Int())
	for _, v := range []*uint8{&f.at, &f.hits, &f.strays, &f.busiest} {
		*v = uint8(d.Uint())
	}
	f.agents = d.Uint()
}
