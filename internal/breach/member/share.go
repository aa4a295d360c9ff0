package member

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Share is persons of a store of whom the same kinds were found.
type Share struct {
	Kinds  []pii.Kind
	People int64
}

// Shares counts the persons of sets by what was found of each. Who stands in several sets of a store is one person, with the kinds of
// all of them; persons of several stores are not joined. people is how many each set has.
func Shares(sets []*breach.Persons, people []int64) (out []Share) {
	stores := map[string][]int{}
	var names []string
	for i, p := range sets {
		if stores[p.Store] == nil {
			names = append(names, p.Store)
		}
		stores[p.Store] = append(stores[p.Store], i)
	}
	for _, name := range names {
		of := stores[name]
		if i := slices.IndexFunc(of, func(i int) bool { return sets[i].All }); i >= 0 {
			out = append(out, everybody(sets, of, people))
			continue
		}
		if len(of) == 1 {
			for _, g := range sets[of[0]].Groups {
				out = append(out, Share{g.Kinds, int64(len(g.Rows))})
			}
			continue
		}
		out = append(out, united(sets, of)...)
	}
	return out
}

// everybody is a store all of whose persons are concerned: others of its sets add kinds, which then may be anybody's.
func everybody(sets []*breach.Persons, of []int, people []int64) (s Share) {
	for _, i := range of {
		if sets[i].All {
			s.People = max(s.People, people[i])
		}
		for _, g := range sets[i].Groups {
			s.Kinds = append(s.Kinds, g.Kinds...)
		}
	}
	slices.Sort(s.Kinds)
	s.Kinds = slices.Compact(s.Kinds)
	return s
}

// united joins several sets of a store, row by row.
func united(sets []*breach.Persons, of []int) (out []Share) {
	type part struct {
		row   uint32
		group uint32
	}
	var groups []breach.Group
	var parts []part
	for _, i := range of {
		for _, g := range sets[i].Groups {
			for _, r := range g.Rows {
				parts = append(parts, part{r, uint32(len(groups))})
			}
			groups = append(groups, g)
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return int(int64(a.row) - int64(b.row)) })
	counts := map[string]int{} // by the kinds, a byte each
	var kinds []byte
	for i := 0; i < len(parts); {
		kinds = kinds[:0]
		j := i
		for ; j < len(parts) && parts[j].row == parts[i].row; j++ {
			for _, k := range groups[parts[j].group].Kinds {
				kinds = append(kinds, byte(k))
			}
		}
		i = j
		slices.Sort(kinds)
		counts[string(slices.Compact(kinds))]++
	}
	for k, n := range counts {
		s := Share{People: int64(n)}
		for _, b := range []byte(k) {
			s.Kinds = append(s.Kinds, pii.Kind(b))
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Share) int { return slices.Compare(a.Kinds, b.Kinds) })
	return out
}
