package complaint

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// account is where and with what an account was used last.
type account struct {
	traces [4]trace
}

// trace is an account in one place with one program.
type trace struct {
	origin, range_, agent watch.ID
	first, last           uint32 // minutes since 1970
}

const minute = int64(60e6)

func minutes(at int64) uint32 { return uint32(max(at, 0) / minute) }

func (t *trace) from() int64 { return int64(t.first) * minute }
func (t *trace) to() int64   { return int64(t.last) * minute }

// see tells whether an access is something new of the account, or the first after a day.
func (p *account) see(a *watch.Access) bool {
	at := &p.traces[0]
	for i := range p.traces {
		t := &p.traces[i]
		if t.range_ == a.Range && t.agent == a.Agent && t.last != 0 {
			now := minutes(a.At)
			news := int64(now)-int64(t.last) > day/minute
			t.last, t.origin = max(t.last, now), a.Origin
			return news
		}
		if t.last < at.last {
			at = t
		}
	}
	*at = trace{a.Origin, a.Range, a.Agent, minutes(a.At), minutes(a.At)}
	return true
}

// Save implements watch.Detector.
func (d *detector) Save(e *watch.Encoder) {
	d.told.Save(e, func(e *watch.Encoder, c *complaint) {
		e.ID(c.id)
		e.ID(c.account)
		e.Int(c.at)
		e.Int(c.told)
	})
	d.accounts.Save(e, func(e *watch.Encoder, p *account) {
		for i := range p.traces {
			t := &p.traces[i]
			if e.Bool(t.last != 0); t.last != 0 {
				t.save(e)
			}
		}
	})
	d.common.Save(e, func(e *watch.Encoder, c *common) { c.accounts.Save(e) })
	d.active.Save(e)
	d.suspects.Save(e, func(e *watch.Encoder, s *suspect) {
		for _, id := range s.accounts {
			e.ID(id)
		}
		s.all.Save(e)
		e.Int(s.first)
		e.Int(s.last)
		e.Uint(uint64(s.kind))
		for _, id := range s.joins {
			e.ID(id)
		}
		e.Int(s.news)
	})
	for _, n := range d.days {
		e.Int(int64(n))
	}
	for _, n := range []int64{d.day, d.first, d.crowd[0], d.crowd[1]} {
		e.Int(n)
	}
}

func (t *trace) save(e *watch.Encoder) {
	e.ID(t.origin)
	e.ID(t.range_)
	e.ID(t.agent)
	e.Uint(uint64(t.first))
	e.Uint(uint64(t.last))
}

// Load implements watch.Detector.
func (d *detector) Load(r *watch.Decoder) error {
	d.told.Load(r, func(r *watch.Decoder, c *complaint) { *c = complaint{r.ID(), r.ID(), r.Int(), r.Int()} })
	d.accounts.Load(r, func(r *watch.Decoder, p *account) {
		for i := range p.traces {
			if r.Bool() {
				p.traces[i] = trace{r.ID(), r.ID(), r.ID(), uint32(r.Uint()), uint32(r.Uint())}
			}
		}
	})
	d.common.Load(r, func(r *watch.Decoder, c *common) { c.accounts.Load(r) })
	d.active.Load(r)
	d.suspects.Load(r, func(r *watch.Decoder, s *suspect) { s.load(r) })
	for i := range d.days {
		d.days[i] = int32(r.Int())
	}
	for _, n := range []*int64{&d.day, &d.first, &d.crowd[0], &d.crowd[1]} {
		*n = max(r.Int(), 0)
	}
	return r.Err()
}

func (s *suspect) load(r *watch.Decoder) {
	for i := range s.accounts {
		s.accounts[i] = r.ID()
	}
	var all tally.Recent
	all.Load(r)
	s.all, s.first, s.last, s.kind = all, r.Int(), r.Int(), kind(r.Uint())
	if s.kind > byAgent {
		r.Fail()
		s.kind = 0
	}
	for i := range s.joins {
		s.joins[i] = r.ID()
	}
	s.news = r.Int()
}
