package secret

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed providers.tsv
var providers string

// spec is the shape of one provider's token: what may stand before its literal, the literal, what must follow.
type spec struct {
	name    string
	kind    pii.Kind
	prefix  string
	back    seg // before the prefix; max 0 where nothing is wanted
	segs    []seg
	check   checkFunc
	floor   uint32 // least entropy of the body in percent of what its alphabet allows
	value   bool   // the span is the body alone
	any     bool   // the prefix may stand behind a letter
	weak    bool   // the shape alone does not convince
	rare    bool   // nothing else looks like this
	letters int    // size of the alphabet of the body
}

// seg is a run of bytes of a class, or a literal.
type seg struct {
	class    class
	min, max int
	lit      string
}

// parseSpecs reads providers.tsv: name, kind, prefix, pattern and options, separated by tabs.
func parseSpecs(data string) ([]spec, error) {
	var out []spec
	for n, line := range strings.Split(data, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("providers line %d: %d columns instead of 5", n+1, len(f))
		}
		kind, ok := pii.Parse(f[1])
		if !ok {
			return nil, fmt.Errorf("providers line %d: unknown kind", n+1)
		}
		s := spec{name: f[0], kind: kind, floor: 60}
		if err := s.parsePattern(f[3]); err != nil {
			return nil, fmt.Errorf("providers line %d: %w", n+1, err)
		}
		if err := s.parseOptions(f[4]); err != nil {
			return nil, fmt.Errorf("providers line %d: %w", n+1, err)
		}
		for _, p := range expand(f[2]) {
			if len(p) < 3 {
				return nil, fmt.Errorf("providers line %d: prefix shorter than 3 bytes", n+1)
			}
			s.prefix = p
			out = append(out, s)
		}
	}
	return out, nil
}

func (s *spec) parsePattern(p string) error {
	var segs []seg
	for _, w := range strings.Fields(p) {
		switch {
		case w == "<":
			if len(segs) != 1 || segs[0].lit != "" {
				return fmt.Errorf("one run stands before <")
			}
			s.back, segs = segs[0], nil
			continue
		case w == "UUID":
			for i, n := range [...]int{8, 4, 4, 4, 12} {
				if i > 0 {
					segs = append(segs, seg{lit: "-"})
				}
				segs = append(segs, seg{class: clsAnyHex, min: n, max: n})
			}
			continue
		case w[0] == '\'':
			segs = append(segs, seg{lit: w[1:]})
			continue
		}
		c, ok := classLetters[w[0]]
		if !ok {
			return fmt.Errorf("unknown class %q", w[0])
		}
		lo, hi, ranged := strings.Cut(w[1:], "-")
		if !ranged {
			hi = lo
		}
		a, err1 := strconv.Atoi(lo)
		b, err2 := strconv.Atoi(hi)
		if err1 != nil || err2 != nil || a < 0 || b < a || b > maxToken {
			return fmt.Errorf("bad length in %q", w)
		}
		segs = append(segs, seg{class: c, min: a, max: b})
	}
	s.segs = segs
	for _, g := range append([]seg{s.back}, segs...) {
		s.letters = max(s.letters, alphabetOf(g.class))
	}
	return nil
}

func alphabetOf(c class) int {
	if c == 0 {
		return 0
	}
	n := 0
	for _, k := range classes {
		if k&c != 0 {
			n++
		}
	}
	return n
}

func (s *spec) parseOptions(o string) error {
	for _, w := range strings.Fields(o) {
		k, v, _ := strings.Cut(w, "=")
		switch k {
		case "-":
		case "value":
			s.value = true
		case "any":
			s.any = true
		case "weak":
			s.weak = true
		case "rare":
			s.rare = true
		case "floor":
			n, err := strconv.Atoi(v)
			if err != nil || n < 0 || n > 100 {
				return fmt.Errorf("bad floor")
			}
			s.floor = uint32(n)
		case "check":
			f, ok := checks[v]
			if !ok {
				return fmt.Errorf("unknown check %q", v)
			}
			s.check = f
		default:
			return fmt.Errorf("unknown option %q", k)
		}
	}
	return nil
}

// expand writes out one {abc} in a prefix as one prefix for each of its letters.
func expand(p string) []string {
	i, j := strings.IndexByte(p, '{'), strings.IndexByte(p, '}')
	if i < 0 || j < i {
		return []string{p}
	}
	var out []string
	for _, c := range p[i+1 : j] {
		out = append(out, p[:i]+string(c)+p[j+1:])
	}
	return out
}
