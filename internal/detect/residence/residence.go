// Package residence knows the number of the Japanese residence card (在留カード): two letters, eight digits, two letters.
// There is no check digit, but little else is built so.
package residence

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.JapanResidenceCardNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 8, MaxDigits: 8, Lettered: true, Whole: detect.Whole{Min: 12, Max: 40, NoNumber: true, Has: detect.Letter | detect.High, And: detect.Digit | detect.High}}
}
func (detector) MaxLen() int { return 40 }

// Judge accepts the twelve characters in one piece; small letters count less.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole && (len(c.Digits) > 0 || c.End-c.Start < 12 || c.End-c.Start > 40) || !c.Whole && (c.Before != 'a' || c.After != 'a' || c.NGroup != 1) {
		return detect.Match{}, false
	}
	var buf [12]byte
	t, start, end, glued, ok := digits.Token(c, buf[:])
	if !ok || len(t) != 12 || !digits.Letters(t[:2]) || !digits.All(t[2:10]) || !digits.Letters(t[10:]) {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Rare
	if c.Text[start] >= 'a' && c.Text[start] <= 'z' {
		e |= detect.Weak
	}
	if glued {
		e |= detect.Embedded
	}
	if digits.Regular(t[2:10]) {
		e |= detect.TestValue
	}
	return detect.Match{Start: start, End: end, Evidence: e}, true
}
