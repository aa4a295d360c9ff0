// Package declared is the register as its owner declares it: the systems that hold personal data, where and for what, who
// handles it for them from which countries, and what the privacy policy says of it. What was found is laid beside it by
// the place at which it was found.
package declared

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Home is the country whose storage and access a policy need not name, unless it says another.
const Home = "JP"

// Register is all that is declared.
type Register struct {
	Systems []System
	Policy  *Policy // nil if nothing is declared
}

// System is a declared source.
type System struct {
	Name, Target string
	// Place is the target as the inventory names it; see Locate.
	Place       string
	Owner       string
	Country     string // a code of package country; "" is not declared
	Purposes    []string
	Legal       string
	Retention   *config.Retention
	Expected    []pii.Kind
	Subjects    []string
	Development bool
	CopyOf      string
	Index, Key  string
	Contractors []Contractor
	Withdrawn   []config.Withdrawn
	Schedule    string
}

// Contractor handles the data of a system, or of another contractor.
type Contractor struct {
	Name        string
	Country     string   // "" is not declared
	Access      []string // codes; none means its own country
	Purpose     string
	Contractors []Contractor
}

// Policy is what the privacy policy declares.
type Policy struct {
	URL         string
	Home        string
	Countries   []string // codes of countries and groups
	Contractors []string
	Purposes    []string
}

// Names tells whether the policy names a country, or need not since it is the home.
func (p *Policy) Names(code string) bool {
	return code == p.Home || country.Covers(p.Countries, code)
}

// New makes the register of a configuration. fault makes the error of a line.
func New(f *config.File, fault func(line int, what string) error) (*Register, error) {
	n := namer{fault: fault}
	r := &Register{}
	for i := range f.Sources {
		s := &f.Sources[i]
		r.Systems = append(r.Systems, System{
			Name: s.Name, Target: s.Target, Owner: s.Owner, Country: n.one(s.Country), Purposes: s.Purposes, Legal: s.Legal, Retention: s.Retention,
			Expected: s.Expected, Subjects: s.Subjects, Development: s.Development, CopyOf: s.CopyOf, Index: cmp.Or(s.Index, s.Name), Key: s.Key,
			Contractors: n.chain(s.Contractors), Withdrawn: s.Withdrawn, Schedule: s.Schedule,
		})
	}
	if p := f.Policy; p != nil {
		r.Policy = &Policy{URL: p.URL, Home: cmp.Or(n.one(p.Home), Home), Countries: n.all(p.Countries), Contractors: p.Contractors, Purposes: p.Purposes}
	}
	return r, n.err
}

// namer turns countries as they are written into codes and keeps the first error.
type namer struct {
	fault func(int, string) error
	err   error
}

func (n *namer) one(c config.Country) string {
	if c.Said == "" {
		return ""
	}
	code, ok := country.Parse(c.Said)
	if !ok && n.err == nil {
		n.err = n.fault(c.Line, "no such country: a code of ISO 3166-1 (KR), or its name (韓国)")
	}
	return code
}

func (n *namer) all(cs []config.Country) (out []string) {
	for _, c := range cs {
		out = append(out, n.one(c))
	}
	return out
}

func (n *namer) chain(cs []config.Contractor) (out []Contractor) {
	for i := range cs {
		c := &cs[i]
		out = append(out, Contractor{Name: c.Name, Country: n.one(c.Country), Access: n.all(c.Access), Purpose: c.Purpose, Contractors: n.chain(c.Contractors)})
	}
	return out
}

// Access is a way from a country to a system's data.
type Access struct {
	Country string   // "" is not declared
	Chain   []string // the contractors, from the one of the owner on
	Purpose string
}

// Accesses are those of the contractors and of theirs, in the order of declaration.
func (s *System) Accesses() []Access {
	var out []Access
	var walk func(cs []Contractor, chain []string)
	walk = func(cs []Contractor, chain []string) {
		for i := range cs {
			c := &cs[i]
			here := append(slices.Clone(chain), c.Name)
			from := c.Access
			if len(from) == 0 {
				from = []string{c.Country}
			}
			for _, code := range from {
				out = append(out, Access{code, here, c.Purpose})
			}
			walk(c.Contractors, here)
		}
	}
	walk(s.Contractors, nil)
	return out
}

// System finds a system by its name; nil if there is none.
func (r *Register) System(name string) *System {
	for i := range r.Systems {
		if r.Systems[i].Name == name {
			return &r.Systems[i]
		}
	}
	return nil
}

// Locate tells each system's target as the inventory names it.
func (r *Register) Locate(name func(target string) string) {
	for i := range r.Systems {
		r.Systems[i].Place = strings.TrimRight(name(r.Systems[i].Target), "/")
	}
}

// Of is the system to which a part of a source belongs: that with the longest place that holds it. nil: nobody declared it.
func (r *Register) Of(source, part string) *System {
	source = strings.TrimRight(source, "/")
	var best *System
	for i := range r.Systems {
		s := &r.Systems[i]
		if s.Place != "" && (s.Place == source || beneath(source, s.Place) || beneath(source+"/"+part, s.Place)) && (best == nil || len(s.Place) > len(best.Place)) {
			best = s
		}
	}
	return best
}

// beneath tells whether a path is a place or lies in it.
func beneath(path, place string) bool {
	rest, ok := strings.CutPrefix(path, place)
	return ok && (rest == "" || rest[0] == '/' || strings.HasPrefix(rest, "!/"))
}

// Complete fills in the holder and the country of what was found, where they are declared.
func (r *Register) Complete(held iter.Seq2[inventory.Holding, error]) iter.Seq2[inventory.Holding, error] {
	return func(yield func(inventory.Holding, error) bool) {
		for h, err := range held {
			if s := r.Of(h.Source, h.Name); err == nil && s != nil {
				for i := range h.Fields {
					h.Fields[i].Holder = cmp.Or(h.Fields[i].Holder, s.Owner)
					h.Fields[i].Country = cmp.Or(h.Fields[i].Country, s.Country)
				}
			}
			if !yield(h, err) {
				return
			}
		}
	}
}
