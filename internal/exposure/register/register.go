// Package register lays what the owner declares beside what was found, and tells the differences as exposures: data in a
// country that the privacy policy does not name, a contractor whose access nobody declared, persons who are kept too long
// or who left, persons of production in copies for development, and what nobody declared at all.
//
// What was read of the sources crosses as plain data (Reading); nothing here opens anything. What could not be told is told
// as Unknown, never as "none".
package register

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// State is what is declared, what was found of it, and what was read.
type State struct {
	Register *declared.Register
	// Found are the systems in the order of declaration, then the sources that nobody declared.
	Found []Found
	// Countries are those of storage and access, those with most persons first.
	Countries []Country
	// Readings are what was read of the systems, by their names.
	Readings map[string]*Reading
}

// Found is what the inventory holds of a system, or of a source that nobody declared.
type Found struct {
	System  *declared.System // nil: nobody declared it
	Name    string           // the system's, or the source as the inventory names it
	Sources []string
	Parts   int64 // with personal data
	Records int64
	People  inventory.People
	Kinds   map[pii.Kind]int64
	At      time.Time // when it was last read; zero: never
	// Uncounted are parts whose persons were counted by another version; People is then a lower bound.
	Uncounted int64
	Sampled   bool // only a sample of some parts was read; People is then a lower bound
	Scanned   bool // the inventory has the source, be it empty
}

// Country is what is stored in a country and what is reached from there.
type Country struct {
	Code    string // "" is not declared
	Stored  inventory.People
	Systems []int // of State.Found
	Reached inventory.People
	Ways    []Way
}

// Way is a contractor's access to a system.
type Way struct {
	Found int // of State.Found
	declared.Access
}

// Parts reads holdings.
type Parts func(inventory.Filter) iter.Seq2[inventory.Holding, error]

// Gather lays the inventory beside the register. It holds the persons of one system at a time, and those of each country.
func Gather(reg *declared.Register, sources []inventory.SourceState, parts Parts) (*State, error) {
	st := &State{Register: reg, Readings: map[string]*Reading{}}
	g := gatherer{st: st, sources: sources, parts: parts, at: map[string]int{}}
	for i := range reg.Systems {
		s := &reg.Systems[i]
		f, set, err := g.system(s)
		if err != nil {
			return nil, err
		}
		st.Found = append(st.Found, f)
		g.place(len(st.Found)-1, s, set)
	}
	for i := range sources {
		f, _, err := g.gather(&sources[i], Found{Name: sources[i].Source}, nil, &people.Set{})
		if err != nil {
			return nil, err
		}
		if f.Parts > 0 {
			st.Found = append(st.Found, f)
		}
	}
	g.countries()
	return st, nil
}

type gatherer struct {
	st      *State
	sources []inventory.SourceState
	parts   Parts
	at      map[string]int // countries by code
	stored  []people.Set
	reached []people.Set
}

// system gathers what the inventory holds of a system.
func (g *gatherer) system(s *declared.System) (Found, *people.Set, error) {
	f, set := Found{System: s, Name: s.Name}, &people.Set{}
	var err error
	for i := range g.sources {
		if related(g.sources[i].Source, s.Place) {
			if f, set, err = g.gather(&g.sources[i], f, s, set); err != nil {
				return f, nil, err
			}
		}
	}
	f.count(set)
	return f, set, nil
}

// related tells whether parts of a source may belong to a place.
func related(source, place string) bool {
	source = strings.TrimRight(source, "/")
	return place != "" && (source == place || strings.HasPrefix(source, place) || strings.HasPrefix(place, source))
}

// gather adds the parts of a source that belong to a system, or to none.
func (g *gatherer) gather(src *inventory.SourceState, f Found, s *declared.System, set *people.Set) (Found, *people.Set, error) {
	some := false
	for h, err := range g.parts(inventory.Filter{Source: src.Source}) {
		if err != nil {
			return f, set, err
		}
		if g.st.Register.Of(h.Source, h.Name) != s {
			continue
		}
		some = true
		f.add(&h, set)
	}
	if some || s != nil && g.st.Register.Of(src.Source, "") == s {
		f.Sources, f.Scanned = append(f.Sources, src.Source), true
		if f.At.Before(src.At) {
			f.At = src.At
		}
	}
	if s == nil {
		f.count(set)
	}
	return f, set, nil
}

func (f *Found) add(h *inventory.Holding, set *people.Set) {
	if f.At.Before(h.At) {
		f.At = h.At
	}
	personal := false
	for i := range h.Fields {
		k := h.Fields[i].Kind
		if k.Any(pii.Credential | pii.NotPersonal) {
			continue
		}
		if personal = true; f.Kinds == nil {
			f.Kinds = map[pii.Kind]int64{}
		}
		f.Kinds[k] += h.Fields[i].Values
	}
	if !personal {
		return
	}
	f.Parts++
	f.Records += h.Records
	f.Sampled = f.Sampled || h.Of > 0
	if len(h.Set) == 0 {
		return
	}
	if err := set.MergeEncoded(h.Set); err != nil {
		f.Uncounted++
	}
}

func (f *Found) count(set *people.Set) {
	f.People = tell(set)
	if f.Uncounted > 0 || f.Sampled {
		f.People.N, f.People.Max = nil, nil
	}
}

// tell turns a set into numbers; nothing that identifies means unknown.
func tell(s *people.Set) inventory.People {
	if s.Empty() {
		return inventory.People{}
	}
	c := s.Count()
	return inventory.People{Min: &c.Min, N: &c.N, Max: &c.Max, Error: c.Error}
}

// place notes a system under the country of its storage, and those of its access.
func (g *gatherer) place(at int, s *declared.System, set *people.Set) {
	c := g.country(s.Country)
	g.st.Countries[c].Systems = append(g.st.Countries[c].Systems, at)
	g.stored[c].Merge(set)
	var seen []string
	for _, a := range s.Accesses() {
		c := g.country(a.Country)
		g.st.Countries[c].Ways = append(g.st.Countries[c].Ways, Way{at, a})
		if !slices.Contains(seen, a.Country) {
			seen = append(seen, a.Country)
			g.reached[c].Merge(set)
		}
	}
}

func (g *gatherer) country(code string) int {
	i, ok := g.at[code]
	if !ok {
		i = len(g.st.Countries)
		g.at[code] = i
		g.st.Countries = append(g.st.Countries, Country{Code: code})
		g.stored, g.reached = append(g.stored, people.Set{}), append(g.reached, people.Set{})
	}
	return i
}

// countries counts the persons of each and orders them.
func (g *gatherer) countries() {
	for i := range g.st.Countries {
		g.st.Countries[i].Stored, g.st.Countries[i].Reached = tell(&g.stored[i]), tell(&g.reached[i])
	}
	slices.SortStableFunc(g.st.Countries, func(a, b Country) int {
		return int(min(max(most(&b)-most(&a), -1), 1))
	})
}

func most(c *Country) int64 {
	return max(Known(c.Stored), Known(c.Reached))
}

// Known is the number of persons as far as it is known, -1 if it is not.
func Known(p inventory.People) int64 {
	switch {
	case p.N != nil:
		return *p.N
	case p.Min != nil:
		return *p.Min
	}
	return -1
}
