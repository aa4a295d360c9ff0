package breach

import (
	"slices"
	"strings"
)

// class is how far a sort of evidence is believed about how many persons are concerned: what shows whose data were taken or read comes
// before what a system holds, that before what we say, and that before what others say.
func class(sort string) int {
	switch sort {
	case FromMatch, FromAlert, FromLogs, FromFile, FromSupplier:
		return byTaking
	case FromInventory, FromExposure:
		return byHolding
	case FromStatement:
		return byUs
	}
	return byOthers
}

// The classes, and how many there are.
const (
	byOthers = iota
	byUs
	byHolding
	byTaking
	classes
)

// tally puts together how many persons are concerned. Evidence is laid side by side by scope: a store whose persons it names, or else a
// system that it is about. Within a scope several pieces tell of the same persons, or of some of them: the likely number is the greatest of
// those believed most, never their sum; the maximum is their sum. Different scopes are added. A piece of several scopes stands in their place
// where it tells of more than they do, or knows who is in two of them. Pieces of no scope speak of all: they count only as long as
// nothing else does.
type tally struct {
	alias   map[string]string // a system's name by its store's
	pieces  []*piece
	scopes  map[string]*scope
	names   []string            // of scopes, as they came
	joints  []*piece            // of several scopes
	bounds  map[string]*bounded // by the scopes of a piece
	keys    []string            // of bounds
	sets    map[string]bool     // that were added to a bound
	whole   scope
	most    *int64     // that a piece of no scope tells
	counted [3]revised // maximum, likely, confirmed
	by      []int64    // events that say something of it
}

// piece is what evidence says.
type piece struct {
	of     *Source[Added]
	scopes []string
	likely *int64
}

// scope is one place whose persons are concerned: of each class the piece that tells of most.
type scope struct{ best [classes]found }

// found is a number, and the piece that tells it.
type found struct {
	n  *int64
	of *piece
}

// bounded is what a scope's evidence bounds: direct evidence and parts of the register add up, doors to the same persons do not.
type bounded struct {
	scopes              []string
	added, held, behind int64
}

func (b *bounded) total() int64 { return b.added + max(b.held, b.behind) }

func newTally(evidence []Source[Added]) *tally {
	t := &tally{alias: map[string]string{}}
	t.clear()
	for i := range evidence {
		a := &evidence[i].Body
		if stores := storesOf(a); len(stores) == 1 {
			for _, s := range a.Systems {
				if _, there := t.alias[s.Name]; !there && s.Name != stores[0] {
					t.alias[s.Name] = stores[0]
				}
			}
		}
	}
	return t
}

// clear forgets the evidence.
func (t *tally) clear() {
	t.pieces, t.scopes, t.names, t.joints, t.bounds, t.keys, t.sets, t.whole, t.most = nil, map[string]*scope{}, nil, nil, map[string]*bounded{}, nil, map[string]bool{}, scope{}, nil
}

func storesOf(a *Added) (out []string) {
	for i := range a.Persons {
		if !slices.Contains(out, a.Persons[i].Store) {
			out = append(out, a.Persons[i].Store)
		}
	}
	return out
}

// scopesOf are the scopes of a piece, in order: the stores whose persons it names, or else its systems.
func (t *tally) scopesOf(a *Added) []string {
	names := storesOf(a)
	if len(names) == 0 {
		for _, s := range a.Systems {
			n := s.Name
			if store, ok := t.alias[n]; ok {
				n = store
			}
			if n != "" && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	slices.Sort(names)
	return names
}

// add takes a piece of evidence, in the order of time. One of what an earlier piece told of stands in its place.
func (t *tally) add(e *Source[Added]) {
	a := &e.Body
	if a.People.Max == nil && a.People.Likely == nil && len(a.Persons) == 0 {
		return
	}
	t.by = append(t.by, e.Seq)
	p := &piece{of: e, scopes: t.scopesOf(a), likely: a.People.Likely}
	if a.Ref != "" {
		same := func(x *piece) bool { return x.of.Body.Ref == a.Ref && x.of.Body.Sort == a.Sort }
		if slices.ContainsFunc(t.pieces, same) {
			rest := slices.DeleteFunc(t.pieces, same)
			t.clear()
			for _, x := range rest {
				t.put(x)
			}
		}
	}
	t.put(p)
}

func (t *tally) put(p *piece) {
	t.pieces = append(t.pieces, p)
	a := &p.of.Body
	n, added := map[string]int64{}, int64(0) // persons of each store, and those of sets that are new
	seen := map[string]bool{}
	for _, s := range a.Persons {
		key := s.Store + "\x00" + s.SHA256
		if seen[key] {
			continue
		}
		seen[key] = true
		n[s.Store] += s.People
		if !t.sets[key] {
			t.sets[key] = true
			added += s.People
		}
	}
	if p.likely == nil && len(p.scopes) == 1 && n[p.scopes[0]] > 0 {
		p.likely = copyOf(ptr(n[p.scopes[0]]))
	}
	t.bound(p, n, added)
	c := class(a.Sort)
	switch len(p.scopes) {
	case 0:
		t.whole.put(c, p.likely, p)
	case 1:
		t.scope(p.scopes[0]).put(c, p.likely, p)
	default:
		t.joints = append(t.joints, p)
		for _, s := range p.scopes {
			if of := t.scope(s); n[s] > 0 {
				of.put(c, ptr(n[s]), p)
			}
		}
	}
}

// bound adds what a piece tells at most.
func (t *tally) bound(p *piece, sets map[string]int64, added int64) {
	a := &p.of.Body
	most := a.People.Max
	if most == nil {
		most = p.likely
	}
	if len(p.scopes) == 0 {
		t.most = greater(t.most, most)
		return
	}
	if len(a.Persons) > 0 { // persons who are in a set that was added already are no others
		var all int64
		for _, n := range sets {
			all += n
		}
		if most != nil {
			added += max(0, *most-all) // of whom the set does not tell
		}
		if most != nil || all > 0 {
			most = &added
		}
	}
	if most == nil {
		return
	}
	key := strings.Join(p.scopes, "\x00")
	b := t.bounds[key]
	if b == nil {
		b = &bounded{scopes: p.scopes}
		t.bounds[key] = b
		t.keys = append(t.keys, key)
	}
	switch a.Sort {
	case FromInventory:
		b.held += *most
	case FromExposure:
		b.behind = max(b.behind, *most)
	default:
		b.added += *most
	}
}

func ptr(n int64) *int64 { return &n }

func (t *tally) scope(name string) *scope {
	s := t.scopes[name]
	if s == nil {
		s = &scope{}
		t.scopes[name] = s
		t.names = append(t.names, name)
	}
	return s
}

func (s *scope) put(c int, n *int64, p *piece) {
	if n == nil {
		return
	}
	if b := &s.best[c]; b.n == nil || *n >= *b.n {
		*b = found{n, p}
	}
}

// now is what is believed of a scope, and its class; -1 if it is nothing.
func (s *scope) now() (found, int) {
	for c := classes - 1; c >= 0; c-- {
		if s.best[c].n != nil {
			return s.best[c], c
		}
	}
	return found{}, -1
}
