package insider

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

const (
	dayLong   = 24 * 60 * tally.Minute
	tablesMax = 65_536
	takersMax = 256
	window    = 7 * dayLong // in which what happens at one door is one thing
	cold      = 3           // days of logs in which everything is the first time
)

type detector struct {
	c        Config
	s        *watch.Settings
	about    watch.About
	accounts *tally.Map[account]
	tables   *tally.Map[table]
	doors    *tally.Map[door]
	homes    *tally.Map[home]
	takers   *tally.Map[taker]
	newest   watch.ID // the last taker
	taken    int64    // when credentials were read out of habit last
	began    int32
	names    [4096]named
	joins    [10]watch.ID
	args     [3]watch.Arg
	signal   watch.Signal
}

// New makes the detector.
func New(s *watch.Settings, c Config) watch.Detector {
	d := &detector{c: c.filled(), s: s, accounts: tally.New[account](s.Limit()), tables: tally.New[table](tablesMax), doors: tally.New[door](max(s.Limit()/4, 1)), homes: tally.New[home](s.Limit()), takers: tally.New[taker](takersMax)}
	d.about = about(d.c)
	return d
}

// About implements watch.Detector.
func (d *detector) About() *watch.About {
	d.about.Dropped = d.accounts.Dropped + d.tables.Dropped + d.doors.Dropped + d.homes.Dropped + d.takers.Dropped
	return &d.about
}

// Tick implements watch.Detector: days end with the first access after them.
func (d *detector) Tick(int64, watch.Out) {}

func (d *detector) day(at int64) int32 { return int32((at + int64(d.s.Zone)*1_000_000) / dayLong) }

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, out watch.Out) {
	if !a.OK() {
		return
	}
	today := d.day(a.At)
	if d.began == 0 {
		d.began = today
	}
	if what := did(a); what != nothing {
		elsewhere, known := d.strange(a)
		if elsewhere && d.taken != 0 && a.At-d.taken < int64(d.c.Memory)*dayLong {
			d.through(a, what, known, out)
		}
	}
	if a.Role&watch.Customer != 0 && a.Role&(watch.Staff|watch.Admin) == 0 || !a.Takes() {
		return
	}
	clone, fetch := cloned(a.Op)
	n := a.Persons()
	cred := d.secret(a)
	if n == 0 && !cred && !clone && !fetch {
		return
	}
	id := a.Who
	if id == 0 {
		id = a.For
	}
	if id == 0 && cred && a.Net.Kind&watch.Crowd == 0 {
		id = a.Origin
	}
	if id == 0 {
		return
	}
	c, fresh := d.accounts.At(id)
	if fresh {
		c.first, c.day, c.machine = today, today, a.Machine()
	}
	c.to(today)
	c.role |= a.Role
	before := 1
	if a.Range != 0 {
		before = use(&c.ranges, mostRanges, uint32(a.Range), today)
	}
	switch {
	case clone || fetch:
		d.clones(id, c, a, clone, before, out)
	case cred:
		d.credentials(id, c, a, before, out)
		fallthrough
	default:
		d.tabled(id, c, a, n, out)
	}
}

// machine tells a job: declared, said, or named as one.
func machine(c *account) bool {
	return c.machine || c.role&watch.Job != 0
}

func rented(a *watch.Access) bool { return a.Net.Kind&(network.Hosting|network.Anonymising) != 0 }

// tabled adds up what is read from tables that are none of the account's.
func (d *detector) tabled(id watch.ID, c *account, a *watch.Access, n int64, out watch.Out) {
	if n == 0 {
		return
	}
	before := use(&c.tables, mostTables, uint32(a.Shape), c.day)
	place := 3 // days on which it was used
	if a.Place != 0 {
		place = use(&c.tables, mostTables, uint32(a.Place), c.day)
	}
	if machine(c) { // what jobs read is no example for people
		return
	}
	t, _ := d.tables.At(a.Shape)
	others := t.others(id)
	if before > 1 || int(c.days) < d.c.History { // a table is strange on two days: thieves come twice
		return
	}
	w := a.Store.Weight
	if w <= 0 {
		w = 1
	}
	if !a.Rest && place > 2 && !a.Named && w <= 1 { // another list of an application that is used every day: a month's end
		return
	}
	w = min(w, 3) / float64(1+others)
	switch {
	case a.Store.Known || a.Named:
	case d.called(a).persons:
		w /= 2
	default:
		w /= float64(d.c.Unlisted)
	}
	if !a.Named {
		w /= 2
	}
	if place > 2 {
		w /= 2
	}
	switch {
	case !a.Rest:
		w /= 2
	default:
		w *= 2
		if slices.Contains(d.s.Known.Leave[a.Who], c.day) {
			w *= 2
		}
	}
	if c.began == 0 {
		c.began = a.At
	}
	add(&c.strangers, mostAlien, uint32(a.Shape))
	c.persons += n
	c.score += float32(w * float64(n))
	if c.score < float32(d.c.Persons) || c.score < c.look {
		return
	}
	over := float64(c.score) / float64(d.c.Persons)
	c.look = c.score * 2
	rule := "strange-table"
	if a.Rest {
		rule = "strange-table-rest"
	}
	s := d.make(id, a, rule, 0.45+0.08*over)
	s.First = c.began
	if a.Named {
		s.People = c.persons
	} else {
		s.Rows = c.persons
	}
	s.Args = append(d.args[:0], watch.Num("persons", c.persons), watch.Num("tables", int64(len(c.strangers))))
	out.Signal(s)
}

