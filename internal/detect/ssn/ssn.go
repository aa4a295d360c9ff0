// Package ssn knows the US social security number: area, group and serial by the rules of issue (no 000, 666 or 9xx, no 00, no 0000).
// It has no check digit; nine digits in one piece count only under a label.
package ssn

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.USSocialSecurityNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 9, MaxDigits: 9, Whole: detect.Whole{Digits: [2]int{9, 9}}}
}
func (detector) MaxLen() int { return 32 }

// Judge accepts 3-2-4, or nine digits in one piece, which say little by themselves.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) != 9 || d[0] == '9' || d[3] == '0' && d[4] == '0' {
		return detect.Match{}, false
	}
	area, serial := digits.Number(d[:3]), digits.Number(d[5:])
	if area == 0 || area == 666 || serial == 0 {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Issuer
	switch {
	case c.NGroup == 3 && c.Groups[0] == 3 && c.Groups[1] == 2 && c.Sep&(detect.SepDot|detect.SepSlash|detect.SepParen|detect.SepMiddle) == 0:
		e |= detect.Grouping
	case c.NGroup == 1:
		e = detect.Shape | detect.Weak
	default:
		return detect.Match{}, false
	}
	switch digits.Number(d) {
	case 78051120, 219099999, 123456789, 457555462, 111111111, 333333333: // printed in advertisements and manuals
		e |= detect.TestValue
	}
	return digits.Match(c, e|digits.Context(c))
}
