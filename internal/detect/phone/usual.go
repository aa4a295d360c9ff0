package phone

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
)

// usual tells numbers as they are mostly written: 090-1234-5678, 03-1234-5678 with any Japanese area code, mobile ones of
// Japan and China in one piece.
func usual(v []byte) detect.Evidence {
	if len(v) < 11 || len(v) > 13 {
		return 0
	}
	var d [13]byte
	n, first, second := 0, 0, 0 // digits, and how many of them stand before each hyphen
	for _, b := range v {
		if b-'0' <= 9 {
			d[n] = b
			n++
		} else if b != '-' || n == 0 || second != 0 || n == first {
			return 0
		} else if first == 0 {
			first = n
		} else {
			second = n
		}
	}
	if n < 10 || n > 11 || second == n || repeated(d[:n]) || digits.Regular(d[:n]) {
		return 0
	}
	switch {
	case first == 0 && n == 11 && d[0] == '0' && mobileZero(d[:]):
		return plain
	case first == 0 && n == 11 && d[0] == '1' && chinese(d[:]):
		return plain
	case n == 11 && first == 3 && second == 7 && d[0] == '0' && d[1] != '0' && mobileZero(d[:]):
		return grouped
	case n == 10 && second == 6 && d[0] == '0' && d[1] != '0' && area(d[:], first):
		return grouped
	}
	return 0
}
