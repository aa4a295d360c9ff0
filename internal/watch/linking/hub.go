package linking

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// hub is a device, an account, a wallet or an address, and what is tied through it. Most tie one or two.
type hub struct {
	few  [2]tie
	many *many
}

// tie is one of the first two that went through a hub.
type tie struct {
	what, by uint32
	ok       bool
}

// many is what is remembered of a hub with more.
type many struct {
	first, n                     int64
	linked, failed, users, moved tally.Recent
	news                         [4]int64 // what was told last, by rule
}

func short(id watch.ID) uint32 { return uint32(id >> 32) }

// see counts an access; nil as long as there is nothing to judge.
func (h *hub) see(a *watch.Access, what watch.ID, secret bool) *many {
	if h.many == nil {
		s := short(what)
		for i := range h.few {
			switch f := &h.few[i]; {
			case f.what == s:
				f.ok = f.ok || a.OK() && a.Action == event.Link
				return nil
			case f.what == 0:
				*f = tie{s, short(a.Who), a.OK() && a.Action == event.Link}
				return nil
			}
		}
		h.many = &many{first: a.At}
		for _, f := range h.few {
			if f.ok {
				h.many.linked.Add(watch.ID(f.what)<<32, a.At)
			}
			if f.by != 0 {
				h.many.users.Add(watch.ID(f.by)<<32, a.At)
			}
		}
	}
	m := h.many
	m.n++
	id := watch.ID(short(what)) << 32
	switch {
	case secret:
		m.failed.Add(id, a.At)
	case a.Action == event.Transfer:
		m.moved.Add(id, a.At)
	case a.OK():
		m.linked.Add(id, a.At)
	}
	if a.Who != 0 {
		m.users.Add(watch.ID(short(a.Who))<<32, a.At)
	}
	return m
}

// instrument is a bank account or a card, and to which wallets it is tied.
type instrument struct {
	wallets [4]uint32
	linked  int64 // when it was tied last
	n       uint16
	fails   uint16 // of a day
	day     uint16
	grew    bool // the last access tied it to one more
}

func (i *instrument) see(a *watch.Access) {
	today := uint16(a.At / day)
	if today != i.day {
		i.day, i.fails = today, 0
	}
	i.grew = false
	if !a.OK() {
		if i.fails < 1<<16-1 {
			i.fails++
		}
		return
	}
	if a.Action != event.Link {
		return
	}
	i.linked = a.At
	wallet := a.For
	if wallet == 0 {
		wallet = a.Who
	}
	s := short(wallet)
	for _, w := range i.wallets {
		if w == s {
			return
		}
	}
	if wallet != 0 && i.n < 1<<16-1 {
		i.wallets[int(i.n)%len(i.wallets)] = s
		i.n, i.grew = i.n+1, true
	}
}

func (h *hub) save(e *watch.Encoder) {
	for _, f := range h.few {
		e.Uint(uint64(f.what))
		e.Uint(uint64(f.by))
		e.Bool(f.ok)
	}
	m := h.many
	if e.Bool(m != nil); m == nil {
		return
	}
	e.Int(m.first)
	e.Int(m.n)
	for _, r := range []*tally.Recent{&m.linked, &m.failed, &m.users, &m.moved} {
		r.Save(e)
	}
	for _, n := range m.news {
		e.Int(n)
	}
}

func (h *hub) load(d *watch.Decoder) {
	for i := range h.few {
		h.few[i] = tie{uint32(d.Uint()), uint32(d.Uint()), d.Bool()}
	}
	if !d.Bool() {
		return
	}
	m := &many{first: d.Int(), n: d.Int()}
	for _, r := range []*tally.Recent{&m.linked, &m.failed, &m.users, &m.moved} {
		r.Load(d)
	}
	for i := range m.news {
		m.news[i] = d.Int()
	}
	h.many = m
}

func (i *instrument) save(e *watch.Encoder) {
	for _, w := range i.wallets {
		e.Uint(uint64(w))
	}
	e.Int(i.linked)
	e.Uint(uint64(i.n))
	e.Uint(uint64(i.fails))
	e.Uint(uint64(i.day))
}

func (i *instrument) load(d *watch.Decoder) {
	for k := range i.wallets {
		i.wallets[k] = uint32(d.Uint())
	}
	i.linked, i.n, i.fails, i.day = d.Int(), uint16(d.Uint()), uint16(d.Uint()), uint16(d.Uint())
}
