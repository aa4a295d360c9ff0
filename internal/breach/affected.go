package breach

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// standing is the evidence that counts: of each ID the last, without what was refuted (a Fact named by its ID that is refuted, with a
// source).
func (s *State) standing() []Source[Added] {
	last := map[string]int{}
	for i := range s.Evidence {
		last[s.Evidence[i].Body.ID] = i
	}
	out := make([]Source[Added], 0, len(s.Evidence))
	for i := range s.Evidence {
		id := s.Evidence[i].Body.ID
		if last[id] == i && !s.refuted(id) {
			out = append(out, s.Evidence[i])
		}
	}
	return out
}

// tells whether a piece says anything of persons, kinds or places: one that does not changes nothing that is computed.
func (a *Added) tells() bool {
	return len(a.Kinds) > 0 || len(a.Persons) > 0 || len(a.Regions) > 0 || len(a.Systems) > 0 || a.People != (Count{})
}

// refuted tells whether a piece of evidence turned out not to belong here.
func (s *State) refuted(id string) bool { return s.refutedThen(id, time.Time{}) }

// refutedThen is refuted as it was known at a time; zero: now.
func (s *State) refutedThen(id string, t time.Time) bool {
	out := false
	for i := range s.Facts[id] {
		f := &s.Facts[id][i]
		if !t.IsZero() && f.At.After(t) {
			continue
		}
		switch f.Body.Status {
		case Refuted:
			out = f.Body.Source != ""
		case Asserted:
			out = false
		}
	}
	return out
}

// Affected is what was concerned: the union of what the evidence tells that was not refuted. How persons are counted, tally says;
// Confirmed is only ever a number that was set.
func (s *State) Affected() Affected {
	evidence := s.standing()
	t := s.tallied(evidence)
	a := Affected{Count: t.total(), By: union(t.by, nil), Why: t.why()}
	a.Kinds = kinds(t, evidence, a.Count.Max)
	a.Regions = regions(t, evidence)
	for i := range evidence {
		b := &evidence[i].Body
		for _, p := range b.Persons {
			if !slices.ContainsFunc(a.Sets, func(h PersonSet) bool { return h.Store == p.Store && h.SHA256 == p.SHA256 }) {
				a.Sets = append(a.Sets, p)
			}
		}
		for j := range b.Systems {
			a.Systems = system(a.Systems, &b.Systems[j])
		}
		if b.From != nil && (a.From == nil || b.From.Before(*a.From)) {
			a.From = b.From
		}
		if b.To != nil && (a.To == nil || b.To.After(*a.To)) {
			a.To = b.To
		}
		for _, g := range b.Gaps {
			if !slices.Contains(a.Gaps, g) {
				a.Gaps = append(a.Gaps, g)
			}
		}
	}
	return a
}

// tallied is the tally over evidence and numbers that were set, in the order of time.
func (s *State) tallied(evidence []Source[Added]) *tally {
	t := newTally(evidence)
	j := 0
	for i := range evidence {
		for ; j < len(s.Counts) && s.Counts[j].At.Before(evidence[i].At); j++ {
			t.count(&s.Counts[j])
		}
		t.add(&evidence[i])
	}
	for ; j < len(s.Counts); j++ {
		t.count(&s.Counts[j])
	}
	return t
}

// where is the place under which numbers of a piece are laid beside those of others.
func (t *tally) where(a *Added) string { return strings.Join(t.scopesOf(a), "+") }

// sums adds numbers of several places; within one the greatest counts.
type sums map[string]int64

func (s *sums) put(place string, n *int64) {
	if n == nil {
		return
	}
	if *s == nil {
		*s = sums{}
	}
	(*s)[place] = max((*s)[place], *n)
}

// total is the sum over places; what speaks of no place counts only if nothing else does. nil: nothing is known.
func (s sums) total() *int64 {
	if len(s) == 0 {
		return nil
	}
	var n int64
	for place, x := range s {
		if place != "" || len(s) == 1 {
			n += x
		}
	}
	return &n
}

