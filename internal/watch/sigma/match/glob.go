package match

import (
	"bytes"
	"unicode/utf8"
	"unsafe"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

// glob tells whether a text is like the pieces. Only the last Many is ever gone back to, so the time is bounded by the product of both.
func glob(p []rule.Piece, s []byte) bool {
	star, mark := -1, 0
	i, at := 0, 0
	for {
		if i == len(p) && at == len(s) {
			return true
		}
		if i < len(p) {
			if p[i].Kind == rule.Many {
				if i+1 == len(p) {
					return true
				}
				star, mark = i, at
				i++
				if mark = seek(p[i], s, mark); mark < 0 {
					return false
				}
				at = mark
				continue
			}
			if n := step(p[i], s[at:]); n > 0 {
				at += n
				i++
				continue
			}
		}
		if star < 0 || mark >= len(s) {
			return false
		}
		_, n := utf8.DecodeRune(s[mark:])
		if mark = seek(p[star+1], s, mark+n); mark < 0 {
			return false
		}
		i, at = star+1, mark
	}
}

// seek is where a piece can begin at or behind a place, -1 if nowhere.
func seek(p rule.Piece, s []byte, from int) int {
	if p.Kind != rule.Literal {
		return from
	}
	n := index(s[from:], p.Text)
	if n < 0 {
		return -1
	}
	return from + n
}

// step is how many bytes a piece takes at the beginning of s, 0 if it is not there.
func step(p rule.Piece, s []byte) int {
	switch p.Kind {
	case rule.Literal:
		if len(s) >= len(p.Text) && string(s[:len(p.Text)]) == p.Text {
			return len(p.Text)
		}
	case rule.One:
		if len(s) > 0 {
			_, n := utf8.DecodeRune(s)
			return n
		}
	case rule.Dash:
		if len(s) == 0 {
			return 0
		}
		if s[0] == '-' || s[0] == '/' {
			return 1
		}
		if len(s) >= 3 && s[0] == 0xE2 && s[1] == 0x80 && s[2] >= 0x93 && s[2] <= 0x95 { // – — ―
			return 3
		}
	}
	return 0
}

// index is where a text stands in s, -1 if it does not.
func index(s []byte, text string) int {
	return bytes.Index(s, unsafe.Slice(unsafe.StringData(text), len(text)))
}
