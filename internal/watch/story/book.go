// Package story makes stories of signals: what has a principal, an origin or a destroyed store in common is one alert, which grows
// instead of being repeated.
package story

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// near is how far apart signals of one story may be, in µs.
const near = int64(24 * time.Hour / time.Microsecond)

// The bounds of what stories hold.
const (
	mostStories  = 10_000
	mostSays     = 64 // sentences of a story
	mostEvidence = 20
	mostCountry  = 16
	mostJoins    = 256
	mostGaps     = 10_000
)

// Book is the stories of a run: signals that have something in common are one. It implements Out.
type Book struct {
	// Attempts tells of what was tried and refused too, where it is part of no other story.
	Attempts bool

	h       *watch.Hasher
	rules   map[string]map[string]*watch.Rule
	stories []*story // the oldest first
	joins   map[watch.ID]*story
	said    map[watch.ID]*says
	gaps    []watch.Gap
	next    uint64
	now     int64
	changed bool
	Dropped int64 // stories forgotten because there were too many
}

type story struct {
	n           uint64
	id          watch.ID
	joins       []watch.ID
	says        []*says
	who, origin []byte
	job         bool
	store       *watch.Store
	storeName   string
	kinds       []pii.Kind
	weight      float64
	countries   [][2]byte
	evidence    []seenAt
	first, last int64
	grown       int64
	told        watch.Severity
	toldPeople  int64
	toldSays    int
	ever        bool
	merged      *story
	curve       []point
}

// point is how many persons were known at a time.
type point struct{ at, people int64 }

// says is a signal as it was told last.
type says struct {
	key                 watch.ID
	of                  *story
	detector, rule      string
	args                []watch.Arg
	first, last         int64
	people, least, most int64
	rows                int64
	accesses, accounts  int64
	confidence          float64
	floor               watch.Severity
	destroys, attempt   bool
	who, origin         []byte
	store               string
	country             [2]byte
}

// seenAt is a record that speaks for a story.
type seenAt struct {
	log  string
	pos  watch.Position
	at   int64
	text string
}

// NewBook makes a book for the signals of detectors.
func NewBook(s *watch.Settings, detectors []watch.Detector) *Book {
	b := &Book{h: watch.NewHasher(s.Secret), rules: map[string]map[string]*watch.Rule{}, joins: map[watch.ID]*story{}, said: map[watch.ID]*says{}}
	for _, d := range detectors {
		a := d.About()
		of := b.rules[a.Name]
		if of == nil {
			of = map[string]*watch.Rule{}
			b.rules[a.Name] = of
		}
		for i := range a.Rules {
			of[a.Rules[i].Name] = &a.Rules[i]
		}
	}
	return b
}

// Signal implements Out.
func (b *Book) Signal(s *watch.Signal) {
	key := watch.Join(b.h.Of(watch.Others, []byte(s.Detector)), b.h.Of(watch.Others, []byte(s.Rule)), s.Key)
	at := s.Last
	if at == 0 && s.Access != nil {
		at = s.Access.At
	}
	first := s.First
	if first == 0 {
		first = at
	}
	p := b.said[key]
	if p != nil && p.of.last+7*near < first { // long over: another story
		p = nil
	}
	if p == nil && s.Attempt && !b.Attempts && b.known(s, first) == nil {
		return
	}
	b.changed = true
	if p == nil {
		p = &says{key: key, detector: s.Detector, rule: s.Rule, first: first, people: -1, rows: -1}
		p.of = b.story(s, key, first)
		b.said[key] = p
		if len(p.of.says) < mostSays {
			p.of.says = append(p.of.says, p)
		}
	}
	p.grow(s, first, at)
	p.of.grow(b, s, p, at)
	p.of.reach(at, s.People)
	for _, id := range s.Joins {
		b.join(p.of, id, first)
	}
}

func (p *says) grow(s *watch.Signal, first, last int64) {
	p.first, p.last = min(p.first, first), max(p.last, last)
	p.people, p.rows = max(p.people, s.People), max(p.rows, s.Rows)
	p.least, p.most = max(p.least, s.Least), max(p.most, s.Most)
	p.accesses, p.accounts = max(p.accesses, s.Accesses), max(p.accounts, s.Accounts)
	p.confidence, p.floor = max(p.confidence, s.Confidence), max(p.floor, s.AtLeast)
	p.destroys, p.attempt = p.destroys || s.Destroys, s.Attempt
	p.args = append(p.args[:0], s.Args...)
	switch {
	case s.Who != nil:
		p.who = append(p.who[:0], s.Who...)
	case s.Access != nil && len(s.Access.Actor) > 0 && len(p.who) == 0:
		p.who = append(p.who[:0], s.Access.Actor...)
	}
	switch {
	case s.Origin != nil:
		p.origin = append(p.origin[:0], s.Origin...)
	case s.Access != nil && s.Access.From.IsValid() && len(p.origin) == 0:
		p.origin = append(p.origin[:0], s.Access.From.Unmap().String()...)
	}
	if st := store(s); st != nil && st.Name != "" {
		p.store = st.Name
	}
	if s.Access != nil {
		p.country = s.Access.Net.Country
	}
	if len(s.Countries) > 0 {
		p.country = s.Countries[0]
	}
}

func store(s *watch.Signal) *watch.Store {
	if s.Store != nil {
		return s.Store
	}
	if s.Access != nil {
		return s.Access.Store
	}
	return nil
}

