package match

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/genuine"
)

const (
	// wholly is the share from which on a dump is ours: the rest joined after our last snapshot, or cannot be read.
	wholly = 0.8
	// some is the share below which persons in common are no sign that a dump came from us: people are customers of many.
	some = 0.02
	// piece is the share from which on a store is one of those that a dump was put together from.
	piece = 0.05
	// few is the number of matched records below which nothing is said.
	few = 5
)

// ours judges whether the data came from us.
func (e *explained) ours(origins []leak.Origin, canaries []leak.Canary) leak.Ours {
	o := leak.Ours{Verdict: leak.Unknown, Evidence: []leak.Evidence{}}
	if len(e.stores) == 0 {
		o.Evidence = append(o.Evidence, leak.Evidence{Code: "index_missing"})
	}
	if len(e.stores) > 0 && e.usable > 0 {
		share, chance := float64(e.matched)/float64(e.usable), e.chance/float64(e.usable)
		o.Share, o.FalseRate = &share, &chance
		o.Verdict = e.verdict(share, chance, origins)
		o.Evidence = append(o.Evidence, leak.Evidence{Code: "persons_known", N: e.matched, Of: e.usable, For: o.Verdict},
			leak.Evidence{Code: "combinations_agree", N: e.combined, Of: e.several})
		for i := range origins {
			if n := len(origins[i].Only); n > 0 && origins[i].Share >= piece {
				o.Evidence = append(o.Evidence, leak.Evidence{Code: "only_ours_columns", N: int64(n), Field: origins[i].Store, For: leak.IsOurs})
			}
		}
	}
	for i := range canaries {
		o.Evidence = append(o.Evidence, leak.Evidence{Code: "canary", N: canaries[i].Hits, Field: canaries[i].Store, For: leak.IsOurs})
	}
	if len(canaries) > 0 && (o.Verdict == leak.Unknown || o.Verdict == leak.IsNotOurs) {
		o.Verdict = leak.IsPartly // nobody but us has these persons
	}
	return o
}

func (e *explained) verdict(share, chance float64, origins []leak.Origin) string {
	pieces := 0
	for i := range origins {
		if o := &origins[i]; o.Share >= piece && float64(o.Alone) >= piece/2*float64(e.usable) {
			pieces++
		}
	}
	switch {
	case e.usable < few && e.matched < e.usable:
		return leak.Unknown
	case e.matched < few && e.matched < e.usable, share < some, share < 20*chance, e.several > few && e.combined*2 < e.several:
		return leak.IsNotOurs
	case e.several == 0 && e.matched < 2*few:
		return leak.Unknown // a handful of values, each by itself
	case pieces > 1:
		return leak.IsAggregate
	case share >= wholly:
		return leak.IsOurs
	}
	return leak.IsPartly
}

// agreement tells whether what a dump says of the persons whom we know agrees with what we know of them. That it does is
// nearly a proof that it is genuine; names and births that differ, or addresses and numbers of more people than change them
// in years, that somebody changed it.
func (e *explained) agreement() []leak.Evidence {
	c := &e.compared
	if c.stays+c.moves < 2*genuine.Least {
		return nil
	}
	out := []leak.Evidence{}
	add := func(code string, differ, of int64, altered float64) {
		if of < genuine.Least {
			return
		}
		v := leak.Evidence{Code: code, N: of - differ, Of: of, For: leak.IsGenuine, Weight: 2}
		if share := float64(differ) / float64(of); share > altered {
			v.For, v.Weight = leak.IsAltered, 4
		} else if share > altered/2 {
			v.For, v.Weight = "", 0
		}
		out = append(out, v)
	}
	add("index_agrees", c.strays, c.stays, 0.05)
	add("index_current", c.moved, c.moves, 0.25)
	return out
}

// public tells whether all that a dump holds is something that we publish ourselves.
func public(m *leak.Match, published *config.Published) *bool {
	if published.None() || len(m.Kinds) == 0 {
		return nil
	}
	all := true
	for i := range m.What.Parts {
		for _, f := range m.What.Parts[i].Fields {
			all = all && published.Has(f.Kind, f.Name)
		}
	}
	return &all
}

// likely is the number of persons of a dump, 0 if unknown.
func likely(m *leak.Match) int64 {
	if m.People.Likely == nil {
		return 0
	}
	return *m.People.Likely
}
