// Package dob knows dates of birth: 西暦 in its spellings (1988/01/07, 19880107, 1988年1月7日, 全角, Jan 7 1988) and 和暦
// (昭和63年1月7日, S63.1.7, 平成元年, R5/4/1, 漢数字) within the bounds of each era.
//
// Most dates are nobody's birth. In running text a date counts under a label, or where 生, 生まれ, 出生 or "born" stands
// beside it (Structure); as a field's value any plausible date passes and the field's name has to decide. The clock is not
// read: digits.Upto bounds the year.
package dob

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const maxLen = 80

// number finds dates by their digits; it alone judges whole values.
type numbers struct{}

// Numbers returns the detector of dates that begin with a digit, and of whole values.
func Numbers() detect.Detector { return numbers{} }

func (numbers) Kind() pii.Kind { return pii.DateOfBirth }
func (numbers) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 4, MaxDigits: 8, Takes: takes, Spelled: year, Usual: usual, Whole: detect.Whole{Min: 5, Max: maxLen, Digits: [2]int{0, 8}, Has: detect.Digit | detect.High}}
}

// year: four digits in one piece want 年 behind.
func year(digits, groups int) bool { return groups == 1 && digits == 4 }

// takes: in one piece a date has eight digits, a year four.
func takes(digits, groups int) bool { return groups > 1 || digits == 8 || digits == 4 }
func (numbers) MaxLen() int         { return maxLen }

// Judge reads the date at the candidate.
func (numbers) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return whole(c)
	}
	if c.Before == 'a' && c.NGroup == 3 && c.Start-1 >= c.Lo {
		if i := c.Start - 1; eraAt(c.Text, i, c.Hi) != nil && digits.Class(c.Text, i-1, c.Lo, c.Hi) == 0 { // S27.3.15生
			return prose(c, i)
		}
	}
	if c.Before == 'a' || c.Before == '_' || c.Before == '.' {
		return detect.Match{}, false
	}
	if c.NGroup == 1 && len(c.Digits) != 8 && (len(c.Digits) != 4 || c.End+3 > c.Hi || string(c.Text[c.End:c.End+3]) != "年") {
		return detect.Match{}, false
	}
	m, _ := digits.Match(c, 0)
	return prose(c, m.Start)
}

type eraDates struct{}

// Eras returns the detector of dates that begin with the name of an era, and of dates in kanji.
func Eras() detect.Detector { return eraDates{} }

func (eraDates) Kind() pii.Kind          { return pii.DateOfBirth }
func (eraDates) Trigger() detect.Trigger { return detect.Trigger{Han: true, Parts: true} }
func (eraDates) MaxLen() int             { return maxLen }

// Judge looks for an era's name in the run.
func (eraDates) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return detect.Match{}, false
	}
	t := c.Text
	for i := c.Start; i+6 <= c.End; i += 3 {
		for i < c.End && t[i]&0xC0 == 0x80 {
			i++
		}
		if i+6 > c.End {
			break
		}
		if b := t[i+2]; t[i] < 0xE4 || t[i] > 0xE6 || b != 0x8E && b != 0xA7 && b != 0xAD && b != 0xB3 && b != 0xA4 {
			continue
		}
		switch string(t[i : i+6]) {
		case "明治", "大正", "昭和", "平成", "令和":
			if m, ok := prose(c, i); ok {
				return m, true
			}
		}
	}
	return detect.Match{}, false
}

type labelled struct{}

// AfterLabel returns the detector of dates right behind a label, whatever they begin with.
func AfterLabel() detect.Detector { return labelled{} }

func (labelled) Kind() pii.Kind          { return pii.DateOfBirth }
func (labelled) Trigger() detect.Trigger { return detect.Trigger{Label: true, Parts: true} }
func (labelled) MaxLen() int             { return maxLen }

// Judge reads the date at the head of the candidate.
func (labelled) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return detect.Match{}, false
	}
	i := c.Start
	for n := 0; i < c.End && n < 4; n++ {
		if s, w := digits.At(c.Text[:c.End], i); s == digits.Space || s == digits.Open || c.Text[i] == '"' || c.Text[i] == ':' {
			i += w
		}
	}
	if d, ok := parse(c.Text, i, c.Hi); ok && d.end <= c.Hi {
		return detect.Match{Start: i, End: d.end, Evidence: d.evidence()}, true
	}
	return detect.Match{}, false
}

