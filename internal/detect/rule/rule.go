package rule

import (
	"regexp"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const (
	around  = 128 // bytes before and behind the literal that the pattern sees
	keyword = 48  // bytes before the match in which a keyword has to stand
)

// Text is a text in the two languages of the program.
type Text struct {
	JA string `yaml:"ja"`
	EN string `yaml:"en"`
}

// Rule is one rule of a user; it is a detect.Detector.
type Rule struct {
	id          string
	kind        pii.Kind
	name        string
	description Text
	literal     string
	fold        bool
	re          *regexp.Regexp
	group       int // of "value", or 0
	keywords    []string
	validator   string
	validate    validator
	evidence    detect.Evidence
}

// ID is the name that the user gave the rule; it is unique among the rules loaded together.
func (r *Rule) ID() string { return r.id }

// Name is what a match is called in reports, or "" where the kind's name says it.
func (r *Rule) Name() string { return r.name }

// Description says what the rule finds.
func (r *Rule) Description() Text { return r.description }

// Kind is what a match is.
func (r *Rule) Kind() pii.Kind { return r.kind }

// MaxLen is the length of the window that the pattern sees.
func (r *Rule) MaxLen() int { return 2*around + len(r.literal) }

// Trigger is the rule's literal.
func (r *Rule) Trigger() detect.Trigger {
	return detect.Trigger{Literals: []string{r.literal}, Fold: r.fold}
}

// Judge evaluates the pattern around the literal. Of a whole field value, the pattern has to take all.
func (r *Rule) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return r.whole(c)
	}
	lo, hi := max(c.Lo, c.Start-around), min(c.Hi, c.End+around)
	for lo > c.Lo && lo < c.Start && !utf8.RuneStart(c.Text[lo]) {
		lo++
	}
	for hi < c.Hi && hi > c.End && !utf8.RuneStart(c.Text[hi]) {
		hi--
	}
	for _, m := range r.re.FindAllSubmatchIndex(c.Text[lo:hi], -1) {
		start, end := m[0]+lo, m[1]+lo
		if start > c.Start || end < c.End {
			continue
		}
		if start == lo && lo > c.Lo || end == hi && hi < c.Hi {
			continue // it might go on
		}
		vs, ve := start, end
		if r.group > 0 && m[2*r.group] >= 0 {
			vs, ve = m[2*r.group]+lo, m[2*r.group+1]+lo
		}
		if vs < ve && r.near(c.Text[max(c.Lo, start-keyword):start]) && r.validate(c.Text[vs:ve]) {
			return detect.Match{Start: vs, End: ve, Evidence: r.evidence}, true
		}
	}
	return detect.Match{}, false
}

func (r *Rule) whole(c *detect.Candidate) (detect.Match, bool) {
	v := c.Text[c.Start:c.End]
	if len(v) > r.MaxLen() || len(v) == 0 || !contains(v, r.literal, r.fold) || len(r.keywords) > 0 && !c.Labelled {
		return detect.Match{}, false
	}
	m := r.re.FindSubmatchIndex(v)
	if m == nil || m[0] != 0 || m[1] != len(v) {
		return detect.Match{}, false
	}
	if r.group > 0 && m[2*r.group] >= 0 {
		v = v[m[2*r.group]:m[2*r.group+1]]
	}
	if len(v) == 0 || !r.validate(v) {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: r.evidence}, true
}

// near tells whether one of the keywords stands in before, in any case.
func (r *Rule) near(before []byte) bool {
	if len(r.keywords) == 0 {
		return true
	}
	for _, k := range r.keywords {
		if contains(before, k, true) {
			return true
		}
	}
	return false
}

// contains tells whether t holds w; with fold, w is in lower case and the case of ASCII letters is left aside.
func contains(t []byte, w string, fold bool) bool {
	for i := 0; i+len(w) <= len(t); i++ {
		if at(t[i:], w, fold) {
			return true
		}
	}
	return false
}

func at(t []byte, w string, fold bool) bool {
	for k := range len(w) {
		b := t[k]
		if fold {
			b = lower(b)
		}
		if b != w[k] {
			return false
		}
	}
	return true
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
