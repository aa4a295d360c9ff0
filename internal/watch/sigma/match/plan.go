package match

import (
	"net/netip"
	"regexp"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

// plan is a rule made ready: fields are numbers, values are folded.
type plan struct {
	rule       *rule.Rule
	expr       *rule.Expr
	selections []selection
}

type selection [][]item // one of the groups, all items of it

type item struct {
	field    int32
	all, not bool
	tests    []test
	whole    map[string]struct{} // of a long list
	// What the index may look for: the values above too.
	texts []text
}

// how is how a value is tested.
type how uint8

const (
	whole how = iota
	prefix
	suffix
	part
	present // anything that is said
	empty
	pieces
	pattern
	inside
	number
	exists
	null
	other
)

// test is what most evaluations need of a test, in one line of a cache.
type test struct {
	how   how
	cased bool
	text  string
	ids   []int32 // of texts (see compiler) one of which must stand in the field; if it is part and not cased, that is all
	more  *details
}

type details struct {
	yes     bool
	pieces  []rule.Piece
	re      *regexp.Regexp
	net     netip.Prefix
	compare rule.Compare
	part    rule.Date
	value   float64
	field   int32 // the other
}

// text is what a test wants: one of some whole values, or one of some texts somewhere in it; neither if nothing can be said.
type text struct{ whole, any []string }

// nothingSaid stands for the value of a field in which the log has nothing.
const nothingSaid = "\x00"

// compiler numbers fields, and the texts that are looked for in them.
type compiler struct {
	fields map[string]int32
	names  []string // squashed
	ids    map[atom]int32
	texts  []atom
	wide   bool
}

// anywhere is the field of keywords: all of a record.
const anywhere = 0

func newCompiler() *compiler {
	return &compiler{fields: map[string]int32{"": anywhere}, names: []string{""}, ids: map[atom]int32{}}
}

func (c *compiler) field(name string) int32 {
	name = squash(name)
	id, ok := c.fields[name]
	if !ok {
		id = int32(len(c.names))
		c.fields[name] = id
		c.names = append(c.names, name)
	}
	return id
}

func (c *compiler) plan(r *rule.Rule) *plan {
	p := &plan{rule: r, expr: r.Conditions[0]}
	if len(r.Conditions) > 1 {
		p.expr = &rule.Expr{Kind: rule.Or, Kids: r.Conditions}
	}
	for _, s := range r.Selections {
		var sel selection
		for _, g := range s.Groups {
			var group []item
			for i := range g.Items {
				group = append(group, c.item(&g.Items[i]))
			}
			slices.SortStableFunc(group, func(a, b item) int { return a.cost() - b.cost() })
			sel = append(sel, group)
		}
		p.selections = append(p.selections, sel)
	}
	p.expr = p.quickFirst(p.expr)
	return p
}

// quickFirst is an expression whose kids stand in the order of what they cost: which is evaluated first makes no difference but of time.
func (p *plan) quickFirst(e *rule.Expr) *rule.Expr {
	out := *e
	out.Kids = nil
	for _, k := range e.Kids {
		out.Kids = append(out.Kids, p.quickFirst(k))
	}
	slices.SortStableFunc(out.Kids, func(a, b *rule.Expr) int { return p.cost(a) - p.cost(b) })
	return &out
}

func (p *plan) cost(e *rule.Expr) int {
	n := 1
	if e.Kind == rule.Select {
		for _, g := range p.selections[e.Selection] {
			for i := range g {
				n += g[i].cost()
			}
		}
	}
	for _, k := range e.Kids {
		n += p.cost(k)
	}
	return min(n, 1<<30)
}

// cost is about how long an item takes, beside others.
func (it *item) cost() int {
	n := 0
	if it.whole != nil {
		n += 8
	}
	each := 1
	if it.field == anywhere {
		each = 10
	}
	for i := range it.tests {
		t := &it.tests[i]
		switch {
		case t.ids != nil && t.how == part:
			n++
		case t.ids != nil:
			n += 2 * each
		case t.how == pattern:
			n += 60 * each
		case t.how == pieces:
			n += 15 * each
		case t.how == whole, t.how == exists, t.how == null, t.how == empty:
			n += each
		default:
			n += 5 * each
		}
	}
	return n
}

// few is how many values of a list are tested one after the other.
const few = 6

func (c *compiler) item(r *rule.Item) item {
	it := item{field: c.field(r.Field), all: r.All, not: r.Not}
	for i := range r.Matches {
		t := c.test(&r.Matches[i])
		w := wanted(&t)
		it.texts = append(it.texts, w)
		if len(r.Matches) > few && !r.All && !t.cased && t.how == whole && t.text != "-" {
			if it.whole == nil {
				it.whole = map[string]struct{}{}
			}
			it.whole[t.text] = struct{}{}
			continue
		}
		if t.how == part || t.how == pieces || t.how == pattern {
			for _, s := range w.any {
				t.ids = append(t.ids, c.text(it.field, s))
			}
		}
		it.tests = append(it.tests, t)
	}
	return it
}

// text numbers a text that is looked for in a field.
func (c *compiler) text(field int32, s string) int32 {
	a := atom{field: field, text: s}
	id, ok := c.ids[a]
	if !ok {
		id = int32(len(c.texts))
		c.ids[a] = id
		c.texts = append(c.texts, a)
	}
	return id
}

func (c *compiler) test(m *rule.Match) test {
	t := test{cased: m.Cased, more: &details{yes: m.Yes, re: m.Regexp, net: m.Prefix, compare: m.Compare, part: m.Part, value: m.Value}}
	switch m.Op {
	case rule.Regexp:
		t.how = pattern
		c.wide = c.wide || folds(m.Regexp)
	case rule.Network:
		t.how = inside
	case rule.Number:
		t.how = number
	case rule.Exists:
		t.how = exists
	case rule.Null:
		t.how = null
	case rule.Ref:
		t.how, t.more.field = other, c.field(m.Other)
		c.shape(&t, m.Pattern)
		t.how, t.text = other, ""
	default:
		c.shape(&t, m.Pattern)
	}
	return t
}

// shape finds the quickest way to test a pattern.
func (c *compiler) shape(t *test, p rule.Pattern) {
	t.more.pieces = make([]rule.Piece, len(p))
	for i, piece := range p {
		if piece.Kind == rule.Literal {
			c.wide = c.wide || hasCase(piece.Text)
			if !t.cased {
				piece.Text = foldText(piece.Text)
			}
		}
		t.more.pieces[i] = piece
	}
	many := func(i int) bool { return p[i].Kind == rule.Many }
	lit := func(i int) bool { return p[i].Kind == rule.Literal }
	switch n := len(p); {
	case n == 0:
		t.how = empty
	case n == 1 && many(0):
		t.how = present
	case n == 1 && lit(0):
		t.how, t.text = whole, t.more.pieces[0].Text
	case n == 2 && lit(0) && many(1):
		t.how, t.text = prefix, t.more.pieces[0].Text
	case n == 2 && many(0) && lit(1):
		t.how, t.text = suffix, t.more.pieces[1].Text
	case n == 3 && many(0) && lit(1) && many(2):
		t.how, t.text = part, t.more.pieces[1].Text
	default:
		t.how = pieces
	}
}
