// Package singapore knows the Singaporean NRIC and FIN: S, T, F, G or M, seven digits and a check letter. One random
// candidate of this shape in 26 passes.
package singapore

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.SingaporeNationalRegistrationIDNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 7, MaxDigits: 7, Lettered: true, Whole: detect.Whole{Min: 9, Max: 30, NoNumber: true, Has: detect.Letter | detect.High, And: detect.Digit | detect.High}}
}
func (detector) MaxLen() int { return 36 }

var weights = [7]int{2, 7, 6, 5, 4, 3, 2}

// Judge accepts the nine characters in one piece.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole && (len(c.Digits) > 0 || c.End-c.Start < 9 || c.End-c.Start > 30) || !c.Whole && (c.Before != 'a' || c.After != 'a' || c.NGroup != 1) {
		return detect.Match{}, false
	}
	var buf [9]byte
	t, start, end, glued, ok := digits.Token(c, buf[:])
	if !ok || len(t) != 9 || !digits.All(t[1:8]) {
		return detect.Match{}, false
	}
	sum := 0
	for i, w := range weights {
		sum += int(t[i+1]-'0') * w
	}
	var want byte
	switch t[0] {
	case 'S':
		want = "JZIHGFEDCBA"[sum%11]
	case 'T':
		want = "JZIHGFEDCBA"[(sum+4)%11]
	case 'F':
		want = "XWUTRQPNMLK"[sum%11]
	case 'G':
		want = "XWUTRQPNMLK"[(sum+4)%11]
	case 'M':
		want = "KLJNPQRTUWX"[10-(sum+3)%11]
	}
	if t[8] != want {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Check
	if glued {
		e |= detect.Embedded
	}
	if digits.Regular(t[1:8]) {
		e |= detect.TestValue
	}
	return detect.Match{Start: start, End: end, Evidence: e}, true
}
