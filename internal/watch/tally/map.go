// Package tally holds what detectors remember: a bounded table by ID, numbers of different things that can be merged, and
// sums over windows of time. Nothing of it allocates for what was seen before.
package tally

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

// Map is a table by ID of at most a given number of entries. When it is full, one that was not touched for long makes room (the clock
// algorithm), and Dropped counts. Pointers that At and Get return are valid until the next At.
type Map[V any] struct {
	Dropped int64
	// Gone, if set, is told of an entry before it makes room.
	Gone func(id watch.ID, v *V)

	index []uint32 // open addressing: place in slots + 1; 0 free
	slots []slot[V]
	free  []uint32
	limit int
	hand  int
}

type slot[V any] struct {
	id  watch.ID
	hot bool
	v   V
}

// New makes a table of at most limit entries.
func New[V any](limit int) *Map[V] { return &Map[V]{limit: max(limit, 1), index: make([]uint32, 16)} }

// Len is how many entries there are.
func (m *Map[V]) Len() int { return len(m.slots) - len(m.free) }

func (m *Map[V]) home(id watch.ID) int {
	return int((uint64(id) * 0x9E3779B97F4A7C15) >> 32 & uint64(len(m.index)-1))
}

func (m *Map[V]) find(id watch.ID) (at int, s *slot[V]) {
	for i := m.home(id); ; i = (i + 1) & (len(m.index) - 1) {
		n := m.index[i]
		if n == 0 {
			return i, nil
		}
		if s := &m.slots[n-1]; s.id == id {
			return i, s
		}
	}
}

// Get is the entry of an ID, nil if there is none. 0 has none.
func (m *Map[V]) Get(id watch.ID) *V {
	if id == 0 {
		return nil
	}
	if _, s := m.find(id); s != nil {
		s.hot = true
		return &s.v
	}
	return nil
}

// At is the entry of an ID, which is made if need be (fresh). The ID must not be 0.
func (m *Map[V]) At(id watch.ID) (v *V, fresh bool) {
	i, s := m.find(id)
	if s != nil {
		s.hot = true
		return &s.v, false
	}
	if m.Len() >= m.limit {
		m.evict()
		i, _ = m.find(id)
	}
	if 4*(m.Len()+1) > 3*len(m.index) {
		m.grow()
		i, _ = m.find(id)
	}
	var n uint32
	if k := len(m.free); k > 0 {
		n = m.free[k-1]
		m.free = m.free[:k-1]
	} else {
		m.slots = append(m.slots, slot[V]{})
		n = uint32(len(m.slots) - 1)
	}
	s = &m.slots[n]
	*s = slot[V]{id: id} // cold: a flood of new ones does not push out what is in use
	m.index[i] = n + 1
	return &s.v, true
}

// Delete forgets an ID.
func (m *Map[V]) Delete(id watch.ID) {
	if id == 0 {
		return
	}
	if i, s := m.find(id); s != nil {
		m.remove(i)
	}
}

func (m *Map[V]) remove(i int) {
	n := m.index[i] - 1
	m.slots[n] = slot[V]{}
	m.free = append(m.free, n)
	mask := len(m.index) - 1
	for j := i; ; { // move back what would not be found any more
		m.index[i] = 0
		for {
			j = (j + 1) & mask
			if m.index[j] == 0 {
				return
			}
			if h := m.home(m.slots[m.index[j]-1].id); (j-h)&mask >= (j-i)&mask {
				break
			}
		}
		m.index[i] = m.index[j]
		i = j
	}
}

func (m *Map[V]) evict() {
	for {
		m.hand = (m.hand + 1) % len(m.slots)
		s := &m.slots[m.hand]
		switch {
		case s.id == 0:
		case s.hot:
			s.hot = false
		default:
			if m.Gone != nil {
				m.Gone(s.id, &s.v)
			}
			m.Dropped++
			i, _ := m.find(s.id)
			m.remove(i)
			return
		}
	}
}

func (m *Map[V]) grow() {
	m.index = make([]uint32, 2*len(m.index))
	for n := range m.slots {
		if id := m.slots[n].id; id != 0 {
			i, _ := m.find(id)
			m.index[i] = uint32(n) + 1
		}
	}
}

// Each calls f with every entry, in an order that is the same for the same history. f may not add or delete.
func (m *Map[V]) Each(f func(id watch.ID, v *V)) {
	for n := range m.slots {
		if s := &m.slots[n]; s.id != 0 {
			f(s.id, &s.v)
		}
	}
}

// Save writes the table so that what follows is the same as if it had not been written; each writes an entry.
func (m *Map[V]) Save(e *watch.Encoder, each func(e *watch.Encoder, v *V)) {
	e.Int(m.Dropped)
	e.Uint(uint64(m.hand))
	e.Uint(uint64(len(m.slots)))
	for n := range m.slots {
		s := &m.slots[n]
		e.ID(s.id)
		if s.id != 0 {
			e.Bool(s.hot)
			each(e, &s.v)
		}
	}
	e.Uint(uint64(len(m.free)))
	for _, n := range m.free {
		e.Uint(uint64(n))
	}
}

// Load reads what Save wrote into an empty table.
func (m *Map[V]) Load(d *watch.Decoder, each func(d *watch.Decoder, v *V)) {
	m.Dropped = d.Int()
	hand := d.Uint()
	n := d.Len(8)
	m.slots = make([]slot[V], n)
	for len(m.index)*3 < 4*(n+1) {
		m.index = make([]uint32, 2*len(m.index))
	}
	for k := range m.slots {
		s := &m.slots[k]
		if s.id = d.ID(); s.id == 0 {
			continue
		}
		i, twice := m.find(s.id)
		if m.index[i] = uint32(k) + 1; twice != nil {
			d.Fail()
			return
		}
		s.hot = d.Bool()
		each(d, &s.v)
	}
	for range d.Len(1) {
		k := d.Uint()
		if k >= uint64(n) || m.slots[k].id != 0 {
			d.Fail()
			return
		}
		m.free = append(m.free, uint32(k))
	}
	if n > 0 {
		m.hand = int(hand % uint64(n))
	}
}
