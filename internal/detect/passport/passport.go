// Package passport knows the numbers of Japanese and Chinese passports. Neither has a check digit outside the
// machine-readable zone: letters and digits of that length are found in product codes too, so that a label or the column
// has to decide.
package passport

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type japan struct{}

// Japan returns the detector of Japanese passports: two letters, seven digits.
func Japan() detect.Detector { return japan{} }

func (japan) Kind() pii.Kind { return pii.JapanPassport }
func (japan) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 7, MaxDigits: 7, Lettered: true, Whole: detect.Whole{Min: 9, Max: 30, NoNumber: true, Has: detect.Letter | detect.High, And: detect.Digit | detect.High}}
}
func (japan) MaxLen() int { return 30 }

// Judge accepts the nine characters in one piece. The first letter is M (ten years), T (five years) or that of an
// official series; others count less.
func (japan) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole && (len(c.Digits) > 0 || c.End-c.Start < 9 || c.End-c.Start > 30) || !c.Whole && (c.Before != 'a' || c.NGroup != 1) {
		return detect.Match{}, false
	}
	var buf [9]byte
	t, start, end, glued, ok := digits.Token(c, buf[:])
	if !ok || len(t) != 9 || !digits.Letters(t[:2]) || !digits.All(t[2:]) {
		return detect.Match{}, false
	}
	e := detect.Shape
	if t[0] == 'M' || t[0] == 'T' || t[0] == 'N' {
		e |= detect.Issuer
	}
	return detect.Match{Start: start, End: end, Evidence: e | against(c, t[2:], start, glued)}, true
}

type china struct{}

// China returns the detector of Chinese passports: E (also with a second letter), G, P, S, D and seven or eight digits.
func China() detect.Detector { return china{} }

func (china) Kind() pii.Kind { return pii.ChinaPassport }
func (china) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 7, MaxDigits: 8, Lettered: true, Whole: detect.Whole{Min: 9, Max: 30, NoNumber: true, Has: detect.Letter | detect.High, And: detect.Digit | detect.High}}
}
func (china) MaxLen() int { return 30 }

// Judge accepts the nine characters in one piece.
func (china) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole && (len(c.Digits) > 0 || c.End-c.Start < 9 || c.End-c.Start > 30) || !c.Whole && (c.Before != 'a' || c.NGroup != 1) {
		return detect.Match{}, false
	}
	var buf [9]byte
	t, start, end, glued, ok := digits.Token(c, buf[:])
	if !ok || len(t) != 9 || !digits.All(t[2:]) {
		return detect.Match{}, false
	}
	e := detect.Shape
	switch two := t[1]; t[0] {
	case 'E', 'G':
		if two >= 'A' && (t[0] != 'E' || two == 'I' || two == 'O') {
			return detect.Match{}, false
		}
		e |= detect.Issuer
	case 'P', 'S', 'D', 'H', 'M':
		if two >= 'A' && !(t[0] == 'P' && two == 'E' || two == 'E' && (t[0] == 'S' || t[0] == 'D') || t[0] == 'H' || t[0] == 'M') {
			return detect.Match{}, false
		}
		e |= detect.Weak
	default:
		return detect.Match{}, false
	}
	return detect.Match{Start: start, End: end, Evidence: e | against(c, t[2:], start, glued)}, true
}

func against(c *detect.Candidate, serial []byte, start int, glued bool) (e detect.Evidence) {
	if glued {
		e |= detect.Embedded
	}
	if digits.Regular(serial) {
		e |= detect.TestValue
	}
	if b := c.Text[start]; 'a' <= b && b <= 'z' {
		e |= detect.Weak
	}
	return e
}
