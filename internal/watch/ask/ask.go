// Package ask answers the question that every breach begins with: was it read, by whom, and when first?
//
// A Collector looks at the accesses of a replay as a detector does, and keeps those that concern the stores and persons asked
// for. Its Answer says how far the logs go back and where they have gaps: what was not seen there is unknown.
package ask

import (
	"bytes"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// Question is what is asked.
type Question struct {
	Since, Until int64 // µs; 0: ever
	// Stores are names as the inventory or logs have them: a source, a table, an index, a host, a bucket, a path or the beginning of
	// one ("/api/customers/"). None: all.
	Stores []string
	// Persons are those asked for: fingerprints as applications log them, IDs of Accesses, and identifiers as they stand in
	// paths and queries (an account's number). None: all.
	Persons []event.Fingerprint
	People  []watch.ID
	Names   [][]byte
}

// The bounds of what is kept.
const (
	mostReaders = 10_000
	mostPersons = 1 << 18 // counted exactly
	mostOf      = 4096    // of one reader, counted exactly
	mostGaps    = 10_000
)

// Collector gathers what a Question is about. It is a watch.Detector that raises no signals, and is for one goroutine.
type Collector struct {
	q       Question
	about   watch.About
	hash    *watch.Hasher
	names   []string // of stores, in lower case
	fits    *tally.Map[bool]
	asked   map[watch.ID]bool // persons, by all that they may be
	readers *tally.Map[reader]
	others  total // those who had to make room
	people  people
	all     total
	bulk    total
	refused int64
	named   bool // some access named persons
	logs    map[string]*cover
	gaps    []watch.Gap
	buf     []byte
}

// total is accesses added up.
type total struct {
	n, rows, bytes int64
	first, last    int64
}

func (t *total) add(a *watch.Access) {
	if t.n == 0 || a.At < t.first {
		t.first = a.At
	}
	t.last = max(t.last, a.At)
	t.n++
	t.rows += max(a.Rows, 0)
	t.bytes += max(a.Size, 0)
}

func (t *total) merge(o total) {
	if t.n == 0 || o.n > 0 && o.first < t.first {
		t.first = o.first
	}
	t.last = max(t.last, o.last)
	t.n, t.rows, t.bytes = t.n+o.n, t.rows+o.rows, t.bytes+o.bytes
}

// reader is somebody who read.
type reader struct {
	total
	bulk      total // of accesses to many that named nobody
	refused   int64
	who       []byte
	origin    []byte // the last
	origins   tally.Recent
	countries [8][2]byte
	role      watch.Role
	people    people
}

// people is a set of persons, exact up to a bound.
type people struct {
	exact map[watch.ID]struct{}
	about tally.Recent
	over  bool
}

func (p *people) add(id watch.ID, at int64, most int) {
	if p.over {
		p.about.Add(id, at)
		return
	}
	if p.exact == nil {
		p.exact = map[watch.ID]struct{}{}
	}
	if p.exact[id] = struct{}{}; len(p.exact) > most {
		p.over = true
		for id := range p.exact {
			p.about.Add(id, at)
		}
		p.exact = nil
	}
}

func (p *people) count() (n int64, exact bool) {
	if p.over {
		return p.about.Since(0), false
	}
	return int64(len(p.exact)), true
}

// cover is how far a log goes, and whether it has to do with what is asked for.
type cover struct {
	log         *watch.Log
	first, last int64
	n, about    int64
}

// New makes a collector.
func New(s *watch.Settings, q Question) *Collector {
	c := &Collector{q: q, hash: watch.NewHasher(s.Secret), fits: tally.New[bool](100_000), asked: map[watch.ID]bool{}, readers: tally.New[reader](min(mostReaders, s.Limit())), logs: map[string]*cover{}}
	c.about = watch.About{Name: "ask", Needs: watch.Text{EN: "logs of the stores that are asked for", JA: "対象のアクセスログ"}}
	for _, n := range q.Stores {
		c.names = append(c.names, strings.ToLower(strings.TrimSpace(n)))
	}
	for i := range q.Persons {
		c.asked[c.hash.Of(watch.Persons, q.Persons[i][:])] = true
	}
	for _, id := range q.People {
		c.asked[id] = true
	}
	for _, n := range q.Names {
		c.asked[c.name(n)] = true
	}
	c.readers.Gone = func(_ watch.ID, r *reader) { c.others.merge(r.total) }
	return c
}

// name is the ID of an identifier, whatever its case.
func (c *Collector) name(n []byte) watch.ID {
	c.buf = lex.Lower(c.buf[:0], n)
	return watch.Join(3, c.hash.Of(watch.Persons, c.buf))
}

// About implements watch.Detector.
func (c *Collector) About() *watch.About {
	c.about.Dropped = c.readers.Dropped
	return &c.about
}

// Tick implements watch.Detector.
func (c *Collector) Tick(int64, watch.Out) {}

// Gap takes in a gap that a detector told.
func (c *Collector) Gap(g watch.Gap) {
	for i := range c.gaps {
		if o := &c.gaps[i]; o.Log.Name == g.Log.Name && o.Why == g.Why && o.From == g.From {
			*o = g
			return
		}
	}
	if len(c.gaps) < mostGaps {
		c.gaps = append(c.gaps, g)
	}
}

// See implements watch.Detector.
func (c *Collector) See(a *watch.Access, _ watch.Out) {
	l := c.logs[a.Log.Name]
	if l == nil {
		l = &cover{log: a.Log, first: a.At}
		c.logs[a.Log.Name] = l
	}
	l.first, l.last, l.n = min(l.first, a.At), max(l.last, a.At), l.n+1
	if !c.store(a) {
		return
	}
	l.about++
	if a.At < c.q.Since || c.q.Until != 0 && a.At >= c.q.Until {
		return
	}
	switch a.Action {
	case event.Read, event.List, event.Export:
	default:
		return
	}
	if !a.OK() {
		c.deny(a)
		return
	}
	c.take(a)
}

// take counts an access that handed something out: of persons asked for, or of so many at once that they may be among them.
func (c *Collector) take(a *watch.Access) {
	c.named = c.named || len(a.People) > 0
	some := len(c.asked) == 0
	if len(c.asked) > 0 {
		for _, p := range a.People {
			some = some || c.asked[p]
		}
		named := a.Thing != 0 && c.asked[c.name(a.Name)]
		some = some || named
		if !some {
			if len(a.People) == 0 && a.Thing == 0 && (a.Rows > 1 || a.Action == event.Export || a.Action == event.List && a.Rows != 0) {
				c.bulk.add(a)
				r := c.reader(a)
				r.bulk.add(a)
			}
			return
		}
		if named && len(a.People) == 0 {
			c.people.add(c.name(a.Name), a.At, mostPersons)
		}
	}
	c.all.add(a)
	r := c.reader(a)
	r.total.add(a)
	for _, p := range a.People {
		if len(c.asked) == 0 || c.asked[p] || a.Thing != 0 && c.asked[c.name(a.Name)] {
			c.people.add(p, a.At, mostPersons)
			r.people.add(p, a.At, mostOf)
		}
	}
	if len(c.asked) > 0 && len(a.People) == 0 {
		r.people.add(c.name(a.Name), a.At, mostOf)
	}
}

// deny counts an attempt that was refused.
func (c *Collector) deny(a *watch.Access) {
	if len(c.asked) > 0 {
		some := a.Thing != 0 && c.asked[c.name(a.Name)]
		for _, p := range a.People {
			some = some || c.asked[p]
		}
		if !some {
			return
		}
	}
	c.refused++
	c.reader(a).refused++
}

func (c *Collector) reader(a *watch.Access) *reader {
	by := a.Who
	if by == 0 {
		by = watch.Join(1, max(a.Origin, 1))
	}
	r, fresh := c.readers.At(by)
	if fresh && a.Who != 0 {
		r.who = bytes.Clone(a.Actor)
	}
	r.role |= a.Role
	if a.Origin != 0 && r.origins.Add(a.Origin, a.At) || r.origin == nil && a.From.IsValid() {
		r.origin = a.From.Unmap().AppendTo(r.origin[:0])
	}
	if l := a.Net.Country; l != [2]byte{} {
		for i := range r.countries {
			if r.countries[i] == l {
				break
			}
			if r.countries[i] == [2]byte{} {
				r.countries[i] = l
				break
			}
		}
	}
	return r
}

// store tells whether an access is to what is asked for.
func (c *Collector) store(a *watch.Access) bool {
	if len(c.names) == 0 {
		return true
	}
	if len(a.Objects) == 0 && a.Shape != 0 {
		v, fresh := c.fits.At(a.Shape)
		if fresh {
			*v = c.match(a, a.Object)
		}
		return *v
	}
	if c.match(a, a.Object) {
		return true
	}
	for _, o := range a.Objects {
		if c.match(a, o) {
			return true
		}
	}
	return false
}

func (c *Collector) match(a *watch.Access, object []byte) bool {
	host, o := strings.ToLower(string(a.Event.Store)), strings.ToLower(strings.NewReplacer(`"`, "", "`", "").Replace(string(object)))
	if i := strings.IndexByte(o, '?'); i >= 0 {
		o = o[:i]
	}
	known := []string{strings.ToLower(a.Store.Name), strings.ToLower(a.Store.Source), host, strings.ToLower(a.Log.Store), o, host + "/" + strings.TrimPrefix(o, "/")}
	table := o
	if i := strings.LastIndexByte(o, '.'); i >= 0 && !strings.Contains(o, "/") {
		table = o[i+1:]
	}
	for _, n := range c.names {
		for _, k := range known {
			if n != "" && k == n {
				return true
			}
		}
		if n == table || strings.HasSuffix(n, "/") && (strings.HasPrefix(o, n) || strings.HasPrefix(known[5], n)) || strings.HasPrefix(n, "/") && strings.HasPrefix(o, n+"/") {
			return true
		}
	}
	return false
}
