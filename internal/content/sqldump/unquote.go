package sqldump

import (
	"bytes"
	"unicode/utf8"
)

// escapes are the letters that stand for a control character behind a backslash, in MySQL's strings and in COPY.
var escapes = [256]byte{'0': 0, 'b': '\b', 'n': '\n', 'r': '\r', 't': '\t', 'Z': 0x1A, 'f': '\f', 'v': '\v'}

// appendUnquoted appends the value of a string's raw text.
func appendUnquoted(dst, raw []byte, esc byte) []byte {
	for i := 0; i < len(raw); {
		c := raw[i]
		switch {
		case c == '\'' && i+1 < len(raw) && raw[i+1] == '\'':
			dst = append(dst, '\'')
			i += 2
		case c == esc && esc != 0 && i+1 < len(raw):
			e := raw[i+1]
			i += 2
			switch e {
			case '%', '_': // stay escaped, as patterns need them
				dst = append(dst, '\\', e)
			case '0', 'b', 'n', 'r', 't', 'Z':
				dst = append(dst, escapes[e])
			default:
				if e == 'u' {
					if r, ok := hexRune(raw[i:], 4); ok {
						dst = utf8.AppendRune(dst, r)
						i += 4
						continue
					}
				}
				dst = append(dst, e)
			}
		default:
			k := i + 1
			for k < len(raw) && raw[k] != '\'' && (raw[k] != esc || esc == 0) {
				k++
			}
			dst = append(dst, raw[i:k]...)
			i = k
		}
	}
	return dst
}

func hexRune(b []byte, n int) (rune, bool) {
	if len(b) < n {
		return 0, false
	}
	var r rune
	for _, c := range b[:n] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// appendCopied appends the value of a field of COPY.
func appendCopied(dst, raw []byte) []byte {
	for {
		k := bytes.IndexByte(raw, '\\')
		if k < 0 || k+1 >= len(raw) {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:k]...)
		e := raw[k+1]
		raw = raw[k+2:]
		switch e {
		case 'b', 'f', 'n', 'r', 't', 'v':
			dst = append(dst, escapes[e])
		case 'x':
			n := 0
			for n < 2 && n < len(raw) {
				if _, ok := hexRune(raw[n:], 1); !ok {
					break
				}
				n++
			}
			if n == 0 {
				dst = append(dst, e)
				continue
			}
			r, _ := hexRune(raw, n)
			dst = append(dst, byte(r))
			raw = raw[n:]
		case '0', '1', '2', '3', '4', '5', '6', '7':
			v := e - '0'
			for n := 0; n < 2 && len(raw) > 0 && raw[0] >= '0' && raw[0] <= '7'; n++ {
				v = v<<3 | raw[0] - '0'
				raw = raw[1:]
			}
			dst = append(dst, v)
		default:
			dst = append(dst, e)
		}
	}
}
