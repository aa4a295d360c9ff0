package breach

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// authority is how far a sort of evidence is believed about how many persons are concerned: what was found of whom comes before
// what a system holds, and that before what is said.
var authority = map[string]int{FromMatch: 7, FromAlert: 6, FromFile: 5, FromSupplier: 4, FromInventory: 3, FromExposure: 3, FromStatement: 2, FromClaim: 1, FromTip: 1}

// sortNames are the sorts as texts call them.
var sortNames = map[string]law.Text{
	FromMatch: {EN: "match", JA: "照合"}, FromAlert: {EN: "alert", JA: "アラート"}, FromFile: {EN: "file", JA: "ファイル"}, FromSupplier: {EN: "notice of a supplier", JA: "委託先等の通知"},
	FromInventory: {EN: "register", JA: "台帳"}, FromExposure: {EN: "exposure", JA: "露出の調査"}, FromStatement: {EN: "statement", JA: "申告"}, FromClaim: {EN: "claim", JA: "犯行声明等の主張"}, FromTip: {EN: "tip", JA: "外部からの連絡"},
}

// tally puts together how many persons are concerned. Evidence is laid side by side by scope: a store whose persons it names, or else
// the systems that it is about. Within a scope several pieces tell of the same persons: the likely number is that of the one believed
// most, of equals the last; the greatest is their sum, as long as nobody counted all that the scope holds. Different scopes are added.
// Pieces of no scope speak of all: they count only as long as nothing else does.
type tally struct {
	alias   map[string]string // a system's name by its store's
	scopes  map[string]*scope
	names   []string // of scopes, as they came
	whole   scope
	counted [3]revised // maximum, likely, confirmed
	by      []int64    // events that say something of it
}

// scope is one place whose persons are concerned.
type scope struct {
	best  *piece // that is believed; nil if none has a number
	sets  map[string]bool
	all   bool // somebody counted everybody in it
	sum   int64
	most  int64 // the greatest single maximum
	known bool  // that there is a maximum
}

// piece is what evidence says of a scope.
type piece struct {
	of     *Source[Added]
	likely *int64
	joint  *int64 // of the whole piece, which has other scopes too
	parts  int    // how many
}

// revised is a number that was set, and the scopes that were known then.
type revised struct {
	of      *Source[Counted]
	n       *int64
	covered map[string]bool
}

func newTally(evidence []Source[Added]) *tally {
	t := &tally{alias: map[string]string{}, scopes: map[string]*scope{}}
	for i := range evidence {
		a := &evidence[i].Body
		if stores := storesOf(a); len(stores) == 1 {
			for _, s := range a.Systems {
				if _, there := t.alias[s.Name]; !there && s.Name != stores[0] {
					t.alias[s.Name] = stores[0]
				}
			}
		}
	}
	return t
}

func storesOf(a *Added) (out []string) {
	for i := range a.Persons {
		if !slices.Contains(out, a.Persons[i].Store) {
			out = append(out, a.Persons[i].Store)
		}
	}
	return out
}

