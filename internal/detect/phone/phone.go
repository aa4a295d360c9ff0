// Package phone knows telephone numbers: those of Japan by their area codes, of China, Korea, Taiwan, Hong Kong,
// Singapore and North America by their numbering plans, and international ones (E.164) by their country codes.
//
// Grouped as its plan groups it, a number stands alone (Grouping, Issuer). Digits in one piece are common: Japanese and
// Chinese mobile numbers carry Issuer, everything else is Weak and needs a label or its column.
package phone

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.PhoneNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 7, MaxDigits: 16, Usual: usual, Whole: detect.Whole{Digits: [2]int{7, 16}}}
}
func (detector) MaxLen() int { return 64 }

const (
	plain   = detect.Shape | detect.Issuer
	grouped = detect.Shape | detect.Issuer | detect.Grouping
	weak    = detect.Shape | detect.Weak
)

// Judge accepts a number of a plan; under a label also what lost its leading zero or area code.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) < 7 || len(d) > 16 || c.Sep&detect.SepSlash != 0 {
		return detect.Match{}, false
	}
	var e detect.Evidence
	switch {
	case c.Plus:
		e = international(d, c.NGroup > 1)
	case d[0] == '0' && d[1] == '0' && len(d) >= 11:
		e = international(d[2:], c.NGroup > 1)
		if e != 0 && !c.Labelled && (c.NGroup <= 2 || !nearby(d[2:])) {
			e &^= detect.Issuer | detect.Grouping
			e |= detect.Weak
		}
	case d[0] == '0':
		e = national(c, d)
	case len(d) == 11 && d[0] == '1':
		e = chinaMobile(c, d)
		if e == 0 {
			e = america(c, d[1:], 1)
		}
	case len(d) == 13 && d[0] == '8' && d[1] == '6' && d[2] == '1':
		if e = chinaMobile(c, d[2:]); e != 0 && c.NGroup == 1 && !c.Labelled {
			e = weak
		}
	case len(d) == 12 && d[0] == '8' && d[1] == '1' && mobile(d[2:]), len(d) == 11 && d[0] == '8' && d[1] == '1' && c.NGroup == 4:
		if e = international(d, c.NGroup > 1); c.NGroup == 1 || c.Groups[0] != 2 {
			e = weak
		}
	case len(d) == 10:
		e = america(c, d, 0)
	}
	if e == 0 && c.Labelled && digits.Context(c)&(detect.Timestamp|detect.TestValue) == 0 {
		e = lenient(c, d)
	}
	if e == 0 {
		return detect.Match{}, false
	}
	if e == plain && !c.Whole && amid(c) {
		e |= detect.Structure
	}
	e |= digits.Edges(c)
	if digits.Regular(d) || repeated(d) {
		e |= detect.TestValue
	}
	m, ok := digits.Match(c, e)
	if c.Plus && !c.Whole && m.Start > c.Lo && c.Text[m.Start-1] == '+' {
		m.Start--
	}
	return m, ok
}

// amid tells whether a mobile number in one piece stands amid Japanese or Chinese words, of the country it belongs to.
func amid(c *detect.Candidate) bool {
	if c.NGroup != 1 || len(c.Digits) != 11 || c.Digits[0] == '0' && c.Lang == detect.LangZH ||
		c.Digits[0] == '1' && c.Lang != detect.LangZH && (c.Lang != detect.LangOther || kana(c.Text[max(c.Lo, c.Start-reach):min(c.Hi, c.End+reach)])) {
		return false
	}
	lo, hi := c.Start, c.End // a blank may part it from the words
	if lo-1 > c.Lo && c.Text[lo-1] == ' ' {
		lo--
	}
	if hi+1 < c.Hi && c.Text[hi] == ' ' {
		hi++
	}
	switch {
	case lo > c.Lo && c.Text[lo-1] >= 0x80 && (hi == c.Hi || c.Text[hi] >= 0x80 || c.Text[hi] == '\n' || c.Text[hi] == '\r'):
		return true
	case c.Place != detect.Prose || c.Digits[0] != '1':
		return false
	}
	return calls(c.Text[max(c.Lo, c.Start-reach):c.Start])
}

// kana tells whether text, whose language is unknown, holds kana.
func kana(text []byte) bool {
	for i := 0; i+2 < len(text); i++ {
		if text[i] == 0xE3 && (text[i+1] == 0x81 && text[i+2] > 0x80 || text[i+1] == 0x82 || text[i+1] == 0x83 && text[i+2] != 0xBB) {
			return true
		}
	}
	return false
}

