package sqldump

import (
	"bytes"
	"strings"
)

// lexer reads the heads of statements. A head that runs off the end of b leaves i at len(b).
type lexer struct {
	b []byte
	i int
}

// space skips white space and comments.
func (l *lexer) space() {
	for l.i < len(l.b) {
		switch c := l.b[l.i]; {
		case c == ' ' || c >= '\t' && c <= '\r':
			l.i++
		case c == '-' && bytes.HasPrefix(l.b[l.i:], []byte("--")):
			l.skipPast("\n")
		case c == '/' && bytes.HasPrefix(l.b[l.i:], []byte("/*")):
			l.skipPast("*/")
		default:
			return
		}
	}
}

func (l *lexer) skipPast(end string) {
	if k := bytes.Index(l.b[l.i:], []byte(end)); k >= 0 {
		l.i += k + len(end)
		return
	}
	l.i = len(l.b)
}

func wordByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c == '#' || c == '@' || c >= 0x80
}

// keyword reads the word if it stands next, in any case.
func (l *lexer) keyword(w string) bool {
	l.space()
	end := l.i + len(w)
	if end > len(l.b) {
		if strings.EqualFold(string(l.b[l.i:]), w[:len(l.b)-l.i]) {
			l.i = len(l.b)
		}
		return false
	}
	if !equalFold(l.b[l.i:end], w) || end < len(l.b) && wordByte(l.b[end]) {
		return false
	}
	l.i = end
	return true
}

// equalFold compares with upper-case ASCII letters.
func equalFold(b []byte, upper string) bool {
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			c -= 0x20
		}
		if c != upper[i] {
			return false
		}
	}
	return true
}

// ident reads one name, quoted in any of the four ways or bare.
func (l *lexer) ident() (string, bool) {
	l.space()
	if l.i >= len(l.b) {
		return "", false
	}
	end := byte(0)
	switch l.b[l.i] {
	case '`', '"', '\'':
		end = l.b[l.i]
	case '[':
		end = ']'
	}
	if end == 0 {
		from := l.i
		for l.i < len(l.b) && wordByte(l.b[l.i]) {
			l.i++
		}
		return string(l.b[from:l.i]), l.i > from
	}
	from := l.i + 1
	for i := from; ; i++ {
		k := bytes.IndexByte(l.b[i:], end)
		if k < 0 {
			l.i = len(l.b)
			return "", false
		}
		if i += k; i+1 < len(l.b) && l.b[i+1] == end {
			i++
			continue
		}
		l.i = i + 1
		name := string(l.b[from:i])
		return strings.ReplaceAll(name, string([]byte{end, end}), string([]byte{end})), true
	}
}

// table reads a name with its schema.
func (l *lexer) table() (string, bool) {
	name, ok := l.ident()
	for ok && l.i < len(l.b) && l.b[l.i] == '.' {
		var next string
		l.i++
		if next, ok = l.ident(); ok {
			name += "." + next
		}
	}
	return name, ok
}

// columns reads "(a, b)".
func (l *lexer) columns() ([]string, bool) {
	l.space()
	if l.i >= len(l.b) || l.b[l.i] != '(' {
		return nil, false
	}
	l.i++
	var out []string
	for {
		name, ok := l.ident()
		if !ok {
			return nil, false
		}
		out = append(out, name)
		l.space()
		if l.i >= len(l.b) {
			return nil, false
		}
		l.i++
		switch l.b[l.i-1] {
		case ',':
		case ')':
			return out, true
		default:
			return nil, false
		}
	}
}