func kinds(t *tally, evidence []Source[Added], most *int64) []Held {
	type both struct{ values, people sums }
	m := map[pii.Kind]*both{}
	var out []Held
	for i := range evidence {
		a := &evidence[i].Body
		for _, k := range a.Kinds {
			b := m[k.Kind]
			if b == nil {
				b = &both{}
				m[k.Kind] = b
				out = append(out, Held{Kind: k.Kind})
			}
			place := t.where(a)
			b.values.put(place, k.Values)
			b.people.put(place, k.People)
		}
		for _, p := range a.Persons { // kinds that only a set tells
			for _, k := range p.Kinds {
				if m[k] == nil {
					m[k] = &both{}
					out = append(out, Held{Kind: k})
				}
			}
		}
	}
	for i := range out {
		b := m[out[i].Kind]
		out[i].Values, out[i].People = b.values.total(), b.people.total()
		if n := out[i].People; n != nil && most != nil && *n > *most {
			out[i].People = copyOf(most)
		}
	}
	slices.SortFunc(out, func(a, b Held) int {
		return cmp.Or(cmp.Compare(gravity(b.Kind), gravity(a.Kind)), compareMost(b.People, a.People), cmp.Compare(a.Kind.String(), b.Kind.String()))
	})
	return out
}

func compareMost(a, b *int64) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return cmp.Compare(*a, *b)
}

// gravity orders kinds by what their loss may do.
func gravity(k pii.Kind) int {
	switch {
	case k.Has(pii.Specific):
		return 7
	case k.Has(pii.Special):
		return 6
	case k.Any(pii.Financial) && !k.Has(pii.TinyDomain):
		return 5
	case k.Any(pii.Credential | pii.Secrecy):
		return 4
	case k.Any(pii.Financial):
		return 3
	case k.Has(pii.Government):
		return 3
	case k.Has(pii.Identifies) || k.Info().Rank > 0:
		return 2
	}
	return 1
}

func regions(t *tally, evidence []Source[Added]) []Region {
	m := map[Region]*sums{}
	var out []Region
	for i := range evidence {
		for _, r := range evidence[i].Body.Regions {
			n := r.People
			r.People = 0
			if m[r] == nil {
				m[r] = &sums{}
				out = append(out, r)
			}
			m[r].put(t.where(&evidence[i].Body), &n)
		}
	}
	for i := range out {
		out[i].People = *m[out[i]].total()
	}
	slices.SortFunc(out, func(a, b Region) int {
		return cmp.Or(-cmp.Compare(a.People, b.People), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// system adds what is told of a system to the list.
func system(list []System, s *System) []System {
	i := slices.IndexFunc(list, func(x System) bool { return x.Name == s.Name })
	if i < 0 {
		c := *s
		c.Access, c.Contractors = slices.Clone(s.Access), slices.Clone(s.Contractors)
		return append(list, c)
	}
	to := &list[i]
	to.Owner, to.Country = cmp.Or(s.Owner, to.Owner), cmp.Or(s.Country, to.Country)
	for _, p := range []struct {
		to   *[]string
		from []string
	}{{&to.Access, s.Access}, {&to.Contractors, s.Contractors}} {
		for _, x := range p.from {
			if !slices.Contains(*p.to, x) {
				*p.to = append(*p.to, x)
			}
		}
	}
	return list
}

// grave tells by which evidence kinds of an attribute are concerned.
type grave struct {
	yes, suspected, no []int64
	partly             bool // something was not read
}

// truth is what that makes: what only a claim or a tip tells is a suspicion; that nothing is there is known where the content was
// looked at as a whole.
func (g *grave) truth() (law.Truth, []int64) {
	switch {
	case len(g.yes) > 0:
		return law.Yes, g.yes
	case len(g.suspected) > 0:
		return law.Suspected, g.suspected
	case len(g.no) > 0 && !g.partly:
		return law.No, g.no
	}
	return law.Unknown, nil
}
