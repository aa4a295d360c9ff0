// Package postal knows Japanese postal codes: 〒, three digits, four digits. Most three-digit heads are in use, so that the
// mark 〒, the label or the address behind decides; NNN-NNNN alone is common in parts numbers.
package postal

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.JapanPostalCode }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 7, MaxDigits: 7, Takes: func(_, groups int) bool { return groups <= 2 }, Usual: usual, Whole: detect.Whole{Min: 7, Digits: [2]int{0, 7}, Has: detect.Digit | detect.High}}
}
func (detector) MaxLen() int { return 40 }

// Judge accepts NNN-NNNN, and seven digits in one piece behind 〒, under a label or as a field's value.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) != 7 {
		if c.Whole && len(d) == 0 && c.End-c.Start > 9 && c.End-c.Start <= 40 && bytes.HasPrefix(c.Text[c.Start:c.End], []byte("〒")) {
			return marked(c)
		}
		if c.Whole && c.Labelled && len(d) == 6 && c.NGroup == 1 && d[0] != '0' {
			return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape | detect.Weak}, true // a zero lost to a spreadsheet
		}
		return detect.Match{}, false
	}
	e := detect.Shape
	if used(d) {
		e |= detect.Issuer
	} else if !c.Labelled {
		return detect.Match{}, false
	}
	mark := !c.Whole && mark(c.Text[c.Lo:c.Start])
	if mark {
		e |= detect.Prefix | detect.Structure
	}
	switch {
	case c.NGroup == 2 && c.Groups[0] == 3 && c.Sep&^(detect.SepWide|detect.SepHyphen|detect.SepSpace) == 0:
		if c.Sep&detect.SepHyphen != 0 {
			e |= detect.Grouping
		} else if !mark && !c.Labelled {
			return detect.Match{}, false
		}
	case c.NGroup == 1 && (mark || c.Labelled || c.Whole):
		if !mark {
			e |= detect.Weak
		}
	default:
		return detect.Match{}, false
	}
	if !c.Whole && !mark && address(c.Text[c.End:c.Hi]) {
		e |= detect.Structure
	}
	if digits.Regular(d) {
		e |= detect.TestValue
	}
	if !mark {
		e |= digits.Edges(c)
	}
	return digits.Match(c, e)
}

// usual tells NNN-NNNN.
func usual(v []byte) detect.Evidence {
	if len(v) != 8 || v[3] != '-' {
		return 0
	}
	var d [7]byte
	copy(d[:], v[:3])
	copy(d[3:], v[4:])
	if !digits.All(d[:]) || digits.Regular(d[:]) {
		return 0
	}
	if !used(d[:]) {
		return detect.Shape | detect.Grouping
	}
	return detect.Shape | detect.Issuer | detect.Grouping
}

// marked judges a whole value that begins with the mark.
func marked(c *detect.Candidate) (detect.Match, bool) {
	var d [7]byte
	n := 0
	for i := c.Start + len("〒"); i < c.End; {
		s, w := digits.At(c.Text[:c.End], i)
		switch {
		case s <= 9 && n < len(d):
			d[n] = '0' + byte(s)
			n++
		case s == digits.Space && n == 0, s == digits.Hyphen && n == 3:
		default:
			return detect.Match{}, false
		}
		i += w
	}
	if n != len(d) || !used(d[:]) {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape | detect.Issuer | detect.Prefix | detect.Structure}, true
}

// mark tells whether 〒 stands directly before, or with a blank between.
func mark(t []byte) bool {
	for len(t) > 0 && t[len(t)-1] == ' ' {
		t = t[:len(t)-1]
	}
	t = bytes.TrimSuffix(t, []byte("　"))
	return bytes.HasSuffix(t, []byte("〒")) || bytes.HasSuffix(t, []byte("〶"))
}

// address tells whether the name of a prefecture stands close behind.
func address(t []byte) bool {
	t = t[:min(len(t), 40)]
	for _, w := range [...]string{"都", "道", "府", "県", "市"} {
		if i := bytes.Index(t, []byte(w)); i > 0 && t[i-1] >= 0x80 && bytes.IndexByte(t[:i], '\n') < 1 {
			return true
		}
	}
	return false
}

// used tells whether the first three digits may be in use: they run from 001 (北海道) to 999 (山形) with few gaps.
func used(d []byte) bool {
	switch digits.Number(d[:3]) {
	case 0, 9, 11, 12, 14, 15, 217, 218, 219, 255, 304:
		return false
	}
	return true
}
