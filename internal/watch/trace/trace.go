package trace

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/indicator"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/muted"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// Config are its parameters; the zero Config has the defaults that About tells.
type Config struct {
	Attempts bool // tell what was refused too, as attempts
	Large    int  // how many times larger than usual an answer to a statement slipped in is (0: 4)
	Blind    int  // how many answered statements slipped into one route by one origin are more than trying (0: 300)
	Clients  int  // by how many at most a planted script is asked (0: 3)
	Late     int  // how many hours after a site was seen first a planted script appears at the earliest (0: 24)
}

// The bounds of what is remembered, in entries.
const (
	mostThings  = 10_000
	mostSites   = 4096
	mostSizes   = 1 << 16
	mostShapes  = 1 << 16
	mostScripts = 8192
	mostOrigins = 1 << 16
	mostInjects = 1 << 14
	mostAgents  = 1 << 14
	mostHosts   = 1024
)

type detector struct {
	c     Config
	about watch.About
	book  *book
	muted *muted.Finder
	list  *indicator.Table
	known []watch.Indicator

	things  *tally.Map[tally.Seen] // what was told, by what it is about
	holes   *tally.Map[hole]       // by site and family
	sites   *tally.Map[site]
	sizes   *tally.Map[size]
	shapes  *tally.Map[shape]
	scripts *tally.Map[script]
	origins *tally.Map[tries]
	injects *tally.Map[slipped]
	agents  *tally.Map[agent]
	hosts   *tally.Map[int64] // that a lookup was to be lured to, and when

	hash  *watch.Hasher
	last  []byte   // the site that was asked last
	here  watch.ID // and its ID
	plain []byte
	host  []byte
	found []uint16
	hits  []uint16
	match []int
	sig   watch.Signal
	joins [8]watch.ID
	args  [4]watch.Arg
}

// New makes the detector "trace".
func New(s *watch.Settings, c Config) watch.Detector {
	b, err := parse(traces)
	if err != nil {
		panic(err) // the file is part of the program
	}
	if c.Large <= 0 {
		c.Large = 4
	}
	if c.Blind <= 0 {
		c.Blind = 300
	}
	if c.Clients <= 0 || c.Clients > len(script{}.clients) {
		c.Clients = 3
	}
	if c.Late <= 0 {
		c.Late = 24
	}
	d := &detector{c: c, book: b, muted: muted.NewFinder(), known: s.Known.Indicators, hash: watch.NewHasher(s.Secret)}
	d.list = indicator.New(s, d.known, func(x *watch.Indicator) bool { return x.Case == "" })
	n := func(most int) int { return min(most, s.Limit()) }
	d.things, d.holes, d.sites, d.sizes = tally.New[tally.Seen](n(mostThings)), tally.New[hole](n(mostSites)), tally.New[site](n(mostSites)), tally.New[size](n(mostSizes))
	d.shapes, d.scripts, d.origins, d.injects = tally.New[shape](n(mostShapes)), tally.New[script](n(mostScripts)), tally.New[tries](n(mostOrigins)), tally.New[slipped](n(mostInjects))
	d.agents, d.hosts = tally.New[agent](n(mostAgents)), tally.New[int64](n(mostHosts))
	d.about = about(c)
	return d
}

// About implements watch.Detector.
func (d *detector) About() *watch.About {
	d.about.Dropped = d.things.Dropped + d.scripts.Dropped + d.origins.Dropped
	return &d.about
}

// Tick implements watch.Detector: nothing waits for a time.
func (d *detector) Tick(int64, watch.Out) {}

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, out watch.Out) {
	if len(a.Object) > 0 && a.Object[0] == '/' || a.Status != 0 && a.Op != nil && len(a.Text) > 0 && a.Text[0] == '/' {
		d.web(a, out)
	} else {
		d.other(a, out)
	}
	if act, what := d.muted.Look(a); act == muted.Stops || act == muted.Clears {
		d.silenced(a, what, out)
	}
	if d.hosts.Len() > 0 {
		d.calledBack(a, out)
	}
	if !d.list.Empty() {
		d.match = d.list.Match(a, d.match[:0])
		for _, i := range d.match {
			d.indicator(a, &d.known[i], out)
		}
	}
}

// Kinds of keys, so that different things of one site stay apart.
const (
	ofGroup watch.ID = iota + 1
	ofFamily
	ofScript
	ofFile
	ofRoute
	ofSize
	ofNote
	ofMuted
	ofHost
	ofIndicator
	ofTool
)

// site is which one was asked: by the name in the log, else the log.
func (d *detector) site(a *watch.Access) watch.ID {
	if s := a.Event.Store; len(s) > 0 {
		if string(d.last) != string(s) {
			d.last, d.here = append(d.last[:0], s...), d.hash.Of(watch.Shapes, s)
		}
		return d.here
	}
	return a.Store.ID
}

// tell raises a signal about a thing, if it is worth telling again; further is what its story is known by besides. Attempt and
// Destroys are taken from d.sig.
func (d *detector) tell(a *watch.Access, rule string, key watch.ID, sure float64, least watch.Severity, further watch.ID, out watch.Out, args ...watch.Arg) bool {
	s := &d.sig
	attempt, destroys := s.Attempt, s.Destroys
	s.Attempt, s.Destroys = false, false
	seen, _ := d.things.At(key)
	if !seen.Add(a) {
		return false
	}
	joins := a.Joins(d.joins[:0])
	if further != 0 {
		joins = append(joins, further)
	}
	*s = watch.Signal{Detector: "trace", Rule: rule, Key: key, Joins: joins, Access: a, Confidence: sure, AtLeast: least, Attempt: attempt, Destroys: destroys, Args: append(d.args[:0], args...)}
	seen.Fill(s)
	out.Signal(s)
	s.Attempt, s.Destroys = false, false
	return true
}

// tried counts what was refused.
func (d *detector) tried(a *watch.Access, g int, out watch.Out) {
	if a.Origin == 0 {
		return
	}
	t, _ := d.origins.At(a.Origin)
	t.n++
	if !d.c.Attempts {
		return
	}
	name := d.book.groups[g].name
	if name == "" {
		name = d.book.groups[g].id
	}
	d.sig.Attempt = true
	d.tell(a, "attempt", watch.Join(a.Origin, ofTool), 0.3, watch.Info, 0, out, watch.Say("what", name), watch.Num("tries", t.n))
}

// tries are what one origin tried in vain.
type tries struct{ n int64 }

func (d *detector) refused(a *watch.Access) int64 {
	if t := d.origins.Get(a.Origin); t != nil {
		return t.n
	}
	return 0
}
