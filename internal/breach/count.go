package breach

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// sortNames are the sorts as texts call them.
var sortNames = map[string]law.Text{
	FromMatch: {EN: "match", JA: "照合"}, FromAlert: {EN: "alert", JA: "アラート"}, FromLogs: {EN: "logs", JA: "ログ"}, FromFile: {EN: "file", JA: "ファイル"}, FromSupplier: {EN: "notice of a supplier", JA: "委託先等の通知"},
	FromInventory: {EN: "register", JA: "台帳"}, FromExposure: {EN: "exposure", JA: "露出の調査"}, FromStatement: {EN: "statement", JA: "申告"}, FromClaim: {EN: "claim", JA: "犯行声明等の主張"}, FromTip: {EN: "tip", JA: "外部からの連絡"},
}

// revised is a number that was set, and the scopes that were known then.
type revised struct {
	of      *Source[Counted]
	n       *int64
	covered map[string]bool
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
	holds := map[string]found{}
	for _, name := range t.names {
		if f, _ := t.scopes[name].now(); f.n != nil && !but[name] {
			holds[name] = f
		}
	}
	joints := slices.Clone(t.joints)
	slices.SortStableFunc(joints, func(a, b *piece) int { return -compareMost(a.likely, b.likely) })
	taken := map[string]bool{}
	for _, p := range joints {
		if !t.replaces(p, holds, but, taken) {
			continue
		}
		for i, s := range p.scopes {
			taken[s] = true
			if delete(holds, s); i == 0 {
				holds[s] = found{p.likely, p}
			}
		}
	}
	var sum int64
	for _, name := range t.names {
		if f := holds[name]; f.n != nil {
			sum += *f.n
			if !slices.Contains(from, f.of.of) {
				from = append(from, f.of.of)
			}
		}
	}
	if len(from) > 0 {
		return &sum, from
	}
	if f, _ := t.whole.now(); f.n != nil && len(but) == 0 {
		return f.n, []*Source[Added]{f.of.of}
	}
	return nil, nil
}

// replaces tells whether a piece of several scopes stands in the place of what is believed of each.
func (t *tally) replaces(p *piece, now map[string]found, but, taken map[string]bool) bool {
	if p.likely == nil {
		return false
	}
	own, sum := true, int64(0)
	for _, s := range p.scopes {
		if but[s] || taken[s] {
			return false
		}
		if _, c := t.scopes[s].now(); c > class(p.of.Body.Sort) {
			return false
		}
		f := now[s]
		own = own && f.of == p
		if f.n != nil {
			sum += *f.n
		}
	}
	return own || *p.likely > sum
}

// atMost adds what is bounded; but leaves out some scopes.
func (t *tally) atMost(but map[string]bool) (n *int64) {
	var sum int64
	for _, key := range t.keys {
		b := t.bounds[key]
		if len(but) > 0 && !slices.ContainsFunc(b.scopes, func(s string) bool { return !but[s] }) {
			continue
		}
		sum += b.total()
		n = &sum
	}
	if len(but) == 0 {
		n = greater(n, t.most)
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
	c := Count{Max: t.atMost(nil), Likely: likely, Confirmed: t.counted[2].n}
	c.Max = t.counted[0].over(c.Max, t.atMost)
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