// reach is how far around a number words are looked at, in bytes.
const reach = 45

// calls tells whether a Chinese word for calling or reaching someone stands in text.
func calls(text []byte) bool {
	for i := 0; i+6 <= len(text); i++ {
		switch string(text[i : i+6]) {
		case "联系", "电话", "手机", "来电", "致电", "拨打", "联络", "聯絡", "電話", "收件", "收货":
			return true
		}
	}
	return false
}

// nearby tells the country codes behind 00 that need no label: those of East Asia, North America and the larger countries of
// Europe. Slips are grouped like numbers of the others.
func nearby(d []byte) bool {
	switch d[0] {
	case '1':
		return true
	case '8':
		return d[1] == '1' || d[1] == '2' || d[1] == '6' || d[1] == '5' && (d[2] == '2' || d[2] == '3') || d[1] == '8' && d[2] == '6'
	case '4':
		return d[1] == '4' || d[1] == '9'
	case '3':
		return d[1] == '3' || d[1] == '9' || d[1] == '4'
	case '6':
		return d[1] == '5' || d[1] == '1'
	}
	return false
}

// repeated tells whether the last eight digits are all equal.
func repeated(d []byte) bool {
	for _, b := range d[max(0, len(d)-8):] {
		if b != d[len(d)-1] {
			return false
		}
	}
	return true
}

// national judges digits with the trunk prefix 0.
func national(c *detect.Candidate, d []byte) detect.Evidence {
	n, g := c.NGroup, c.Groups
	if n == 1 {
		switch {
		case len(d) == 11 && mobileZero(d):
			return plain
		case len(d) == 10 && areaOf(d) > 0:
			return weak | detect.Issuer
		case len(d) == 10 && (d[1] == '1' && d[2] == '2' && d[3] == '0' || d[1] == '5' && d[2] == '7' && d[3] == '0' || d[1] == '9' && d[2] >= '0'):
			return weak
		case len(d) == 11 && (d[1] == '5' && d[2] == '0' || d[1] == '8' && d[2] == '0' || d[1] == '1' && d[2] == '0' || d[1] == '2'), (len(d) == 11 || len(d) == 12) && c.Labelled:
			return weak
		}
		return 0
	}
	switch len(d) {
	case 11:
		if mobileZero(d) || d[1] == '5' && d[2] == '0' || d[1] == '1' && d[2] == '0' || d[1] == '2' && d[2] != '0' || d[1] == '0' && d[2] == '8' {
			switch {
			case g[0] == 3 && g[1] == 4 && n == 3:
				return grouped
			case g[0] == 3 && g[1] == 8 && n == 2:
				return grouped
			case mobileZero(d) && n == 3 && c.Labelled:
				return plain
			}
		}
		if d[1] == '8' && d[2] == '0' && d[3] == '0' && g[0] == 4 && g[1] == 3 && n == 3 {
			return grouped
		}
		if g[0] == 3 && g[1] == 4 && n == 3 && (d[1] == '2' || d[1] >= '3' && d[1] <= '6' && (c.Labelled || c.Lang == detect.LangKO)) {
			return grouped // Chinese two-digit and Korean regional codes
		}
		if g[0] == 4 && d[1] >= '3' && (n == 2 || n == 3 && g[1] >= 3) {
			return grouped // Chinese: 0NNN-NNNNNNN
		}
	case 12:
		if g[0] == 4 && d[1] >= '3' && d[4] >= '2' && d[4] <= '8' && (n == 2 && g[1] == 8 || n == 3 && g[1] == 4 && c.Labelled) {
			return grouped // Chinese: 0NNN-NNNNNNNN
		}
	case 10:
		if n == 2 && int(g[0]) == areaOf(d) || n == 3 && int(g[0])+int(g[1]) == 6 && area(d, int(g[0])) {
			return grouped
		}
		switch {
		case g[0] == 4 && g[1] == 3 && n == 3 && (d[1] == '1' && d[2] == '2' && d[3] == '0' || d[1] == '5' && d[2] == '7' && d[3] == '0' || d[1] == '9'):
			return grouped // toll-free, shared cost; Taiwanese mobile
		case g[0] == 4 && n == 2 && (d[1] == '1' && d[2] == '2' && d[3] == '0' || d[1] == '9'):
			return grouped
		case g[0] == 2 && n == 3 && g[1] == 4 && (d[1] == '2' || d[1] == '4' || d[1] == '7'):
			return grouped // Seoul, Taipei
		case g[0] == 3 && g[1] == 3 && n == 3 && d[1] >= '2' && d[1] <= '6' && c.Lang == detect.LangKO:
			return grouped
		}
		if areaOf(d) > 0 && c.Labelled && n <= 3 {
			return weak | detect.Issuer
		}
	case 9:
		if g[0] == 2 && n == 3 && g[1] == 3 && d[1] == '2' || g[0] == 2 && g[1] == 3 && n == 3 {
			return detect.Shape | detect.Grouping | detect.Weak
		}
	}
	return 0
}

