// Package hongkong knows the number of the Hong Kong identity card: one or two letters, six digits and a check character
// (0 to 9 or A), usually in parentheses. One random candidate in eleven passes; the parentheses are rare elsewhere.
package hongkong

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.HongKongIDNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 6, MaxDigits: 7, Lettered: true, Whole: detect.Whole{Min: 8, Max: 33, NoNumber: true, Has: detect.Letter | detect.High, And: detect.Digit | detect.High}}
}
func (detector) MaxLen() int { return 36 }

// Judge accepts A123456(3), A123456(A) and, as one token, A1234563.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole && (len(c.Digits) > 0 || c.End-c.Start < 8 || c.End-c.Start > 33) || !c.Whole && c.Before != 'a' {
		return detect.Match{}, false
	}
	cc := *c
	paren := false
	if !c.Whole {
		if cc.End+2 < c.Hi && c.Text[cc.End] == '(' && c.Text[cc.End+1]|0x20 == 'a' && c.Text[cc.End+2] == ')' {
			cc.End += 3
			paren = true
		} else if len(c.Digits) == 7 && c.NGroup == 2 && c.Groups[0] == 6 && c.Sep&detect.SepParen != 0 {
			paren = true
		} else if c.NGroup != 1 {
			return detect.Match{}, false
		}
	} else {
		last := c.Text[c.End-1]
		paren = last == ')' || last == 0x89 && c.Text[c.End-3] == 0xEF
	}
	var buf [9]byte
	t, start, end, glued, ok := digits.Token(&cc, buf[:])
	if !ok || len(t) < 8 {
		return detect.Match{}, false
	}
	n := len(t) - 7
	if !digits.Letters(t[:n]) || !digits.All(t[n:n+6]) || !valid(t, n) {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Check
	if paren {
		e |= detect.Grouping
	} else {
		e |= detect.Weak
	}
	if glued {
		e |= detect.Embedded
	}
	return detect.Match{Start: start, End: end, Evidence: e}, true
}

func valid(t []byte, letters int) bool {
	sum, w := 36*9, 8
	if letters == 2 {
		sum = int(t[0]-'A'+10) * 9
		t = t[1:]
	}
	sum += int(t[0]-'A'+10) * w
	for _, c := range t[1:7] {
		w--
		sum += int(c-'0') * w
	}
	switch last := t[7]; {
	case '0' <= last && last <= '9':
		sum += int(last - '0')
	case last == 'A':
		sum += 10
	default:
		return false
	}
	return sum%11 == 0
}
