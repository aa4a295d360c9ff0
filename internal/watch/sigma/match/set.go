package match

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

// Set is rules made ready. It does not change; any number of matchers may use it.
type Set struct {
	plans    []*plan
	needs    []need // by plan
	fields   []string
	fieldIDs map[string]int32
	counted  []bool // by field: somebody asks for its value
	texts    []atom // that are looked for in fields
	wide     bool
	logs     *logs
}

// NewSet makes the detections of a folder ready, in their order, with its filters behind them. The values of the fields that are counted
// can be asked for besides those of which rules speak.
func NewSet(f *rule.File, counted []string) (*Set, []rule.Problem) {
	s := &Set{logs: knownLogs()}
	problems := narrow(f)
	c := newCompiler()
	for _, r := range f.Rules {
		s.plans = append(s.plans, c.plan(r))
	}
	ids := make([]int32, len(counted))
	for i, name := range counted {
		ids[i] = c.field(name)
	}
	s.fields, s.fieldIDs, s.texts, s.wide = c.names, c.fields, c.texts, c.wide
	s.counted = make([]bool, len(s.fields))
	for _, f := range ids {
		s.counted[f] = true
	}
	h := habits{atoms: map[atom]int{}, fields: map[int32]int{}}
	for _, p := range s.plans {
		h.learn(p)
	}
	for _, p := range s.plans {
		s.needs = append(s.needs, h.needs(p))
	}
	return s, problems
}

// Field is the number of a field that rules speak of or that is counted; -1 of any other.
func (s *Set) Field(name string) int32 {
	if f, ok := s.fieldIDs[squash(name)]; ok {
		return f
	}
	return -1
}

// Fed are those of the parsers whose logs feed a source.
func (s *Set) Fed(source rule.Source, parsers []string) []string {
	var out []string
	for _, p := range parsers {
		if s.logs.feeds(p, source) {
			out = append(out, p)
		}
	}
	return out
}

// narrow puts filters behind the rules that they are for: a rule's condition must hold, and the filter's.
func narrow(f *rule.File) []rule.Problem {
	var problems []rule.Problem
	for _, filter := range f.Filters {
		found := false
		for _, r := range f.Rules {
			named := slices.Contains(filter.Rules, r.ID) || r.Name != "" && slices.Contains(filter.Rules, r.Name)
			if !named && !(len(filter.Rules) == 1 && filter.Rules[0] == "any" && covers(filter.Source, r.Source)) {
				continue
			}
			found = true
			base := len(r.Selections)
			r.Selections = append(slices.Clip(r.Selections), filter.Selections...)
			for i, c := range r.Conditions {
				r.Conditions[i] = &rule.Expr{Kind: rule.And, Kids: []*rule.Expr{c, moved(filter.Condition, base)}}
			}
		}
		if !found {
			problems = append(problems, rule.Problem{File: filter.File, Line: filter.Line, Rule: filter.Title, Reason: "filter for rules that are not there", Japanese: "対象のルールが見つからないフィルターです"})
		}
	}
	return problems
}

// covers tells whether a filter for logs is for a rule's.
func covers(filter, r rule.Source) bool {
	return (filter.Product == "" || filter.Product == r.Product) && (filter.Category == "" || filter.Category == r.Category) && (filter.Service == "" || filter.Service == r.Service)
}

// moved is an expression whose selections stand further on.
func moved(e *rule.Expr, by int) *rule.Expr {
	out := *e
	out.Selection += by
	out.Kids = nil
	for _, k := range e.Kids {
		out.Kids = append(out.Kids, moved(k, by))
	}
	return &out
}

// Feeds tells whether the logs of a parser feed a detection.
func (s *Set) Feeds(detection int, parser string) bool {
	return s.logs.feeds(parser, s.plans[detection].rule.Source)
}
