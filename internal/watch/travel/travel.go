// Package travel tells of an account that is in two places: too far apart for the time between, or on two networks at once; and
// of one that comes with a new device from elsewhere right after its password was reset ("impossible-travel").
//
// What makes it quiet is trust: a place of which it is known that the account comes from it, or that was seen together with a
// device that is the account's. Of two places the one that is trusted less is the one in question.
package travel

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

const (
	minute = int64(60e6)
	hour   = 60 * minute
	day    = 24 * hour
)

// Config holds the parameters; zero means the default.
type Config struct {
	// Far is how far two countries are apart at their nearest, in km; 0 if that is not known. Default: network.Far.
	Far func(a, b [2]byte) float64
	// Least is the shortest distance that is told, in km. Default 250.
	Least float64
	// Speed is how fast one may travel, in km/h: a jet from gate to gate. Default 900.
	Speed float64
	// Days is on how many days a network must have been used to be the account's. Default 3.
	Days int64
	// Shifts is in how many shifts of eight hours a program must have been used to be the account's; of a device one is enough. Default 2.
	Shifts int64
	// Crowd is how many accounts a store has, of which nobody said what they are, when they are taken for customers. Default 300.
	Crowd int64
	// Visitors is how many accounts must come for the first time from one address. Default 3.
	Visitors int64
	// Leaves is by how many accounts a hoster's network must be used, with what they always use, to be the house's way out. Default 5.
	Leaves int64
	// Confidence below which nothing is told. Default 0.3.
	Confidence float64
}

func (c Config) defaults() Config {
	if c.Far == nil {
		c.Far = network.Far
	}
	for _, v := range []struct {
		of    *float64
		usual float64
	}{{&c.Least, 250}, {&c.Speed, 900}, {&c.Confidence, 0.3}} {
		if *v.of <= 0 {
			*v.of = v.usual
		}
	}
	for _, v := range []struct {
		of    *int64
		usual int64
	}{{&c.Days, 3}, {&c.Shifts, 2}, {&c.Crowd, 300}, {&c.Visitors, 3}, {&c.Leaves, 5}} {
		if *v.of <= 0 {
			*v.of = v.usual
		}
	}
	return c
}

// Networks in which an address says nothing of where somebody is.
const nowhere = network.VPN | network.Proxy | network.Private

// hides are networks from which an employee seldom comes.
const hides = network.Hosting | network.Anonymising

type detector struct {
	c        Config
	about    *watch.About
	accounts *tally.Map[account]
	places   *tally.Map[place]
	crowds   *tally.Map[crowd] // by store
	cases    *tally.Map[told]
	joins    []watch.ID
}

// place is an address, or a hoster's range, and who came from it.
type place struct {
	strangers tally.Recent // accounts that were at home elsewhere
	guests    tally.Recent // accounts that came with what they always use
}

// crowd are the accounts of a store of which nothing is said.
type crowd struct {
	accounts tally.Recent
	many     bool // they are customers
}

// told is what was told of an account, by rule.
type told struct{ n, first, last int64 }

// New makes the detector "impossible-travel".
func New(s *watch.Settings, c Config) watch.Detector {
	n := s.Limit()
	return &detector{c: c.defaults(), about: about(), accounts: tally.New[account](n), places: tally.New[place](max(n/8, 1000)), crowds: tally.New[crowd](10_000), cases: tally.New[told](max(n/20, 100))}
}

// About implements watch.Detector.
func (d *detector) About() *watch.About {
	d.about.Dropped = d.accounts.Dropped + d.places.Dropped + d.crowds.Dropped + d.cases.Dropped
	return d.about
}

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, out watch.Out) {
	d.changed(a)
	if a.Who == 0 || a.Range == 0 || a.Late || !a.OK() || a.Role&(watch.Job|watch.Customer) != 0 || a.Net.Is(nowhere) {
		return
	}
	p := d.accounts.Get(a.Who)
	if p != nil && (a.Action == event.Logout || p.same(a)) {
		p.leave(a)
		return
	}
	if d.customer(a) {
		return
	}
	if p == nil {
		p, _ = d.accounts.At(a.Who)
	}
	now := p.visit(a, &d.c)
	if now.trust == ownDevice || now.trust == ownProgram {
		d.guest(a)
	}
	if p.here.at != 0 && p.here.network != now.network && d.wayOut(a) {
		return // the house's way out, whoever takes it
	}
	d.judge(a, p, now, out)
	p.come(a, now)
}

