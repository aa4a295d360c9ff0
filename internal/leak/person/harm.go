package person

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
)

// applies tells whether a person falls under the rule.
func (r *harmRule) applies(p *personal) bool {
	if p.kinds&r.all != r.all || r.about != 0 && p.about&r.about == 0 {
		return false
	}
	for _, s := range r.any {
		if p.kinds&s == 0 {
			return false
		}
	}
	return true
}

// speaksOf is the kinds that a rule looks at.
func (r *harmRule) speaksOf() row.Kinds {
	s := r.all
	for _, a := range r.any {
		s |= a
	}
	return s
}

// axes in the order of the table.
var axes = []string{fraud, safety, discrimination, extortion}

// rank of a level, 0 the worst; that of no level is len(Levels).
func rankOf(level string) int {
	if i := slices.Index(leak.Levels, level); i >= 0 {
		return i
	}
	return len(leak.Levels)
}

// scored is the table with what comparing words would cost.
var scored = func() (out []struct{ axis, rank int }) {
	for i := range harmRules {
		out = append(out, struct{ axis, rank int }{slices.Index(axes, harmRules[i].axis), rankOf(harmRules[i].level)})
	}
	return out
}()

// worstOf finds the rule that tells the worst of a person on each axis, -1 if none, and the worst rank of all.
func worstOf(p *personal) (rules [4]int, worst int) {
	rules, worst = [4]int{-1, -1, -1, -1}, len(leak.Levels)
	for i := range harmRules {
		if a := scored[i].axis; rules[a] < 0 && harmRules[i].applies(p) {
			rules[a] = i
			worst = min(worst, scored[i].rank)
		}
	}
	return rules, worst
}

// Harm fills what can be done to the persons: how many at each level, by which combination, and their credentials.
func (p *Table) Harm(m *leak.Match) {
	levels := make([]int64, len(leak.Levels)+1)
	people := make([]int64, len(harmRules))
	of := make([]row.Kinds, len(harmRules))
	opens := int64(0)
	for who := range p.table.All() {
		rules, worst := worstOf(who)
		levels[worst]++
		for _, i := range rules {
			if i >= 0 {
				people[i]++
				of[i] |= who.kinds & harmRules[i].speaksOf()
			}
		}
		if who.kinds&(plainKey|weakHash) != 0 {
			opens++
		}
	}
	m.Harm = m.Harm[:0:0]
	for i, l := range leak.Levels {
		m.Harm = append(m.Harm, leak.Harm{Level: l, People: p.table.Scale(levels[i])})
	}
	m.Axes = []leak.Axis{}
	for i := range harmRules {
		if r := &harmRules[i]; people[i] > 0 {
			m.Axes = append(m.Axes, leak.Axis{Axis: r.axis, Level: r.level, People: p.table.Scale(people[i]), Rule: r.id, Kinds: of[i].List()})
		}
	}
	m.Secrets = leak.Secrets{Plain: p.secrets[0], Weak: p.secrets[1], Strong: p.secrets[2], People: p.table.Scale(opens)}
}