// credentials judges who reads them.
func (d *detector) credentials(id watch.ID, c *account, a *watch.Access, before int, out watch.Out) {
	n := a.Persons()
	t, _ := d.tables.At(a.Shape)
	others := len(t.readers)
	if !machine(c) {
		others = t.others(id)
	}
	again := c.secret
	c.secret = true
	isMachine := machine(c)
	fresh := c.day-d.began < cold
	weight := 0
	for _, yes := range [...]bool{c.secrets == 0 && !fresh, !isMachine, !isMachine && others <= 2, n >= d.c.Rows, a.Rest && !isMachine, before == 0 && c.days >= 3, rented(a)} {
		if yes {
			weight++
		}
	}
	switch {
	case isMachine && (fresh || before > 0), c.secrets >= 3 && before > 0 && n < 10*d.c.Rows, weight < 3:
		return
	}
	k, _ := d.takers.At(id)
	if k.at == 0 || a.At-k.last > int64(d.c.Memory)*dayLong {
		*k = taker{who: id, at: a.At, people: tally.NewRecent(128)}
		if a.Net.Kind&watch.Crowd == 0 {
			k.origin = a.Origin
		}
		again = false
	}
	grown := k.rows == 0 || k.rows+n >= 2*k.rows
	k.last = a.At
	k.rows += n
	for _, p := range a.People {
		k.people.Add(p, a.At)
	}
	d.newest, d.taken = id, a.At
	if again && !grown {
		return
	}
	s := d.make(id, a, "credentials", 0.3+0.1*float64(weight))
	s.First = k.at
	if k.rows > 0 {
		s.Rows = k.rows
	}
	out.Signal(s)
}

// clones judges repositories that are taken.
func (d *detector) clones(id watch.ID, c *account, a *watch.Access, clone bool, before int, out watch.Out) {
	if a.Thing == 0 && a.Shape == 0 {
		return
	}
	repo := uint32(a.Shape)
	if a.Thing != 0 {
		repo = uint32(a.Thing)
	}
	if !clone && before > 0 { // fetches of one's own are work; from a new address they count
		return
	}
	if !add(&c.repos, mostRepos, repo) || len(c.repos) < d.c.Clones || len(c.repos) < int(c.clonesLook) {
		return
	}
	n := len(c.repos)
	usual := c.clones.Days() >= 3 && float64(n) <= c.clones.Beyond(3, 0.4)
	weight := 0
	for _, yes := range [...]bool{before == 0 && c.days >= 3, rented(a) && before == 0, a.Rest, c.clones.Days() >= 3 && !usual, c.day-d.began >= cold && c.clones.Days() == 0, n >= 3*d.c.Clones} {
		if yes {
			weight++
		}
	}
	isMachine := machine(c)
	if isMachine && (usual || c.day-d.began < 7) || weight < 2 || usual && before > 0 {
		c.clonesLook = uint16(n + 1)
		return
	}
	c.clonesLook = uint16(n + n/2)
	s := d.make(id, a, "clones", 0.35+0.12*float64(weight))
	s.First = a.At - a.At%dayLong
	s.Args = append(d.args[:0], watch.Num("repositories", int64(n)), watch.Num("usual", int64(c.clones.Usual()+0.5)))
	out.Signal(s)
}

func (d *detector) make(id watch.ID, a *watch.Access, rule string, sure float64) *watch.Signal {
	s := &d.signal
	*s = watch.Signal{Detector: d.about.Name, Rule: rule, Key: id, Access: a, People: -1, Rows: -1, Confidence: min(max(sure, 0.2), 0.95), Joins: append(a.Joins(d.joins[:0]), id)}
	return s
}
