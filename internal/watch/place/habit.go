package place

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// habit is from where an account usually comes, and with what.
type habit struct {
	days, last uint16 // how many days it was seen on, and the last of them
	n          uint32
	countries  [4]usual // what stands for a country: its two letters
	tools      [4]usual // devices and agents, by the upper half of their IDs
	near       uint32   // the range from which a device that is known came last
	nearAt     uint16   // the day of that
}

// usual is something that comes again.
type usual struct {
	what        uint32
	first, last uint16
	days        uint16 // on how many it was seen
}

func code(c [2]byte) uint32 { return uint32(c[0])<<8 | uint32(c[1]) }

func tool(id watch.ID) uint32 { return uint32(id >> 32) }

// learn remembers where an account was and what it used there.
func (h *habit) learn(a *watch.Access) {
	today := date(a.At)
	if h.n++; h.days == 0 || today > h.last {
		h.days, h.last = h.days+1, today
	}
	put(h.countries[:], code(a.Net.Country), today)
	if a.DeviceID != 0 {
		put(h.tools[:], tool(a.DeviceID), today)
	}
	if a.Agent != 0 {
		put(h.tools[:], tool(a.Agent), today)
	}
}

// put takes the place of what was not seen for longest.
func put(list []usual, what uint32, today uint16) {
	at := 0
	for i := range list {
		u := &list[i]
		if u.days > 0 && u.what == what {
			if today > u.last {
				u.last, u.days = today, u.days+1
			}
			return
		}
		if u.last < list[at].last {
			at = i
		}
	}
	list[at] = usual{what: what, first: today, last: today, days: 1}
}

func known(list []usual, what uint32) bool {
	for i := range list {
		if u := &list[i]; u.days > 0 && u.what == what {
			return true
		}
	}
	return false
}

// used tells what was seen on so many days before today.
func used(list []usual, what uint32, days, today uint16) bool {
	for i := range list {
		if u := &list[i]; u.days > 0 && u.what == what {
			if u.last >= today {
				return u.days > days
			}
			return u.days >= days
		}
	}
	return false
}

// familiarity is how well what an access was made with is known of its account.
type familiarity int

const (
	unknown familiarity = iota // it is new, or nothing is known
	agent                      // the program is known, of a device nothing is said
	device                     // the device itself
)

// enough is on how many days a program must have been used before today to be an account's; of a device one is enough.
const enough = 2

func (h *habit) familiar(a *watch.Access) familiarity {
	switch {
	case h == nil:
	case a.DeviceID != 0:
		if used(h.tools[:], tool(a.DeviceID), 1, date(a.At)) {
			h.near, h.nearAt = tool(a.Range), date(a.At)
			return device
		}
	case h.near != 0 && h.near == tool(a.Range) && date(a.At) <= h.nearAt+3: // another log of the same journey said the device
		return device
	case a.Agent != 0 && used(h.tools[:], tool(a.Agent), enough, date(a.At)):
		return agent
	}
	return unknown
}

func (h *habit) save(e *watch.Encoder) {
	e.Uint(uint64(h.days))
	e.Uint(uint64(h.last))
	e.Uint(uint64(h.n))
	e.Uint(uint64(h.near))
	e.Uint(uint64(h.nearAt))
	for _, list := range [][]usual{h.countries[:], h.tools[:]} {
		saveUsual(e, list)
	}
}

func (h *habit) load(d *watch.Decoder) {
	h.days, h.last, h.n = uint16(d.Uint()), uint16(d.Uint()), uint32(d.Uint())
	h.near, h.nearAt = uint32(d.Uint()), uint16(d.Uint())
	loadUsual(d, h.countries[:])
	loadUsual(d, h.tools[:])
}

func saveUsual(e *watch.Encoder, list []usual) {
	for i := range list {
		u := &list[i]
		e.Uint(uint64(u.what))
		e.Uint(uint64(u.first))
		e.Uint(uint64(u.last))
		e.Uint(uint64(u.days))
	}
}

func loadUsual(d *watch.Decoder, list []usual) {
	for i := range list {
		list[i] = usual{uint32(d.Uint()), uint16(d.Uint()), uint16(d.Uint()), uint16(d.Uint())}
	}
}
