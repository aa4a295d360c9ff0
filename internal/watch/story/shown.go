package story

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// shown is the shape of an object as it is shown: parts of it that are no plain words, or are e-mail addresses, are masked.
func shown(shape []byte) string {
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
			out = pii.Mask(out, pii.AccountID, []byte(fit(seg)))
		}
		if i < 0 {
			break
		}
		out = append(out, shape[i])
		shape = shape[i+1:]
	}
	return fit(out)
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
