package mask

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
)

// valueReader reads the values of one block in the order of their places.
type valueReader struct {
	form content.Form
	esc  byte
	text []byte
	cut  bool

	at    int  // up to where quotes are followed
	quote byte // the quote that at stands in
	value []byte
}

// edit makes the edit of a finding; its offsets are the block's.
func (v *valueReader) edit(m *maker, h *engine.Hit, start, end int) edit {
	value := v.text[start:end]
	if h.Inner[1] > 0 {
		s, e, plain, ok := v.inner(value, int(h.Inner[0]), int(h.Inner[1]))
		if ok {
			start, end, value = start+s, start+e, plain
		} else {
			return edit{int64(start), int64(end), h.Kind, []byte(gone)}
		}
	}
	bare := !v.cut && v.bare(start)
	if bare {
		for start > 0 && word(v.text[start-1]) {
			start--
		}
		for end < len(v.text) && word(v.text[end]) {
			end++
		}
	}
	r := m.make(h.Kind, value)
	if bare && !number(r) {
		q := byte('"')
		if v.form == content.Tuples {
			q = '\''
		}
		r = append(append([]byte{q}, r...), q)
	}
	return edit{int64(start), int64(end), h.Kind, r}
}

// bare tells whether the place stands outside of strings where strings have quotes.
func (v *valueReader) bare(at int) bool {
	if v.form != content.NDJSON && v.form != content.Tuples {
		return false
	}
	t, i := v.text, v.at
	for i < at {
		if v.quote == 0 {
			var n int
			if v.form == content.NDJSON {
				n = bytes.IndexByte(t[i:at], '"')
			} else {
				n = bytes.IndexAny(t[i:at], "'\"`")
			}
			if n < 0 {
				i = at
				break
			}
			v.quote = t[i+n]
			i += n + 1
			continue
		}
		switch c := t[i]; {
		case c == v.quote:
			v.quote = 0
			i++
		case c == '\\' && (v.form == content.NDJSON || v.esc == '\\'):
			i += 2
		default:
			i++
		}
	}
	v.at = i
	return v.quote == 0
}

// word tells the bytes of a number or word without quotes.
func word(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '.' || c == '-' || c == '+' || c == '_'
}

// number tells whether b is a number in JSON and SQL.
func number(b []byte) bool {
	if len(b) == 0 || b[0] == '0' && len(b) > 1 {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// inner finds the stretch of an escaped value that lies from one offset of the value to another, and its plain form.
func (v *valueReader) inner(raw []byte, from, to int) (start, end int, plain []byte, ok bool) {
	if v.form == content.Tuples && v.esc == 0 && bytes.IndexByte(raw, '\\') >= 0 {
		return 0, 0, nil, false // perhaps an E'…' among standard strings
	}
	v.value = v.value[:0]
	start = -1
	for i := 0; i <= len(raw); {
		n := len(v.value)
		if n == from && start < 0 {
			start = i
		}
		if n == to && start >= 0 {
			return start, i, v.value[from:to], true
		}
		if n > to || i == len(raw) {
			break
		}
		i += v.step(raw[i:])
	}
	return 0, 0, nil, false
}

// step appends what raw begins with to the value and returns how long it was.
func (v *valueReader) step(raw []byte) int {
	c := raw[0]
	quote := byte('\'')
	switch v.form {
	case content.CSV:
		quote = '"'
	case content.NDJSON, content.Copy:
		quote = 0
	}
	if quote != 0 && c == quote {
		v.value = append(v.value, c)
		if len(raw) > 1 && raw[1] == quote {
			return 2
		}
		return 1
	}
	if c != '\\' || v.form == content.CSV || v.form == content.Tuples && v.esc != '\\' || len(raw) < 2 {
		v.value = append(v.value, c)
		return 1
	}
	switch e := raw[1]; {
	case e == 'u' && v.form != content.Copy:
		r, n := unit(raw)
		if n == 0 {
			break
		}
		if utf16.IsSurrogate(r) && len(raw) >= 12 {
			low, k := unit(raw[6:])
			if p := utf16.DecodeRune(r, low); k > 0 && p != utf8.RuneError {
				r, n = p, 12
			}
		}
		v.value = utf8.AppendRune(v.value, r)
		return n
	case (e == '%' || e == '_') && v.form == content.Tuples:
		v.value = append(v.value, c)
	case v.form == content.Copy && (e == 'x' || '0' <= e && e <= '7'):
		n := 2
		for n < len(raw) && n < 4 && (raw[n] >= '0' && raw[n] <= '9' || raw[n]|0x20 >= 'a' && raw[n]|0x20 <= 'f') {
			n++
		}
		v.value = append(v.value, '?')
		return n
	case e == 'n' || e == 'r' || e == 't' || e == 'b' || e == 'f':
		v.value = append(v.value, ' ')
		return 2
	}
	v.value = append(v.value, raw[1])
	return 2
}

// unit reads \uXXXX.
func unit(raw []byte) (rune, int) {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return 0, 0
	}
	var r rune
	for _, c := range raw[2:6] {
		d := bytes.IndexByte([]byte("0123456789abcdef"), c|0x20)
		if c >= '0' && c <= '9' {
			d = int(c - '0')
		}
		if d < 0 {
			return 0, 0
		}
		r = r<<4 | rune(d)
	}
	return r, 6
}
