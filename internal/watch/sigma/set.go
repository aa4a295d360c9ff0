package sigma

import (
	"io/fs"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/series"
)

// Problem is a rule, or a file, that cannot be used: its file, its line, and the reason in both languages.
type Problem = rule.Problem

// Options are what rules are loaded with.
type Options struct {
	// Placeholders are the values of %name% under the modifier expand, besides those of the folder's own placeholders.yml.
	Placeholders map[string][]string
}

// Set is the rules of a folder, made ready. It does not change; any number of detectors may use it.
type Set struct {
	rules        []*rule.Rule
	match        *match.Set
	told         []bool  // by rule: it is told by itself, not only to correlations
	uses         [][]use // by rule
	correlations []*correlation
	specs        []series.Spec // of the correlations
}

// use is a correlation that counts what a rule, or another correlation, finds.
type use struct{ correlation, step int }

// Len is how many rules were loaded: detections and correlations.
func (s *Set) Len() int { return len(s.rules) + len(s.correlations) }

// Load reads every rule of a folder and of those in it, and tells what cannot be used.
func Load(fsys fs.FS, o Options) (*Set, []Problem) {
	f := rule.Load(fsys, rule.Options{Placeholders: o.Placeholders})
	s := &Set{rules: f.Rules, told: slices.Repeat([]bool{true}, len(f.Rules)), uses: make([][]use, len(f.Rules))}
	problems := append(f.Problems, s.correlate(f)...)
	var counted []string
	for _, c := range s.correlations {
		counted = append(counted, c.names()...)
	}
	m, more := match.NewSet(f, counted)
	s.match = m
	for _, c := range s.correlations {
		c.number(m)
	}
	problems = append(problems, more...)
	slices.SortStableFunc(problems, func(a, b Problem) int {
		switch {
		case a.File != b.File && a.File < b.File:
			return -1
		case a.File != b.File:
			return 1
		}
		return a.Line - b.Line
	})
	return s, problems
}
