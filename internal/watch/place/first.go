package place

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// The rules of "first-country", by their place in its list.
const (
	ofStore = iota
	ofAccount
)

type first struct {
	c      Config
	about  *watch.About
	habits *tally.Map[habit]
	stores *tally.Map[learnt]
	public public
	visits visits
}

// learnt is from where a store is asked.
type learnt struct {
	first     int64
	n         int64
	days      uint16
	last      uint16
	countries []usual
}

// mostCountries is how many are remembered of a store; there are 249.
const mostCountries = 300

// NewFirst makes the detector "first-country": accesses from a country from which a store, or an account, was never asked before.
func NewFirst(s *watch.Settings, c Config) watch.Detector {
	c = c.defaults()
	return &first{c: c, about: aboutFirst(), habits: tally.New[habit](s.Limit()), stores: tally.New[learnt](max(s.Limit()/10, 100)),
		public: public{tally.New[tally.Recent](max(s.Limit()/10, 100)), c.Crowd}, visits: newVisits("first-country", s.Limit(), "store", "account")}
}

// About implements watch.Detector.
func (d *first) About() *watch.About {
	d.about.Dropped = d.habits.Dropped + d.stores.Dropped + d.visits.all.Dropped + d.public.accounts.Dropped
	return d.about
}

// See implements watch.Detector.
func (d *first) See(a *watch.Access, out watch.Out) {
	if a.Net.Country == [2]byte{} || !acts(a) {
		return
	}
	d.public.learn(a)
	where := code(a.Net.Country)
	fresh := d.store(a, where)
	var h *habit
	foreign := false
	if a.Who != 0 {
		h, _ = d.habits.At(a.Who)
		foreign = int64(h.days) >= d.c.Habit && !known(h.countries[:], where)
	}
	if (fresh || foreign) && !a.Net.Is(declared) {
		d.judge(a, h, fresh, foreign, out)
	}
	if h != nil && !foreign {
		h.learn(a)
	}
}

// store learns a store's countries, and tells whether that of an access is new to it: first seen less than the days of learning
// ago, when the store was known well.
func (d *first) store(a *watch.Access, where uint32) bool {
	s, fresh := d.stores.At(a.Store.ID)
	if fresh {
		s.first = a.At
	}
	today := date(a.At)
	if s.n++; s.days == 0 || today > s.last {
		s.days, s.last = s.days+1, today
	}
	for i := range s.countries {
		u := &s.countries[i]
		if u.what != where {
			continue
		}
		u.last = max(u.last, today)
		if u.days == 0 { // it was new when it was met
			return int64(today) < int64(u.first)+d.c.Days
		}
		return false
	}
	well := a.At-s.first >= d.c.Days*day && s.n >= d.c.Accesses && int64(s.days) >= min(d.c.Days, 3)
	if len(s.countries) < mostCountries {
		u := usual{what: where, first: today, last: today, days: 1}
		if well {
			u.days = 0
		}
		s.countries = append(s.countries, u)
	}
	return well
}

// judge weighs an access from a country that is new to the store, or to the account.
func (d *first) judge(a *watch.Access, h *habit, fresh, foreign bool, out watch.Out) {
	stranger := d.public.stranger(a)
	confidence := d.confidence(a, h, stranger)
	if confidence < d.c.Least {
		return
	}
	s := d.stores.Get(a.Store.ID)
	if fresh {
		if d.storeIsAsked(a, s, stranger, confidence, out) {
			return
		}
	}
	// An account's first country says something only where persons are read: people travel.
	if !foreign || !a.Takes() || a.Persons() == 0 && (a.Store.People <= 0 || stranger) {
		return
	}
	key := watch.Join(a.Who, ofAccount+1)
	v, _ := d.visits.all.At(key)
	v.rule = ofAccount
	v.add(a, confidence-0.1)
	need := int64(0)
	switch {
	case stranger:
		need = d.c.Strangers
	case confidence == agentOnly:
		need = 10 * d.c.Strangers
	}
	if _, _, most := v.persons(); max(most, v.people.Since(0)) < need {
		return
	}
	d.visits.tell(key, v, a, out)
}

// storeIsAsked counts an access from a country new to its store.
func (d *first) storeIsAsked(a *watch.Access, s *learnt, stranger bool, confidence float64, out watch.Out) bool {
	worldly := len(s.countries) >= d.c.Worldly
	alike := !stranger && confidence == agentOnly
	if stranger && a.Persons() == 0 || worldly && !stranger && a.Persons() == 0 {
		return false
	}
	by := watch.Join(a.Store.ID, watch.ID(code(a.Net.Country)))
	key, need := by, int64(0)
	switch {
	case worldly: // then it is one who reads much
		key, need = watch.Join(by, subject(a)), 10*d.c.Strangers
	case alike:
		need = 10 * d.c.Strangers
	case stranger:
		need = d.c.Strangers
	}
	v, _ := d.visits.all.At(key)
	v.rule = ofStore
	v.add(a, confidence, by)
	if _, _, most := v.persons(); max(most, v.people.Since(0)) < need {
		return false
	}
	d.visits.tell(key, v, a, out)
	return true
}

// agentOnly is the confidence where the program is the one that the account always uses, and of the device nothing is said: a journey,
// unless very many persons are read; programs are many people's.
const agentOnly = 0.4

func (d *first) confidence(a *watch.Access, h *habit, stranger bool) float64 {
	confidence := 0.6
	switch {
	case stranger:
	case a.Role&watch.Job != 0:
		confidence = 0.7 // jobs do not travel, and their programs have many users
	case h.familiar(a) == device:
		return 0.1
	case h.familiar(a) == agent:
		return agentOnly
	case a.Persons() == 0 && a.Action != event.Export: // a login, say, of somebody on a journey whose device the log does not tell
		confidence = 0.35
	case h != nil && h.days >= 3 && a.DeviceID == 0 && a.Agent == 0: // somebody known, of whose journeys the log says nothing more
		confidence = 0.28
	case h != nil && int64(h.days) >= d.c.Habit && a.DeviceID != 0:
		confidence = 0.7 // it is known what this account uses, and this is not it
	}
	if a.Net.Is(hides) {
		confidence += 0.2
	}
	return confidence
}

// Tick implements watch.Detector.
func (d *first) Tick(now int64, out watch.Out) { d.visits.tick(now, out) }

// Save implements watch.Detector.
func (d *first) Save(e *watch.Encoder) {
	d.habits.Save(e, func(e *watch.Encoder, h *habit) { h.save(e) })
	d.stores.Save(e, func(e *watch.Encoder, s *learnt) {
		for _, n := range []int64{s.first, s.n, int64(s.days), int64(s.last)} {
			e.Int(n)
		}
		e.Uint(uint64(len(s.countries)))
		saveUsual(e, s.countries)
	})
	d.public.accounts.Save(e, func(e *watch.Encoder, r *tally.Recent) { r.Save(e) })
	d.visits.save(e)
}

// Load implements watch.Detector.
func (d *first) Load(r *watch.Decoder) error {
	d.habits.Load(r, func(r *watch.Decoder, h *habit) { h.load(r) })
	d.stores.Load(r, func(r *watch.Decoder, s *learnt) {
		s.first, s.n, s.days, s.last = r.Int(), r.Int(), uint16(r.Int()), uint16(r.Int())
		if n := r.Len(4); n <= mostCountries {
			s.countries = make([]usual, n)
			loadUsual(r, s.countries)
		} else {
			r.Fail()
		}
	})
	d.public.accounts.Load(r, func(r *watch.Decoder, v *tally.Recent) { v.Load(r) })
	d.visits.load(r)
	return r.Err()
}
