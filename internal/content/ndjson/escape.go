package ndjson

import (
	"unicode/utf16"
	"unicode/utf8"
)

// appendUnicode appends the rune that raw, which begins with the u of an escape, stands for. It returns how many bytes
// beside the u it took.
func appendUnicode(dst, raw []byte) ([]byte, int) {
	r, ok := hex4(raw[1:])
	if !ok {
		return append(dst, 'u'), 0
	}
	n := 4
	if utf16.IsSurrogate(r) {
		low, ok := rune(0), false
		if len(raw) >= 11 && raw[5] == '\\' && raw[6] == 'u' {
			low, ok = hex4(raw[7:])
		}
		if pair := utf16.DecodeRune(r, low); ok && pair != utf8.RuneError {
			r, n = pair, 10
		} else {
			r = utf8.RuneError
		}
	}
	return utf8.AppendRune(dst, r), n
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
