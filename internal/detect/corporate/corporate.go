// Package corporate knows the Japanese corporate number (法人番号) and codes of goods (JAN, ISBN). They are nobody's: they
// are recognised so that they are not taken for a person's number.
package corporate

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// IsCode tells whether ASCII digits are valid as a corporate number, JAN or ISBN.
func IsCode(d []byte) bool { return digits.IsCode(d) }

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.JapanCorporateNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 13, MaxDigits: 13, Whole: detect.Whole{Digits: [2]int{13, 13}}}
}
func (detector) MaxLen() int { return 64 }

// Judge accepts thirteen digits with the right check digit; a T before them is an invoice registration.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) != 13 || !digits.Corporate(d) || c.NGroup > 4 {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Check
	if c.NGroup == 4 && c.Groups[0] == 1 && c.Groups[1] == 4 {
		e |= detect.Grouping
	}
	if i := c.Start - 1; i >= c.Lo && c.Text[i] == 'T' {
		e |= detect.Prefix
	}
	return digits.Match(c, e)
}
