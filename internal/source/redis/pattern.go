package redis

import (
	"bytes"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

const (
	data     = "*"  // stands for what is data by its look
	anything = "**" // stands for a place that has many names: whatever stands there
	maxDepth = 8    // places of a key that are told apart; what is behind is one
)

// places takes a key apart: what people put between its parts is mostly a colon.
func places(key []byte) []string {
	var out []string
	for len(out) < maxDepth-1 {
		i := bytes.IndexAny(key, ":/|")
		if i < 0 {
			break
		}
		out = append(out, place(key[:i])+string(key[i:i+1]))
		key = key[i+1:]
	}
	return append(out, place(key))
}

// place is one part of a key with its data replaced, fit to stand in a unit's name.
func place(p []byte) string {
	if bytes.IndexByte(p, '@') >= 0 {
		return data
	}
	var b strings.Builder
	for i := 0; i < len(p); {
		j, digits := i, 0
		for j < len(p) && word(p[j]) {
			if '0' <= p[j] && p[j] <= '9' {
				digits++
			}
			j++
		}
		switch w := p[i:j]; {
		case j == i && p[i] == '*':
			b.WriteString(`\x2a`)
			j++
		case j == i: // what joins words
			b.WriteString(content.SafeName(string(p[i : i+1])))
			j++
		case version(w), digits == 0 && len(w) <= 24:
			b.WriteString(content.SafeName(string(w)))
		default:
			b.WriteString(data)
		}
		i = j
	}
	s := b.String()
	for _, join := range []string{"-", ".", "_", ""} { // a UUID, a decimal number, a date
		for two := data + join + data; strings.Contains(s, two); {
			s = strings.ReplaceAll(s, two, data)
		}
	}
	return s
}

func word(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c >= 0x80
}

// version tells v1, V12: a name's, not a person's.
func version(w []byte) bool {
	if len(w) < 2 || len(w) > 3 || w[0]|0x20 != 'v' {
		return false
	}
	for _, c := range w[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// fits tells whether a key has the pattern.
func fits(pattern, key []string) bool {
	if len(pattern) != len(key) {
		return false
	}
	for i, p := range pattern {
		if p == key[i] {
			continue
		}
		rest, any := strings.CutPrefix(p, anything)
		if !any || !strings.HasSuffix(key[i], rest) || rest == "" && i < len(pattern)-1 {
			return false
		}
	}
	return true
}

// parse is the reverse of joining a pattern's places.
func parse(pattern string) []string {
	var out []string
	for len(out) < maxDepth-1 {
		i := strings.IndexAny(pattern, ":/|")
		if i < 0 {
			break
		}
		out = append(out, pattern[:i+1])
		pattern = pattern[i+1:]
	}
	return append(out, pattern)
}

// glob is what SCAN MATCH is asked with: all keys of the pattern match it, and some others.
func glob(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '*':
			for i+1 < len(pattern) && pattern[i+1] == '*' {
				i++
			}
			b.WriteByte('*')
		case '\\': // an escape for what is not fit for a name
			b.WriteByte('*')
			i += min(3, len(pattern)-1-i)
		case '?', '[', ']', '^', '-':
			b.WriteByte('?')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