func (d *day) evidence() detect.Evidence {
	e := detect.Shape | detect.DateInside
	if d.vague {
		e |= detect.Weak
	}
	if d.moment {
		e |= detect.Timestamp
	}
	if d.y > digits.Upto-4 {
		e |= detect.Ambiguous // far more often something of this year's business than a baby
	}
	return e
}

func whole(c *detect.Candidate) (detect.Match, bool) {
	if c.End-c.Start < 5 || c.End-c.Start > maxLen || c.NGroup == 1 && len(c.Digits) != 8 && len(c.Digits) != 6 {
		return detect.Match{}, false
	}
	if c.NGroup == 1 && len(c.Digits) == 8 {
		d := c.Digits
		y := digits.Number(d[:4])
		if !digits.Birth(y, digits.Number(d[4:6]), digits.Number(d[6:])) {
			return detect.Match{}, false
		}
		got := day{y: y}
		return detect.Match{Start: c.Start, End: c.End, Evidence: got.evidence()}, true
	}
	if c.NGroup == 1 { // YYMMDD
		if d := c.Digits; c.Labelled && digits.Date(2000, digits.Number(d[2:4]), digits.Number(d[4:6])) {
			return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape | detect.Weak}, true
		}
		return detect.Match{}, false
	}
	d, ok := parse(c.Text, c.Start, c.End)
	if !ok {
		return detect.Match{}, false
	}
	e := d.evidence()
	if d.end != c.End {
		if !born(c.Text[d.end:c.End]) {
			return detect.Match{}, false
		}
		e |= detect.Structure
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: e}, true
}

// usual tells 1988/01/07, 1988-01-07 and 19880107.
func usual(v []byte) detect.Evidence {
	m, d := 5, 8
	switch {
	case len(v) == 8:
		m, d = 4, 6
	case len(v) != 10 || v[4] != '/' && v[4] != '-' || v[7] != v[4]:
		return 0
	}
	if !digits.All(v[:4]) || !digits.All(v[m:m+2]) || !digits.All(v[d:]) {
		return 0
	}
	got := day{y: digits.Number(v[:4])}
	if !digits.Birth(got.y, digits.Number(v[m:m+2]), digits.Number(v[d:])) {
		return 0
	}
	return got.evidence()
}

// prose reads the date at i and wants a word of birth beside it.
func prose(c *detect.Candidate, i int) (detect.Match, bool) {
	d, ok := parse(c.Text, i, c.Hi)
	if !ok {
		return detect.Match{}, false
	}
	e := d.evidence()
	switch {
	case d.end < c.Hi && born(c.Text[d.end:min(c.Hi, d.end+24)]), before(c.Text[max(c.Lo, i-24):i]):
		e |= detect.Structure
	case c.Labelled:
	default:
		return detect.Match{}, false
	}
	if b := digits.Class(c.Text, d.end, c.Lo, c.Hi); b == '0' || b == 'a' || b == '-' || b == '_' {
		e |= detect.Embedded
	}
	return detect.Match{Start: i, End: d.end, Evidence: e}, true
}

// born tells whether a word of birth begins t, behind a closing bracket or a blank.
func born(t []byte) bool {
	for len(t) > 0 && (t[0] == ' ' || t[0] == ')') {
		t = t[1:]
	}
	if len(t) == 0 || t[0] < 0x80 {
		return false
	}
	if bytes.HasPrefix(t, []byte("）")) || bytes.HasPrefix(t, []byte("　")) {
		t = t[3:]
	}
	if bytes.HasPrefix(t, []byte("生")) {
		// 生産, 生放送 and the like begin otherwise.
		r := t[3:]
		for _, no := range [...]string{"産", "放", "徒", "活", "命", "成", "中"} {
			if bytes.HasPrefix(r, []byte(no)) {
				return false
			}
		}
		return true
	}
	for _, w := range [...]string{"出生", "に生まれ", "誕生", "うまれ", "に出生"} {
		if bytes.HasPrefix(t, []byte(w)) {
			return true
		}
	}
	return false
}

// before tells whether a word of birth ends t.
func before(t []byte) bool {
	for len(t) > 0 && (t[len(t)-1] == ' ' || t[len(t)-1] == ':') {
		t = t[:len(t)-1]
	}
	if n := len(t); n == 0 || t[n-1] < 0x80 && t[n-1] != 'n' {
		return false
	}
	for _, w := range [...]string{"born", "born on", "生年月日", "出生于", "生于", "出生日期", "誕生日は", "生年月日は"} {
		if bytes.HasSuffix(t, []byte(w)) {
			return true
		}
	}
	return false
}
