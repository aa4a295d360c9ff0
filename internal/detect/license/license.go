// Package license knows the number of a Japanese driving licence (運転免許証番号): commission of first issue, last two digits of its
// year, serial, check digit modulo 11, count of reissues. About one random number in twenty passes.
package license

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.JapanDriversLicenseNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 12, MaxDigits: 12, Whole: detect.Whole{Digits: [2]int{12, 12}}}
}
func (detector) MaxLen() int { return 64 }

// commissions has the codes of the public safety commissions, one bit each.
var commissions = func() (t [100]bool) {
	for _, r := range [][2]int{{10, 14}, {20, 25}, {30, 30}, {40, 49}, {50, 55}, {60, 65}, {70, 74}, {80, 83}, {90, 97}} {
		for i := r[0]; i <= r[1]; i++ {
			t[i] = true
		}
	}
	return t
}()

var weights = [10]int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2}

// Judge accepts twelve digits in one piece or in three groups of four.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) != 12 || !commissions[(d[0]-'0')*10+d[1]-'0'] {
		return detect.Match{}, false
	}
	sum := 0
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	// Where the remainder is 0 the sources differ: 11 is written 1, or 0 as for the remainder 1.
	if check := int(d[10] - '0'); check != (11-sum%11)%10 && (sum%11 != 0 || check != 0) {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Check | detect.Issuer
	if year := digits.Number(d[2:4]); year <= digits.Upto%100 || year >= 50 {
		e |= detect.DateInside
	}
	if c.NGroup > 1 {
		if !(c.NGroup == 3 && c.Groups[0] == 4 && c.Groups[1] == 4) && !(c.Labelled && c.NGroup <= 5) {
			return detect.Match{}, false
		}
		e |= detect.Grouping
	}
	return digits.Match(c, e|digits.Context(c))
}
