package crowd

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

// account is where an account or a session is at home, and with what.
type account struct {
	ranges, agents [5]mark
	fails          uint16 // since it last came in
	failed         uint16 // the day of the first of them
}

// mark is something of an account: a range, a program.
type mark struct {
	id          uint32
	first, last uint16 // days since 1970; last 0: nothing
}

func find(list *[5]mark, id uint32) *mark {
	for i := range list {
		if m := &list[i]; m.id == id && m.last != 0 {
			return m
		}
	}
	return nil
}

// put takes the place of what was not seen for longest.
func put(list *[5]mark, id uint32, today uint16) {
	at := &list[0]
	for i := range list {
		if list[i].last < at.last {
			at = &list[i]
		}
	}
	*at = mark{id, today, today}
}

// sighting is what an access says of its account.
type sighting struct {
	counts bool // it was not seen there today
	known  bool // it was seen before
	newly  bool // it was seen before, and never there
	moved  bool // and never with that program either
}

func (p *account) see(a *watch.Access, today uint16) (s sighting) {
	where := find(&p.ranges, short(a.Range))
	if where != nil && where.last >= today && a.Agent == 0 {
		return s
	}
	s.known = p.ranges[0].last != 0 && p.agents[0].last != 0
	with := find(&p.agents, short(a.Agent))
	switch {
	case where == nil:
		s.counts = true
		s.newly = s.known
		s.moved = s.known && with == nil && a.Agent != 0
		put(&p.ranges, short(a.Range), today)
	case where.last < today:
		s.counts, where.last = true, today
	}
	switch {
	case a.Agent == 0:
	case with == nil:
		put(&p.agents, short(a.Agent), today)
	case with.last < today:
		with.last = today
	}
	return s
}

func (p *account) save(e *watch.Encoder) {
	for _, list := range []*[5]mark{&p.ranges, &p.agents} {
		for i := range list {
			e.Uint(uint64(list[i].id))
			e.Uint(uint64(list[i].first))
			e.Uint(uint64(list[i].last))
		}
	}
	e.Uint(uint64(p.fails))
	e.Uint(uint64(p.failed))
}

func (p *account) load(d *watch.Decoder) {
	for _, list := range []*[5]mark{&p.ranges, &p.agents} {
		for i := range list {
			list[i] = mark{uint32(d.Uint()), uint16(d.Uint()), uint16(d.Uint())}
		}
	}
	p.fails, p.failed = uint16(d.Uint()), uint16(d.Uint())
}
