package match

import (
	"time"
	"unsafe"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/gram"
)

// Matcher lays accesses beside a Set. It is for one goroutine.
type Matcher struct {
	set     *Set
	zone    *time.Location
	buckets map[string]*bucket
	b       *bucket

	epoch  uint32
	slots  []slot // by field
	seen   []uint32
	half   [][2]uint32 // by plan: when a thing of each of its two sets was found
	texts  []uint32    // by text: when it was found in its field
	queue  []int32     // plans of which enough was found
	values []value
	links  []link
	arena  []byte
	found  []gram.Hit
	hits   []int32
	naive  bool // every rule is evaluated

	// Evaluated counts the rules that were evaluated, over all accesses.
	Evaluated int64
}

// slot is what an access says for a field: a chain of links.
type slot struct {
	epoch       uint32
	first, last int32
	rank        uint8
}

type link struct{ value, next int32 }

type value struct {
	text, folded []byte // nil: the log says nothing there; not folded yet
	refs         []ref
	part         bool // it is a piece of another value, which begins at at
	at           int32
	pieces       int32 // the first value that is a piece of this one, and the next piece of the same; -1 none
	next         int32
}

// Matcher makes a matcher; zone is that of the organisation, in seconds east of UTC.
func (s *Set) Matcher(zone int) *Matcher {
	return &Matcher{set: s, zone: time.FixedZone("", zone), buckets: map[string]*bucket{}, slots: make([]slot, len(s.fields)), seen: make([]uint32, len(s.plans)), half: make([][2]uint32, len(s.plans)),
		texts: make([]uint32, len(s.texts))}
}

// Match returns the detections that match, by their number, in ascending order. What it returns is valid until the next call.
func (m *Matcher) Match(a *watch.Access) []int32 {
	b := m.buckets[a.Log.Parser]
	if b == nil {
		b = newBucket(m.set, a.Log.Parser)
		m.buckets[a.Log.Parser] = b
	}
	m.b, m.hits = b, m.hits[:0]
	if len(b.rules) == 0 {
		return nil
	}
	m.next()
	m.take(a)
	if m.naive {
		for _, r := range b.rules {
			m.try(r)
		}
		return m.hits
	}
	m.search()
	for _, r := range b.always {
		m.try(r)
	}
	for _, r := range m.queue {
		m.try(r)
	}
	sort(m.hits)
	return m.hits
}

