package paper

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean makes a text of anybody's fit to be printed and loses nothing of it: what steers or hides (control characters, marks that
// turn the direction of writing, blanks of no width) becomes visible as [U+202E], a tab a blank. Lines stay lines ("\n"). Marks
// that a file system has taken off their letters (か and ゛) are put on again; nothing else is normalised, for of names
// normalisation makes other characters (神 of U+FA19).
func Clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(strings.ToValidUTF8(s, "\ufffd"))
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	for _, r := range s {
		if last != 0 && joins(r) {
			if one := []rune(norm.NFC.String(string([]rune{last, r}))); len(one) == 1 && (last < 0x3000 || unicode.In(last, unicode.Hiragana, unicode.Katakana)) {
				last = one[0]
				continue
			}
		}
		if last != 0 {
			b.WriteRune(last)
			last = 0
		}
		if r != '\n' && hidden(r) {
			b.WriteString(spell(r))
			continue
		}
		last = r
	}
	if last != 0 {
		b.WriteRune(last)
	}
	return b.String()
}

// Line is Clean for what has one line: a title, a name.
func Line(s string) string {
	return strings.Join(strings.FieldsFunc(Clean(s), func(r rune) bool { return r == '\n' }), " ")
}

// plain tells, as is the rule, whether there is nothing to be done.
func plain(s string) bool {
	for _, r := range s {
		if r < ' ' && r != '\n' || r == 0x7f || r == unicode.ReplacementChar || r >= 0x80 && (joins(r) || hidden(r)) {
			return false
		}
	}
	return true
}

func joins(r rune) bool { return r >= 0x300 && r <= 0x36f || r == 0x3099 || r == 0x309a }

func hidden(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r < 0xa0, r == '\u2028', r == '\u2029', r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
		return true
	case r < 0xa0:
		return false
	}
	return unicode.Is(unicode.Cf, r)
}

func spell(r rune) string {
	const digits = "0123456789ABCDEF"
	s := ""
	for ; r > 0 || len(s) < 4; r >>= 4 {
		s = string(digits[r&15]) + s
	}
	return "[U+" + s + "]"
}
