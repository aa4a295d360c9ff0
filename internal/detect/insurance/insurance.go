// Package insurance knows the numbers of Japanese health insurance: the insurer's (保険者番号, eight or six digits with a
// check digit) and the insured's symbol and number (記号・番号), which only a label or the column tells. One random number
// in ten passes the check, one in twenty with the kind of scheme and the prefecture.
package insurance

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// Insurer returns the detector of insurers' numbers and, as whole values, of symbols and numbers.
func Insurer() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.JapanHealthInsuranceNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 6, MaxDigits: 8, Takes: func(_, groups int) bool { return groups == 1 }, Whole: detect.Whole{Digits: [2]int{6, 8}}}
}
func (detector) MaxLen() int { return 64 }

// Judge accepts eight or six digits in one piece with the right check digit; whole values under a label also as a symbol
// and a number.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if (len(d) == 8 || len(d) == 6) && c.NGroup == 1 && digits.Luhn(d) {
		e := detect.Shape | detect.Check
		area := d
		if len(d) == 8 {
			if law := digits.Number(d[:2]); law < 80 && law >= 1 && scheme(law) {
				e |= detect.Issuer
			} else {
				e |= detect.Weak
			}
			area = d[2:]
		} else if !c.Whole && !c.Labelled {
			return detect.Match{}, false
		}
		if p := digits.Number(area[:2]); p < 1 || p > 47 {
			if !c.Labelled {
				return detect.Match{}, false
			}
			e = e&^detect.Issuer | detect.Weak
		}
		if len(d) == 8 && digits.Birth(digits.Number(d[:4]), digits.Number(d[4:6]), digits.Number(d[6:])) {
			e |= detect.Timestamp
		}
		if !c.Labelled {
			e |= digits.Context(c)
		}
		return digits.Match(c, e)
	}
	if c.Labelled && (c.Whole || c.NGroup == 1) {
		return symbol(c)
	}
	return detect.Match{}, false
}

// scheme tells the numbers of laws (法別番号) in use.
func scheme(law int) bool {
	switch law {
	case 1, 2, 3, 4, 6, 7, 31, 32, 33, 34, 39, 63, 67, 72, 73, 74, 75:
		return true
	}
	return false
}

// symbol judges 記号 and 番号 in a piece: digits in one or two groups, or kana or kanji and digits ("12-345", "協会1234・56").
func symbol(c *detect.Candidate) (detect.Match, bool) {
	if len(c.Digits) >= 4 && c.NGroup <= 3 && !digits.Timestamp(c.Digits) {
		return digits.Match(c, detect.Shape|detect.Weak|digits.Edges(c))
	}
	if !c.Whole || c.End-c.Start > 60 {
		return detect.Match{}, false
	}
	n := 0
	for i := c.Start; i < c.End; {
		s, w := digits.At(c.Text[:c.End], i)
		if s <= 9 {
			n++
		}
		i += w
	}
	if n < 3 || bytes.IndexByte(c.Text[c.Start:c.End], '@') >= 0 {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape | detect.Weak}, true
}

type behind struct{}

// Symbol returns the detector of symbols and numbers right behind a label.
func Symbol() detect.Detector { return behind{} }

func (behind) Kind() pii.Kind          { return pii.JapanHealthInsuranceNumber }
func (behind) Trigger() detect.Trigger { return detect.Trigger{Label: true, Parts: true} }
func (behind) MaxLen() int             { return 64 }

// Judge accepts a run of digits, hyphens and middle dots at the head of the candidate.
func (behind) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return detect.Match{}, false
	}
	n, end := 0, c.Start
	for i := c.Start; i < c.End; {
		s, w := digits.At(c.Text[:c.End], i)
		if s <= 9 {
			n++
			end = i + w
		} else if s != digits.Hyphen && s != digits.Middle && !(s == digits.Space && i > c.Start) {
			break
		}
		i += w
	}
	if n < 4 || n > 16 || digits.Class(c.Text, end, c.Lo, c.Hi) == 'a' {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: end, Evidence: detect.Shape | detect.Weak}, true
}
