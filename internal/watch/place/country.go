package place

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// The rules of "country", by their place in its list.
const (
	outside = iota // who is of the organisation
	abroad         // with a device that is known: a journey
	strange        // customers, nobody
	refused
)

type country struct {
	c      Config
	about  *watch.About
	habits *tally.Map[habit]
	public public
	visits visits
}

// New makes the detector "country": accesses to a store from countries that were not declared for it.
func New(s *watch.Settings, c Config) watch.Detector {
	c = c.defaults()
	return &country{c: c, about: aboutCountry(), habits: tally.New[habit](s.Limit()),
		public: public{tally.New[tally.Recent](100_000), c.Crowd}, visits: newVisits("country", s.Limit(), "outside", "abroad", "strange", "refused")}
}

// About implements watch.Detector.
func (d *country) About() *watch.About {
	d.about.Dropped = d.habits.Dropped + d.visits.all.Dropped + d.public.accounts.Dropped
	return d.about
}

// See implements watch.Detector.
func (d *country) See(a *watch.Access, out watch.Out) {
	if !a.Store.Declared || a.Net.Country == [2]byte{} {
		return
	}
	if a.Store.Allows(a.Net.Country) {
		if acts(a) {
			d.public.learn(a)
			if a.Who != 0 {
				h, _ := d.habits.At(a.Who)
				h.learn(a)
			}
		}
		return
	}
	switch {
	case !a.OK():
		d.refused(a, out)
	case acts(a):
		d.foreign(a, out)
	}
}

func (d *country) foreign(a *watch.Access, out watch.Out) {
	stranger := d.public.stranger(a)
	if stranger && a.Persons() == 0 && a.Action != event.Export {
		return // pages that anybody may see
	}
	who := subject(a)
	if who == 0 {
		return
	}
	key := watch.Join(who, a.Store.ID)
	v, fresh := d.visits.all.At(key)
	confidence, rule := d.judge(a, v, stranger)
	if fresh {
		v.rule = rule
	} else if v.rule == abroad && rule == outside {
		v.rule, v.told = outside, 0 // not the device that is known: no journey, and told anew
	}
	v.add(a, confidence)
	if stranger {
		if _, _, most := v.persons(); max(most, v.people.Since(0)) < d.c.Strangers && a.Action != event.Export {
			return
		}
	}
	d.visits.tell(key, v, a, out)
}

// journey is how long somebody is away with his device before it looks like a place of work, in days.
const journey = 14

func (d *country) judge(a *watch.Access, v *visit, stranger bool) (confidence float64, rule uint8) {
	if stranger {
		confidence, rule = 0.6, strange
	} else {
		switch d.habits.Get(a.Who).familiar(a) {
		case device:
			confidence, rule = 0.15, abroad
		case agent:
			confidence, rule = 0.2, abroad
		default:
			confidence, rule = 0.75, outside
		}
		if rule == abroad && v.n > 0 && a.At-v.first > journey*day {
			confidence, rule = 0.5, outside
		}
	}
	switch {
	case a.Net.Is(hides):
		confidence += 0.2
		if rule == abroad && !a.Net.Is(declared) {
			rule = outside
		}
	case a.Net.Is(declared):
		confidence -= 0.25 // it is known who sits there; that the country was not declared remains
	}
	return min(max(confidence, 0.1), 0.95), rule
}

// refused counts those who tried and did not come in, by store: the whole world knocks.
func (d *country) refused(a *watch.Access, out watch.Out) {
	if a.Action != event.Login && (a.Who == 0 || a.Status != 401 && a.Status != 403) || d.public.stranger(a) && a.Login == 0 {
		return
	}
	key := watch.Join(a.Store.ID, refused)
	if r := d.public.accounts.Get(a.Store.ID); r != nil && r.Since(a.At-30*day) >= d.c.Crowd {
		return // a login for customers
	}
	v, _ := d.visits.all.At(key)
	v.rule = refused
	v.add(a, 0.1)
	v.joins = [6]watch.ID{} // of nobody who came in
	if v.n >= d.c.Refused {
		d.visits.tell(key, v, a, out)
	}
}

// Tick implements watch.Detector.
func (d *country) Tick(now int64, out watch.Out) { d.visits.tick(now, out) }

// Save implements watch.Detector.
func (d *country) Save(e *watch.Encoder) {
	d.habits.Save(e, func(e *watch.Encoder, h *habit) { h.save(e) })
	d.public.accounts.Save(e, func(e *watch.Encoder, r *tally.Recent) { r.Save(e) })
	d.visits.save(e)
}

// Load implements watch.Detector.
func (d *country) Load(r *watch.Decoder) error {
	d.habits.Load(r, func(r *watch.Decoder, h *habit) { h.load(r) })
	d.public.accounts.Load(r, func(r *watch.Decoder, v *tally.Recent) { v.Load(r) })
	d.visits.load(r)
	return r.Err()
}
