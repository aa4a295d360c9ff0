package insider

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// through counts an account that comes in, changes or draws at a door: a device, else an origin that is no crowd's.
func (d *detector) through(a *watch.Access, what deed, known bool, out watch.Out) {
	id := a.DeviceID
	if a.Net.Kind&watch.Crowd == 0 && a.Origin != 0 {
		id = a.Origin // the story begins with logins, which name no device in most logs
	}
	if id == 0 || a.Role&(watch.Staff|watch.Job|watch.Admin) != 0 && what == entered {
		return
	}
	o, fresh := d.doors.At(id)
	if fresh || a.At-o.first > window {
		*o = door{first: a.At}
	}
	if what == entered {
		if grows := o.in.Add(a.Who); grows > 0 {
			o.n += grows
			if k := d.takers.Get(a.Target); k != nil { // the log says who stands behind the login
				o.match++
			}
		}
	} else {
		o.drew = o.drew || what == drew
		if grows := o.did.Add(a.Who); grows > 0 {
			o.done += grows
			if known {
				o.away++
			}
			o.match += d.matches(a)
		}
	}
	d.behind(id, o, a, out)
}

// matches tells that the access concerns a person whose credentials were read.
func (d *detector) matches(a *watch.Access) int64 {
	k := d.takers.Get(d.newest)
	if k == nil {
		return 0
	}
	for _, p := range a.People {
		if k.people.Has(p) {
			return 1
		}
	}
	return 0
}

// behind judges what happened at a door.
func (d *detector) behind(id watch.ID, o *door, a *watch.Access, out watch.Out) {
	rule, n, sure := "", int64(0), 0.0
	switch {
	case (o.done >= int64(d.c.Changed) || o.match >= 2) && o.done >= o.doneLook && o.done > 0:
		rule, n, sure = "cash-out", o.done, 0.6
		if o.drew {
			sure += 0.15
		}
		if o.match > 0 {
			sure += 0.15
		}
		o.doneLook = o.done + max(o.done/2, 1)
	case o.n >= int64(d.c.Entered) && o.n >= o.inLook:
		rule, n, sure = "as-customers", o.n, 0.45
		o.inLook = o.n + max(o.n/2, 1)
	default:
		return
	}
	s := d.make(id, a, rule, sure)
	s.Accounts, s.First = n, o.first
	if k := d.takers.Get(d.newest); k != nil {
		if o.match > 0 || o.away >= 2 || o.n >= int64(d.c.Entered) { // else it is not sure enough that it is one story
			s.Joins = append(s.Joins, k.who)
			if k.origin != 0 {
				s.Joins = append(s.Joins, k.origin)
			}
		}
		s.First = min(s.First, k.at)
		s.Args = append(d.args[:0], watch.Num("days", (a.At-k.at)/dayLong))
	} else {
		s.Args = append(d.args[:0], watch.Num("days", 0))
	}
	out.Signal(s)
}
