package lexicon

import (
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Next decodes the rune that text begins with, and its length; text must not be empty. Three bytes go the short way.
func Next(text []byte) (rune, int) {
	if len(text) > 2 && text[0]>>4 == 0xE && ((text[1]^0x80)|(text[2]^0x80))&0xC0 == 0 {
		return rune(text[0]&0x0F)<<12 | rune(text[1]&0x3F)<<6 | rune(text[2]&0x3F), 3
	}
	return utf8.DecodeRune(text)
}

// Before decodes the rune that text ends with, 0 if there is none.
func Before(text []byte) rune {
	n := len(text)
	if n == 0 {
		return 0
	}
	if n > 2 && text[n-3]>>4 == 0xE && ((text[n-2]^0x80)|(text[n-1]^0x80))&0xC0 == 0 {
		return rune(text[n-3]&0x0F)<<12 | rune(text[n-2]&0x3F)<<6 | rune(text[n-1]&0x3F)
	}
	r, _ := utf8.DecodeLastRune(text)
	return r
}

// Han tells a Han character, or a sign that stands in a word of them (々〆ヶヵ).
func Han(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r == '々' || r == '〆' || r == 'ヶ' || r == '〇' ||
		r >= 0x3400 && r <= 0x4DBF || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x323AF
}

// Hiragana tells a hiragana letter.
func Hiragana(r rune) bool { return r >= 0x3041 && r <= 0x3096 }

// Katakana tells a full-width katakana letter or the long vowel mark.
func Katakana(r rune) bool { return r >= 0x30A1 && r <= 0x30FA || r == 'ー' }

// Space tells a blank as it stands inside names.
func Space(r rune) bool { return r == ' ' || r == '　' || r == 0xA0 || r == '\t' }

// Fold is pii.FoldHan, with a short way for what has no other form.
func Fold(r rune) rune {
	if i := uint32(r - charFirst); i <= charLast-charFirst && charData[i*charSize+5]&byte(Folds) == 0 {
		return r
	}
	return pii.FoldHan(r)
}

// Small unifies the signs that the names of places write for が and か: the words of Place are in this form.
func Small(r rune) rune {
	if r == 'ヶ' || r == 'ヵ' {
		return 'ケ'
	}
	return r
}
