// Package complaint takes users' reports of operations they did not make, and lays them beside the accesses: accounts that complain
// and have an address, a range or a program in common that few others have point at who did it; more reports than ever point at
// something even where no log shows it ("complaint").
package complaint

import (
	"cmp"
	"math"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

const (
	hour = int64(3600 * 1e6)
	day  = 24 * hour
)

// Config holds the parameters; zero means the default.
type Config struct {
	// Shared is how many accounts that complain must have something in common. Default 3.
	Shared int64
	// Chance is how seldom as many would have it by chance. Default one in twenty thousand.
	Chance float64
	// Many is how many complaints in a day, or in a week, are told at least. Default 6.
	Many int64
	// Rare is how seldom a day or a week with so many would come. Default one in ten thousand.
	Rare float64
}

func (c Config) defaults() Config {
	if c.Shared <= 0 {
		c.Shared = 3
	}
	if c.Chance <= 0 {
		c.Chance = 5e-5
	}
	if c.Many <= 0 {
		c.Many = 6
	}
	if c.Rare <= 0 {
		c.Rare = 1e-4
	}
	return c
}

type detector struct {
	c        Config
	about    *watch.About
	hash     *watch.Hasher
	waiting  []complaint           // not told yet, by when they were
	told     *tally.Map[complaint] // those of the last 30 days
	accounts *tally.Map[account]   // where each was last
	common   *tally.Map[common]    // what accounts have in common, and which accounts had it
	active   tally.Recent          // accounts
	suspects *tally.Map[suspect]   // what complaining accounts had in common
	days     [60]int32             // complaints told on the days before, by day
	day      int64                 // the newest of them
	first    int64                 // the day of the first complaint, else of the first access
	crowd    [2]int64              // how many complaints of a day, a week were told last
	joins    []watch.ID
}

// complaint is one report.
type complaint struct {
	id, account watch.ID
	at, told    int64
}

// common is something many accounts may have: an address, a range, a program.
type common struct{ accounts tally.Recent }

// suspect is that of accounts that complain.
type suspect struct {
	accounts    [8]watch.ID // some of them
	all         tally.Recent
	first, last int64 // of the accesses by it
	kind        kind
	joins       [3]watch.ID
	news        int64
}

// kind is what accounts have in common.
type kind uint8

const (
	byOrigin kind = iota
	byRange
	byAgent
)

// New makes the detector "complaint" for the complaints of the settings.
func New(s *watch.Settings, c Config) watch.Detector {
	n := s.Limit()
	d := &detector{c: c.defaults(), about: about(), hash: watch.NewHasher(s.Secret), told: tally.New[complaint](200_000), accounts: tally.New[account](n),
		common: tally.New[common](max(n/4, 1000)), suspects: tally.New[suspect](100_000)}
	for i := range s.Known.Complaints {
		k := &s.Known.Complaints[i]
		if p := (complaint{account: d.hash.Account(k.Account), at: k.At, told: k.Told}); p.account != 0 {
			if p.told == 0 {
				p.told = p.at
			}
			p.id = watch.Join(p.account, watch.ID(p.at), watch.ID(p.told))
			d.waiting = append(d.waiting, p)
		}
	}
	slices.SortFunc(d.waiting, func(a, b complaint) int { return cmp.Or(cmp.Compare(a.told, b.told), cmp.Compare(a.id, b.id)) })
	return d
}

// About implements watch.Detector.
func (d *detector) About() *watch.About {
	d.about.Dropped = d.accounts.Dropped + d.common.Dropped + d.suspects.Dropped + d.told.Dropped
	return d.about
}

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, _ watch.Out) {
	if d.first == 0 {
		d.first = a.At / day
	}
	id := a.Who
	if id == 0 || a.Range == 0 || a.Role&watch.Job != 0 {
		return
	}
	p, _ := d.accounts.At(id)
	if !p.see(a) {
		return
	}
	d.active.Add(id, a.At)
	for k, of := range [...]watch.ID{a.Origin, a.Range, a.Agent} {
		if of == 0 || kind(k) != byAgent && a.Net.Is(network.Office|network.VPN|network.Proxy|network.Private) {
			continue
		}
		c, _ := d.common.At(watch.Join(of, watch.ID(k)+1))
		c.accounts.Add(id, a.At)
		if d.told.Len() > 0 {
			d.later(a, id, kind(k), of)
		}
	}
}

// later is an access of an account that complained already, and whose hands it is still in.
func (d *detector) later(a *watch.Access, id watch.ID, k kind, of watch.ID) {
	if c := d.told.Get(watch.Join(id, 1)); c != nil && a.At-c.told < 3*day {
		d.point(k, of, trace{a.Origin, a.Range, a.Agent, minutes(a.At), minutes(a.At)}, id, a.At)
	}
}

// Tick implements watch.Detector.
func (d *detector) Tick(now int64, out watch.Out) {
	for len(d.waiting) > 0 && d.waiting[0].told <= now {
		c := d.waiting[0]
		d.waiting = d.waiting[1:]
		if d.told.Get(c.id) != nil {
			continue // of a run before
		}
		d.complain(c, out)
	}
}

// around is how long before and after the time that a complaint speaks of its account is looked at; without a time, before it was told.
const (
	around = 2 * day
	before = 7 * day
)

