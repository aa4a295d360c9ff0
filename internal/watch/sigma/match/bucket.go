package match

import (
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/gram"
)

// bucket is the rules that the logs of one parser feed, behind their index.
type bucket struct {
	rules    []int32 // of Set.plans
	always   []int32 // those of which nothing is known that must hold
	literals *gram.Index
	of       [][]wanting        // by literal
	values   map[uint64][]int32 // marks, by field and value
	asked    []uint8            // by field: asWhole, asPart

	byName   map[string][]ref // squashed names
	prefixes []string
	byOwn    [owns][]ref
	names    map[string]*named
	last     []*named // of the fields of the record before, in their order
	keywords bool
}

// wanting are rules that want a literal in a field.
type wanting struct {
	field int32
	text  int32 // in Set.texts; -1 where no test asks for it
	marks []int32
}

// A mark is a rule's number, and which of two sets the thing is of that was found: of those, one of each must be.
const (
	first = 1 << iota
	second
)

const (
	asWhole = 1 << iota
	asPart
)

// ref is a field that values go into, and how good they are for it: the lowest rank counts.
type ref struct {
	field int32
	rank  uint8
}

const (
	ranked = 8   // what one name's alternatives are apart
	within = 200 // for a field that holds others
	unsaid = 255 // the log says nothing there
)

// named is what is known of a name of a record's fields.
type named struct {
	name string
	refs []ref
}

// newBucket builds the index for a parser.
func newBucket(s *Set, parser string) *bucket {
	b := &bucket{names: map[string]*named{}, values: map[uint64][]int32{}, asked: make([]uint8, len(s.fields))}
	var lits gram.Builder
	type key struct {
		literal, field int32
	}
	wants := map[key]*wanting{}
	want := func(a atom) *wanting {
		b.asked[a.field] |= asPart
		k := key{lits.Add(a.text), a.field}
		w := wants[k]
		if w == nil {
			w = &wanting{field: a.field, text: -1}
			wants[k] = w
		}
		return w
	}
	used := make([]bool, len(s.fields))
	for i, p := range s.plans {
		if !s.logs.feeds(parser, p.rule.Source) {
			continue
		}
		n := int32(i)
		b.rules = append(b.rules, n)
		p.eachField(func(f int32) { used[f] = true })
		p.eachText(func(id int32) { want(s.texts[id]).text = id })
		need := &s.needs[i]
		if len(need.atoms) == 0 {
			b.always = append(b.always, n)
			continue
		}
		mark := n << 2
		if need.also != nil {
			mark |= first
		}
		for ; need != nil; need, mark = need.also, n<<2|second {
			for _, a := range need.atoms {
				if a.whole {
					b.asked[a.field] |= asWhole
					h := valueHash(a.field, []byte(a.text))
					b.values[h] = append(b.values[h], mark)
					continue
				}
				w := want(a)
				w.marks = append(w.marks, mark)
			}
		}
	}
	b.literals = lits.Build()
	b.of = make([][]wanting, lits.Len())
	for k, w := range wants {
		b.of[k.literal] = append(b.of[k.literal], *w)
	}
	b.keywords = used[anywhere]
	b.aliases(s, parser, used)
	return b
}

func (p *plan) eachField(f func(field int32)) {
	for _, s := range p.selections {
		for _, g := range s {
			for i := range g {
				f(g[i].field)
				for _, t := range g[i].tests {
					if t.how == other {
						f(t.more.field)
					}
				}
			}
		}
	}
}

// eachText calls f with every text that is looked for in a field.
func (p *plan) eachText(f func(id int32)) {
	for _, s := range p.selections {
		for _, g := range s {
			for i := range g {
				for _, t := range g[i].tests {
					for _, id := range t.ids {
						f(id)
					}
				}
			}
		}
	}
}

func valueHash(field int32, folded []byte) uint64 {
	return xxhash.Sum64(folded) + uint64(field)*0x9E3779B97F4A7C15
}

// aliases says under which names the fields in use stand in the logs of a parser.
func (b *bucket) aliases(s *Set, parser string, used []bool) {
	b.byName = map[string][]ref{}
	rank := make([]uint8, len(s.fields))
	for f := anywhere + 1; f < len(s.fields); f++ {
		if used[f] || s.counted[f] {
			b.add(s.fields[f], ref{int32(f), 0})
			if own, ok := ownNames[s.fields[f]]; ok {
				b.byOwn[own] = append(b.byOwn[own], ref{int32(f), 1})
			}
			rank[f] = ranked
		}
	}
	for _, of := range s.logs.Fields {
		if len(of.Parsers) > 0 && !slices.Contains(of.Parsers, parser) {
			continue
		}
		for _, p := range of.Prefixes {
			b.prefixes = append(b.prefixes, squash(p))
		}
		for name, list := range of.Names {
			f, ok := s.fieldIDs[squash(name)]
			if !ok || f == anywhere || !used[f] && !s.counted[f] {
				continue
			}
			for _, alternative := range list {
				for _, one := range strings.Split(alternative, "+") {
					one = squash(one)
					r := ref{f, rank[f]}
					if own, ok := strings.CutPrefix(one, "@"); ok {
						o := ownNames["event."+own]
						b.byOwn[o] = append(b.byOwn[o], r)
					} else if one == s.fields[f] { // counts together with the others
						b.remove(one, f)
						b.add(one, r)
					} else {
						b.add(one, r)
					}
				}
				rank[f] += ranked
			}
		}
	}
}

func (b *bucket) add(name string, r ref) { b.byName[name] = append(b.byName[name], r) }

func (b *bucket) remove(name string, field int32) {
	b.byName[name] = slices.DeleteFunc(b.byName[name], func(r ref) bool { return r.field == field })
}

// mostNames is how many names of fields are remembered: keys of JSON may be data.
const mostNames = 8192

// lookup is what is known of the i-th field of a record.
func (b *bucket) lookup(i int, name string) *named {
	if i < len(b.last) && b.last[i] != nil && b.last[i].name == name {
		return b.last[i]
	}
	n := b.names[name]
	if n == nil {
		n = b.resolve(name)
		if len(b.names) < mostNames {
			b.names[name] = n
		}
	}
	if i < len(b.last) {
		b.last[i] = n
	} else if i == len(b.last) && i < 1024 {
		b.last = append(b.last, n)
	}
	return n
}

func (b *bucket) resolve(name string) *named {
	n := &named{name: name}
	low := squash(name)
	b.refer(n, low)
	for _, p := range b.prefixes {
		if rest, ok := strings.CutPrefix(low, p); ok {
			b.refer(n, rest)
		}
	}
	if b.keywords {
		n.refs = append(n.refs, ref{anywhere, 0})
	}
	return n
}

// refer finds the fields that a name is for: those called so, and those that it stands within.
func (b *bucket) refer(n *named, low string) {
	add := func(list []ref, rank uint8) {
		for _, r := range list {
			if !slices.ContainsFunc(n.refs, func(o ref) bool { return o.field == r.field }) {
				r.rank = max(r.rank, rank)
				n.refs = append(n.refs, r)
			}
		}
	}
	add(b.byName[low], 0)
	for i := strings.LastIndexByte(low, '.'); i > 0; i = strings.LastIndexByte(low[:i], '.') {
		add(b.byName[low[:i]], within)
	}
}