// systems is the scope of a piece without sets: its systems as one; "" none.
func (t *tally) systems(a *Added) string {
	var names []string
	for _, s := range a.Systems {
		n := s.Name
		if store, ok := t.alias[n]; ok {
			n = store
		}
		if n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return strings.Join(names, "+")
}

func (t *tally) scope(name string) *scope {
	s := t.scopes[name]
	if s == nil {
		s = &scope{sets: map[string]bool{}}
		t.scopes[name] = s
		t.names = append(t.names, name)
	}
	return s
}

// add takes a piece of evidence, in the order of time.
func (t *tally) add(e *Source[Added]) {
	a := &e.Body
	stores := storesOf(a)
	if a.People.Max == nil && a.People.Likely == nil && len(stores) == 0 {
		return
	}
	t.by = append(t.by, e.Seq)
	if len(stores) == 0 {
		s := &t.whole
		if name := t.systems(a); name != "" {
			s = t.scope(name)
		}
		most := a.People.Max
		if most == nil {
			most = a.People.Likely
		}
		s.put(piece{of: e, likely: a.People.Likely, parts: 1}, most, a.Sort == FromInventory)
		return
	}
	for _, store := range stores {
		s := t.scope(store)
		var n, added int64
		seen := map[string]bool{}
		for _, p := range a.Persons {
			if p.Store != store || seen[p.SHA256] {
				continue
			}
			seen[p.SHA256] = true
			n += p.People
			if !s.sets[p.SHA256] {
				s.sets[p.SHA256] = true
				added += p.People
			}
		}
		if len(stores) == 1 && a.People.Likely != nil {
			n = *a.People.Likely
		}
		s.put(piece{of: e, likely: &n, joint: a.People.Likely, parts: len(stores)}, &added, a.Sort == FromInventory)
		s.most = max(s.most, n)
		if len(stores) == 1 && a.People.Max != nil {
			s.most = max(s.most, *a.People.Max)
			s.sum = max(s.sum, s.most)
		}
	}
}

// put takes a piece, with the persons that it adds at most.
func (s *scope) put(p piece, most *int64, all bool) {
	if p.likely != nil && (s.best == nil || authority[p.of.Body.Sort] >= authority[s.best.of.Body.Sort]) {
		s.best = &p
	}
	s.all = s.all || all
	if most != nil {
		s.sum += *most
		s.most, s.known = max(s.most, *most), true
	}
}

// bound is the greatest number of persons in the scope.
func (s *scope) bound() *int64 {
	switch {
	case !s.known:
		return nil
	case s.all:
		return &s.most
	}
	return &s.sum
}

// count takes a number that somebody set.
func (t *tally) count(c *Source[Counted]) {
	covered := make(map[string]bool, len(t.scopes))
	for n := range t.scopes {
		covered[n] = true
	}
	t.by = append(t.by, c.Seq)
	for i, n := range []*int64{c.Body.Count.Max, c.Body.Count.Likely, c.Body.Count.Confirmed} {
		if n != nil {
			t.counted[i] = revised{c, n, covered}
		}
	}
}

// likely adds the believed numbers of scopes; but leaves out some.
func (t *tally) likely(but map[string]bool) (n *int64, from []*Source[Added]) {
	won := map[*Source[Added]]int{}
	for _, name := range t.names {
		if p := t.scopes[name].best; p != nil && !but[name] {
			won[p.of]++
		}
	}
	var sum int64
	for _, name := range t.names {
		p := t.scopes[name].best
		if p == nil || but[name] {
			continue
		}
		switch {
		case p.joint != nil && won[p.of] == p.parts: // of all its scopes: persons in two of them are one
			if slices.Contains(from, p.of) {
				continue
			}
			sum += *p.joint
		default:
			sum += *p.likely
		}
		if !slices.Contains(from, p.of) {
			from = append(from, p.of)
		}
	}
	if len(from) > 0 {
		return &sum, from
	}
	if p := t.whole.best; p != nil && len(but) == 0 {
		return p.likely, []*Source[Added]{p.of}
	}
	return nil, nil
}

func (t *tally) bound(but map[string]bool) (n *int64) {
	var sum int64
	for _, name := range t.names {
		if b := t.scopes[name].bound(); b != nil && !but[name] {
			sum += *b
			n = &sum
		}
	}
	if len(but) == 0 && t.whole.known {
		n = greater(n, &t.whole.most)
	}
	return n
}

func greater(a, b *int64) *int64 {
	if a == nil || b != nil && *b > *a {
		return b
	}
	return a
}

// total is how many there are by now. A number that was set stands; evidence of scopes that came to be known later is added to it. One
// set before there was any evidence gives way to a greater one.
func (t *tally) total() Count {
	likely, _ := t.likely(nil)
	c := Count{Max: t.bound(nil), Likely: likely, Confirmed: t.counted[2].n}
	c.Max = t.counted[0].over(c.Max, t.bound)
	c.Likely = t.counted[1].over(c.Likely, func(but map[string]bool) *int64 { n, _ := t.likely(but); return n })
	c.Likely = greater(c.Likely, c.Confirmed)
	if c.Max != nil || t.counted[0].n != nil {
		c.Max = greater(c.Max, c.Likely)
	}
	return Count{copyOf(c.Max), copyOf(c.Likely), copyOf(c.Confirmed)}
}

func copyOf(n *int64) *int64 {
	if n == nil {
		return nil
	}
	v := *n
	return &v
}

func (r *revised) over(computed *int64, more func(but map[string]bool) *int64) *int64 {
	switch {
	case r.n == nil:
		return computed
	case len(r.covered) == 0:
		return greater(r.n, computed)
	}
	n := *r.n
	if m := more(r.covered); m != nil {
		n += *m
	}
	return &n
}

// why tells how the likely number came about.
func (t *tally) why() law.Text {
	var w law.Text
	say := func(en, ja string) {
		if w.EN != "" {
			w.EN += " "
		}
		w.EN, w.JA = w.EN+en, w.JA+ja
	}
	if r := t.counted[1]; r.of != nil {
		say("The likely number was set ("+r.of.Body.Source+").", "推定人数は入力された値です（"+r.of.Body.Source+"）。")
		if n, from := t.likely(r.covered); n != nil && len(r.covered) > 0 {
			say("Added since: "+list(from, "en")+".", "その後に判明した"+list(from, "ja")+"を加えています。")
		}
	} else if _, from := t.likely(nil); len(from) > 0 {
		say("The likely number is from "+list(from, "en")+".", "推定人数は"+list(from, "ja")+"によります。")
		if len(from) > 1 {
			say("Persons in several systems may be counted more than once.", "複数のシステムに重複する本人は重ねて数えている場合があります。")
		}
	}
	if t.counted[0].of == nil && len(t.by) > 1 {
		say("The maximum adds up all evidence.", "最大人数は全ての証拠の延べ人数です。")
	}
	return w
}

func list(from []*Source[Added], lang string) string {
	from = slices.Clone(from)
	slices.SortFunc(from, func(a, b *Source[Added]) int { return cmp.Compare(number(a.Body.ID), number(b.Body.ID)) })
	var out []string
	for _, e := range from {
		if lang == "ja" {
			out = append(out, e.Body.ID+"（"+sortNames[e.Body.Sort].JA+"）")
		} else {
			out = append(out, e.Body.ID+" ("+sortNames[e.Body.Sort].EN+")")
		}
	}
	if lang == "ja" {
		return strings.Join(out, "、")
	}
	return strings.Join(out, ", ")
}

// number is that of an ID: E12 is 12.
func number(id string) int {
	n, _ := strconv.Atoi(strings.TrimLeft(id, "ECTQ"))
	return n
}
