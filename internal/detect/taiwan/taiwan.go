// Package taiwan knows the Taiwanese national identification number (國民身分證統一編號): a letter for the place of first
// registration, sex, serial, check digit; and the resident certificate of the same build, new (8, 9) and old (two
// letters). One random candidate in ten passes the check.
package taiwan

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// values has the two-digit value of each letter, A to Z.
var values = [26]int{10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33}

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.TaiwanNationalIDNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 8, MaxDigits: 9, Lettered: true, Whole: detect.Whole{Min: 10, Max: 36, NoNumber: true, Has: detect.Letter | detect.High, And: detect.Digit | detect.High}}
}
func (detector) MaxLen() int { return 40 }

// Judge accepts a letter and nine digits, or two letters and eight digits.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole && (len(c.Digits) > 0 || c.End-c.Start < 10 || c.End-c.Start > 36) || !c.Whole && (c.Before != 'a' || c.NGroup != 1) {
		return detect.Match{}, false
	}
	var buf [10]byte
	t, start, end, glued, ok := digits.Token(c, buf[:])
	if !ok || len(t) != 10 || !digits.Letters(t[:1]) || !digits.All(t[2:]) {
		return detect.Match{}, false
	}
	v := values[t[0]-'A']
	sum := v/10 + v%10*9
	e := detect.Shape | detect.Check
	switch b := t[1]; {
	case b == '1' || b == '2' || b == '8' || b == '9':
		sum += int(b-'0') * 8
	case 'A' <= b && b <= 'D':
		sum += values[b-'A'] % 10 * 8
		e |= detect.Weak
	default:
		return detect.Match{}, false
	}
	for i := 2; i < 9; i++ {
		sum += int(t[i]-'0') * (9 - i)
	}
	if (sum+int(t[9]-'0'))%10 != 0 {
		return detect.Match{}, false
	}
	if glued {
		e |= detect.Embedded
	}
	if digits.Regular(t[1:]) {
		e |= detect.TestValue
	}
	return detect.Match{Start: start, End: end, Evidence: e}, true
}
