package notice

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Kinds is a set of kinds.
type Kinds uint64

const _ = uint(63 - pii.MessageContent) // they fit

// concerned is in the set of everybody of the case: she is one of its persons also where nobody knows yet which of her data it is.
const concerned = Kinds(1) << pii.None

// Add is the set with a kind.
func (k Kinds) Add(kind pii.Kind) Kinds { return k | 1<<kind }

// List are the kinds in the order of pii.
func (k Kinds) List() []pii.Kind {
	var out []pii.Kind
	for ; k != 0; k &= k - 1 {
		out = append(out, pii.Kind(bits.TrailingZeros64(uint64(k))))
	}
	return out
}

// Cast is the persons of a case: rows of people indices, with the kinds that were found of each.
type Cast struct {
	stores []role
	groups []Kinds // by number; 0 is nobody
	number map[Kinds]uint16
}

// role is the persons of one store.
type role struct {
	leak.Store
	last   int      // the place of the last snapshot
	of     []uint16 // the group of each row
	people int64
}

// NewCast unites sets of persons. stores are the people indices, of which each set's must be one: fault.Usage names those that are missing.
func NewCast(sets []*breach.Persons, stores []leak.Store) (*Cast, error) {
	c := &Cast{groups: []Kinds{0}, number: map[Kinds]uint16{0: 0}}
	for _, s := range stores {
		m := s.Index.Meta()
		c.stores = append(c.stores, role{Store: s, last: len(m.Snapshots) - 1, of: make([]uint16, m.Rows)})
	}
	slices.SortFunc(c.stores, func(a, b role) int { return cmp.Compare(a.Name, b.Name) })
	var missing []string
	for _, set := range sets {
		i := slices.IndexFunc(c.stores, func(r role) bool { return r.Name == set.Store })
		if i < 0 {
			missing = append(missing, set.Store)
			continue
		}
		if err := c.add(&c.stores[i], set); err != nil {
			return nil, err
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return nil, fault.Errorf(fault.Usage, "join recipients: the people index of %s is needed and not there", strings.Join(slices.Compact(missing), ", "))
	}
	return c, nil
}

func (c *Cast) add(r *role, set *breach.Persons) error {
	if set.All && len(set.Groups) == 0 {
		return c.all(r, concerned, set.Snapshots)
	}
	for _, g := range set.Groups {
		kinds := concerned
		for _, k := range g.Kinds {
			kinds = kinds.Add(k)
		}
		if set.All {
			if err := c.all(r, kinds, set.Snapshots); err != nil {
				return err
			}
			continue
		}
		for _, row := range g.Rows {
			if int(row) >= len(r.of) {
				return fault.Errorf(fault.Unreadable, "join recipients: the people index of %s is not the one that the case was made with", r.Name)
			}
			if err := c.found(r, row, kinds); err != nil {
				return err
			}
		}
	}
	return nil
}

// all adds everybody who was in the index when it had so many snapshots, but those who were forgotten since.
func (c *Cast) all(r *role, kinds Kinds, snapshots int) error {
	for row, err := range r.Index.Rows() {
		if err != nil {
			return err
		}
		if v := r.Index.Interval(row.Interval); !v.Empty() && v.First() < snapshots {
			if err := c.found(r, row.Row, kinds); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Cast) found(r *role, row uint32, kinds Kinds) error {
	was := r.of[row]
	all := c.groups[was] | kinds
	n, ok := c.number[all]
	if !ok {
		if len(c.groups) > 1<<16-1 {
			return fault.Errorf(fault.Refused, "join recipients: more than 65,535 different sets of items")
		}
		n = uint16(len(c.groups))
		c.groups, c.number[all] = append(c.groups, all), n
	}
	if r.of[row] = n; was == 0 && n != 0 {
		r.people++
	}
	return nil
}

// Ref is a person of a store.
type Ref struct {
	store int
	Row   uint32
}

// Store is the name of a person's store.
func (c *Cast) Store(p Ref) string { return c.stores[p.store].Name }

// Kinds are what was found of a person; 0 if she is none of the case, or nobody knows yet which of her data it is.
func (c *Cast) Kinds(p Ref) Kinds { return c.groups[c.stores[p.store].of[p.Row]] &^ concerned }

// In tells whether a person is one of the case's.
func (c *Cast) In(p Ref) bool { return c.stores[p.store].of[p.Row] != 0 }

// People is how many persons the case has; who stands in several stores counts in each.
func (c *Cast) People() (n int64) {
	for i := range c.stores {
		n += c.stores[i].people
	}
	return n
}

// Groups yields each set of kinds that somebody of the case has, with how many persons do.
func (c *Cast) Groups() map[Kinds]int64 {
	out := map[Kinds]int64{}
	for i := range c.stores {
		for _, g := range c.stores[i].of {
			if g != 0 {
				out[c.groups[g]&^concerned]++
			}
		}
	}
	return out
}

// Rows are the rows of a store's persons of the case, in order.
func (c *Cast) each(yield func(Ref) bool) {
	for i := range c.stores {
		for row, g := range c.stores[i].of {
			if g != 0 && !yield(Ref{i, uint32(row)}) {
				return
			}
		}
	}
}