func mobileZero(d []byte) bool {
	return d[0] == '0' && d[2] == '0' && (d[1] >= '6' && d[1] <= '9') && !(d[1] == '8' && d[3] == '0' && d[4] == '0')
}

// mobile tells whether the digits behind 81 are of a mobile number.
func mobile(d []byte) bool { return len(d) == 10 && d[1] == '0' && d[0] >= '6' && d[0] <= '9' }

// chinaMobile judges eleven digits that begin with 1.
func chinaMobile(c *detect.Candidate, d []byte) detect.Evidence {
	if !chinese(d) {
		return 0
	}
	off := 0
	if len(c.Digits) == 13 {
		off = 1
	}
	switch {
	case c.NGroup == 1+off:
		if off == 1 {
			return grouped
		}
		return plain
	case c.NGroup == 1:
		return plain
	case c.NGroup == 3+off && c.Groups[off] == 3 && (c.Groups[off+1] == 4):
		return grouped
	case c.NGroup == 2+off && c.Groups[off] == 3, c.NGroup == 3+off && c.Groups[off] == 4 && c.Groups[off+1] == 3:
		return plain
	}
	return 0
}

// chinese tells whether digits that begin with 1 go on like a Chinese mobile number.
func chinese(d []byte) bool {
	switch d[1] {
	case '3', '5', '7', '8', '9':
		return !(d[1] == '5' && d[2] == '4' || d[1] == '7' && d[2] == '9')
	case '4':
		return d[2] != '2' && d[2] != '3'
	case '6':
		return d[2] == '2' || d[2] >= '5' && d[2] <= '7'
	}
	return false
}

// america judges the ten digits of the North American plan, behind skip groups.
func america(c *detect.Candidate, d []byte, skip int) detect.Evidence {
	if d[0] == '4' && d[1] == '0' && d[2] == '0' && c.NGroup > 1 && c.Groups[0] >= 3 {
		return grouped // Chinese 400 numbers
	}
	if d[0] < '2' || d[3] < '2' || d[1] == '9' || d[1] == '1' && d[2] == '1' || d[4] == '1' && d[5] == '1' {
		return 0
	}
	switch {
	case c.NGroup == 3+skip && c.Groups[skip] == 3 && c.Groups[skip+1] == 3:
		return grouped
	case c.NGroup == 2+skip && c.Groups[skip] == 3 && c.Labelled:
		return plain
	case c.NGroup == 1 && c.Labelled:
		return weak
	}
	return 0
}

// lenient judges what only a label makes a telephone number: local ones, and those that lost the zero to a spreadsheet.
func lenient(c *detect.Candidate, d []byte) detect.Evidence {
	switch {
	case len(d) == 10 && c.NGroup == 1 && mobile(d):
		return weak | detect.Issuer
	case len(d) == 9 && c.NGroup == 1 && d[0] != '0':
		return weak
	case len(d) == 8 && d[0] >= '2' && (c.NGroup == 1 || c.NGroup == 2 && c.Groups[0] == 4):
		return weak // Hong Kong, Singapore, local numbers
	case len(d) == 7 && c.NGroup == 2 && c.Groups[0] == 3 && d[0] != '0':
		return weak
	case len(d) == 7 && c.NGroup == 1 && c.Whole && d[0] >= '2':
		return weak // local, China
	case len(d) >= 12 && len(d) <= 16 && c.NGroup >= 3 && c.NGroup <= 4 && d[0] == '0' && c.Groups[c.NGroup-1] <= 5:
		return weak // with an extension
	case len(d) >= 10 && len(d) <= 12 && c.NGroup > 1 && c.NGroup <= 4 && d[0] == '0':
		return weak
	}
	return 0
}
