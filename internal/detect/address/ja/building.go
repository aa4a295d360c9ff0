package ja

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// building is the length of what names a building, floor or room behind the number.
func building(text []byte, whole bool) int {
	if len(text) == 0 {
		return 0
	}
	if whole {
		return wholeBuilding(text)
	}
	i := 0
	if j := skipSpace(text, 0); j > 0 {
		if j > 3 {
			return 0
		}
		i = j
	}
	best, runes := 0, 0
	var prev rune
	for i < len(text) && runes < maxBuilding {
		r, w := lexicon.Next(text[i:])
		switch {
		case r == '-' || hyphen(r) || r == '・' || r == '\'' || r == '’':
			if runes == 0 {
				return 0
			}
		case lexicon.Space(r):
			if j := skipSpace(text, i); j-i > 3 || j >= len(text) {
				return best
			}
		case lexicon.Hiragana(r):
			if r != 'の' && r != 'が' || runes == 0 {
				return best
			}
		case lexicon.Han(r), lexicon.Katakana(r), letter(r), numeral(r):
		default:
			return best
		}
		i += w
		runes++
		if n := roomEnd(text[i:], prev, r); n >= 0 {
			best = i + n
		}
		prev = r
	}
	return best
}

// roomEnd tells whether a building or room ends behind r (prev before it), and how much of rest belongs to it; -1 if not.
func roomEnd(rest []byte, prev, r rune) int {
	if digit(r) {
		switch {
		case hasPrefix(rest, "号室"), hasPrefix(rest, "号棟"):
			return 6
		case hasPrefix(rest, "階"), hasPrefix(rest, "号") && !hasPrefix(rest[3:], "線"), hasPrefix(rest, "室"), hasPrefix(rest, "棟"),
			hasPrefix(rest, "Ｆ"):
			return 3
		case len(rest) > 0 && (rest[0] == 'F' || rest[0] == 'f') && (len(rest) == 1 || rest[1]|0x20 < 'a' || rest[1]|0x20 > 'z'):
			return 1
		}
		return -1
	}
	switch r {
	case 'ン', 'ル', 'ト', 'ツ', 'ポ', '荘', 'ー', 'ス', 'ズ', 'ザ', 'ア', '寮', '館', 'ム', '地', '棟', 'ラ', 'ク', '邸':
		if prev == 0 || digit(prev) {
			return -1
		}
		return buildingWord(rest, prev, r)
	}
	return -1
}

// ends are the two runes that words for buildings end with: マンション, ビル, アパート, ハイツ, コーポ, タワー, レジデンス …
var ends = [...][2]rune{{'ョ', 'ン'}, {'ビ', 'ル'}, {'ー', 'ト'}, {'イ', 'ツ'}, {'ー', 'ポ'}, {'ワ', 'ー'}, {'ン', 'ス'}, {'ル', 'ズ'},
	{'ラ', 'ザ'}, {'ゾ', 'ン'}, {'レ', 'ス'}, {'ウ', 'ス'}, {'ー', 'ム'}, {'ィ', 'ア'}, {'ピ', 'ア'}, {'団', '地'}, {'号', '棟'}, {'会', '館'},
	{'ハ', 'ウ'}, {'ル', 'ク'}, {'ー', 'ル'}, {'テ', 'ル'}, {'ン', 'ト'}, {'ー', 'ク'}, {'ィ', 'ラ'}}

func buildingWord(rest []byte, prev, r rune) int {
	if r != '荘' && r != '寮' && r != '棟' && r != '館' && r != '邸' {
		ok := false
		for _, e := range ends {
			if e[0] == prev && e[1] == r {
				ok = true
				break
			}
		}
		if !ok {
			return -1
		}
	}
	// a room number behind: 101, 3F, 305号室
	j := skipSpace(rest, 0)
	n := run(rest[j:])
	if n == 0 || n > 12 {
		return 0
	}
	j += n
	if len(rest) > j {
		if s, w := lexicon.Next(rest[j:]); hyphen(s) {
			if n := run(rest[j+w:]); n > 0 {
				j += w + n
			}
		}
	}
	for _, u := range [...]string{"号室", "階", "号", "室", "F", "Ｆ"} {
		if hasPrefix(rest[j:], u) {
			return j + len(u)
		}
	}
	return j
}

func digit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

func letter(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ'
}

// wholeBuilding takes the rest of a value if it may name a building, floor and room; else 0.
func wholeBuilding(text []byte) int {
	i, runes := 0, 0
	for i < len(text) {
		r, w := lexicon.Next(text[i:])
		switch {
		case lexicon.Han(r), lexicon.Katakana(r), lexicon.Hiragana(r), letter(r), digit(r), hyphen(r), lexicon.Space(r),
			r == '・', r == '＆', r == '&', r == '（', r == '）', r == '(', r == ')', r == '.', r == ',', r == '\'', r == '#', r == '＃',
			r == '、', r == '，', r == '．', r == '／', r == '/', r >= 0xFF66 && r <= 0xFF9F, r >= 0x2160 && r <= 0x217F, r == '〒', r == '〆', r == '’':
		default:
			return 0
		}
		i += w
		if runes++; runes > 48 {
			return 0
		}
	}
	return i
}
