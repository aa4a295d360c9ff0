// Package latin judges names in Latin letters: English and other European ones, and Japanese and Chinese ones in
// romanised form.
package latin

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

const maxTokens = 5

// Whole judges a value.
func Whole(v []byte, labelled bool) (detect.Evidence, bool) {
	if len(v) < 2 || len(v) > 64 {
		return 0, false
	}
	var buf [maxTokens][]byte
	tokens, comma, ok := split(v, &buf)
	if !ok {
		return 0, false
	}
	return judge(tokens, comma, labelled)
}

// Prefix is the length of the longest name that text begins with, 0 if there is none: up to four capitalised words.
func Prefix(text []byte, labelled bool) (int, detect.Evidence) {
	end, n := 0, 0
	best, bestEv := 0, detect.Evidence(0)
	for end < len(text) && n < maxTokens {
		w := wordLen(text[end:])
		if w == 0 || !upper(text[end:]) && !particle(text[end:end+w]) {
			break
		}
		end += w
		n++
		if end < len(text) && text[end] == '.' && w <= 2 {
			end++
		}
		if ev, ok := Whole(text[:end], labelled); ok && n >= 2 {
			best, bestEv = end, ev
		}
		if end+1 >= len(text) || text[end] != ' ' {
			break
		}
		end++
	}
	return best, bestEv
}

// split cuts a value into its words; comma tells "SURNAME, Given".
func split(v []byte, buf *[maxTokens][]byte) (tokens [][]byte, comma bool, ok bool) {
	n := 0
	for len(v) > 0 {
		w := wordLen(v)
		if w == 0 || n == maxTokens {
			return nil, false, false
		}
		buf[n] = v[:w]
		n++
		v = v[w:]
		sep := 0
		if len(v) > 0 && v[0] == '.' && (w <= 2 || title(buf[n-1])) {
			v = v[1:]
			sep++
		}
		if len(v) > 0 && v[0] == ',' && n == 1 {
			comma = true
			v = v[1:]
			sep++
		}
		for len(v) > 0 && v[0] == ' ' {
			v = v[1:]
			sep++
		}
		if len(v) > 0 && v[0] == 0xE3 && bytes.HasPrefix(v, []byte("　")) {
			v = v[3:]
			sep++
		}
		if len(v) > 0 && sep == 0 {
			return nil, false, false
		}
	}
	return buf[:n], comma, n > 0
}

// wordLen is the length of the word of letters, apostrophes and inner hyphens that v begins with.
func wordLen(v []byte) int {
	n := 0
	for n < len(v) {
		c := v[n]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			n++
		case c == 0xC3 && n+1 < len(v) && v[n+1] >= 0x80, (c == 0xC4 || c == 0xC5) && n+1 < len(v) && v[n+1] >= 0x80: // À–ſ
			n += 2
		case (c == '-' || c == '\'') && n > 0 && n+1 < len(v) && (v[n+1]|0x20 >= 'a' && v[n+1]|0x20 <= 'z' || v[n+1] >= 0xC3):
			n++
		case c == 0xE2 && n > 0 && n+3 < len(v) && v[n+1] == 0x80 && v[n+2] == 0x99: // ’
			n += 3
		default:
			return n
		}
	}
	return n
}

// upper tells whether v begins with a capital letter.
func upper(v []byte) bool {
	if v[0] < 0xC3 {
		return v[0]-'A' <= 'Z'-'A'
	}
	r, _ := utf8.DecodeRune(v)
	return unicode.IsUpper(r)
}

func judge(tokens [][]byte, comma, labelled bool) (detect.Evidence, bool) {
	honorific := false
	if len(tokens) > 1 && title(tokens[0]) {
		tokens, honorific = tokens[1:], true
	}
	n := len(tokens)
	known, given, surname, romaji, proper, month := 0, 0, 0, 0, 0, word(0)
	for i, t := range tokens {
		if len(t) == 1 {
			if !upper(t) {
				return 0, false
			}
			proper++
			continue
		}
		if i > 0 && particle(t) {
			proper++
			continue
		}
		if upper(t) {
			proper++
		}
		w := lookup(t)
		if w&wordMonth != 0 && month == 0 {
			month = w
			continue
		}
		if w&(wordGiven|wordSurname) != 0 {
			known++
		}
		if w&wordGiven != 0 {
			given++
		}
		if w&wordSurname != 0 {
			surname++
		}
		if w&wordCommon != 0 {
			return 0, false
		}
		if r := romajiWord(t); r != 0 {
			romaji++
			if r&wordGiven != 0 {
				given++
			}
			if r&wordSurname != 0 {
				surname++
			}
		}
	}
	switch {
	case month != 0 && surname > 0:
		known, given = known+1, given+1
	case month&wordCommon != 0:
		return 0, false
	}
	ev := detect.Shape
	if surname > 0 {
		ev |= detect.Lexicon
	}
	if given > 0 && (surname > 0 || given > 1) {
		ev |= detect.LexiconTwo
	}
	if honorific {
		ev |= detect.Honorific
	}
	switch {
	case n == 1:
		if !labelled && !honorific && known == 0 {
			return 0, false
		}
		if known == 0 && romaji == 0 && !honorific {
			ev |= detect.Weak
		}
		return ev | detect.Weak, proper == 1 && len(tokens[0]) >= 2
	case given > 0 && surname > 0 && known+romaji >= 2:
		if proper < n {
			ev |= detect.Weak
		}
		return ev | detect.Lexicon, true
	case proper < n:
		return 0, false
	case given > 0 || surname > 0:
		if !labelled && !honorific && !comma && known == 0 && romaji < 2 {
			return 0, false
		}
		return ev | detect.Lexicon | detect.Weak, true
	case honorific, labelled && !allEnglish(tokens):
		return ev | detect.Weak, true
	}
	return 0, false
}

// allEnglish tells a title made of ordinary words (Name: Feature Request).
func allEnglish(tokens [][]byte) bool {
	for _, t := range tokens {
		if !isEnglish(t) {
			return false
		}
	}
	return true
}

func title(t []byte) bool {
	switch string(t) {
	case "Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "MR", "MRS", "MS", "DR", "Sir", "Mx", "Mme", "Herr", "Frau":
		return true
	}
	return false
}

func particle(t []byte) bool {
	switch string(t) {
	case "de", "da", "van", "von", "der", "den", "del", "la", "le", "di", "bin", "al", "dos", "of", "Jr", "Sr", "II", "III":
		return string(t) != "of"
	}
	return false
}
