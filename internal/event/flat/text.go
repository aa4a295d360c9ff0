package flat

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// StringEnd is where the string that begins at i ends, at its closing quote, and whether something in it is escaped.
func StringEnd(text []byte, i int) (end int, escaped, ok bool) {
	for {
		if i = either(text, i); i >= len(text) {
			return len(text), escaped, false
		}
		if text[i] == '"' {
			return i, escaped, true
		}
		escaped = true
		i += 2
	}
}

// either is where the next quote or backslash stands at or behind i, len(text) or more if none does. Strings of logs are
// short, so eight bytes at a time beat two searches.
func either(text []byte, i int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for i+8 <= len(text) {
		x := binary.LittleEndian.Uint64(text[i:])
		q, b := x^('"'*ones), x^('\\'*ones)
		if m := ((q-ones) & ^q | (b-ones) & ^b) & highs; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
		i += 8
	}
	for i < len(text) && text[i] != '"' && text[i] != '\\' {
		i++
	}
	return i
}

// unescape undoes the escapes of a string into the scratch.
func (f *Flattener) unescape(raw []byte) []byte {
	i := bytes.IndexByte(raw, '\\')
	if i < 0 {
		return raw
	}
	at, dst := len(f.scratch), f.scratch
	for ; i >= 0 && i+1 < len(raw); i = bytes.IndexByte(raw, '\\') {
		dst = append(dst, raw[:i]...)
		c := raw[i+1]
		raw = raw[i+2:]
		switch c {
		case 'n':
			c = '\n'
		case 't':
			c = '\t'
		case 'r':
			c = '\r'
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'u':
			var r rune
			r, raw = code(raw)
			dst = utf8.AppendRune(dst, r)
			continue
		}
		dst = append(dst, c)
	}
	f.scratch = append(dst, raw...)
	return f.scratch[at:len(f.scratch):len(f.scratch)]
}

// code reads the digits behind \u, of two escapes where they are a pair.
func code(s []byte) (rune, []byte) {
	r, ok := hex4(s)
	if !ok {
		return utf8.RuneError, s
	}
	s = s[4:]
	if utf16.IsSurrogate(r) {
		if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
			if low, ok := hex4(s[2:]); ok {
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					return pair, s[6:]
				}
			}
		}
		return utf8.RuneError, s
	}
	return r, s
}

func hex4(s []byte) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	r := rune(0)
	for _, c := range s[:4] {
		switch {
		case c-'0' <= 9:
			c -= '0'
		case (c|0x20)-'a' <= 5:
			c = (c | 0x20) - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