// customer tells one of many accounts of which nothing is said: of customers the detector "many-accounts" tells.
func (d *detector) customer(a *watch.Access) bool {
	if a.Role != 0 {
		return false
	}
	r, _ := d.crowds.At(a.Store.ID)
	if r.accounts.Add(a.Who, a.At) {
		r.many = r.accounts.Since(a.At-30*day) >= d.c.Crowd
	}
	return r.many
}

// guest remembers that an account came to a hoster's network with what it always uses.
func (d *detector) guest(a *watch.Access) {
	if a.Net.Is(network.Hosting) {
		q, _ := d.places.At(a.Range)
		q.guests.Add(a.Who, a.At)
	}
}

func (d *detector) wayOut(a *watch.Access) bool {
	if !a.Net.Is(network.Hosting) {
		return false
	}
	q := d.places.Get(a.Range)
	return q != nil && q.guests.Since(a.At-7*day) >= d.c.Leaves
}

// judge looks at an account that is elsewhere than it was.
func (d *detector) judge(a *watch.Access, p *account, now visit, out watch.Out) {
	was := p.here
	if was.at != 0 && was.country != now.country && was.country != 0 && now.country != 0 && a.Net.Country != [2]byte{} {
		if d.tooFar(a, p, was, now, out) {
			return
		}
	}
	if p.reset != 0 && a.At-p.reset <= day && a.At >= p.reset && now.trust == nothing && p.tools[0].days > 0 && (a.Net.Is(hides) || p.foreign(now.country)) {
		d.tell(a, "after-reset", 0.65, out, watch.Num("minutes", (a.At-p.reset)/minute))
		return
	}
	if a.Action != event.Login || now.trust != nothing {
		return
	}
	if p.open != 0 && p.open != now.network && p.leaves && a.At-p.opened <= 12*hour && was.country != 0 && now.country != 0 && (a.Net.Is(hides) || was.country != now.country) {
		d.tell(a, "parallel", d.weigh(a, now, was), out)
	}
	if int64(p.days) >= d.c.Days && p.foreign(now.country) && (a.Net.Is(hides) || now.said && p.tools[0].days > 0) {
		d.tell(a, "new-abroad", map[bool]float64{true: 0.65, false: 0.6}[a.Net.Is(hides)], out)
	}
	d.visitor(a, p, now, out)
}

// tooFar tells a journey that nobody can have made.
func (d *detector) tooFar(a *watch.Access, p *account, was, now visit, out watch.Out) bool {
	km := d.c.Far(was.code(), now.code())
	took := max(a.At-was.at, minute)
	if km < d.c.Least || float64(took) >= km/d.c.Speed*float64(hour) || was.mobile != now.mobile && max(was.trust, now.trust) >= ownProgram {
		return false // a telephone abroad comes out at home
	}
	confidence := d.weigh(a, now, was)
	if confidence < d.c.Confidence {
		return false
	}
	d.tell(a, "travel", confidence, out, watch.Num("km", int64(km)/100*100), watch.Num("minutes", took/minute), watch.Say("from", network.Code(was.code())), watch.Say("to", network.Code(now.code())))
	return true
}

// weigh is how sure it is that one of two places is not the account's.
func (d *detector) weigh(a *watch.Access, now, was visit) float64 {
	confidence := 0.6
	hidden := now.hides || was.hides
	switch min(now.trust, was.trust) {
	case ownDevice, ownPlace:
		confidence = 0.1
	case ownProgram:
		if confidence = 0.2; hidden {
			confidence = 0.3 // a program has many users
		}
	case nothing:
		if hidden {
			confidence += 0.15
		}
		if now.trust == nothing && now.said || was.trust == nothing && was.said {
			confidence += 0.15 // it is known what was used, and it is new
		}
	}
	if now.mobile || was.mobile {
		confidence -= 0.2
	}
	if a.Net.Is(network.Office | network.Partner) {
		confidence -= 0.1
	}
	return confidence
}

