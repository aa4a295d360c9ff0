package watch

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Shown is the shape of an object as it is shown: parts of it that are no plain words, or are e-mail addresses, are masked.
func Shown(shape []byte) string {
	const most = 120
	var out []byte
	for len(shape) > 0 && len(out) < most {
		i := bytes.IndexAny(shape, "/?")
		seg := shape
		if i >= 0 {
			seg = shape[:i]
		}
		if plain(seg) {
			out = append(out, seg...)
		} else {
			out = pii.Mask(out, pii.AccountID, []byte(Fit(seg)))
		}
		if i < 0 {
			break
		}
		out = append(out, shape[i])
		shape = shape[i+1:]
	}
	return Fit(out)
}

// plain tells a segment that names a thing and no person: words of ASCII letters, stars, few digits.
func plain(seg []byte) bool {
	digits := 0
	for _, c := range seg {
		switch {
		case c-'0' <= 9:
			if digits++; digits > 4 {
				return false
			}
		case c|0x20-'a' <= 'z'-'a', c == '*', c == '.', c == '-', c == '_', c == '=', c == '&':
		default:
			return false
		}
	}
	return len(seg) <= 40
}

// called is what a store that nobody told of is called: as the log does, and the table or index in it.
func called(store, shape []byte) string {
	name := Shown(store)
	if len(shape) > 0 && bytes.IndexByte(shape, '/') < 0 && plain(shape) {
		if name != "" {
			name += ": "
		}
		name += Fit(shape)
	}
	return name
}

// Fit is a text that steers no terminal and is not too long.
func Fit(v []byte) string {
	const most = 80
	s := strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, string(v[:min(len(v), 4*most)]))
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}
