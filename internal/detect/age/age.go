// Package age knows ages in years: 0 to 120, with or without 歳, 才, 岁 or "years". Without such a word it is a number like
// any other and carries Weak.
package age

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.Age }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{Label: true, Whole: detect.Whole{Max: 24, Digits: [2]int{0, 3}, Has: detect.Digit | detect.High}}
}
func (detector) MaxLen() int { return 24 }

// units in which an age is given, the longest first.
var units = [...]string{" years old", " years", "歳代", "周岁", "years", "yrs", " yo", "代", "歳", "才", "岁", "세", "살", "y"}

// Judge accepts up to three digits, 全角 too, and a unit.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole && c.End-c.Start > 24 {
		return detect.Match{}, false
	}
	i, n, v := c.Start, 0, 0
	if i+3 <= c.End && string(c.Text[i:i+3]) == "満" {
		i += 3
	}
	for i < c.End && n < 4 {
		s, w := digits.At(c.Text[:c.End], i)
		if s > 9 {
			break
		}
		v, i, n = v*10+int(s), i+w, n+1
	}
	if n == 0 || n > 3 || v > 120 || n > 1 && v < 10 && n > 2 {
		return detect.Match{}, false
	}
	e, j := detect.Shape|detect.Weak, i
	for j < c.End && c.Text[j] == ' ' && j-i < 1 {
		j++
	}
	for _, at := range [...]int{i, j} {
		for _, u := range units {
			if at+len(u) <= c.End && string(c.Text[at:at+len(u)]) == u {
				i, e = at+len(u), detect.Shape|detect.Structure
				break
			}
		}
		if e&detect.Structure != 0 {
			break
		}
	}
	if c.Whole && i != c.End {
		return detect.Match{}, false
	}
	if !c.Whole && i < c.End && (c.Text[i] == '-' || c.Text[i] == '.' || c.Text[i] == '/' || c.Text[i] == ':' || c.Text[i] == '%' || digits.Class(c.Text, i, c.Lo, c.Hi) == 'a') {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: i, Evidence: e}, true
}
