package watch

import (
	"maps"
	"slices"
	"strings"
)

// Named is a store under one of the names that logs have for it, in lower case; of a part of a web site the pattern of its paths.
type Named struct {
	Name  string
	Store *Store
}

// Named lists the stores by their names, sorted; names that two stores have are not among them.
func (s *Stores) Named() []Named {
	var out []Named
	for _, r := range s.routes {
		if r.store == nil {
			continue
		}
		out = append(out, Named{r.prefix + "*" + r.rest, r.store})
	}
	slices.SortStableFunc(out, func(a, b Named) int { return strings.Compare(a.Name, b.Name) })
	for _, name := range slices.Sorted(maps.Keys(s.byName)) {
		if st := s.byName[name]; st != nil && name != "" {
			out = append(out, Named{name, st})
		}
	}
	return out
}
