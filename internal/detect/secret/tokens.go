package secret

import (
	"sort"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// maxToken is the greatest length of a provider's token in bytes.
const maxToken = 2048

// tokens finds the tokens of all providers of one kind.
type tokens struct {
	kind     pii.Kind
	literals []string
	specs    []spec         // sorted by prefix; the longer of two that begin alike first
	first    [256][2]uint16 // where in specs the prefixes with this first byte lie
	maxLen   int
}

func tokenDetectors() []detect.Detector {
	specs, err := parseSpecs(providers)
	if err != nil {
		panic(err) // a defect of the embedded table; a test reads it
	}
	byKind := map[pii.Kind][]spec{}
	for _, s := range specs {
		byKind[s.kind] = append(byKind[s.kind], s)
	}
	var out []detect.Detector
	for _, k := range pii.Kinds() {
		if len(byKind[k]) > 0 {
			out = append(out, newTokens(k, byKind[k]))
		}
	}
	return out
}

func newTokens(k pii.Kind, specs []spec) *tokens {
	sort.SliceStable(specs, func(i, j int) bool {
		a, b := specs[i].prefix, specs[j].prefix
		if a[0] != b[0] {
			return a[0] < b[0]
		}
		return len(a) > len(b)
	})
	t := &tokens{kind: k, specs: specs}
	seen := map[string]bool{}
	for i := range specs {
		s := &specs[i]
		if f := &t.first[s.prefix[0]]; f[1] == 0 {
			*f = [2]uint16{uint16(i), uint16(i + 1)}
		} else {
			f[1] = uint16(i + 1)
		}
		if !seen[s.prefix] {
			seen[s.prefix] = true
			t.literals = append(t.literals, s.prefix)
		}
		t.maxLen = max(t.maxLen, s.length())
	}
	sort.Strings(t.literals)
	return t
}

func (s *spec) length() int {
	n := s.back.max + len(s.prefix)
	for _, g := range s.segs {
		n += g.max + len(g.lit)
	}
	return n
}

func (t *tokens) Kind() pii.Kind          { return t.kind }
func (t *tokens) MaxLen() int             { return t.maxLen }
func (t *tokens) Trigger() detect.Trigger { return detect.Trigger{Literals: t.literals} }

// Judge tries the providers whose prefix stands at the candidate. Of a whole field value it tries every place, since
// some prefixes stand in the middle of their token.
func (t *tokens) Judge(c *detect.Candidate) (detect.Match, bool) {
	if !c.Whole {
		return t.at(c.Text, c.Start, c.Lo, c.Hi)
	}
	for i := c.Start; i < c.End && i < c.Start+t.maxLen; i++ {
		if t.first[c.Text[i]][1] == 0 {
			continue
		}
		if m, ok := t.at(c.Text, i, c.Start, c.End); ok && m.Start == c.Start && m.End == c.End {
			return m, true
		}
	}
	return detect.Match{}, false
}

func (t *tokens) at(text []byte, i, lo, hi int) (detect.Match, bool) {
	if i >= hi {
		return detect.Match{}, false
	}
	var best detect.Match
	f := t.first[text[i]]
	for k := f[0]; k < f[1]; k++ {
		s := &t.specs[k]
		if hi-i < len(s.prefix) || string(text[i:i+len(s.prefix)]) != s.prefix {
			continue
		}
		if m, ok := s.judge(text, i, lo, hi); ok && m.End-m.Start > best.End-best.Start {
			best = m
		}
	}
	return best, best.End > 0
}

func (s *spec) judge(t []byte, at, lo, hi int) (detect.Match, bool) {
	start := at
	if s.back.max > 0 {
		start = runBack(t, at, max(lo, at-s.back.max-1), s.back.class)
		if n := at - start; n < s.back.min || n > s.back.max {
			return detect.Match{}, false
		}
	}
	if !s.any && !begins(t, start, lo) {
		return detect.Match{}, false
	}
	body := at + len(s.prefix)
	end := body
	var last class
	for _, g := range s.segs {
		if g.lit != "" {
			if hi-end < len(g.lit) || string(t[end:end+len(g.lit)]) != g.lit {
				return detect.Match{}, false
			}
			end += len(g.lit)
			continue
		}
		e := run(t, end, min(hi, end+g.max), g.class)
		if e-end < g.min {
			return detect.Match{}, false
		}
		end, last = e, g.class
	}
	// A run longer than the token, or one that goes on in letters, is something else.
	if end < hi && classes[t[end]]&(last|clsAlnum) != 0 {
		return detect.Match{}, false
	}
	for end > body && (t[end-1] == '.' || t[end-1] == '-' && last&clsDotted != 0) {
		end--
	}
	ev := detect.Shape | detect.Prefix
	secret := t[body:end]
	if s.back.max > 0 {
		secret = t[start:end]
	}
	switch {
	case s.floor > 0 && ratio(secret, s.letters) < s.floor, placeholder(secret):
		ev |= detect.TestValue
	default:
		ev |= detect.Entropy
	}
	if len(s.segs) > 1 {
		ev |= detect.Structure
	}
	if s.rare {
		ev |= detect.Rare
	}
	if s.weak {
		ev |= detect.Weak
	}
	if s.check != nil {
		more, ok := s.check(t[start:end], len(s.prefix))
		if !ok {
			return detect.Match{}, false
		}
		ev |= more
	}
	if s.value {
		start = body
	}
	return detect.Match{Start: start, End: end, Evidence: settle(ev)}, true
}
