package ja

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// numeral tells a digit of any width and 漢数字.
func numeral(r rune) bool {
	return r >= '0' && r <= '9' || r >= '０' && r <= '９' || kanjiNumeral(r)
}

func kanjiNumeral(r rune) bool {
	switch r {
	case '〇', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '壱', '弐', '参':
		return true
	}
	return false
}

func hyphen(r rune) bool {
	switch r {
	case '-', '－', '−', '‐', '‑', '–', '—', 'ー', 'ｰ', '―', '﹣', '─':
		return true
	}
	return false
}

// block tells whether text begins with 漢数字 and then what makes it a block number: 丁目, 番, 号, 条, 地割 or another number.
func block(text []byte) bool {
	i := run(text)
	if i == 0 {
		return false
	}
	if i == len(text) {
		return false
	}
	r, w := lexicon.Next(text[i:])
	switch r {
	case '丁', '番', '号', '地':
		return r != '地' || hasPrefix(text[i+w:], "割")
	case '条', '線':
		return true
	case 'の', 'ノ':
		return i+w < len(text) && numeralAt(text[i+w:])
	}
	return hyphen(r) && i+w < len(text) && numeralAt(text[i+w:])
}

func numeralAt(text []byte) bool {
	r, _ := lexicon.Next(text)
	return numeral(r)
}

// run is the length of the digits that text begins with.
func run(text []byte) int {
	i := 0
	for i < len(text) {
		r, w := lexicon.Next(text[i:])
		if !numeral(r) {
			break
		}
		i += w
	}
	return i
}

func hasPrefix(text []byte, s string) bool { return len(text) >= len(s) && string(text[:len(s)]) == s }

// numbers reads block numbers: numbers, each with its unit or joined by hyphens; 条 and 丁目 may have a direction between
// (北三条西4丁目), 番地 may be followed by の.
func numbers(text []byte, whole bool) (int, Part) {
	var p Part
	i, end, count := 0, 0, 0
	joined := false // the number before had a joint behind it
	for i < len(text) && count < 7 {
		n := run(text[i:])
		if n == 0 {
			break
		}
		if n > 21 || count == 0 && n > 5 && text[i] < 0x80 { // no block has six digits
			return 0, 0
		}
		if count == 0 && (text[0] == '0' || hasPrefix(text, "０") || date(text)) {
			return 0, 0
		}
		i += n
		count++
		p |= Number
		end = i
		joined = false
		u := unit(text[i:])
		if u > 0 {
			p |= Unit
			i += u
			end = i
			if hasPrefix(text[i:], "の") || hasPrefix(text[i:], "ノ") {
				if i+3 < len(text) && numeralAt(text[i+3:]) {
					i += 3
					continue
				}
			}
			j := i
			if j < len(text) {
				if r, w := lexicon.Next(text[j:]); hyphen(r) {
					j += w
				} else if s := skipSpace(text, j); s > j {
					j = s
				}
			}
			if d := direction(text[j:]); d > 0 && j+d < len(text) && numeralAt(text[j+d:]) {
				i = j + d
				continue
			}
			if j < len(text) && numeralAt(text[j:]) && (j == i || unit(text[j+run(text[j:]):]) > 0 || hyphenAfter(text[j:])) {
				i = j
				continue
			}
			break
		}
		if i >= len(text) {
			break
		}
		r, w := lexicon.Next(text[i:])
		if (hyphen(r) || r == 'の' || r == 'ノ' || r == '・' && whole) && i+w < len(text) && numeralAt(text[i+w:]) {
			i += w
			joined = true
			p |= Unit
			continue
		}
		break
	}
	if joined {
		end = i
	}
	return end, p
}

// date tells 2024-05-01 and the like.
func date(text []byte) bool {
	if len(text) < 8 || text[4] != '-' || text[0] != '1' && text[0] != '2' {
		return false
	}
	n := run(text[5:])
	return run(text) == 4 && (n == 1 || n == 2) && len(text) > 5+n && text[5+n] == '-'
}

func hyphenAfter(text []byte) bool {
	n := run(text)
	if n == len(text) {
		return true
	}
	r, _ := lexicon.Next(text[n:])
	return hyphen(r)
}

// unit is the length of the unit of a block number that text begins with.
func unit(text []byte) int {
	if len(text) < 3 || text[0] < 0xE4 {
		return 0
	}
	r, _ := lexicon.Next(text)
	u := ""
	switch r {
	case '丁':
		if u = "丁"; hasPrefix(text, "丁目") {
			u = "丁目"
		}
	case '番':
		switch {
		case hasPrefix(text, "番地"):
			u = "番地"
		case hasPrefix(text, "番町"):
			u = "番町"
		case hasPrefix(text, "番丁"):
			u = "番丁"
		default:
			u = "番"
		}
	case '号':
		u = "号"
	case '条':
		if u = "条"; hasPrefix(text, "条通") {
			u = "条通"
		}
	case '地':
		if hasPrefix(text, "地割") {
			u = "地割"
		}
	case '区':
		if hasPrefix(text, "区画") {
			u = "区画"
		}
	case '線':
		u = "線"
	case '軒':
		u = "軒"
	}
	if u == "" || notUnit(u, text[len(u):]) {
		return 0
	}
	return len(u)
}

// notUnit tells words that only begin like units: 号室, 番目, 番線, 丁寧, 番地区.
func notUnit(u string, rest []byte) bool {
	r := rune(0)
	if len(rest) > 0 {
		r, _ = lexicon.Next(rest)
	}
	switch u {
	case "号":
		return r == '室' || r == '棟' || r == '館' || r == '車' || r == '機' || r == '線' || r == '店'
	case "番":
		return r == '目' || r == '線' || r == '組' || r == '手' || r == '号' || r == '街'
	case "番地":
		return r == '区'
	case "丁":
		return r == '寧' || r == '度' || r == '重'
	case "条":
		return r == '件' || r == '例' || r == '約'
	}
	return false
}

func direction(text []byte) int {
	for _, d := range [...]string{"東", "西", "南", "北"} {
		if hasPrefix(text, d) {
			return len(d)
		}
	}
	return 0
}
