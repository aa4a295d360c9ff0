package sql

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// tokens are the words and signs of a statement, comments and texts left out.
type tokens struct {
	s []byte
}

// next is the next word, quoted name (with its quotes taken off) or sign; false at the end.
func (t *tokens) next() ([]byte, bool) {
	s := t.s
	for {
		for len(s) > 0 && (s[0] <= ' ' || s[0] == ';') {
			s = s[1:]
		}
		switch {
		case len(s) == 0:
			t.s = nil
			return nil, false
		case len(s) > 1 && s[0] == '\\' && (s[1] == 'n' || s[1] == 't' || s[1] == 'r'): // a line's end that a log escaped
			s = s[2:]
		case len(s) > 1 && s[0] == '/' && s[1] == '*':
			s = behind(s[2:], '*', '/')
		case len(s) > 1 && s[0] == '-' && s[1] == '-', s[0] == '#' && (len(s) == 1 || s[1] == ' '):
			i := 0
			for i < len(s) && s[i] != '\n' {
				i++
			}
			s = s[i:]
		case s[0] == '\'':
			s = text(s)
		default:
			w, rest := word(s)
			t.s = rest
			return w, true
		}
	}
}

func behind(s []byte, a, b byte) []byte {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == a && s[i+1] == b {
			return s[i+2:]
		}
	}
	return nil
}

// text passes over 'it”s' and 'it\'s'.
func text(s []byte) []byte {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\'':
			if i+1 < len(s) && s[i+1] == '\'' {
				i++
				continue
			}
			return s[i+1:]
		}
	}
	return nil
}

// word is a name with its parts between points, or one sign.
func word(s []byte) (w, rest []byte) {
	if len(s) == 0 { // behind a point at the end
		return nil, nil
	}
	if q := s[0]; q == '"' || q == '`' {
		for i := 1; i < len(s); i++ {
			if s[i] != q {
				continue
			}
			if i+1 < len(s) && s[i+1] == '.' { // "a"."b": with its quotes, since they are within
				_, rest := word(s[i+2:])
				return s[:len(s)-len(rest)], rest
			}
			return s[1:i], s[i+1:]
		}
		return s[1:], nil
	}
	i := 0
	for i < len(s) && named(s[i]) {
		i++
	}
	if i == 0 {
		return s[:1], s[1:]
	}
	if i < len(s) && (s[i] == '"' || s[i] == '`') && s[i-1] == '.' {
		_, rest := word(s[i:])
		return s[:len(s)-len(rest)], rest
	}
	return s[:i], s[i:]
}

func named(c byte) bool {
	return c-'0' <= 9 || (c|0x20)-'a' <= 25 || c == '_' || c == '.' || c == '$' || c == '-' || c == '*' || c == ':' || c >= 0x80
}

// name is the next word; nil at the end. A name between single quotes, as MariaDB has users, is one too.
func (t *tokens) name() []byte {
	s := t.s
	for len(s) > 0 && s[0] <= ' ' {
		s = s[1:]
	}
	if len(s) > 0 && s[0] == '\'' {
		for i := 1; i < len(s); i++ {
			if s[i] == '\'' {
				t.s = s[i+1:]
				return s[1:i]
			}
		}
	}
	w, _ := t.next()
	return w
}

// list adds the tables behind FROM: a, b AS x, c.
func (t *tokens) list(e *event.Event) {
	for {
		at := t.s
		w := t.name()
		if len(w) == 1 && w[0] == '(' { // a query, whose own FROM follows
			return
		}
		if lex.Is(w, "only") || lex.Is(w, "lateral") {
			continue
		}
		add(e, w)
		// A comma may follow at once or behind another name of the same table.
		for range 3 {
			at = t.s
			v, ok := t.next()
			if !ok {
				return
			}
			if len(v) == 1 && v[0] == ',' {
				at = nil
				break
			}
			if keyword(v) {
				t.s = at
				return
			}
		}
		if at != nil {
			t.s = at
			return
		}
	}
}

func keyword(w []byte) bool {
	for _, k := range [...]string{"where", "join", "left", "right", "inner", "outer", "full", "cross", "natural", "on", "group", "order", "limit", "union", "having", "into", "set", "using", "returning", "for", "offset", "fetch", "from", "straight_join", "values", "select"} {
		if lex.Is(w, k) {
			return true
		}
	}
	return len(w) == 1 && (w[0] == ')' || w[0] == '(' || w[0] == '=')
}

func upper(dst, w []byte) []byte {
	if len(w) > cap(dst) {
		return nil
	}
	for _, c := range w {
		if 'a' <= c && c <= 'z' {
			c -= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}
