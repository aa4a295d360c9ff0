package crowd

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// login looks at a login that was tried.
func (d *many) login(a *watch.Access, out watch.Out) {
	id, ok := a.Login, a.OK()
	if ok {
		id = a.Who
	}
	if id == 0 {
		return
	}
	p := d.accounts.Get(id)
	known := p != nil && p.ranges[0].last != 0
	d.guess(a, id, p, ok, out)
	if a.Net.Is(network.Proxy) {
		return
	}
	keys := [...]struct {
		k  kind
		of uint32
	}{{byOrigin, short(a.Origin)}, {byRange, short(a.Range)}, {byNetwork, a.Net.AS}, {byAgent, short(a.Agent)}}
	for i := len(keys) - 1; i >= 0; i-- { // the widest first: what is told of it is not told of its parts
		k := keys[i]
		if k.of == 0 || k.k == byNetwork && !a.Net.Is(hides) {
			continue
		}
		key := group(k.k, k.of)
		t, _ := d.tries.At(key)
		if m := t.add(short(id), a.At, ok, known); m != nil {
			d.tried(a, k.k, key, m, out)
		}
	}
	s, _ := d.shops.At(a.Store.ID)
	s.add(a, d, id, ok, out)
}

// tried judges what was tried by one.
func (d *many) tried(a *watch.Access, k kind, key watch.ID, m *attempts, out watch.Out) {
	if n := m.failures; m.news.n == 0 && (a.OK() || n < d.c.Tried || n > 64 && n%8 != 0) { // it is failures that tell
		return
	}
	tried, bad, good := m.stuffing(&d.c, k, a.At)
	if bad == 0 || !m.news.grown(tried, a.At) && !a.OK() {
		return
	}
	known := m.known.Since(a.At - 7*day)
	if good == 0 && known < 3 && tried < 5*d.c.Tried {
		return // names that nobody has: the noise of the net
	}
	m.news.told(max(tried, 1), a.At)
	confidence := 0.7
	switch {
	case good == 0 && known < 3:
		confidence = 0.2
	case good == 0:
		confidence = 0.6
	case a.Net.Is(hides):
		confidence = 0.85
	}
	rule, people := "stuffing", good
	if good == 0 {
		rule, people = "tried", -1
	}
	// All that is tried at one login within a day is one story, from however many addresses it comes.
	joins := append(d.joins[:0], watch.Join(a.Store.ID, watch.ID(byStore)))
	if confidence >= 0.5 {
		switch {
		case a.Net.Is(watch.Crowd):
		case k == byRange:
			joins = append(joins, a.Range)
		default:
			joins = append(joins, a.Origin)
		}
		if a.OK() {
			joins = append(joins, a.Who)
		}
	} else {
		key = watch.Join(a.Store.ID, watch.ID(byStore), 2)
	}
	d.joins = joins
	who := []byte{}
	if a.OK() {
		who = nil // who came in is named
	}
	out.Signal(&watch.Signal{Detector: "many-accounts", Rule: rule, Key: key, Joins: joins, Access: a, Who: who, First: m.news.since, Last: a.At, People: people, Rows: -1, Accesses: m.failures + good, Accounts: tried,
		Confidence: confidence, Attempt: confidence < 0.3, Args: []watch.Arg{watch.Num("tried", tried), watch.Num("failed", bad), watch.Num("in", good)}})
}

// guess counts failures of one account, and tells when it is come into after many, from where it was never seen.
func (d *many) guess(a *watch.Access, id watch.ID, p *account, ok bool, out watch.Out) {
	today := uint16(a.At / day)
	if !ok {
		if p == nil {
			p, _ = d.accounts.At(id)
		}
		if p.fails == 0 || today > p.failed+2 {
			p.fails, p.failed = 0, today
		}
		if p.fails < 1<<16-1 {
			p.fails++
		}
		return
	}
	if p == nil {
		return
	}
	n := int64(p.fails)
	p.fails = 0
	if n < d.c.Guesses || today > p.failed+2 || find(&p.ranges, short(a.Range)) != nil || a.Net.Is(network.Office|network.VPN|network.Proxy) {
		return
	}
	confidence := 0.6
	if a.Net.Is(hides) {
		confidence = 0.8
	}
	joins := append(d.joins[:0], a.Who, a.SessionID)
	if !a.Net.Is(network.Mobile) {
		joins = append(joins, a.Origin)
	}
	d.joins = joins
	out.Signal(&watch.Signal{Detector: "many-accounts", Rule: "guessed", Key: id, Joins: joins, Access: a, People: 1, Rows: -1, Accesses: n + 1, Accounts: 1, Confidence: confidence, Args: []watch.Arg{watch.Num("failed", n)}})
}

// shop is a login that is tried from everywhere a little: what is usual there, day by day.
type shop struct {
	today       int64
	tried, good tally.Recent // of the day
	days        int64        // that were learnt
	usual       float64      // the part that fails, on average
	mean        float64      // how many fail a day
	news        news
}

// add counts a login at a store.
func (s *shop) add(a *watch.Access, d *many, id watch.ID, ok bool, out watch.Out) {
	if today := a.At / day; today > s.today {
		tried := s.tried.Since(0)
		bad := float64(tried - s.good.Since(0))
		if tried > 0 && s.news.n == 0 { // a day of which something was told is no usual one
			s.days++
			w := 1 / float64(min(s.days, 7))
			s.usual += w * (bad/float64(tried) - s.usual)
			s.mean += w * (bad - s.mean)
		}
		s.today, s.tried, s.good, s.news = today, tally.Recent{}, tally.Recent{}, news{}
	}
	s.tried.Add(id, a.At)
	if ok {
		s.good.Add(id, a.At)
		return
	}
	if s.days < 3 {
		return
	}
	tried := s.tried.Since(0)
	if tried < 10*d.c.Tried/2 || !s.news.grown(tried, a.At) {
		return
	}
	good := s.good.Since(0)
	bad := tried - good
	if part := float64(bad) / float64(tried); part < max(0.4, 3*s.usual) || float64(bad) < 4*s.mean || bad < 5*d.c.Tried {
		return
	}
	s.news.told(tried, a.At)
	d.joins = append(d.joins[:0], watch.Join(a.Store.ID, watch.ID(byStore)))
	out.Signal(&watch.Signal{Detector: "many-accounts", Rule: "spread", Key: watch.Join(a.Store.ID, watch.ID(byStore), 3), Joins: d.joins, Access: a, Who: []byte{}, Origin: []byte{}, First: s.today * day, Last: a.At, People: -1, Rows: -1,
		Accesses: tried, Accounts: bad, Confidence: 0.6, Args: []watch.Arg{watch.Num("tried", tried), watch.Num("failed", bad), watch.Num("usual", int64(s.mean))}})
}

func (s *shop) save(e *watch.Encoder) {
	e.Int(s.today)
	s.tried.Save(e)
	s.good.Save(e)
	e.Int(s.days)
	e.Float(s.usual)
	e.Float(s.mean)
	s.news.save(e)
}

func (s *shop) load(d *watch.Decoder) {
	s.today = d.Int()
	s.tried.Load(d)
	s.good.Load(d)
	s.days, s.usual, s.mean = d.Int(), d.Float(), d.Float()
	s.news.load(d)
}
