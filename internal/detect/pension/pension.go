// Package pension knows the Japanese basic pension number (基礎年金番号): four and six digits without a check digit, so that only its
// label, its column or the rare grouping 4-6 tells it.
package pension

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.JapanPensionNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 10, MaxDigits: 10, Takes: func(_, groups int) bool { return groups <= 2 }, Whole: detect.Whole{Digits: [2]int{10, 10}}}
}
func (detector) MaxLen() int { return 48 }

// Judge accepts 4-6, or ten digits in one piece, which say little by themselves.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) != 10 {
		return detect.Match{}, false
	}
	e := detect.Shape
	switch {
	case c.NGroup == 2 && c.Groups[0] == 4 && c.Sep&(detect.SepDot|detect.SepSlash|detect.SepParen) == 0:
		e |= detect.Grouping
	case c.NGroup == 1:
		e |= detect.Weak
	default:
		return detect.Match{}, false
	}
	return digits.Match(c, e|digits.Context(c))
}