// sort puts the few rules that match in order.
func sort(s []int32) {
	for i := 1; i < len(s); i++ {
		for j := i; j > 0 && s[j] < s[j-1]; j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
}

// next forgets the access before.
func (m *Matcher) next() {
	if m.epoch++; m.epoch == 0 { // every stamp could be of this one
		clear(m.slots)
		clear(m.seen)
		clear(m.half)
		clear(m.texts)
		m.epoch = 1
	}
	m.values, m.links, m.queue = m.values[:0], m.links[:0], m.queue[:0]
	if cap(m.arena) > 4<<20 {
		m.arena = nil
	}
	m.arena = m.arena[:0]
}

// try evaluates a rule.
func (m *Matcher) try(r int32) {
	m.Evaluated++
	if p := m.set.plans[r]; m.expression(p, p.expr) {
		m.hits = append(m.hits, r)
	}
}

// mark notes that something was found that a rule needs; if that is all, the rule is to be evaluated.
func (m *Matcher) mark(mark int32) {
	r := mark >> 2
	switch mark & (first | second) {
	case first:
		m.half[r][0] = m.epoch
		if m.half[r][1] != m.epoch {
			return
		}
	case second:
		m.half[r][1] = m.epoch
		if m.half[r][0] != m.epoch {
			return
		}
	}
	if m.seen[r] != m.epoch {
		m.seen[r] = m.epoch
		m.queue = append(m.queue, r)
	}
}

// take puts the values of an access into the fields of rules.
func (m *Matcher) take(a *watch.Access) {
	raw := a.Raw
	for i := range raw {
		if n := m.b.lookup(i, raw[i].Name); len(n.refs) > 0 {
			m.put(raw[i].Value, n.refs)
		}
	}
	for o := range m.b.byOwn {
		if refs := m.b.byOwn[o]; len(refs) > 0 && m.wants(refs) {
			m.putOwn(own(o), refs, a)
		}
	}
	if m.b.keywords {
		m.put(a.Text, keywordRefs)
	}
}

var keywordRefs = []ref{{anywhere, 0}}

// wants tells whether a value of these ranks would count for any field.
func (m *Matcher) wants(refs []ref) bool {
	for _, r := range refs {
		if s := &m.slots[r.field]; s.epoch != m.epoch || r.rank <= s.rank {
			return true
		}
	}
	return false
}

func (m *Matcher) putOwn(o own, refs []ref, a *watch.Access) {
	switch o {
	case ownNetwork:
		for i := range networkKinds {
			if a.Net.Is(networkKinds[i].kind) {
				m.put(networkKinds[i].name, refs)
			}
		}
		return
	case ownRole:
		for i := range roles {
			if a.Role&roles[i].role != 0 {
				m.put(roles[i].name, refs)
			}
		}
		return
	}
	v := ownBytes(o, a.Event)
	if v == nil {
		at := len(m.arena)
		m.arena = m.appendOwn(m.arena, o, a)
		v = m.arena[at:len(m.arena):len(m.arena)]
	}
	if len(v) > 0 {
		m.put(v, refs)
	}
}

// put gives a value to the fields that it counts for.
func (m *Matcher) put(text []byte, refs []ref) {
	v := int32(len(m.values))
	m.values = append(m.values, value{text: text, refs: refs, pieces: -1, next: -1})
	for _, r := range refs {
		rank := r.rank
		if text == nil {
			rank = unsaid
		}
		s := &m.slots[r.field]
		if s.epoch == m.epoch && rank > s.rank {
			continue
		}
		l := int32(len(m.links))
		m.links = append(m.links, link{v, -1})
		if s.epoch == m.epoch && rank == s.rank {
			m.links[s.last].next = l
		} else {
			s.first = l
		}
		s.epoch, s.last, s.rank = m.epoch, l, rank
	}
}

// fold is a value in lower case.
func (m *Matcher) fold(v *value) []byte {
	if v.folded == nil {
		at := len(m.arena)
		m.arena = fold(m.arena, v.text, m.set.wide)
		v.folded = m.arena[at:len(m.arena):len(m.arena)]
	}
	return v.folded
}

// search looks for what rules need, and for the texts of their tests.
func (m *Matcher) search() {
	m.piece()
	for i := range m.values {
		v := &m.values[i]
		parts := false
		for _, r := range v.refs {
			asked := m.b.asked[r.field]
			parts = parts || asked&asPart != 0
			if asked&asWhole == 0 || !m.goes(v, r.field) {
				continue
			}
			whole := nothing
			if len(v.text) > 0 {
				whole = m.fold(v)
			}
			for _, mark := range m.b.values[valueHash(r.field, whole)] {
				m.mark(mark)
			}
		}
		if (parts || v.pieces >= 0) && !v.part && len(v.text) > 0 {
			m.scan(v)
		}
	}
}

var nothing = []byte(nothingSaid)

// scan finds the literals in a value, and in what is a piece of it.
func (m *Matcher) scan(v *value) {
	m.found = m.b.literals.Scan(m.fold(v), m.found[:0])
	for _, hit := range m.found {
		size := m.b.literals.Size(hit.ID)
		wants := m.b.of[hit.ID]
		for i := range wants {
			w := &wants[i]
			if w.text >= 0 && len(w.marks) == 0 && m.texts[w.text] == m.epoch || !m.counts(v, w.field, int(hit.At), size) {
				continue
			}
			if w.text >= 0 {
				m.texts[w.text] = m.epoch
			}
			for _, mark := range w.marks {
				m.mark(mark)
			}
		}
	}
}

// counts tells whether what stands at a place of a value is in a value of the field: that one, or a piece of it.
func (m *Matcher) counts(v *value, field int32, at, size int) bool {
	if m.goes(v, field) {
		return true
	}
	for i := v.pieces; i >= 0; i = m.values[i].next {
		p := &m.values[i]
		if at >= int(p.at) && at+size <= int(p.at)+len(p.text) && m.goes(p, field) {
			return true
		}
	}
	return false
}

// goes tells whether a value counts for a field, and nothing better does.
func (m *Matcher) goes(v *value, field int32) bool {
	for _, r := range v.refs {
		if r.field == field {
			return m.slots[field].rank == r.rank || v.text == nil && m.slots[field].rank == unsaid
		}
	}
	return false
}

// piece finds values that are pieces of others, as path and query are of an address, so that no byte is looked at twice. Where folding may
// change lengths, places in one do not tell of places in the other.
func (m *Matcher) piece() {
	var roots [4]int32
	n := 0
	for i := len(m.values) - 1; i >= 0; i-- {
		v := &m.values[i]
		if len(v.text) == 0 {
			continue
		}
		from := uintptr(unsafe.Pointer(unsafe.SliceData(v.text)))
		for _, r := range roots[:min(n, len(roots))] {
			o := &m.values[r]
			start := uintptr(unsafe.Pointer(unsafe.SliceData(o.text)))
			if from >= start && from+uintptr(len(v.text)) <= start+uintptr(len(o.text)) {
				v.part, v.at, v.next, o.pieces = true, int32(from-start), o.pieces, int32(i)
				break
			}
		}
		if !v.part && (!m.set.wide || ascii(v.text)) {
			roots[n%len(roots)] = int32(i)
			n++
		}
	}
}

// Value is the first value that the access of the last Match has for a field, nil if it has none.
func (m *Matcher) Value(field int32) []byte {
	if field < 0 {
		return nil
	}
	for l := m.chain(field); l >= 0; l = m.links[l].next {
		if v := &m.values[m.links[l].value]; len(v.text) > 0 {
			return v.text
		}
	}
	return nil
}

// Has tells whether the access of the last Match says anything for a field that rules speak of.
func (m *Matcher) Has(field int32) bool { return m.Value(field) != nil }

// Number is the first value of a field as a number.
func (m *Matcher) Number(field int32) (float64, bool) { return decimal(m.Value(field)) }

// Fields calls f with each field that a detection speaks of, by its name in lower case, and its number.
func (s *Set) Fields(detection int, f func(name string, field int32)) {
	seen := map[int32]bool{anywhere: true}
	s.plans[detection].eachField(func(id int32) {
		if !seen[id] {
			seen[id] = true
			f(s.fields[id], id)
		}
	})
}
