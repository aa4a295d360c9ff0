package crowd

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// place is a range of addresses, or a hoster's network, with the accounts seen in it.
type place struct {
	first      int64
	accounts   tally.Recent
	known      tally.Recent // those of which it was known where they are at home
	newly      tally.Recent // those of them that had never been here
	moved      tally.Recent // and came with another program than theirs
	logins     tally.Recent // those who logged in here
	agents     [4]share     // the programs most used (Misra and Gries)
	touched    int64        // how often agents were counted
	asked      int64        // accesses, of one account in four
	kind       network.Kind
	news       news
	unattended bool // that was told by its rule
	joins      [2]watch.ID
}

type share struct {
	id uint32
	n  uint32
}

func (p *place) with(agent uint32) {
	p.touched++
	free := -1
	for i := range p.agents {
		switch s := &p.agents[i]; {
		case s.n > 0 && s.id == agent:
			s.n++
			return
		case s.n == 0 && free < 0:
			free = i
		}
	}
	if free >= 0 {
		p.agents[free] = share{agent, 1}
		return
	}
	for i := range p.agents {
		p.agents[i].n--
	}
}

// one is which part of the accounts came with the program most used.
func (p *place) one() float64 {
	most := uint32(0)
	for _, s := range p.agents {
		most = max(most, s.n)
	}
	return float64(most) / float64(max(p.touched, 1))
}

// exactly is how many accounts there were. Where touches, which count an account once a day, are about as many as a sample tells, no
// account came on two days, and their number is exact.
func (p *place) exactly(sampled, now int64) int64 {
	if now-p.first <= 7*day && 5*p.touched <= 6*sampled {
		return p.touched
	}
	if now-p.first <= 7*day {
		return min(sampled, p.touched)
	}
	return sampled
}

// fewAsks is how many accesses an account has in a replay: nobody reads so little of a site.
const fewAsks = 4

// replay judges a place: how many accounts are used there, how many of them are at home elsewhere, and how sure it is that they are used by
// another than theirs. 0: it is not.
func (p *place) replay(c *Config, now int64) (accounts, strange int64, confidence float64) {
	week := now - 7*day
	if accounts = p.accounts.Since(week); accounts < 3*c.Accounts/2 {
		return accounts, 0, 0
	}
	moved, newly := p.moved.Since(week), p.newly.Since(week)
	known := max(p.known.Since(week), moved)
	logins, one := p.logins.Since(week), p.one()
	lone := float64(logins) / float64(accounts)
	hidden := p.kind&hides != 0
	carrier := p.kind&network.Mobile != 0 && !hidden
	few := p.asked*4 <= fewAsks*accounts
	switch {
	case moved >= c.Accounts && float64(moved) >= c.Moved*float64(known) && 5*moved >= accounts && lone < 0.2:
		// They come with another program than theirs.
		if confidence = 0.5; !hidden && one < 0.7 && accounts < 25*c.Accounts || carrier && one < 0.9 {
			return accounts, moved, 0 // a hall with guests; a carrier's customers
		}
		strange = moved
	case newly >= c.Accounts && 10*newly >= 7*known && 3*newly >= accounts && lone < 0.02 && few && (hidden || !carrier && accounts >= 10*c.Accounts):
		// The programs are theirs, or called so; but all come for the first time, nobody logs in, and nobody stays.
		confidence, strange = 0.5, newly
	case accounts >= 15*c.Accounts && now-p.first <= 3*day && one >= 0.9 && lone < 0.02 && few && !carrier:
		// Nothing is known of the accounts; but all have one program, nobody logs in, and nobody stays.
		confidence = 0.35
	default:
		return accounts, moved, 0
	}
	if hidden {
		confidence += 0.2
	}
	if one >= 0.8 {
		confidence += 0.15
	}
	if lone < 0.02 {
		confidence += 0.05
	}
	if carrier {
		confidence -= 0.25
	}
	return accounts, strange, confidence
}

func (p *place) save(e *watch.Encoder) {
	e.Int(p.first)
	p.accounts.Save(e)
	p.known.Save(e)
	p.newly.Save(e)
	p.moved.Save(e)
	p.logins.Save(e)
	for _, s := range p.agents {
		e.Uint(uint64(s.id))
		e.Uint(uint64(s.n))
	}
	e.Int(p.touched)
	e.Int(p.asked)
	e.Uint(uint64(p.kind))
	p.news.save(e)
	e.Bool(p.unattended)
	for _, j := range p.joins {
		e.ID(j)
	}
}

func (p *place) load(d *watch.Decoder) {
	p.first = d.Int()
	p.accounts.Load(d)
	p.known.Load(d)
	p.newly.Load(d)
	p.moved.Load(d)
	p.logins.Load(d)
	for i := range p.agents {
		p.agents[i] = share{uint32(d.Uint()), uint32(d.Uint())}
	}
	p.touched, p.asked = d.Int(), d.Int()
	p.kind = network.Kind(d.Uint())
	p.news.load(d)
	p.unattended = d.Bool()
	for i := range p.joins {
		p.joins[i] = d.ID()
	}
}