// story is that to which a signal belongs, a new one if it has nothing in common with any of the last day.
func (b *Book) story(s *watch.Signal, key watch.ID, first int64) *story {
	if st := b.known(s, first); st != nil {
		return st
	}
	b.next++
	st := &story{n: b.next, id: watch.Join(key, watch.ID(first/int64(time.Minute/time.Microsecond))), first: first, last: first}
	if len(b.stories) >= mostStories {
		b.forget(b.stories[0])
	}
	b.stories = append(b.stories, st)
	return st
}

// known is the story of the last day that has something in common with a signal, nil if there is none.
func (b *Book) known(s *watch.Signal, first int64) *story {
	for _, id := range s.Joins {
		if st := b.joins[id].top(); st != nil && st.last+near >= first {
			return st
		}
	}
	return nil
}

func (st *story) top() *story {
	for st != nil && st.merged != nil {
		st = st.merged
	}
	return st
}

// join makes a story known by an ID; if another story of the last day is known by it too, they are one: the older.
func (b *Book) join(st *story, id watch.ID, first int64) {
	if id == 0 {
		return
	}
	st = st.top()
	switch other := b.joins[id].top(); {
	case other == st:
		return
	case other == nil || other.last+near < first:
		if len(st.joins) < mostJoins {
			b.joins[id] = st
			st.joins = append(st.joins, id)
		}
	default:
		if other.n > st.n {
			st, other = other, st
		}
		b.merge(other, st)
	}
}

func (b *Book) merge(into, from *story) {
	from.merged = into
	for _, id := range from.joins {
		b.joins[id] = into
		into.joins = append(into.joins, id)
	}
	for _, p := range from.says {
		p.of = into
		into.says = append(into.says, p)
	}
	for _, c := range from.countries {
		into.country(c)
	}
	for _, k := range from.kinds {
		into.kind(k)
	}
	into.evidence = append(into.evidence, from.evidence...)
	into.evidence = into.evidence[:min(len(into.evidence), mostEvidence)]
	for _, c := range from.curve {
		into.reach(c.at, c.people)
	}
	into.first, into.last, into.weight = min(into.first, from.first), max(into.last, from.last), max(into.weight, from.weight)
	if into.store == nil || into.store.Name == "" {
		into.store, into.storeName = from.store, from.storeName
	}
	if len(into.who) == 0 {
		into.who, into.job = from.who, from.job
	}
	if len(into.origin) == 0 {
		into.origin = from.origin
	}
	b.stories = slices.DeleteFunc(b.stories, func(s *story) bool { return s == from })
}

func (b *Book) forget(st *story) {
	b.Dropped++
	for _, id := range st.joins {
		if b.joins[id] == st {
			delete(b.joins, id)
		}
	}
	for _, p := range st.says {
		delete(b.said, p.key)
	}
	b.stories = slices.DeleteFunc(b.stories, func(s *story) bool { return s == st })
}

func (st *story) grow(b *Book, s *watch.Signal, p *says, at int64) {
	st.first, st.last, st.grown = min(st.first, p.first), max(st.last, at), max(b.now, at)
	if len(st.who) == 0 {
		st.who = slices.Clone(p.who)
		st.job = s.Access != nil && s.Access.Role&watch.Job != 0
	}
	if len(st.origin) == 0 {
		st.origin = slices.Clone(p.origin)
	}
	if o := store(s); o != nil {
		if st.store == nil || !st.store.Known && o.Known || st.storeName == "" && o.Name != "" {
			st.store, st.storeName = o, o.Name
		}
		for _, k := range o.Kinds {
			st.kind(k)
		}
		st.weight = max(st.weight, o.Weight)
	}
	for _, c := range s.Countries {
		st.country(c)
	}
	if s.Access != nil {
		st.country(s.Access.Net.Country)
		if len(st.evidence) < mostEvidence {
			if n := len(st.evidence); n == 0 || st.evidence[n-1].pos != s.Access.Pos || st.evidence[n-1].log != s.Access.Log.Name {
				st.evidence = append(st.evidence, seenAt{s.Access.Log.Name, s.Access.Pos, s.Access.At, line(s.Access)})
			}
		}
	}
}

func (st *story) country(c [2]byte) {
	if c != [2]byte{} && len(st.countries) < mostCountry && !slices.Contains(st.countries, c) {
		st.countries = append(st.countries, c)
	}
}

func (st *story) kind(k pii.Kind) {
	if !slices.Contains(st.kinds, k) {
		st.kinds = append(st.kinds, k)
	}
}

// Gap implements Out. A gap that goes on is told again with its end.
func (b *Book) Gap(g watch.Gap) {
	b.changed = true
	for i := len(b.gaps) - 1; i >= 0; i-- {
		if o := &b.gaps[i]; o.Log == g.Log && o.From == g.From && o.Why == g.Why {
			*o = g
			return
		}
	}
	if len(b.gaps) < mostGaps {
		b.gaps = append(b.gaps, g)
	} else {
		b.Dropped++
	}
}

// Gaps lists the gaps, the oldest first.
func (b *Book) Gaps() []watch.Gap {
	out := slices.Clone(b.gaps)
	slices.SortStableFunc(out, func(a, b watch.Gap) int { return cmp.Compare(a.From, b.From) })
	return out
}

// Changed tells that something was added since it was last asked.
func (b *Book) Changed() bool {
	c := b.changed
	b.changed = false
	return c
}

// Tick tells how far the time of the logs has come.
func (b *Book) Tick(now int64) { b.now = max(b.now, now) }

func (st *story) ID() string {
	return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(st.id)))
}
