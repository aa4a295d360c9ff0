package allow

import (
	"errors"
	"strings"
)

// glob is a compiled pattern. It is run as an automaton over sets of positions, so that no pattern takes more than
// len(pattern) steps for each byte, and nothing is allocated.
type glob []token

type token struct {
	op  byte // 'c' the byte b, '?' one byte, '*' any bytes but '/', 'S' any bytes
	b   byte
	dir bool // in a path: case counts, and '?' takes no '/'
}

const maxTokens = 255

// compile reads a pattern: * stands for any bytes (in a path but '/'), ** for any at all, ? for one.
func compile(p string, path bool) (glob, error) {
	g := glob{}
	for i := 0; i < len(p); i++ {
		switch {
		case p[i] == '*' && i+1 < len(p) && p[i+1] == '*':
			for i+1 < len(p) && p[i+1] == '*' {
				i++
			}
			// "**/" takes in no folder too.
			if path && i+1 < len(p) && p[i+1] == '/' && (len(g) == 0 || g[len(g)-1].b == '/') {
				i++
				g = append(g, token{op: 'D'})
				continue
			}
			g = append(g, token{op: 'S'})
		case p[i] == '*' && path:
			g = append(g, token{op: '*'})
		case p[i] == '*':
			g = append(g, token{op: 'S'})
		case p[i] == '?':
			g = append(g, token{op: '?', dir: path})
		default:
			g = append(g, token{op: 'c', b: p[i], dir: path})
		}
		if len(g) > maxTokens {
			return nil, errors.New("pattern is longer than 255 characters")
		}
	}
	return g, nil
}

// compilePath reads a pattern of paths as .gitignore does: without a slash inside it matches at any depth, and what
// matches a folder takes in all below it.
func compilePath(p string) (glob, error) {
	p = strings.TrimPrefix(p, "./")
	deep := strings.HasSuffix(p, "/")
	p = strings.TrimSuffix(p, "/")
	if p == "" || strings.Trim(p, "*/?") == "" {
		return nil, errors.New("path takes in everything")
	}
	if strings.HasPrefix(p, "/") {
		p = p[1:]
	} else if !strings.Contains(p, "/") {
		p = "**/" + p
	}
	if deep {
		p += "/**"
	}
	return compile(p, true)
}

// set is a set of positions in a glob.
type set [4]uint64

func (s *set) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s *set) has(i int) bool { return s[i>>6]&(1<<(i&63)) != 0 }

// reach adds position i and what is reached from it without reading a byte.
func (g glob) reach(s *set, i int) {
	for !s.has(i) {
		s.add(i)
		if i >= len(g) || g[i].op == 'c' || g[i].op == '?' {
			return
		}
		i++
	}
}

func (g glob) step(from *set, b byte) (to set) {
	for i, t := range g {
		if !from.has(i) {
			continue
		}
		switch t.op {
		case 'c':
			if t.b == b || !t.dir && lower(t.b) == lower(b) {
				g.reach(&to, i+1)
			}
		case '?':
			if b != '/' || !t.dir {
				g.reach(&to, i+1)
			}
		case '*':
			if b != '/' {
				g.reach(&to, i)
			}
		case 'S':
			g.reach(&to, i)
		case 'D':
			// Whole folders: the next token is reached only behind a '/'.
			to.add(i)
			if b == '/' {
				g.reach(&to, i+1)
			}
		}
	}
	return to
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

func (g glob) matchBytes(v []byte) bool {
	var s set
	g.reach(&s, 0)
	for _, b := range v {
		s = g.step(&s, b)
	}
	return s.has(len(g))
}

func (g glob) matchString(v string) bool {
	var s set
	g.reach(&s, 0)
	for i := range len(v) {
		s = g.step(&s, v[i])
		// Below a folder that the pattern names, or in an archive, everything matches.
		if s.has(len(g)) && i+1 < len(v) && (v[i+1] == '/' || v[i+1] == '!' || v[i+1] == '@') {
			return true
		}
	}
	return s.has(len(g))
}
