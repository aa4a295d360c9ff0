package match

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/fact"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// columns are the fields of a dump, by which it is likened to the stores.
type columns struct {
	kinds map[pii.Kind]bool
	names map[string]bool // folded
}

func newColumns() *columns { return &columns{map[pii.Kind]bool{}, map[string]bool{}} }

func (c *columns) add(name string, k pii.Kind) {
	if k != pii.None {
		c.kinds[k] = true
	}
	if name != "" {
		c.names[folded(name)] = true
	}
}

// folded is the last part of a field's path, in lower case and without signs.
func folded(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// likeness of the dump's columns to those of a store: the share of the store's and the dump's kinds that both have, names
// counted as well where the dump has any of the store's; and the columns that no other store has.
func (c *columns) likeness(stores []leak.Store, at int) (*float64, []string) {
	fields := stores[at].Index.Meta().Fields
	if len(fields) == 0 || len(c.kinds) == 0 {
		return nil, nil
	}
	kinds, names := map[pii.Kind]bool{}, 0
	var only []string
	for _, f := range fields {
		kinds[f.Kind] = true
		if n := folded(f.Name); n != "" && c.names[n] {
			names++
			if !elsewhere(stores, at, n) {
				only = append(only, f.Name)
			}
		}
	}
	both, all := 0, len(kinds)
	for k := range c.kinds {
		switch {
		case kinds[k]:
			both++
		case fact.Telling(k):
			all++
		}
	}
	like := float64(both) / float64(all)
	if names > 0 {
		like = (like + float64(names)/float64(len(fields))) / 2
	}
	slices.Sort(only)
	return &like, slices.Compact(only)
}

func elsewhere(stores []leak.Store, at int, name string) bool {
	for i := range stores {
		if i == at {
			continue
		}
		for _, f := range stores[i].Index.Meta().Fields {
			if folded(f.Name) == name {
				return true
			}
		}
	}
	return false
}
