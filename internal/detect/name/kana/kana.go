// Package kana finds the reading of a Japanese name: フリガナ in katakana (full or half width) or hiragana, as a field's
// value, behind a label, or in parentheses behind a name in kanji.
package kana

import (
	"bytes"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Detector finds PERSON_NAME_KANA.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Kind is PERSON_NAME_KANA.
func (Detector) Kind() pii.Kind { return pii.PersonNameKana }

// Trigger is a run of kana.
func (Detector) Trigger() detect.Trigger {
	return detect.Trigger{Han: true, Usual: usual, Whole: detect.Whole{Min: 2, Max: 3 * maxRunes, Has: detect.High}}
}

// MaxLen is the length of 24 full-width letters.
func (Detector) MaxLen() int { return 3 * maxRunes }

const maxRunes = 24

// reading is a value as hiragana.
type reading struct {
	r     [maxRunes]rune
	n     int
	split int // where a blank stood, 0 for none
	bytes int // of the text that was read
}

// Judge finds the reading that the candidate is or, where a label or a name in kanji stands before, begins with.
func (Detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	start, end := c.Start, c.End
	if c.Whole && c.Settled && settled(c.Text[start:end]) {
		return detect.Match{Start: start, End: end, Evidence: detect.Shape}, true
	}
	if !c.Whole {
		before := c.Text[c.Lo:start]
		open := behindName(before)
		if !open && !c.Labelled {
			return detect.Match{}, false
		}
		var v reading
		if !v.read(c.Text[start:min(c.Hi, start+3*maxRunes)], true) || v.n < 2 {
			return detect.Match{}, false
		}
		ev, ok := v.judge(c.Labelled)
		if open && !c.Labelled {
			switch {
			case !ok || !closes(c.Text[start+v.bytes:c.Hi]):
				return detect.Match{}, false
			case v.split > 0: // 纐纈 節子（コウケツ セツコ）: one part in the lists will do
				ev &^= detect.Weak
			case ev&detect.LexiconTwo == 0 && (v.n < 2 || look(v.r[:v.n]).Surname() == 0 || !behindSurname(before)):
				return detect.Match{}, false
			}
		}
		if !ok {
			return detect.Match{}, false
		}
		if open {
			ev |= detect.Structure
		}
		return detect.Match{Start: start, End: start + v.bytes, Evidence: ev}, true
	}
	if end-start > 3*maxRunes || end-start < 2 || c.Text[start] < 0x80 {
		return detect.Match{}, false
	}
	var v reading
	if !v.read(c.Text[start:end], false) {
		return detect.Match{}, false
	}
	ev, ok := v.judge(c.Labelled)
	return detect.Match{Start: start, End: end, Evidence: ev}, ok
}

// behindName tells whether before ends with a name in kanji, perhaps an honorific, and an opening parenthesis.
func behindName(before []byte) bool { return lexicon.Han(lexicon.Before(named(before))) }

// named is before without an opening parenthesis and what may stand between it and a name; nothing if it ends otherwise.
func named(before []byte) []byte {
	n := len(before)
	switch {
	case n >= 6 && string(before[n-3:]) == "（":
		before = before[:n-3]
	case n >= 4 && before[n-1] == '(':
		before = before[:n-1]
	default:
		return nil
	}
	for _, s := range [...]string{" ", "さん", "様", "氏", "君", "くん", "先生", " ", "　"} {
		before = bytes.TrimSuffix(before, []byte(s))
	}
	return before
}

// behindSurname tells whether the word in kanji before the parenthesis is a surname.
func behindSurname(before []byte) bool {
	before = named(before)
	var r [4]rune
	n := 0
	for i := len(before); i > 0 && n < 4; n++ {
		c := lexicon.Before(before[:i])
		if !lexicon.Han(c) {
			break
		}
		r[3-n] = lexicon.Fold(c)
		i -= utf8.RuneLen(c)
	}
	if n == 4 {
		return false
	}
	var h lexicon.Hash
	for _, c := range r[4-n:] {
		h = h.Add(c)
	}
	w := lexicon.Word(lexicon.JA.Get(h))
	return n > 0 && (w.Surname() > 0 && w.Common() < 2 || w == 0 && n > 1 && lexicon.Rare.Get(h) != 0)
}

func closes(rest []byte) bool {
	return len(rest) > 0 && (rest[0] == ')' || len(rest) >= 3 && string(rest[:3]) == "）")
}

// read turns kana into hiragana. Where prefix, it stops at the first thing that is none; else such a thing is an error.
func (v *reading) read(text []byte, prefix bool) bool {
	i := 0
	for i < len(text) {
		r, w := lexicon.Next(text[i:])
		if lexicon.Space(r) || r == '・' || r == '･' {
			if v.n == 0 || v.split > 0 && v.split != v.n {
				if prefix {
					break
				}
				return false
			}
			if prefix { // a blank is inside only if kana follow
				j := i + w
				for j < len(text) {
					s, sw := lexicon.Next(text[j:])
					if !lexicon.Space(s) {
						if fold(s) == 0 {
							j = len(text)
						}
						break
					}
					j += sw
				}
				if j >= len(text) {
					break
				}
			}
			v.split = v.n
			i += w
			continue
		}
		k := fold(r)
		switch {
		case k == '゛' || k == '゜':
			if v.n == 0 || !v.mark(k) {
				return false
			}
		case k == 0:
			if prefix {
				v.bytes = i
				return v.n > 0
			}
			return false
		case v.n == maxRunes:
			return false
		default:
			v.r[v.n] = k
			v.n++
		}
		i += w
		v.bytes = i
	}
	return v.n > 0
}

// mark puts a sound mark on the last letter.
func (v *reading) mark(k rune) bool {
	l := v.r[v.n-1]
	switch {
	case k == '゜' && l >= 'は' && l <= 'ほ':
		v.r[v.n-1] = l + 2
	case k == '゛' && (l >= 'か' && l <= 'ぢ' || l >= 'つ' && l <= 'ど' || l >= 'は' && l <= 'ほ'):
		v.r[v.n-1] = l + 1
	case k == '゛' && l == 'う':
		v.r[v.n-1] = 'ゔ'
	default:
		return false
	}
	return true
}

// half maps U+FF66–U+FF9F to hiragana.
var half = [...]rune{'を', 'ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'ゃ', 'ゅ', 'ょ', 'っ', 'ー', 'あ', 'い', 'う', 'え', 'お', 'か', 'き',
	'く', 'け', 'こ', 'さ', 'し', 'す', 'せ', 'そ', 'た', 'ち', 'つ', 'て', 'と', 'な', 'に', 'ぬ', 'ね', 'の', 'は', 'ひ', 'ふ',
	'へ', 'ほ', 'ま', 'み', 'む', 'め', 'も', 'や', 'ゆ', 'よ', 'ら', 'り', 'る', 'れ', 'ろ', 'わ', 'ん', '゛', '゜'}

// fold is the hiragana of a kana, 0 of anything else.
func fold(r rune) rune {
	switch {
	case r >= 0x3041 && r <= 0x3096 || r == 'ー' || r == '゛' || r == '゜':
		return r
	case r >= 0x30A1 && r <= 0x30F6:
		return r - 0x60
	case r >= 0xFF66 && r <= 0xFF9F:
		return half[r-0xFF66]
	}
	return 0
}

func (v *reading) judge(labelled bool) (detect.Evidence, bool) {
	r := v.r[:v.n]
	if v.split == v.n {
		v.split = 0
	}
	if v.split > 0 {
		s, g := look(r[:v.split]), look(r[v.split:])
		ev := detect.Shape
		if s.Surname() > 0 {
			ev |= detect.Lexicon
		}
		if g.Given() > 0 {
			ev |= detect.LexiconTwo
		}
		switch ev {
		case detect.Shape | detect.Lexicon | detect.LexiconTwo:
			return ev, true
		case detect.Shape:
			if g.Surname() > 0 && s.Given() > 0 {
				return ev | detect.Lexicon | detect.LexiconTwo | detect.Weak, true
			}
			return ev | detect.Weak, labelled
		}
		return ev | detect.Weak, true
	}
	var pre [maxRunes]lexicon.Word
	var h lexicon.Hash
	for i, c := range r {
		h = h.Add(c)
		pre[i] = lexicon.Word(lexicon.Kana.Get(h))
	}
	whole := pre[v.n-1]
	for k := min(6, v.n-2); k >= 2; k-- {
		if s := pre[k-1].Surname(); s > 0 {
			if g := look(r[k:]).Given(); s > 1 && g > 1 || k >= 3 && g > 0 && s+g >= 3 {
				return detect.Shape | detect.Lexicon | detect.LexiconTwo, true
			}
		}
	}
	switch {
	case v.n >= 3 && (whole.Surname() > 1 || whole.Given() > 1):
		return detect.Shape | detect.Lexicon, true // one half of a split reading: セイ, メイ
	case whole.Surname() > 0 && v.n >= 2 || whole.Given() > 1:
		return detect.Shape | detect.Lexicon | detect.Weak, true
	}
	return detect.Shape | detect.Weak, labelled && v.n >= 2
}

func look(r []rune) lexicon.Word {
	var h lexicon.Hash
	for _, c := range r {
		h = h.Add(c)
	}
	return lexicon.Word(lexicon.Kana.Get(h))
}
