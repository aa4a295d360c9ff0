package match

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"
)

// fold appends s in lower case. Letters beyond ASCII are folded if wide; without any in the rules they stay, which costs nothing.
func fold(dst, s []byte, wide bool) []byte {
	const ones = 0x0101010101010101
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := binary.LittleEndian.Uint64(s[i:])
		if wide && x&(0x80*ones) != 0 {
			return foldWide(dst, s[i:])
		}
		low := x & (0x7F * ones)
		upper := (low + (0x80-'A')*ones) &^ (low + (0x7F-'Z')*ones) &^ x & (0x80 * ones) // bit 7 of every capital
		dst = binary.LittleEndian.AppendUint64(dst, x|upper>>2)
	}
	for ; i < len(s); i++ {
		c := s[i]
		if wide && c >= 0x80 {
			return foldWide(dst, s[i:])
		}
		if c-'A' <= 'Z'-'A' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}

func foldWide(dst, s []byte) []byte {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, s[i])
		} else {
			dst = utf8.AppendRune(dst, lower(r))
		}
		i += n
	}
	return dst
}

// lower is a letter in lower case: one for all that regular expressions take for the same.
func lower(r rune) rune {
	if r < 0x80 {
		if r-'A' <= 'Z'-'A' && r >= 'A' {
			r |= 0x20
		}
		return r
	}
	if r == 'ſ' {
		return 's'
	}
	return unicode.ToLower(r)
}

func foldText(s string) string { return string(foldWide(nil, []byte(s))) }

// hasCase tells whether a text has letters beyond ASCII that have another case.
func hasCase(s string) bool {
	for _, r := range s {
		if r >= 0x80 && (unicode.ToLower(r) != r || unicode.ToUpper(r) != r) {
			return true
		}
	}
	return false
}

// ascii tells a text of which folding leaves every byte in its place.
func ascii(s []byte) bool {
	for len(s) >= 8 {
		if binary.LittleEndian.Uint64(s)&0x8080808080808080 != 0 {
			return false
		}
		s = s[8:]
	}
	for _, c := range s {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
