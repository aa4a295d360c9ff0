package travel

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// trust is why an account is thought to be itself in a place, the better reason last.
type trust uint8

const (
	nothing    trust = iota
	ownProgram       // the user agent that it always has
	ownPlace         // it comes from there on other days too
	ownDevice        // the device, or the place was seen together with it
)

// account is where somebody is, and what he usually comes with.
type account struct {
	here   visit
	open   uint32 // the network in which a session stands open that a log will say the end of
	opened int64
	reset  int64 // when the password was, or a second factor changed
	leaves bool  // its logouts are logged
	days   uint16
	last   uint16
	home   [3]usual // countries, as visit has them
	places [4]usual
	tools  [5]usual // by shifts of eight hours, for days
}

// visit is an account in a place.
type visit struct {
	at      int64
	network uint32 // its range
	country uint16
	trust   trust
	hides   bool
	mobile  bool
	said    bool // the log says with what
}

func (v visit) code() [2]byte { return [2]byte{byte(v.country >> 8), byte(v.country)} }

// usual is something that comes again.
type usual struct {
	what       uint32
	last, days uint16
}

func short(id watch.ID) uint32 { return uint32(id >> 32) }

// known tells on how many days before today something was seen.
func known(list []usual, what uint32, today uint16) int64 {
	for i := range list {
		if u := &list[i]; u.days > 0 && u.what == what {
			if u.last == today {
				return int64(u.days) - 1
			}
			return int64(u.days)
		}
	}
	return 0
}

func put(list []usual, what uint32, today uint16, days uint16) {
	at := 0
	for i := range list {
		u := &list[i]
		if u.days > 0 && u.what == what {
			if u.last != today {
				u.last, u.days = today, u.days+1
			}
			u.days = max(u.days, days)
			return
		}
		if u.last < list[at].last || list[at].days > 0 && u.days == 0 {
			at = i
		}
	}
	list[at] = usual{what, today, max(days, 1)}
}

// same is the short way of an account that is where it was just now, with nothing new.
func (p *account) same(a *watch.Access) bool {
	return p.here.network == short(a.Range) && p.here.at != 0 && a.Action != event.Login && a.At-p.here.at < minute
}

// visit is what an access says of where the account is.
func (p *account) visit(a *watch.Access, c *Config) visit {
	today, shift := uint16(a.At/day), uint16(a.At/(8*hour))
	v := visit{at: a.At, network: short(a.Range), country: uint16(a.Net.Country[0])<<8 | uint16(a.Net.Country[1]), hides: a.Net.Is(hides), mobile: a.Net.Is(network.Mobile), said: a.DeviceID != 0 || a.Agent != 0}
	switch n := known(p.places[:], v.network, today); {
	case a.DeviceID != 0 && known(p.tools[:], short(a.DeviceID), shift) >= 1:
		v.trust = ownDevice
	case n >= vouched:
		v.trust = ownDevice
	case n >= c.Days:
		v.trust = ownPlace
	case a.DeviceID == 0 && a.Agent != 0 && known(p.tools[:], short(a.Agent), shift) >= c.Shifts:
		v.trust = ownProgram
	}
	if p.here.network == v.network && p.here.trust > v.trust && a.DeviceID == 0 { // another log of the same moment said more
		v.trust = p.here.trust
	}
	return v
}

// vouched are the days with which a place begins to which a device came that is the account's.
const vouched = 30

// come remembers a visit.
func (p *account) come(a *watch.Access, v visit) {
	today, shift := uint16(a.At/day), uint16(a.At/(8*hour))
	if p.days == 0 || today > p.last {
		p.days, p.last = p.days+1, today
	}
	days := uint16(1)
	if v.trust == ownDevice && a.DeviceID != 0 {
		days = vouched + 1
	}
	put(p.places[:], v.network, today, days)
	put(p.home[:], uint32(v.country), today, 1)
	if a.DeviceID != 0 {
		put(p.tools[:], short(a.DeviceID), shift, 1)
	}
	if a.Agent != 0 {
		put(p.tools[:], short(a.Agent), shift, 1)
	}
	if a.Action == event.Login {
		p.open, p.opened = v.network, a.At
	}
	p.here = v
}

// leave ends a session, if the access does.
func (p *account) leave(a *watch.Access) {
	if a.Action != event.Logout {
		return
	}
	p.leaves = true
	if p.open == short(a.Range) {
		p.open = 0
	}
}

// foreign tells a country in which the account never was.
func (p *account) foreign(country uint16) bool {
	return p.days > 0 && country != 0 && known(p.home[:], uint32(country), 0) == 0
}

func (p *account) save(e *watch.Encoder) {
	v := &p.here
	for _, n := range []int64{v.at, int64(v.network), int64(v.country), int64(v.trust), int64(p.open), p.opened, p.reset, int64(p.days), int64(p.last)} {
		e.Int(n)
	}
	for _, b := range []bool{v.hides, v.mobile, v.said, p.leaves} {
		e.Bool(b)
	}
	for _, list := range [][]usual{p.home[:], p.places[:], p.tools[:]} {
		for _, u := range list {
			e.Uint(uint64(u.what))
			e.Uint(uint64(u.last))
			e.Uint(uint64(u.days))
		}
	}
}

func (p *account) load(d *watch.Decoder) {
	v := &p.here
	v.at, v.network, v.country, v.trust = d.Int(), uint32(d.Int()), uint16(d.Int()), trust(d.Int())
	p.open, p.opened, p.reset, p.days, p.last = uint32(d.Int()), d.Int(), d.Int(), uint16(d.Int()), uint16(d.Int())
	for _, b := range []*bool{&v.hides, &v.mobile, &v.said, &p.leaves} {
		*b = d.Bool()
	}
	for _, list := range [][]usual{p.home[:], p.places[:], p.tools[:]} {
		for i := range list {
			list[i] = usual{uint32(d.Uint()), uint16(d.Uint()), uint16(d.Uint())}
		}
	}
}
