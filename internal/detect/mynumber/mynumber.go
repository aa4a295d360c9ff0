// Package mynumber knows the Japanese individual number (個人番号, My Number): twelve digits, the last a check digit
// (Ministerial Ordinance No. 85 of 2014, Art. 5). One random number in ten passes (one in eleven, and two remainders share
// the zero), so that the label or the column has to decide.
package mynumber

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.JapanIndividualNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 12, MaxDigits: 12, Usual: usual, Whole: detect.Whole{Digits: [2]int{12, 12}}}
}
func (detector) MaxLen() int { return 64 }

// Judge accepts twelve digits in one piece, in 4-4-4 or another even grouping, with the right check digit.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) != 12 || !Valid(d) {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Check
	if c.NGroup > 1 {
		switch {
		case c.NGroup == 3 && c.Groups[0] == 4 && c.Groups[1] == 4:
			e |= detect.Grouping
		case c.Labelled && c.NGroup <= 4:
		default:
			return detect.Match{}, false
		}
		if c.Sep&(detect.SepDot|detect.SepSlash|detect.SepParen) != 0 {
			e |= detect.Weak
		}
	}
	if !c.Whole && !c.Labelled && spoken(c.Text[c.Lo:c.Start]) {
		e |= detect.Structure
	}
	return digits.Match(c, e|digits.Context(c))
}

// usual tells twelve digits in one piece.
func usual(v []byte) detect.Evidence {
	if len(v) != 12 || !digits.All(v) || !Valid(v) || digits.Timestamp(v) || digits.Regular(v) {
		return 0
	}
	return detect.Shape | detect.Check
}

// spoken tells whether the text before speaks of such numbers.
func spoken(t []byte) bool {
	return bytes.Contains(t, []byte("個人番号")) || bytes.Contains(t, []byte("マイナンバー"))
}

// Valid tells whether the check digit of twelve digits is right.
func Valid(d []byte) bool {
	sum := 0
	for n := 1; n <= 6; n++ {
		sum += int(d[11-n]-'0') * (n + 1)
	}
	for n := 7; n <= 11; n++ {
		sum += int(d[11-n]-'0') * (n - 5)
	}
	check := 11 - sum%11
	if check > 9 {
		check = 0
	}
	return int(d[11]-'0') == check
}
