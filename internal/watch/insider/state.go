package insider

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// Save implements watch.Detector.
func (d *detector) Save(e *watch.Encoder) {
	e.Int(int64(d.began))
	e.ID(d.newest)
	e.Int(d.taken)
	d.accounts.Save(e, saveAccount)
	d.tables.Save(e, func(e *watch.Encoder, t *table) { list(e, t.readers[:t.n]) })
	d.doors.Save(e, func(e *watch.Encoder, o *door) {
		for _, v := range [...]int64{o.first, o.n, o.done, o.match, o.away, o.inLook, o.doneLook} {
			e.Int(v)
		}
		o.in.Save(e)
		o.did.Save(e)
		e.Bool(o.drew)
	})
	d.homes.Save(e, func(e *watch.Encoder, h *home) {
		e.ID(h.first)
		e.ID(h.second)
		e.Int(h.at)
		e.Bool(h.late)
	})
	d.takers.Save(e, func(e *watch.Encoder, k *taker) {
		e.ID(k.who)
		e.ID(k.origin)
		for _, v := range [...]int64{k.at, k.last, k.rows} {
			e.Int(v)
		}
		k.people.Save(e)
	})
}

// Load implements watch.Detector.
func (d *detector) Load(r *watch.Decoder) error {
	d.began = int32(r.Int())
	d.newest, d.taken = r.ID(), r.Int()
	d.accounts.Load(r, loadAccount)
	d.tables.Load(r, func(r *watch.Decoder, t *table) {
		l := load(r, len(t.readers))
		t.n = uint8(copy(t.readers[:], l))
	})
	d.doors.Load(r, func(r *watch.Decoder, o *door) {
		for _, v := range [...]*int64{&o.first, &o.n, &o.done, &o.match, &o.away, &o.inLook, &o.doneLook} {
			*v = r.Int()
		}
		o.in.Load(r)
		o.did.Load(r)
		o.drew = r.Bool()
	})
	d.homes.Load(r, func(r *watch.Decoder, h *home) {
		h.first, h.second, h.at, h.late = r.ID(), r.ID(), r.Int(), r.Bool()
	})
	d.takers.Load(r, func(r *watch.Decoder, k *taker) {
		k.who, k.origin = r.ID(), r.ID()
		for _, v := range [...]*int64{&k.at, &k.last, &k.rows} {
			*v = r.Int()
		}
		k.people = tally.NewRecent(128)
		k.people.Load(r)
	})
	return r.Err()
}

func list(e *watch.Encoder, l []uint32) {
	e.Uint(uint64(len(l)))
	for _, v := range l {
		e.Uint(uint64(v))
	}
}

func load(d *watch.Decoder, most int) []uint32 {
	n := d.Len(1)
	if n > most {
		d.Fail()
		return nil
	}
	var l []uint32
	for range n {
		l = append(l, uint32(d.Uint()))
	}
	return l
}

func saveLearnt(e *watch.Encoder, l []learnt) {
	e.Uint(uint64(len(l)))
	for _, k := range l {
		e.Uint(uint64(k.what))
		e.Uint(uint64(k.last))
		e.Uint(uint64(k.days))
	}
}

func loadLearnt(d *watch.Decoder, most int) []learnt {
	n := d.Len(3)
	if n > most {
		d.Fail()
		return nil
	}
	var l []learnt
	for range n {
		l = append(l, learnt{uint32(d.Uint()), uint16(d.Uint()), uint8(d.Uint())})
	}
	return l
}

func saveAccount(e *watch.Encoder, c *account) {
	for _, v := range [...]int64{int64(c.first), int64(c.day - c.first), c.persons, c.began} {
		e.Int(v)
	}
	for _, v := range [...]uint64{uint64(c.days), uint64(c.role), uint64(c.secrets), uint64(math.Float32bits(c.score)), uint64(math.Float32bits(c.look)), uint64(c.clonesLook)} {
		e.Uint(v)
	}
	e.Bool(c.secret)
	e.Bool(c.machine)
	c.clones.Save(e)
	saveLearnt(e, c.tables)
	saveLearnt(e, c.ranges)
	list(e, c.repos)
	list(e, c.strangers)
}

func loadAccount(d *watch.Decoder, c *account) {
	c.first = int32(d.Int())
	c.day = c.first + int32(d.Int())
	c.persons, c.began = d.Int(), d.Int()
	c.days, c.role, c.secrets = uint16(d.Uint()), watch.Role(d.Uint()), uint8(d.Uint())
	c.score, c.look = math.Float32frombits(uint32(d.Uint())), math.Float32frombits(uint32(d.Uint()))
	c.clonesLook = uint16(d.Uint())
	c.secret, c.machine = d.Bool(), d.Bool()
	c.clones.Load(d)
	c.tables, c.ranges = loadLearnt(d, mostTables), loadLearnt(d, mostRanges)
	c.repos, c.strangers = load(d, mostRepos), load(d, mostAlien)
}