// complain lays one report beside the accesses of its account.
func (d *detector) complain(c complaint, out watch.Out) {
	p, _ := d.told.At(c.id)
	*p = c
	last, fresh := d.told.At(watch.Join(c.account, 1))
	again := !fresh && c.told-last.told < 7*day
	if *last = c; !again { // who writes twice is one
		defer d.flood(c.told, out)
	}
	from, to := c.told-before, c.told+hour
	if c.at != 0 && c.at < c.told {
		from, to = c.at-around, c.at+around
	}
	acc := d.accounts.Get(c.account)
	if acc == nil {
		return
	}
	for i := range acc.traces {
		t := &acc.traces[i]
		if t.last == 0 || t.to()+minute < from || t.from() > to {
			continue
		}
		for k, of := range [...]watch.ID{t.origin, t.range_, t.agent} {
			if of != 0 {
				d.point(kind(k), of, *t, c.account, c.told)
				d.judge(kind(k), of, c.told, out)
			}
		}
	}
}

// point remembers that an account that complains had something.
func (d *detector) point(k kind, of watch.ID, t trace, account watch.ID, now int64) {
	if d.common.Get(watch.Join(of, watch.ID(k)+1)) == nil {
		return // of a network of one's own
	}
	s, fresh := d.suspects.At(watch.Join(of, watch.ID(k)+1))
	if fresh || now-s.last > 30*day {
		*s = suspect{kind: k, first: t.from()}
	}
	s.first, s.last = min(s.first, t.from()), max(s.last, t.to())
	if !s.all.Add(account, now) {
		return
	}
	if n := s.all.Since(0); n <= int64(len(s.accounts)) {
		s.accounts[n-1] = account
	}
	switch k {
	case byOrigin:
		s.joins = [3]watch.ID{t.origin, t.range_}
	case byRange:
		s.joins = [3]watch.ID{t.range_, t.origin}
	case byAgent:
		s.joins = [3]watch.ID{t.agent}
	}
}

// judge asks whether so many of those who complain would have something by chance.
func (d *detector) judge(k kind, of watch.ID, now int64, out watch.Out) {
	key := watch.Join(of, watch.ID(k)+1)
	s, c := d.suspects.Get(key), d.common.Get(key)
	if s == nil || c == nil {
		return
	}
	had, all := c.accounts.Since(now-30*day), d.active.Since(now-30*day)
	n, told := int64(0), false
	for _, days := range [...]int64{30, 7} {
		if n = s.all.Since(now - days*day); n < d.c.Shared || s.news > 0 && 2*n < 3*s.news {
			return
		}
		usual := float64(d.sum(days)+1) * float64(had) / float64(max(all, 1))
		if told = poisson(usual+0.02, n) <= d.c.Chance; told {
			break
		}
	}
	if !told {
		return
	}
	s.news = n
	j := append(append(d.joins[:0], reports), s.joins[:]...)
	j = append(j, s.accounts[:min(n, int64(len(s.accounts)))]...)
	d.joins = j
	rule := [...]string{"origin", "range", "program"}[k]
	confidence := 0.8
	if had > 50*n {
		confidence = 0.6
	}
	out.Signal(&watch.Signal{Detector: "complaint", Rule: rule, Key: key, Joins: j, First: s.first, Last: now, People: n, Least: n, Most: max(had, n), Rows: -1, Accesses: n, Accounts: had, Confidence: confidence,
		Args: []watch.Arg{watch.Num("complained", n), watch.Num("had", had)}})
}

// reports joins what complaints have in common with that they are many.
var reports = watch.Join(watch.ID(watch.Others), 0xC0)

// flood asks whether there are more complaints than usual.
func (d *detector) flood(at int64, out watch.Out) {
	today := at / day
	if d.first == 0 {
		d.first = today
	}
	if today <= d.day-int64(len(d.days)) {
		return
	}
	d.day = max(d.day, today-int64(len(d.days)))
	for ; d.day < today; d.day++ { // the days between had none
		d.days[(d.day+1)%int64(len(d.days))] = 0
	}
	d.days[today%int64(len(d.days))]++
	for i, window := range [...]int64{1, 7} {
		n, least := d.sum(window), d.c.Many
		// What is usual is learnt from the days before; of none of them a complaint every two days is.
		learnt := min(max(today-window-d.first+1, 0), int64(len(d.days))-window)
		if learnt < [...]int64{3, 7}[i] { // nothing is usual yet: only very many within a day say something
			if least *= 2; window > 1 {
				continue
			}
		}
		if n < least {
			continue
		}
		usual := (float64(d.sum(window+learnt)-n) + 1) / (float64(learnt) + 2) * float64(window)
		if poisson(usual, n) > d.c.Rare || d.crowd[i] > 0 && 2*n < 3*d.crowd[i] {
			if float64(n) < 2*usual {
				d.crowd[i] = 0
			}
			continue
		}
		d.crowd[i] = n
		d.joins = append(d.joins[:0], reports)
		out.Signal(&watch.Signal{Detector: "complaint", Rule: "flood", Key: watch.ID(today/30 + 1), Joins: d.joins, First: at - window*day, Last: at, People: n, Rows: -1, Accesses: n, Accounts: n, Confidence: 0.7,
			Args: []watch.Arg{watch.Num("complained", n), watch.Num("days", window), watch.Num("usual", int64(math.Ceil(usual)))}})
		return
	}
}

// sum is how many complaints were told in the last days, that of the newest included.
func (d *detector) sum(window int64) int64 {
	n := int64(0)
	for i := range min(window, int64(len(d.days))) {
		if d.day-i >= 0 {
			n += int64(d.days[(d.day-i)%int64(len(d.days))])
		}
	}
	return n
}

// poisson is the chance of n or more where mean are usual.
func poisson(mean float64, n int64) float64 {
	term := math.Exp(-mean)
	below := 0.0
	for k := int64(0); k < n; k++ {
		below += term
		term *= mean / float64(k+1)
	}
	if rest := 1 - below; rest > 1e-9 {
		return rest
	}
	sum := 0.0 // the tail itself, where the difference is lost to rounding
	for k := n; k < n+100; k++ {
		sum += term
		term *= mean / float64(k+1)
	}
	return sum
}
