package match

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

func (m *Matcher) expression(p *plan, e *rule.Expr) bool {
	switch e.Kind {
	case rule.Select:
		return m.selection(p.selections[e.Selection])
	case rule.Not:
		return !m.expression(p, e.Kids[0])
	case rule.And:
		for _, k := range e.Kids {
			if !m.expression(p, k) {
				return false
			}
		}
		return true
	}
	n := max(e.N, 1)
	for _, k := range e.Kids {
		if m.expression(p, k) {
			if n--; n == 0 {
				return true
			}
		}
	}
	return false
}

func (m *Matcher) selection(s selection) bool {
next:
	for _, g := range s {
		for i := range g {
			if !m.item(&g[i]) {
				continue next
			}
		}
		return true
	}
	return false
}

func (m *Matcher) item(it *item) bool {
	if it.all {
		for i := range it.tests {
			if !m.field(it, &it.tests[i]) {
				return it.not
			}
		}
		return !it.not
	}
	if it.whole != nil && m.listed(it) {
		return !it.not
	}
	for i := range it.tests {
		if m.field(it, &it.tests[i]) {
			return !it.not
		}
	}
	return it.not
}

// chain is the first link of a field's values, -1 if it has none.
func (m *Matcher) chain(field int32) int32 {
	if s := &m.slots[field]; s.epoch == m.epoch {
		return s.first
	}
	return -1
}

// listed tells whether a value of the field is in the item's long list.
func (m *Matcher) listed(it *item) bool {
	for l := m.chain(it.field); l >= 0; l = m.links[l].next {
		v := &m.values[m.links[l].value]
		if v.text == nil {
			continue
		}
		if _, ok := it.whole[string(m.fold(v))]; ok {
			return true
		}
	}
	return false
}

// field tells whether a value of the field passes a test.
func (m *Matcher) field(it *item, t *test) bool {
	if t.ids != nil && !m.naive {
		if !m.stands(t.ids) {
			return false
		}
		if t.how == part && !t.cased {
			return true
		}
	}
	first := m.chain(it.field)
	switch t.how {
	case exists, null:
		there := false
		for l := first; l >= 0; l = m.links[l].next {
			there = there || m.values[m.links[l].value].text != nil
		}
		return there == (t.how == exists && t.more.yes)
	case other:
		return m.like(first, t)
	}
	for l := first; l >= 0; l = m.links[l].next {
		v := &m.values[m.links[l].value]
		if m.passes(v, t) {
			return true
		}
	}
	return false
}

// stands tells whether one of the texts was found in its field.
func (m *Matcher) stands(ids []int32) bool {
	for _, id := range ids {
		if m.texts[id] == m.epoch {
			return true
		}
	}
	return false
}

func (m *Matcher) passes(v *value, t *test) bool {
	if v.text == nil { // the log has the field, and a hyphen or nothing in it
		return t.how == empty || t.how == whole && t.text == "-"
	}
	switch t.how {
	case empty:
		return len(v.text) == 0
	case present:
		return true
	case pattern:
		return t.more.re.Match(v.text)
	case inside:
		a, ok := lex.Host(v.text)
		return ok && t.more.net.Contains(a)
	case number:
		n, ok := float64(0), false
		if t.more.part != rule.NoDate {
			n, ok = datePart(v.text, t.more.part)
		} else {
			n, ok = decimal(v.text)
		}
		return ok && t.more.compare.Holds(n, t.more.value)
	}
	s := v.text
	if !t.cased {
		s = m.fold(v)
	}
	switch t.how {
	case whole:
		return string(s) == t.text
	case prefix:
		return len(s) >= len(t.text) && string(s[:len(t.text)]) == t.text
	case suffix:
		return len(s) >= len(t.text) && string(s[len(s)-len(t.text):]) == t.text
	case part:
		return index(s, t.text) >= 0
	}
	return glob(t.more.pieces, s)
}

// like tells whether a value of the field is like one of the other field.
func (m *Matcher) like(first int32, t *test) bool {
	for l := first; l >= 0; l = m.links[l].next {
		v := &m.values[m.links[l].value]
		for k := m.chain(t.more.field); k >= 0; k = m.links[k].next {
			o := &m.values[m.links[k].value]
			if v.text == nil || o.text == nil {
				continue
			}
			a, b := v.text, o.text
			if !t.cased {
				a, b = m.fold(v), m.fold(o)
			}
			before, behind := t.more.pieces[0].Kind == rule.Many, t.more.pieces[len(t.more.pieces)-1].Kind == rule.Many
			switch {
			case before && behind && bytes.Contains(a, b), before && !behind && bytes.HasSuffix(a, b), !before && behind && bytes.HasPrefix(a, b), !before && !behind && bytes.Equal(a, b):
				return true
			}
		}
	}
	return false
}
