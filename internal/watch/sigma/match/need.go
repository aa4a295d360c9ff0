package match

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/gram"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

// atom is a thing that can be looked for: that a field has a value, or that a literal stands in it. Both are folded.
type atom struct {
	field int32
	whole bool
	text  string
}

// need is a set of atoms one of which holds if a condition does, and about how often one of them holds: 1 is always. No atoms: nothing
// is known. Where one of them often holds, another set of which one must hold too may be known.
type need struct {
	atoms []atom
	often float64
	also  *need
}

var unknown = need{often: 1}

// habits is how often rules ask for what: what many ask for in a field that has few values (a method, a status, a service) is about
// often, what one asks for is not.
type habits struct {
	atoms  map[atom]int
	fields map[int32]int
}

func (h *habits) learn(p *plan) {
	for _, s := range p.selections {
		for _, g := range s {
			for i := range g {
				for _, t := range g[i].texts {
					for _, w := range t.whole {
						h.atoms[atom{g[i].field, true, w}]++
						h.fields[g[i].field]++
					}
				}
			}
		}
	}
}

// often is about how often an atom holds, from 0 to 1. It need not be right, only put what tells much before what tells little.
func (h *habits) often(a atom) float64 {
	f := frequent(a.text)
	if a.whole {
		f = max(f/4, float64(h.atoms[a])/float64(h.fields[a.field]+20))
	}
	return f
}

// needs is what must hold for a plan to.
func (h *habits) needs(p *plan) need { return h.expression(p, p.expr) }

func (h *habits) expression(p *plan, e *rule.Expr) need {
	switch e.Kind {
	case rule.Select:
		return h.selection(p.selections[e.Selection])
	case rule.And:
		var of []need
		for _, k := range e.Kids {
			of = append(of, h.expression(p, k))
		}
		return every(of)
	case rule.Or, rule.AtLeast:
		n := max(e.N, 1)
		kids := make([]need, 0, len(e.Kids))
		for _, k := range e.Kids {
			kids = append(kids, h.expression(p, k))
		}
		// Of those n at least one is among any that are left when n-1 are put aside: the most frequent ones are.
		slices.SortStableFunc(kids, func(a, b need) int {
			switch {
			case a.often < b.often:
				return -1
			case a.often > b.often:
				return 1
			}
			return 0
		})
		return either(kids[:len(kids)-n+1])
	}
	return unknown
}

// Two sets are looked for where the rarer one holds as often as this, and the other not much more often than that.
const (
	frequently = 0.02
	useless    = 0.6
)

// every is what is known of conditions all of which must hold: the rarest, and the next to it where that is not rare.
func every(of []need) need {
	best, second := unknown, unknown
	take := func(n need) {
		switch {
		case len(n.atoms) == 0:
		case n.often < best.often:
			best, second = n, best
		case n.often < second.often:
			second = n
		}
	}
	for _, n := range of {
		also := n.also
		n.also = nil
		take(n)
		if also != nil {
			take(*also)
		}
	}
	if best.often >= frequently && len(second.atoms) > 0 && second.often <= useless {
		best.also = &second
	}
	return best
}

// most is how many atoms a set may have.
const most = 4096

// either is what is known of conditions one of which must hold.
func either(kids []need) need {
	if len(kids) == 1 {
		return kids[0]
	}
	var out need
	for _, k := range kids {
		if len(k.atoms) == 0 || len(out.atoms)+len(k.atoms) > most {
			return unknown
		}
		out.atoms = append(out.atoms, k.atoms...)
		out.often += k.often
	}
	if len(out.atoms) == 0 {
		return unknown
	}
	out.often = min(out.often, 0.99)
	return out
}

func (h *habits) selection(s selection) need {
	var groups []need
	for _, g := range s {
		var of []need
		for i := range g {
			of = append(of, h.item(&g[i]))
		}
		groups = append(groups, every(of))
	}
	return either(groups)
}

func (h *habits) item(it *item) need {
	if it.not {
		return unknown
	}
	var of []need
	for i := range it.texts {
		of = append(of, h.text(&it.texts[i], it.field))
	}
	if !it.all {
		return either(of)
	}
	return every(of)
}

