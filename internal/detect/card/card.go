// Package card knows payment cards: the number (ISO/IEC 7812: issuer range, length, Luhn), the security code and the
// expiry date, which only a label or the column tells from any three digits or any month.
//
// Of random sixteen digits about one in seventy passes range and check.
package card

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type number struct{}

// Number returns the detector of card numbers.
func Number() detect.Detector { return number{} }

func (number) Kind() pii.Kind { return pii.CreditCardNumber }
func (number) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 13, MaxDigits: 19, Whole: detect.Whole{Digits: [2]int{13, 19}}}
}
func (number) MaxLen() int { return 84 }

// Judge accepts a number in one piece, in fours, or as 4-6-5 and 4-6-4.
func (number) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) < 13 || len(d) > 19 || !scheme(d) || !digits.Luhn(d) {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Check | detect.Issuer | digits.Edges(c)
	if c.NGroup > 1 {
		switch g := c.Groups; {
		case c.Sep&(detect.SepSlash|detect.SepParen) != 0:
			return detect.Match{}, false
		case g[0] == 4 && g[1] == 4 && (g[2] == 4 || c.NGroup == 2 && len(d) == 16), g[0] == 4 && g[1] == 6 && c.NGroup == 3:
			e |= detect.Grouping
		case g[0] == 6 && c.NGroup == 2, c.Labelled:
		default:
			return detect.Match{}, false
		}
	}
	if digits.Timestamp(d) {
		e |= detect.Timestamp
	}
	if test(d) || digits.Regular(d) {
		e |= detect.TestValue
	}
	if len(d) == 13 && digits.EAN(d) {
		e |= detect.CodeNumber
	}
	return digits.Match(c, e)
}

type code struct{}

// SecurityCode returns the detector of security codes.
func SecurityCode() detect.Detector { return code{} }

func (code) Kind() pii.Kind { return pii.CreditCardSecurityCode }
func (code) Trigger() detect.Trigger {
	return detect.Trigger{Label: true, Whole: detect.Whole{Digits: [2]int{3, 4}}}
}
func (code) MaxLen() int { return 12 }

// Judge accepts three or four digits.
func (code) Judge(c *detect.Candidate) (detect.Match, bool) {
	n, i := 0, c.Start
	if c.Whole {
		if n = len(c.Digits); (n == 3 || n == 4) && c.NGroup == 1 {
			return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape | detect.Weak}, true
		}
		return detect.Match{}, false
	}
	for i < c.End && n < 5 {
		s, w := digits.At(c.Text[:c.End], i)
		if s > 9 {
			break
		}
		i, n = i+w, n+1
	}
	if n != 3 && n != 4 || i < c.End && (c.Text[i] == '-' || c.Text[i] == '.' || c.Text[i] == '_' || digits.Class(c.Text, i, c.Lo, c.Hi) == 'a') {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: i, Evidence: detect.Shape}, true
}

type expiry struct{}

// Expiry returns the detector of expiry dates.
func Expiry() detect.Detector { return expiry{} }

func (expiry) Kind() pii.Kind { return pii.CreditCardExpirationDate }
func (expiry) Trigger() detect.Trigger {
	return detect.Trigger{Label: true, Whole: detect.Whole{Min: 4, Max: 24, Digits: [2]int{0, 6}, Has: detect.Digit | detect.High}}
}
func (expiry) MaxLen() int { return 24 }

// Judge accepts MM/YY, MM/YYYY, YYYY/MM, YYYY年MM月 and, under a label, MMYY.
func (expiry) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole && (c.End-c.Start < 4 || c.End-c.Start > 24) {
		return detect.Match{}, false
	}
	t, hi := c.Text, c.End
	a, i, an := run(t, c.Start, hi)
	if an == 4 && i == hi && (c.Labelled || !c.Whole) && month(a/100) && year(a%100) {
		return detect.Match{Start: c.Start, End: i, Evidence: detect.Shape | detect.Weak}, true
	}
	if an == 0 || an > 4 || i >= hi {
		return detect.Match{}, false
	}
	s, w := digits.At(t[:hi], i)
	kanji := i+3 <= hi && (string(t[i:i+3]) == "年" || string(t[i:i+3]) == "月")
	if s != digits.Slash && s != digits.Hyphen && s != digits.Dot && s != digits.Space && !kanji {
		return detect.Match{}, false
	}
	if kanji {
		w = 3
	}
	b, end, bn := run(t, i+w, hi)
	if kanji && end+3 <= hi && (string(t[end:end+3]) == "月" || string(t[end:end+3]) == "年") {
		end += 3
	}
	if c.Whole && end != hi || end < hi && (digits.Class(t, end, c.Lo, c.Hi) != 0 && t[end] != ' ' && t[end] != ',' && t[end] != ')' && t[end] != '"') {
		return detect.Match{}, false
	}
	ok := an <= 2 && bn == 2 && month(a) && year(b) || an <= 2 && bn == 4 && month(a) && b/100 == 20 && year(b%100) ||
		an == 4 && bn <= 2 && bn > 0 && a/100 == 20 && month(b) && year(a%100)
	if !ok {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.DateInside
	if !c.Labelled && s != digits.Slash {
		e |= detect.Weak
	}
	return detect.Match{Start: c.Start, End: end, Evidence: e}, true
}

func month(m int) bool { return m >= 1 && m <= 12 }

// year tells whether a card may expire in that year of the century.
func year(y int) bool { return y >= 5 && y <= digits.Upto%100+15 }

func run(t []byte, i, hi int) (v, end, n int) {
	for i < hi && n < 5 {
		s, w := digits.At(t[:hi], i)
		if s > 9 {
			break
		}
		v, i, n = v*10+int(s), i+w, n+1
	}
	return v, i, n
}
