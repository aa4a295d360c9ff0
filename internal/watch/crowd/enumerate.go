package crowd

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

type enumeration struct {
	c      Config
	about  *watch.About
	askers *tally.Map[asker]
	routes *tally.Map[route]
	joins  []watch.ID
}

// asker is one who asked for persons by their identifiers.
type asker struct {
	things, missed tally.Recent // identifiers; of those the ones that nobody has
	found          tally.Recent // persons that an application named
	first, day     int64
	last           uint64 // the number asked for last
	n, up          int64  // numbers asked for that day, and how many of them were a little larger than the one before
	rows, calls    int64  // of look-ups in the week that began first
	news           [3]news
}

// route is what is known of a shape: whether it looks up address books.
type route struct{ looks bool }

// The rules, by their place in asker.news.
const (
	sequence = iota
	random
	lookup
)

var enumerationRules = [...]string{"sequence", "random", "lookup"}

// NewEnumeration makes the detector "enumeration".
func NewEnumeration(s *watch.Settings, c Config) watch.Detector {
	n := s.Limit()
	return &enumeration{c: c.defaults(), about: aboutEnumeration(), askers: tally.New[asker](max(n/4, 100)), routes: tally.New[route](10_000)}
}

// About implements watch.Detector.
func (d *enumeration) About() *watch.About {
	d.about.Dropped = d.askers.Dropped // of routes nothing is lost: they are asked again
	return d.about
}

// See implements watch.Detector.
func (d *enumeration) See(a *watch.Access, out watch.Out) {
	switch a.Action {
	case event.Login, event.Logout, event.Admin, event.Grant:
		return
	}
	looks := d.looks(a)
	if !a.Personal && !looks && (a.Role&watch.Customer == 0 || len(a.People) < 2) {
		return
	}
	id := a.Who
	for _, other := range [...]watch.ID{a.SessionID, a.DeviceID, a.Origin} {
		if id == 0 {
			id = other
		}
	}
	if id == 0 {
		return
	}
	p, _ := d.askers.At(id)
	p.week(a.At)
	if a.Personal {
		p.ask(a)
		d.judgeAsked(a, id, p, out)
	}
	if looks || a.Role&watch.Customer != 0 {
		p.look(a, looks)
		d.judgeFound(a, id, p, out)
	}
}

var lookWords = [...][]byte{[]byte("contact"), []byte("lookup"), []byte("resolve"), []byte("addressbook"), []byte("address_book"), []byte("address-book"), []byte("phonebook"), []byte("friends/find"), []byte("friend_search")}

// looks tells whether an address book is looked up. A shape is asked once.
func (d *enumeration) looks(a *watch.Access) bool {
	if a.Shape == 0 {
		return false
	}
	r, fresh := d.routes.At(a.Shape)
	if fresh {
		for _, w := range lookWords {
			if bytes.Contains(a.Path, w) && (bytes.HasPrefix(a.Path, []byte{'/'}) || bytes.Equal(a.Op, []byte("lookup")) || bytes.Equal(a.Op, []byte("resolve"))) {
				r.looks = true
			}
		}
	}
	return r.looks
}

// week begins a new one when the last is over.
func (p *asker) week(at int64) {
	if p.first == 0 || at-p.first > 7*day {
		p.first, p.rows, p.calls = at, 0, 0
	}
	if today := at / day; today > p.day {
		p.day, p.n, p.up = today, 0, 0
	}
}

// ask counts an identifier.
func (p *asker) ask(a *watch.Access) {
	if fresh := p.things.Add(a.Thing, a.At); !fresh && p.things.Exact() {
		return // asked for again: nothing new is learnt by it
	}
	if !a.OK() || a.Status == 404 || a.Status == 410 || a.Event.Rows == 0 {
		p.missed.Add(a.Thing, a.At)
	}
	v := number(a.Name)
	if p.n++; p.n > 1 && v > p.last && v-p.last <= 100 {
		p.up++
	}
	p.last = v
}

// number is the digits of an identifier, the last 18 of them.
func number(name []byte) (v uint64) {
	for _, c := range name {
		if c-'0' <= 9 {
			v = v%100_000_000_000_000_000*10 + uint64(c-'0')
		}
	}
	return v
}

func (p *asker) look(a *watch.Access, looks bool) {
	for _, id := range a.People {
		p.found.Add(id, a.At)
	}
	if looks && a.OK() {
		p.calls++
		p.rows += max(a.Rows, 0)
	}
}

