package crowd

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

type many struct {
	c        Config
	about    *watch.About
	accounts *tally.Map[account] // by account, else by session
	places   *tally.Map[place]
	tries    *tally.Map[tries]
	shops    *tally.Map[shop]
	pending  []watch.ID // places whose number grew since it was told
	joins    []watch.ID // room for those of a signal
}

// New makes the detector "many-accounts".
func New(s *watch.Settings, c Config) watch.Detector {
	n := s.Limit()
	return &many{c: c.defaults(), about: aboutMany(), accounts: tally.New[account](n), places: tally.New[place](max(n/16, 1000)), tries: tally.New[tries](max(n/4, 1000)), shops: tally.New[shop](1000)}
}

// About implements watch.Detector.
func (d *many) About() *watch.About {
	d.about.Dropped = d.accounts.Dropped + d.places.Dropped + d.tries.Dropped + d.shops.Dropped
	return d.about
}

// See implements watch.Detector.
func (d *many) See(a *watch.Access, out watch.Out) {
	if a.Role&watch.Job != 0 || a.Range == 0 {
		return
	}
	if a.Action == event.Login {
		d.login(a, out)
	}
	id := a.Who
	if id == 0 {
		id = a.SessionID
	}
	if id == 0 || !a.OK() || a.Net.Is(ours) {
		return
	}
	p, _ := d.accounts.At(id)
	today := uint16(a.At / day)
	s := p.see(a, today)
	if !s.counts {
		if id&3 == 0 {
			if r := d.places.Get(group(byRange, short(a.Range))); r != nil {
				r.asked++
			}
		}
		return
	}
	d.place(a, id, group(byRange, short(a.Range)), s, out)
	if a.Net.Is(network.Hosting) && a.Net.AS != 0 {
		d.place(a, id, group(byNetwork, a.Net.AS), s, out)
	}
	if s.moved { // it may be the other place that is not its own, if it was met there first
		for i := range p.ranges {
			if m := &p.ranges[i]; m.id != short(a.Range) && m.last != 0 && m.first+1 >= today {
				if r := d.places.Get(group(byRange, m.id)); r != nil {
					if r.moved.Add(id, a.At); r.touched >= d.c.Accounts && id&7 == 0 {
						d.judge(nil, group(byRange, m.id), r, a.At, out)
					}
				}
			}
		}
	}
}

// place counts an account in a place.
func (d *many) place(a *watch.Access, id, key watch.ID, s sighting, out watch.Out) {
	r, fresh := d.places.At(key)
	if fresh {
		r.first, r.joins[0] = a.At, a.Range
		if a.Net.Is(network.Hosting) && a.Net.AS != 0 { // the ranges of one hoster are one story
			r.joins[1] = watch.Join(watch.ID(a.Net.AS), watch.ID(byNetwork))
		}
	}
	r.kind |= a.Net.Kind
	r.accounts.Add(id, a.At)
	r.with(short(a.Agent))
	if id&3 == 0 {
		r.asked++
	}
	if s.known {
		r.known.Add(id, a.At)
	}
	if s.newly {
		r.newly.Add(id, a.At)
	}
	if s.moved {
		r.moved.Add(id, a.At)
	}
	if a.Action == event.Login && a.OK() {
		r.logins.Add(id, a.At)
	}
	if r.news.n > 0 || s.moved || s.newly && r.kind&hides != 0 || r.touched%16 == 0 {
		d.judge(a, key, r, a.At, out)
	}
}

func (d *many) judge(a *watch.Access, key watch.ID, r *place, now int64, out watch.Out) {
	accounts, moved, confidence := r.replay(&d.c, now)
	if confidence == 0 {
		return
	}
	accounts = r.exactly(accounts, now)
	rule := "replay"
	if moved < d.c.Accounts {
		rule = "unattended"
	} else if r.unattended {
		r.news.n = 0 // now it is known where they are at home
	}
	if !r.news.grown(accounts, now) {
		if !r.news.waits && accounts > r.news.n && len(d.pending) < 10_000 {
			r.news.waits = true
			d.pending = append(d.pending, key)
		}
		return
	}
	first := max(r.first, now-7*day)
	r.news.told(accounts, now)
	r.unattended = rule != "replay"
	joins := append(d.joins[:0], r.joins[:]...)
	if a != nil && !a.Net.Is(network.Mobile) {
		joins = append(joins, a.Origin)
	}
	d.joins = joins
	out.Signal(&watch.Signal{Detector: "many-accounts", Rule: rule, Key: key, Joins: joins, Access: a, Who: []byte{}, First: first, Last: now, People: accounts, Rows: -1, Accesses: r.touched, Accounts: accounts,
		Confidence: min(confidence, 0.95), Args: []watch.Arg{watch.Num("moved", moved), watch.Num("percent", int64(100*r.one()))}})
}

// Tick implements watch.Detector.
func (d *many) Tick(now int64, out watch.Out) {
	d.pending = slices.DeleteFunc(d.pending, func(key watch.ID) bool {
		r := d.places.Get(key)
		if r == nil {
			return true
		}
		if now-r.news.at < again && now != watch.Last {
			return false
		}
		at := now
		if now == watch.Last {
			at = r.news.at + again
		}
		r.news.waits = false
		d.judge(nil, key, r, at, out)
		return true
	})
}

// Save implements watch.Detector.
func (d *many) Save(e *watch.Encoder) {
	d.accounts.Save(e, func(e *watch.Encoder, p *account) { p.save(e) })
	d.places.Save(e, func(e *watch.Encoder, p *place) { p.save(e) })
	d.tries.Save(e, func(e *watch.Encoder, t *tries) { t.save(e) })
	d.shops.Save(e, func(e *watch.Encoder, s *shop) { s.save(e) })
	e.Uint(uint64(len(d.pending)))
	for _, id := range d.pending {
		e.ID(id)
	}
}

// Load implements watch.Detector.
func (d *many) Load(r *watch.Decoder) error {
	d.accounts.Load(r, func(r *watch.Decoder, p *account) { p.load(r) })
	d.places.Load(r, func(r *watch.Decoder, p *place) { p.load(r) })
	d.tries.Load(r, func(r *watch.Decoder, t *tries) { t.load(r) })
	d.shops.Load(r, func(r *watch.Decoder, s *shop) { s.load(r) })
	for range r.Len(8) {
		d.pending = append(d.pending, r.ID())
	}
	return r.Err()
}
