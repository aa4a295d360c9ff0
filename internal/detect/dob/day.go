package dob

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
)

// Day reads the date that a value begins with, in any of the spellings that the detectors of this package accept, and
// six digits (YYMMDD) of the last hundred years. A day that is not told is 1.
func Day(v []byte) (y, m, d int, ok bool) {
	v = bytes.TrimSpace(v)
	if len(v) == 0 || len(v) > maxLen {
		return 0, 0, 0, false
	}
	if len(v) == 6 && digits.All(v) {
		y, m, d = 1900+digits.Number(v[:2]), digits.Number(v[2:4]), digits.Number(v[4:])
		if y <= digits.Upto-100 {
			y += 100
		}
		return y, m, d, digits.Date(y, m, d)
	}
	got, ok := parse(v, 0, len(v))
	return got.y, got.m, max(got.d, 1), ok
}