// judgeAsked looks for identifiers asked for in a row, and for many that nobody has.
func (d *enumeration) judgeAsked(a *watch.Access, id watch.ID, p *asker, out watch.Out) {
	if p.n < d.c.Asked && p.n%64 != 0 {
		return
	}
	asked := p.things.Since(a.At - day)
	if asked < d.c.Asked {
		return
	}
	missed := p.missed.Since(a.At - day)
	lost := float64(missed) / float64(asked)
	ours := a.Role&(watch.Staff|watch.Admin|watch.Job) != 0
	unsaid := a.Who != 0 && a.Role == 0
	row := float64(p.up) >= 0.7*float64(p.n)
	switch {
	case row && ours: // a job that goes through all members: it knows which there are
		row = asked >= 6*d.c.Asked && lost >= 0.05
	case row && unsaid:
		row = asked >= 2*d.c.Asked && lost >= 0.02 || asked >= 6*d.c.Asked
	}
	if row {
		confidence := 0.7
		switch {
		case lost >= 0.1:
			confidence = 0.85
		case unsaid:
			confidence = 0.5
		}
		d.tell(a, id, p, sequence, asked, missed, confidence, out)
		return
	}
	times := int64(2)
	if ours {
		times = 6
	}
	if asked >= times*d.c.Asked && lost >= 0.3 {
		d.tell(a, id, p, random, asked, missed, 0.75, out)
	}
}

// judgeFound looks for address books that nobody has.
func (d *enumeration) judgeFound(a *watch.Access, id watch.ID, p *asker, out watch.Out) {
	if a.Role&(watch.Staff|watch.Admin|watch.Job) != 0 || len(a.People) == 0 && p.calls == 0 {
		return
	}
	found := p.found.Since(a.At - 7*day)
	few := d.c.Found
	many := found >= few && (p.rows >= 3*found || p.rows == 0) || found >= 3*few+few/3
	switch {
	case many, p.rows >= d.c.Looked && p.calls >= 3:
		d.tell(a, id, p, lookup, max(p.rows, found), max(p.rows-found, 0), 0.8, out)
	case p.calls >= 50 && p.rows == 0: // of a log that does not say how many
		d.tell(a, id, p, lookup, p.calls, 0, 0.6, out)
	}
}

func (d *enumeration) tell(a *watch.Access, id watch.ID, p *asker, rule int, asked, missed int64, confidence float64, out watch.Out) {
	if !p.news[rule].grown(asked, a.At) {
		return
	}
	p.news[rule].told(asked, a.At)
	people := p.found.Since(a.At - 7*day)
	if people == 0 && rule != lookup {
		people = asked - missed
	}
	if people == 0 {
		people = -1
	}
	joins := append(d.joins[:0], id, a.SessionID, a.DeviceID)
	if !a.Net.Is(ours | network.Mobile) {
		joins = append(joins, a.Origin)
	}
	d.joins = joins
	out.Signal(&watch.Signal{Detector: "enumeration", Rule: enumerationRules[rule], Key: watch.Join(id, watch.ID(rule+1)), Joins: joins, Access: a, First: min(p.first, a.At), Last: a.At, People: people, Rows: -1, Accesses: max(p.calls, asked),
		Confidence: confidence, Args: []watch.Arg{watch.Num("asked", asked), watch.Num("missed", missed)}})
}

// Tick implements watch.Detector.
func (d *enumeration) Tick(int64, watch.Out) {}

// Save implements watch.Detector.
func (d *enumeration) Save(e *watch.Encoder) {
	d.askers.Save(e, func(e *watch.Encoder, p *asker) {
		p.things.Save(e)
		p.missed.Save(e)
		p.found.Save(e)
		for _, n := range []int64{p.first, p.day, p.n, p.up, p.rows, p.calls} {
			e.Int(n)
		}
		e.Uint(p.last)
		for i := range p.news {
			p.news[i].save(e)
		}
	})
	d.routes.Save(e, func(e *watch.Encoder, r *route) { e.Bool(r.looks) })
}

// Load implements watch.Detector.
func (d *enumeration) Load(r *watch.Decoder) error {
	d.askers.Load(r, func(r *watch.Decoder, p *asker) {
		p.things.Load(r)
		p.missed.Load(r)
		p.found.Load(r)
		for _, n := range []*int64{&p.first, &p.day, &p.n, &p.up, &p.rows, &p.calls} {
			*n = r.Int()
		}
		p.last = r.Uint()
		for i := range p.news {
			p.news[i].load(r)
		}
	})
	d.routes.Load(r, func(r *watch.Decoder, v *route) { v.looks = r.Bool() })
	return r.Err()
}
