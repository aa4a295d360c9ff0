package match

import (
	"iter"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// met is a person of a store who stands in a record, with the kinds that the record tells of him. The bit of pii.None is set
// always: it tells who was met at all.
type met struct {
	row   uint32
	kinds row.Kinds
}

// seenAtAll is the bit of a person of whom no kind is known but that he was recognised.
const seenAtAll = row.Kinds(1) << pii.None

// personal are the kinds that are somebody's data.
var personal = row.KindsOf(pii.Kinds()...) &^ row.KindsWith(pii.NotPersonal)

// mostSets is how many different sets of kinds are known by a number of 16 bits.
const mostSets = 1<<16 - 1

// rowKinds keeps of each row of an index the kinds that were found of it: two bytes a row, a number for each different set of
// kinds, of which a dump has few. A dump made so that it has more than 65,535 is kept with eight bytes a row.
type rowKinds struct {
	n    int64
	ids  []uint16 // by row, 0: not met; else the number of its set, from 1
	sets []row.Kinds
	at   map[row.Kinds]uint16
	wide []row.Kinds // by row, once there are too many sets; ids is nil then
	last row.Kinds   // the set asked for last, which most rows of a table have
	lid  uint16
}

// add adds what one block gave.
func (r *rowKinds) add(list []met) {
	for _, m := range list {
		if r.wide == nil && !r.narrow(m) {
			r.widen()
		}
		if r.wide != nil {
			r.broad(m)
		}
	}
}

// narrow adds one by its number; false if there are too many sets.
func (r *rowKinds) narrow(m met) bool {
	for int(m.row) >= len(r.ids) {
		r.ids = append(r.ids, make([]uint16, max(1024, len(r.ids)/2, int(m.row)+1-len(r.ids)))...)
	}
	have, kinds := r.ids[m.row], m.kinds
	if have != 0 {
		was := r.sets[have-1]
		if was|kinds == was {
			return true
		}
		kinds |= was
	}
	id, ok := r.number(kinds)
	if !ok {
		return false
	}
	if have == 0 {
		r.n++
	}
	r.ids[m.row] = id
	return true
}

// number is that of a set, from 1.
func (r *rowKinds) number(kinds row.Kinds) (uint16, bool) {
	if kinds == r.last && r.lid != 0 {
		return r.lid, true
	}
	id, ok := r.at[kinds]
	if !ok {
		if len(r.sets) >= mostSets {
			return 0, false
		}
		if r.at == nil {
			r.at = map[row.Kinds]uint16{}
		}
		r.sets = append(r.sets, kinds)
		id = uint16(len(r.sets))
		r.at[kinds] = id
	}
	r.last, r.lid = kinds, id
	return id, true
}

// widen goes over to the sets themselves.
func (r *rowKinds) widen() {
	r.wide = make([]row.Kinds, len(r.ids))
	for i, id := range r.ids {
		if id != 0 {
			r.wide[i] = r.sets[id-1]
		}
	}
	r.ids, r.sets, r.at = nil, nil, nil
}

func (r *rowKinds) broad(m met) {
	for int(m.row) >= len(r.wide) {
		r.wide = append(r.wide, make([]row.Kinds, max(1024, len(r.wide)/2, int(m.row)+1-len(r.wide)))...)
	}
	if r.wide[m.row] == 0 {
		r.n++
	}
	r.wide[m.row] |= m.kinds
}

// of are the kinds of a row; 0: it was not met.
func (r *rowKinds) of(i int) row.Kinds {
	switch {
	case r.wide != nil:
		return r.wide[i]
	case r.ids[i] != 0:
		return r.sets[r.ids[i]-1]
	}
	return 0
}

func (r *rowKinds) len() int { return max(len(r.ids), len(r.wide)) }

// Persons are some of the persons of a store, by the rows of its index.
type Persons struct {
	// Snapshots is how many snapshots the index had: rows are those of that state.
	Snapshots int
	set       *rowKinds
}

// Len is how many they are.
func (p *Persons) Len() int64 { return p.set.n }

// All yields their rows in order.
func (p *Persons) All() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i := range p.set.len() {
			if p.set.of(i) != 0 && !yield(uint32(i)) {
				return
			}
		}
	}
}

// Group is persons of whom the dump tells the same kinds.
type Group struct {
	Kinds row.Kinds
	Rows  []uint32 // in order
}

// Groups are all of them by what the dump tells of each, the largest group first.
func (p *Persons) Groups() []Group {
	size := map[row.Kinds]int{}
	for i := range p.set.len() {
		if k := p.set.of(i); k != 0 {
			size[k]++
		}
	}
	at := make(map[row.Kinds]int, len(size))
	out := make([]Group, 0, len(size))
	for k, n := range size {
		at[k] = len(out)
		out = append(out, Group{k &^ seenAtAll, make([]uint32, 0, n)})
	}
	for i := range p.set.len() {
		if k := p.set.of(i); k != 0 {
			g := &out[at[k]]
			g.Rows = append(g.Rows, uint32(i))
		}
	}
	slices.SortFunc(out, func(a, b Group) int {
		if d := len(b.Rows) - len(a.Rows); d != 0 {
			return d
		}
		return int(a.Rows[0]) - int(b.Rows[0])
	})
	return out
}
