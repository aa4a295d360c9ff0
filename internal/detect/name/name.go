// Package name finds names of people: Japanese and Chinese ones in Han characters wherever they stand, names in Latin
// letters where a whole value, a label or a title says so.
//
// What each language knows lies in the packages below; here a value or a run is read, folded and given to those that it
// may belong to.
package name

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/name/ja"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/name/latin"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/name/zh"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Detector finds PERSON_NAME in runs of Han and in whole values.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Kind is PERSON_NAME.
func (Detector) Kind() pii.Kind { return pii.PersonName }

// Trigger is a run of Han.
func (Detector) Trigger() detect.Trigger {
	return detect.Trigger{Han: true, Usual: usual, Whole: detect.Whole{Min: 2, Max: 64, Has: detect.Letter | detect.High, Not: detect.Digit | detect.At}}
}

// MaxLen is that of a long name in Latin letters.
func (Detector) MaxLen() int { return 64 }

// Judge finds the first name that begins in the candidate, or judges a whole value. A name may begin before a run, with a
// surname of one character that a blank parts from it (林 和子): such a character is no run of its own.
func (Detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		if c.Settled && settled(c.Text[c.Start:c.End]) {
			return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape}, true
		}
		ev, ok := whole(c)
		return detect.Match{Start: c.Start, End: c.End, Evidence: ev}, ok
	}
	switch c.Lang {
	case detect.LangJA:
		return ja.Prose(c)
	case detect.LangZH:
		return zh.Prose(c)
	}
	chinese, japanese := script(c.Text[max(c.Lo, c.Start-near):min(c.Hi, c.Start+2*near)])
	if !chinese || japanese {
		if m, ok := ja.Prose(c); ok || japanese && !chinese {
			return m, ok
		}
	}
	return zh.Prose(c)
}

// near is how far around a run of Han its language is looked for where the text's is unknown.
const near = 120

// script tells whether text holds characters that Chinese writes in running text and Japanese does not, and whether it holds
// hiragana.
func script(text []byte) (chinese, japanese bool) {
	for i := 0; i+2 < len(text); i++ {
		switch text[i] {
		case 0xE3:
			japanese = japanese || text[i+1] == 0x81 || text[i+1] == 0x82 && text[i+2] < 0xA0
		case 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9:
			switch string(text[i : i+3]) {
			case "们", "报", "这", "为", "对", "经", "发", "时", "问", "员", "说", "认", "还", "询", "现", "让", "给", "话", "电", "证", "单", "该", "个", "关", "岁", "县", "镇", "讯", "调", "诉", "请", "审", "财", "赔", "骗", "车", "辆", "从", "么", "吗", "你", "她":
				chinese = true
			}
			i += 2
		}
	}
	return chinese, japanese
}

const maxRunes = 16

func whole(c *detect.Candidate) (detect.Evidence, bool) {
	v := c.Text[c.Start:c.End]
	if len(v) < 2 || len(v) > 64 {
		return 0, false
	}
	if v[0] < 0x80 || v[0] < 0xE0 {
		return latin.Whole(v, c.Labelled)
	}
	var buf [maxRunes]rune
	n, split, dots, wide := 0, 0, 1, 0
	hanOnly := true
	for i := 0; i < len(v); {
		r, w := lexicon.Next(v[i:])
		i += w
		switch {
		case lexicon.Space(r):
			if split > 0 && split != n || n == 0 {
				return 0, false
			}
			split = n
			continue
		case r == '·' || r == '・' || r == '•' || r == '‧' || r == '．' && n > 0:
			dots++
			continue
		case r >= 0xFF21 && r <= 0xFF5A:
			wide++
		case r < 0x80:
			return 0, false
		}
		if n == maxRunes {
			return 0, false
		}
		if r < 0x4E00 || r > 0x9FFF {
			if !lexicon.Han(r) {
				hanOnly = false
			}
		}
		buf[n] = lexicon.Fold(r)
		n++
	}
	if wide > 0 {
		if wide != n || n > maxRunes {
			return 0, false
		}
		return wideLatin(buf[:n], split, c.Labelled)
	}
	r := buf[:n]
	if n == 0 {
		return 0, false
	}
	if dots > 1 {
		if !hanOnly || split > 0 {
			return 0, false
		}
		return zh.Minority(r, dots)
	}
	evJA, okJA := detect.Evidence(0), false
	if c.Lang != detect.LangZH {
		if evJA, okJA = ja.Whole(r, split, c.Labelled); okJA && evJA&(detect.LexiconTwo|detect.Weak) == detect.LexiconTwo {
			return evJA, true
		}
	}
	if hanOnly && c.Lang != detect.LangJA && (split == 0 || n <= 4) {
		if ev, ok := zh.Whole(r, c.Labelled); ok && (!okJA || ev&detect.Weak == 0) {
			return ev, true
		}
	}
	if c.Lang == detect.LangZH {
		ev, ok := ja.Whole(r, split, c.Labelled)
		return ev, ok && (c.Labelled || ev&detect.Weak == 0)
	}
	return evJA, okJA
}

// wideLatin judges 全角 letters.
func wideLatin(r []rune, split int, labelled bool) (detect.Evidence, bool) {
	var buf [maxRunes + 1]byte
	v := buf[:0]
	for i, c := range r {
		if i == split && split > 0 {
			v = append(v, ' ')
		}
		v = append(v, byte(c-0xFEE0))
	}
	return latin.Whole(v, labelled)
}
