// Package address finds postal addresses: Japanese and Chinese ones wherever they stand, those of the United States and
// the United Kingdom as whole values and behind labels.
package address

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/address/ja"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/address/western"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/address/zh"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Detector finds STREET_ADDRESS in runs of Han and in whole values.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Kind is STREET_ADDRESS.
func (Detector) Kind() pii.Kind { return pii.StreetAddress }

// Trigger is a run of Han.
func (Detector) Trigger() detect.Trigger {
	return detect.Trigger{Han: true, Usual: usual, Whole: detect.Whole{Min: 6, Max: maxLen, Has: detect.Letter | detect.High, And: detect.Digit | detect.High}}
}

const maxLen = 320

// MaxLen is that of a long address with its building.
func (Detector) MaxLen() int { return maxLen }

// Judge finds the first address that begins in the candidate, or judges a whole value.
func (Detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		if c.Settled && settled(c.Text[c.Start:c.End]) {
			return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape}, true
		}
		ev, ok := whole(c)
		if !ok && c.Labelled && c.End-c.Start <= 64 && rest(c.Text[c.Start:c.End]) {
			ev, ok = detect.Shape|detect.Weak, true
		}
		return detect.Match{Start: c.Start, End: c.End, Evidence: ev}, ok
	}
	if c.Lang != detect.LangZH {
		if m, ok := ja.Prose(c); ok || c.Lang == detect.LangJA {
			return m, ok
		}
	}
	return zh.Prose(c)
}

func whole(c *detect.Candidate) (detect.Evidence, bool) {
	v := c.Text[c.Start:c.End]
	if len(v) < 6 || len(v) > maxLen {
		return 0, false
	}
	if ascii(v) {
		return western.Whole(v, c.Labelled)
	}
	if c.Lang != detect.LangZH {
		if ev, ok := ja.Whole(v, c.Labelled); ok && (ev&detect.Weak == 0 || c.Lang == detect.LangJA) {
			return ev, true
		} else if ok {
			if zv, zok := zh.Whole(v, c.Labelled); zok && zv&detect.Weak == 0 {
				return zv, true
			}
			return ev, true
		}
	}
	return zh.Whole(v, c.Labelled)
}

func ascii(v []byte) bool {
	n := 0
	for _, b := range v {
		if b >= 0xE0 {
			return false
		}
		if n++; n > 24 {
			break
		}
	}
	return true
}
