// Package mrz knows the machine-readable zones of travel documents (ICAO Doc 9303): TD3 (passports, two lines of 44), TD2
// (two of 36) and TD1 (cards, three of 30). All check digits have to be right: no chance passes remain.
package mrz

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.PassportMRZ }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{Literals: []string{"<<<"}, Whole: detect.Whole{Min: 30, Max: 96}}
}
func (detector) MaxLen() int { return 100 }

const maxLines = 3

// Judge accepts whole zones, and the line with the check digits alone.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	lo, hi := c.Start, c.End
	if !c.Whole {
		for lo > c.Lo && zone(c.Text[lo-1]) && c.Start-lo < 100 {
			lo--
		}
		if lo > c.Lo && zone(c.Text[lo-1]) {
			return detect.Match{}, false
		}
		// The first line of TD1 ends in fillers: go on below.
	} else if hi-lo < 30 || hi-lo > 96 {
		return detect.Match{}, false
	}
	limit := c.Hi
	if c.Whole {
		limit = hi
	}
	var lines [maxLines][2]int
	n, i := 0, lo
	for n < maxLines && i < limit {
		start := i
		for i < limit && zone(c.Text[i]) && i-start <= 90 {
			i++
		}
		if i == start {
			break
		}
		lines[n] = [2]int{start, i}
		n++
		for i < limit && (c.Text[i] == '\n' || c.Text[i] == '\r' || c.Text[i] == ' ' && i-start > 0) && i-lines[n-1][1] < 2 {
			i++
		}
		if i == lines[n-1][1] {
			break
		}
	}
	if n == 0 {
		return detect.Match{}, false
	}
	size := lines[0][1] - lines[0][0]
	at := func(k int) []byte { return c.Text[lines[k][0]:lines[k][1]] }
	same := func(k int) bool { return k < n && lines[k][1]-lines[k][0] == size }
	end := 0
	switch {
	case size == 88 && td3(at(0)[44:]), size == 72 && td2(at(0)[36:]), size == 90 && td1(at(0)[:30], at(0)[30:60]):
		end = lines[0][1]
	case size == 44 && same(1) && td3(at(1)), size == 36 && same(1) && td2(at(1)):
		end = lines[1][1]
	case size == 30 && same(1) && td1(at(0), at(1)):
		end = lines[1][1]
		if same(2) {
			end = lines[2][1]
		}
	case size == 44 && td3(at(0)), size == 36 && td2(at(0)):
		end = lines[0][1]
	default:
		return detect.Match{}, false
	}
	if c.Whole && end != hi {
		return detect.Match{}, false
	}
	return detect.Match{Start: lo, End: end, Evidence: detect.Shape | detect.Check | detect.Structure | detect.Rare}, true
}

func zone(b byte) bool { return b == '<' || '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' }

// td3 checks the second line of a passport: number, birth, expiry, personal number and the composite.
func td3(l []byte) bool {
	return right(l[0:9], l[9]) && right(l[13:19], l[19]) && right(l[21:27], l[27]) &&
		(right(l[28:42], l[42]) || l[42] == '<') && composite(l[43], l[0:10], l[13:20], l[21:43])
}

func td2(l []byte) bool {
	return right(l[0:9], l[9]) && right(l[13:19], l[19]) && right(l[21:27], l[27]) &&
		composite(l[35], l[0:10], l[13:20], l[21:35])
}

func td1(a, b []byte) bool {
	return (right(a[5:14], a[14]) || a[14] == '<') && right(b[0:6], b[6]) && right(b[8:14], b[14]) &&
		composite(b[29], a[5:30], b[0:7], b[8:15], b[18:29])
}

// right tells whether the check digit over field is check. A field of fillers alone is not one.
func right(field []byte, check byte) bool {
	sum, _ := add(0, 0, field)
	return '0' <= check && check <= '9' && int(check-'0') == sum%10
}

func composite(check byte, fields ...[]byte) bool {
	sum, i := 0, 0
	for _, f := range fields {
		sum, i = add(sum, i, f)
	}
	return '0' <= check && check <= '9' && int(check-'0') == sum%10
}

func add(sum, i int, field []byte) (int, int) {
	for _, b := range field {
		v := 0
		switch {
		case '0' <= b && b <= '9':
			v = int(b - '0')
		case 'A' <= b && b <= 'Z':
			v = int(b-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
		i++
	}
	return sum, i
}
