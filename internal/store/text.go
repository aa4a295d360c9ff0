package store

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Names of files may hold any bytes but a slash, and names of other things any at all. PostgreSQL's texts are UTF-8 without a zero byte.
// There, a byte that does not fit is written as this character, which nobody uses, and two digits; so is the character itself, byte by
// byte. Whatever fits stands as it is, and sorts as it is.
const misfit = "\U0010FFFF"

// fitted is a text as PostgreSQL takes it.
func fitted(s string) string {
	if utf8.ValidString(s) && !strings.ContainsRune(s, 0) && !strings.Contains(s, misfit) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n <= 1 || r == 0 || r == '\U0010FFFF' {
			for i := range n {
				b.WriteString(misfit)
				b.WriteByte("0123456789abcdef"[s[i]>>4])
				b.WriteByte("0123456789abcdef"[s[i]&15])
			}
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

// unfitted is the text that fitted wrote.
func unfitted(s string) string {
	if !strings.Contains(s, misfit) {
		return s
	}
	var b strings.Builder
	for {
		head, rest, found := strings.Cut(s, misfit)
		b.WriteString(head)
		if !found {
			return b.String()
		}
		v, err := strconv.ParseUint(rest[:min(2, len(rest))], 16, 8)
		if err != nil || len(rest) < 2 { // not ours
			b.WriteString(misfit)
			s = rest
			continue
		}
		b.WriteByte(byte(v))
		s = rest[2:]
	}
}
