package sigma

import (
	"fmt"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/series"
)

// correlation is a correlation made ready.
type correlation struct {
	rule   *rule.Correlation
	steps  []string  // what its rules are called where aliases speak of them
	group  [][]int32 // by step: the fields that it is grouped by
	fields [][]int32 // by step: the fields that are counted
	told   bool
	uses   []use
}

// field is what a name of a correlation means for a step.
func (c *correlation) field(name string, step int) string {
	if f, ok := c.rule.Aliases[name][c.steps[step]]; ok {
		return f
	}
	return name
}

// names are all fields that it asks for.
func (c *correlation) names() []string {
	var out []string
	for step := range c.steps {
		for _, n := range slices.Concat(c.rule.GroupBy, c.rule.Fields) {
			out = append(out, c.field(n, step))
		}
	}
	return out
}

func (c *correlation) number(m *match.Set) {
	for step := range c.steps {
		of := func(names []string) (out []int32) {
			for _, n := range names {
				out = append(out, m.Field(c.field(n, step)))
			}
			return out
		}
		c.group, c.fields = append(c.group, of(c.rule.GroupBy)), append(c.fields, of(c.rule.Fields))
	}
}

var functions = map[rule.Function]series.Function{rule.EventCount: series.Events, rule.ValueCount: series.Values, rule.ValueSum: series.Sum, rule.ValueAverage: series.Average,
	rule.ValueMin: series.Least, rule.ValueMax: series.Greatest, rule.Temporal: series.Together, rule.TemporalOrdered: series.InOrder}

var ops = map[rule.Compare]series.Op{rule.Equal: series.Equal, rule.Unequal: series.Unequal, rule.Less: series.Less, rule.LessEqual: series.LessEqual, rule.Greater: series.Greater,
	rule.GreaterEqual: series.GreaterEqual}

func spec(c *rule.Correlation, steps int) series.Spec {
	s := series.Spec{Function: functions[c.Function], Span: c.Span, Steps: steps}
	for _, b := range c.Bounds {
		s.Bounds = append(s.Bounds, series.Bound{Op: ops[b.Compare], Value: b.Value})
	}
	return s
}

// linker finds the rules that correlations are about.
type linker struct {
	set    *Set
	file   *rule.File
	names  map[string][]int // of detections, then, from len(rules) on, of correlations
	state  []int            // of each correlation: 0 not linked, 1 on the way, 2 linked, 3 unusable
	index  []int            // in Set.correlations
	issues []Problem
}

// correlate links correlations to rules, and tells those that cannot be.
func (s *Set) correlate(f *rule.File) []Problem {
	l := &linker{set: s, file: f, names: map[string][]int{}, state: make([]int, len(f.Correlations)), index: make([]int, len(f.Correlations))}
	add := func(m *rule.Meta, n int) {
		l.names[m.ID] = append(l.names[m.ID], n)
		if m.Name != "" && m.Name != m.ID {
			l.names[m.Name] = append(l.names[m.Name], n)
		}
	}
	for i, r := range f.Rules {
		add(&r.Meta, i)
	}
	for i, c := range f.Correlations {
		add(&c.Meta, len(f.Rules)+i)
	}
	for i := range f.Correlations {
		l.link(i, 0)
	}
	for i, r := range f.Rules { // aggregations of version 1
		if r.Aggregate == nil {
			continue
		}
		s.told[i] = false
		s.uses[i] = append(s.uses[i], use{len(s.correlations), 0})
		s.correlations = append(s.correlations, &correlation{rule: r.Aggregate, steps: []string{r.Name}, told: true})
		s.specs = append(s.specs, spec(r.Aggregate, 1))
	}
	return l.issues
}

func (l *linker) problem(c *rule.Correlation, en, ja string, args ...any) bool {
	l.issues = append(l.issues, Problem{File: c.File, Line: c.Line, Rule: c.Title, Reason: fmt.Sprintf(en, args...), Japanese: fmt.Sprintf(ja, args...)})
	return false
}

// deepest is how long a chain of correlations may be.
const deepest = 16

// link links a correlation behind those that it is about, and tells whether it can be used.
func (l *linker) link(i, depth int) bool {
	if l.state[i] != 0 {
		return l.state[i] == 2
	}
	l.state[i] = 1
	c := l.file.Correlations[i]
	ok := l.resolve(i, c, depth)
	l.state[i] = 3
	if ok {
		l.state[i] = 2
	}
	return ok
}

func (l *linker) resolve(i int, c *rule.Correlation, depth int) bool {
	if depth > deepest {
		return l.problem(c, "rests on a chain of more than %d correlations", "相関ルールの連鎖が %d 段を超えます", deepest)
	}
	out := &correlation{rule: c, told: true}
	type target struct{ n, step int }
	var targets []target
	for step, name := range c.Rules {
		list := l.names[name]
		switch {
		case len(list) == 0:
			return l.problem(c, "is about the rule %q, which is not there or cannot be used", "対象のルール %q がないか、使えません", name)
		case len(list) > 1:
			return l.problem(c, "is about %q, which several rules are called", "%q という名のルールが複数あります", name)
		}
		n, called := list[0], name
		if k := n - len(l.file.Rules); k >= 0 {
			if l.state[k] == 1 || !l.link(k, depth+1) {
				return l.problem(c, "is about the rule %q, which is not there or cannot be used", "対象のルール %q がないか、使えません", name)
			}
			if !l.set.specs[l.index[k]].Running() {
				return l.problem(c, "is about %q, which is told only when its span is over", "%q は期間の終わりに判定されるため、連鎖できません", name)
			}
			if n := l.file.Correlations[k].Name; n != "" {
				called = n
			}
		} else if m := l.file.Rules[n].Name; m != "" {
			called = m
		}
		out.steps = append(out.steps, called)
		targets = append(targets, target{n, step})
	}
	l.index[i] = len(l.set.correlations)
	l.set.correlations = append(l.set.correlations, out)
	l.set.specs = append(l.set.specs, spec(c, len(c.Rules)))
	for _, t := range targets {
		u := use{l.index[i], t.step}
		if k := t.n - len(l.file.Rules); k >= 0 {
			of := l.set.correlations[l.index[k]]
			of.uses, of.told = append(of.uses, u), of.told && c.Generate
			continue
		}
		l.set.uses[t.n], l.set.told[t.n] = append(l.set.uses[t.n], u), l.set.told[t.n] && c.Generate
	}
	return true
}
