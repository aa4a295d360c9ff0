package declared

import (
	"reflect"
	"slices"
)

// Comparison is of two registers.
type Comparison struct {
	New    []string `json:"new"`    // systems of the other only
	Absent []string `json:"absent"` // systems of ours only
	Differ []Differ `json:"differ"`
	Policy []string `json:"policy"` // keys of policy that differ
}

// Differ is a system that is declared otherwise.
type Differ struct {
	Name string   `json:"name"`
	Keys []string `json:"keys"` // of tsutsumi.yaml
}

// Any tells whether there is a difference.
func (c *Comparison) Any() bool { return len(c.New)+len(c.Absent)+len(c.Differ)+len(c.Policy) > 0 }

// Compare lays another register beside ours. What the other leaves open is no difference.
func (r *Register) Compare(other *Register) *Comparison {
	c := &Comparison{New: []string{}, Absent: []string{}, Differ: []Differ{}, Policy: []string{}}
	for i := range other.Systems {
		o := &other.Systems[i]
		s := r.System(o.Name)
		if s == nil {
			c.New = append(c.New, o.Name)
			continue
		}
		if keys := s.differs(o); len(keys) > 0 {
			c.Differ = append(c.Differ, Differ{o.Name, keys})
		}
	}
	for i := range r.Systems {
		if other.System(r.Systems[i].Name) == nil {
			c.Absent = append(c.Absent, r.Systems[i].Name)
		}
	}
	if p, o := r.Policy, other.Policy; o != nil {
		if p == nil {
			p = &Policy{Home: Home}
		}
		c.Policy = append(c.Policy, keysOf([]pair{{"url", p.URL, o.URL}, {"home", p.Home, o.Home}, {"countries", sorted(p.Countries), sorted(o.Countries)},
			{"contractors", sorted(p.Contractors), sorted(o.Contractors)}, {"purposes", sorted(p.Purposes), sorted(o.Purposes)}})...)
	}
	return c
}

type pair struct {
	key          string
	ours, theirs any
}

func keysOf(pairs []pair) (out []string) {
	for _, p := range pairs {
		if v := reflect.ValueOf(p.theirs); !v.IsValid() || v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
			continue
		}
		if !reflect.DeepEqual(p.ours, p.theirs) {
			out = append(out, p.key)
		}
	}
	return out
}

func (s *System) differs(o *System) []string {
	pairs := []pair{{"target", s.Target, o.Target}, {"owner", s.Owner, o.Owner}, {"country", s.Country, o.Country}, {"purposes", sorted(s.Purposes), sorted(o.Purposes)},
		{"legal", s.Legal, o.Legal}, {"kinds_expected", sorted(s.Expected), sorted(o.Expected)}, {"subjects", sorted(s.Subjects), sorted(o.Subjects)}, {"development", s.Development, o.Development}, {"copy_of", s.CopyOf, o.CopyOf},
		{"index", s.Index, o.Index}, {"key", s.Key, o.Key}, {"contractors", flat(s), flat(o)}, {"withdrawn", s.Withdrawn, o.Withdrawn}, {"schedule", s.Schedule, o.Schedule}}
	if o.Retention != nil && (s.Retention == nil || *s.Retention != *o.Retention) {
		pairs = append(pairs, pair{"retention", "", "other"})
	}
	return keysOf(pairs)
}

// sorted makes lists in another order equal.
func sorted[T interface{ ~string | ~uint8 }](in []T) []T {
	out := slices.Clone(in)
	slices.Sort(out)
	if out == nil {
		out = []T{}
	}
	return out
}

// flat are the accesses of a system, in an order of their own.
func flat(s *System) []Access {
	out := s.Accesses()
	slices.SortFunc(out, func(a, b Access) int {
		if c := slices.Compare(a.Chain, b.Chain); c != 0 {
			return c
		}
		return slices.Compare([]string{a.Country}, []string{b.Country})
	})
	return out
}