// visitor counts accounts that come for the first time from one address and are at home elsewhere.
func (d *detector) visitor(a *watch.Access, p *account, now visit, out watch.Out) {
	if int64(p.days) < d.c.Days || a.Net.Is(watch.Crowd) || !a.Net.Is(hides) && !p.foreign(now.country) {
		return
	}
	q, _ := d.places.At(a.Origin)
	q.strangers.Add(a.Who, a.At)
	if n := q.strangers.Since(a.At - 7*day); n >= d.c.Visitors {
		confidence := 0.4
		if a.Net.Is(hides) {
			confidence = 0.7
		}
		joins := append(a.Joins(d.joins[:0]), a.Origin)
		d.joins = joins
		out.Signal(&watch.Signal{Detector: "impossible-travel", Rule: "visitor", Key: a.Origin, Joins: joins, Access: a, Who: []byte{}, People: n, Rows: -1, Accesses: n, Accounts: n, Confidence: confidence})
	}
}

// tell tells something of an account; again when it happened twice as often.
func (d *detector) tell(a *watch.Access, rule string, confidence float64, out watch.Out, args ...watch.Arg) {
	if confidence < d.c.Confidence {
		return
	}
	key := watch.Join(a.Who, watch.ID(rule[0]))
	t, fresh := d.cases.At(key)
	if fresh || a.At-t.last > 7*day {
		*t = told{first: a.At}
	}
	t.n++
	t.last = a.At
	if t.n&(t.n-1) != 0 {
		return
	}
	d.joins = a.Joins(d.joins[:0])
	out.Signal(&watch.Signal{Detector: "impossible-travel", Rule: rule, Key: a.Who, Joins: d.joins, Access: a, First: t.first, Last: a.At, People: max(a.Persons(), 1), Rows: -1, Accesses: t.n, Confidence: min(confidence, 0.95), Args: args})
}

var resetWords = [...][]byte{[]byte("reset"), []byte("security info"), []byte("authenticator"), []byte("mfa"), []byte("strong auth"), []byte("2sv"), []byte("two_factor"), []byte("two-factor"), []byte("passwordreset"), []byte("change user password")}

// changed remembers that an account's password was reset, or its second factor changed.
func (d *detector) changed(a *watch.Access) {
	switch a.Action {
	case event.Admin, event.Write, event.Grant, event.Other:
	default:
		return
	}
	if !a.OK() || len(a.Op) < 3 || len(a.Op) > 80 || a.Target == 0 && a.Who == 0 {
		return
	}
	for _, w := range resetWords {
		if !contains(a.Op, w) {
			continue
		}
		id := a.Target
		if id == 0 {
			id = a.Who
		}
		if p := d.accounts.Get(id); p != nil { // of one that is not known nothing is new
			p.reset = a.At
		}
		return
	}
}

// contains tells whether a text holds a word, whatever its case.
func contains(s, word []byte) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0] && bytes.EqualFold(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

// Tick implements watch.Detector.
func (d *detector) Tick(int64, watch.Out) {}

// Save implements watch.Detector.
func (d *detector) Save(e *watch.Encoder) {
	d.accounts.Save(e, func(e *watch.Encoder, p *account) { p.save(e) })
	d.places.Save(e, func(e *watch.Encoder, q *place) {
		q.strangers.Save(e)
		q.guests.Save(e)
	})
	d.crowds.Save(e, func(e *watch.Encoder, r *crowd) {
		r.accounts.Save(e)
		e.Bool(r.many)
	})
	d.cases.Save(e, func(e *watch.Encoder, t *told) {
		e.Int(t.n)
		e.Int(t.first)
		e.Int(t.last)
	})
}

// Load implements watch.Detector.
func (d *detector) Load(r *watch.Decoder) error {
	d.accounts.Load(r, func(r *watch.Decoder, p *account) { p.load(r) })
	d.places.Load(r, func(r *watch.Decoder, q *place) {
		q.strangers.Load(r)
		q.guests.Load(r)
	})
	d.crowds.Load(r, func(r *watch.Decoder, v *crowd) {
		v.accounts.Load(r)
		v.many = r.Bool()
	})
	d.cases.Load(r, func(r *watch.Decoder, t *told) { t.n, t.first, t.last = r.Int(), r.Int(), r.Int() })
	return r.Err()
}
