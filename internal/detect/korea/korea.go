// Package korea knows the Korean resident registration number: birth date, sex and century, then a check digit modulo 11 that numbers given
// since October 2020 no longer have.
package korea

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.KoreaRRN }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 13, MaxDigits: 13, Whole: detect.Whole{Digits: [2]int{13, 13}}}
}
func (detector) MaxLen() int { return 48 }

var weights = [12]int{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}

// Judge accepts 6-7, or thirteen digits in one piece.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) != 13 {
		return detect.Match{}, false
	}
	year := digits.Number(d[:2])
	switch d[6] {
	case '1', '2', '5', '6':
		year += 1900
	case '3', '4', '7', '8':
		year += 2000
	default:
		return detect.Match{}, false
	}
	if !digits.Birth(year, digits.Number(d[2:4]), digits.Number(d[4:6])) {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.DateInside
	sum := 0
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	plus := 11
	if d[6] >= '5' {
		plus = 13
	}
	switch {
	case int(d[12]-'0') == (plus-sum%11)%10:
		e |= detect.Check
	case year > 2020 || year == 2020 && digits.Number(d[2:4]) >= 10:
		e |= detect.Weak
	default:
		return detect.Match{}, false
	}
	switch {
	case c.NGroup == 2 && c.Groups[0] == 6:
		e |= detect.Grouping
	case c.NGroup != 1:
		return detect.Match{}, false
	}
	return digits.Match(c, e|digits.Context(c))
}
