package literal

import "bytes"

// Plain appends to dst what a request means: in lower case, escapes (%2e, %252e, %u002e) undone, of a query a plus as a blank. A
// byte of nothing and other control characters become blanks.
func Plain(dst, text []byte, query bool) []byte {
	from := len(dst)
	escaped := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c-'A' <= 'Z'-'A':
			c |= 0x20
		case c == '%':
			if v, n := escape(text[i:]); n > 0 {
				c = lower(v)
				i += n - 1
				escaped = escaped || v == '%'
			}
		case c == '+' && query:
			c = ' '
		}
		if c < ' ' {
			c = ' '
		}
		dst = append(dst, c)
	}
	if escaped && bytes.IndexByte(dst[from:], '%') >= 0 { // twice: what comes out is never longer
		return Plain(dst[:from], dst[from:], false)
	}
	return dst
}

func escape(s []byte) (v byte, n int) {
	if len(s) >= 6 && s[1]|0x20 == 'u' && s[2] == '0' && s[3] == '0' {
		if a, b := hex(s[4]), hex(s[5]); a >= 0 && b >= 0 {
			return byte(a<<4 | b), 6
		}
	}
	if len(s) >= 3 {
		if a, b := hex(s[1]), hex(s[2]); a >= 0 && b >= 0 {
			return byte(a<<4 | b), 3
		}
	}
	return 0, 0
}

func hex(c byte) int {
	switch {
	case c-'0' <= 9:
		return int(c - '0')
	case c|0x20-'a' <= 5:
		return int(c|0x20-'a') + 10
	}
	return -1
}
