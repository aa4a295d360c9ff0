// Package plate knows Japanese vehicle plates: region, class, kana, serial (品川 300 あ 12-34). All four together are rare
// enough to stand alone.
package plate

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed regions.txt
var list string

var regions = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(list) {
		if line[0] != '#' {
			for _, w := range strings.Fields(line) {
				m[w] = true
			}
		}
	}
	return m
})

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.VehiclePlateJapan }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{Han: true, Whole: detect.Whole{Has: detect.High}}
}
func (detector) MaxLen() int { return 60 }

// Judge looks for a region at the end of the run, with class, kana and serial behind it.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	t, end, hi := c.Text, c.End, c.Hi
	if c.Whole {
		hi = c.End
		end = c.Start
		for n := 0; end+3 <= hi && n < 4 && t[end] >= 0xE3 && t[end] <= 0xE9; n++ {
			end += 3
		}
		if end == c.Start {
			return detect.Match{}, false
		}
	}
	// Class: two or three digits (or letters) behind an optional blank.
	i := blank(t, end, hi)
	if i >= hi {
		return detect.Match{}, false
	}
	if s, _ := digits.At(t[:hi], i); s > 9 {
		return detect.Match{}, false
	}
	start := -1
	for n := 4; n >= 1; n-- {
		if at := end - 3*n; at >= c.Start && regions()[string(t[at:end])] {
			start = at
			break
		}
	}
	if start < 0 || c.Whole && start != c.Start {
		return detect.Match{}, false
	}
	n := 0
	for i < hi && n < 4 {
		s, w := digits.At(t[:hi], i)
		if s > 9 && !(n > 0 && n < 3 && t[i] >= 'A' && t[i] <= 'Z') {
			break
		}
		i, n = i+w, n+1
	}
	if n != 2 && n != 3 && n != 1 {
		return detect.Match{}, false
	}
	i = blank(t, i, hi)
	r, w := utf8.DecodeRune(t[min(i, hi):hi])
	if !(r >= 'あ' && r <= 'を' && r != 'お' && r != 'し' && r != 'へ') && !strings.ContainsRune("ABEHKMTYＡＢＥＨＫＭＴＹ", r) {
		return detect.Match{}, false
	}
	i = blank(t, i+w, hi)
	serial, at := 0, i
	last := i
	for i < hi && serial < 5 {
		s, w := digits.At(t[:hi], i)
		if s <= 9 {
			serial++
		} else if s != digits.Hyphen && s != digits.Middle && s != digits.Dot {
			break
		} else if s == digits.Dot && !c.Whole && (i+1 >= hi || t[i+1] < '0' || t[i+1] > '9') {
			break
		}
		i += w
		if s <= 9 {
			last = i
		}
	}
	if serial < 1 || serial > 4 || c.Whole && last != hi || serial < 4 && !bytes.ContainsAny(t[at:last], "-.・－‐") {
		return detect.Match{}, false
	}
	return detect.Match{Start: start, End: last, Evidence: detect.Shape | detect.Lexicon | detect.Structure | detect.Rare}, true
}

func blank(t []byte, i, hi int) int {
	for i < hi {
		if s, w := digits.At(t[:hi], i); s == digits.Space || s == digits.Hyphen {
			i += w
			continue
		}
		break
	}
	return i
}