func (h *habits) text(t *text, field int32) need {
	var of []need
	for _, s := range t.whole {
		a := atom{field, true, s}
		of = append(of, need{atoms: []atom{a}, often: h.often(a)})
	}
	for _, s := range t.any {
		a := atom{field, false, s}
		of = append(of, need{atoms: []atom{a}, often: h.often(a)})
	}
	return either(of)
}

// frequent is about how often a text stands in the field that a rule asks for it.
func frequent(s string) float64 {
	if gram.Ordinary(s) {
		return 0.3
	}
	return [...]float64{0.2, 0.1, 0.05, 0.02, 0.01, 0.004, 0.002, 0.001}[min(len(s), 7)]
}

// wanted is the text that a test wants.
func wanted(t *test) text {
	fold := func(s string) string {
		if t.cased {
			return foldText(s)
		}
		return s
	}
	switch t.how {
	case whole:
		if t.text == "-" {
			return text{whole: []string{"-", nothingSaid}}
		}
		return text{whole: []string{fold(t.text)}}
	case empty:
		return text{whole: []string{nothingSaid}}
	case prefix, suffix, part:
		return text{any: known(fold(t.text))}
	case pieces:
		best := ""
		for _, p := range t.more.pieces {
			if s := fold(p.Text); p.Kind == rule.Literal && rarer(s, best) {
				best = s
			}
		}
		return text{any: known(best)}
	case pattern:
		if re, err := syntax.Parse(t.more.re.String(), syntax.Perl); err == nil {
			return text{any: literals(re.Simplify(), 0)}
		}
	}
	return text{}
}

// known is a literal if it is long enough to be looked for.
func known(s string) []string {
	if len(s) < gram.Least {
		return nil
	}
	return []string{s}
}

func rarer(a, b string) bool {
	return len(a) >= gram.Least && (b == "" || frequent(a) < frequent(b))
}

// folds tells whether letters beyond ASCII must be folded for an expression's literals to be found: it takes upper for lower case, or
// they have another case.
func folds(re *regexp.Regexp) bool {
	s, err := syntax.Parse(re.String(), syntax.Perl)
	return err != nil || folded(s)
}

func folded(s *syntax.Regexp) bool {
	return s.Op == syntax.OpLiteral && (s.Flags&syntax.FoldCase != 0 || hasCase(string(s.Rune))) || slices.ContainsFunc(s.Sub, folded)
}

// literals are texts one of which stands in whatever the expression finds; nil if there are none such.
func literals(s *syntax.Regexp, depth int) []string {
	if depth > 32 {
		return nil
	}
	switch s.Op {
	case syntax.OpLiteral:
		return known(longest(s))
	case syntax.OpCapture, syntax.OpPlus:
		return literals(s.Sub[0], depth+1)
	case syntax.OpRepeat:
		if s.Min > 0 {
			return literals(s.Sub[0], depth+1)
		}
	case syntax.OpConcat:
		var best []string
		for _, k := range s.Sub {
			if l := literals(k, depth+1); l != nil && (best == nil || oftenest(l) < oftenest(best)) {
				best = l
			}
		}
		return best
	case syntax.OpAlternate:
		var out []string
		for _, k := range s.Sub {
			l := literals(k, depth+1)
			if l == nil || len(out)+len(l) > most {
				return nil
			}
			out = append(out, l...)
		}
		return out
	}
	return nil
}

func oftenest(l []string) float64 {
	f := 0.0
	for _, s := range l {
		f += frequent(s)
	}
	return f
}

// longest is a literal folded. Where case does not matter, letters beyond ASCII have more forms than two: it is cut there.
func longest(s *syntax.Regexp) string {
	text := string(s.Rune)
	if s.Flags&syntax.FoldCase == 0 {
		return foldText(text)
	}
	best := ""
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r >= 0x80 }) {
		if len(w) > len(best) {
			best = w
		}
	}
	return foldText(best)
}
