// Package ja judges Japanese addresses: 都道府県, 市区町村, 町名, 丁目・番地・号, buildings and rooms, streets of Kyoto and
// 条丁目 of Hokkaido, in any width and with 漢数字.
package ja

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// Part is a set of the parts that an address was found to have.
type Part uint16

// The parts.
const (
	Prefecture Part = 1 << iota
	City            // a known 市区町村 or 郡
	City2           // a second: ward of a city, town of a district
	Town            // something between the municipality and the number
	TownKnown       // a town of the list, or one that ends as towns do
	Number          // a number
	Unit            // a number with 丁目, 番地, 番, 号 or 条, or joined by hyphens
	Building        // a building or room
	Kyoto           // 上る, 下る, 東入, 西入
)

const (
	maxTown     = 26 // runes
	maxBuilding = 30 // runes
)

// parse reads an address that text begins with: its length and parts. Whole reads more leniently, to the end of a value.
func parse(text []byte, whole bool) (int, Part) {
	var p Part
	i := 0
	if n := longest(text, lexicon.PrefJP, 4); n > 0 {
		p |= Prefecture
		i = skipSpace(text, n)
	}
	for range 3 {
		n := longest(text[i:], lexicon.CityJP, 8)
		if n == 0 {
			break
		}
		if p&City != 0 {
			p |= City2
		}
		p |= City
		i += n
		if j := skipSpace(text, i); j > i && j < len(text) {
			if r, _ := lexicon.Next(text[j:]); lexicon.Han(r) || whole {
				i = j
			}
		}
	}
	if p == 0 && !whole {
		return 0, 0
	}
	end := i
	n, q := town(text[i:], whole)
	i += n
	p |= q
	if n > 0 && whole {
		end = i
	}
	n, q = numbers(text[i:], whole)
	if q&Number == 0 {
		if whole && p&(Prefecture|City) != 0 {
			return end, p
		}
		return 0, p
	}
	i += n
	p |= q
	if n = building(text[i:], whole); n > 0 {
		p |= Building
		i += n
	}
	return i, p
}

// longest is the length of the longest word of the kind at the beginning of text, at most max runes.
func longest(text []byte, kind uint16, max int) int {
	if len(text) < 6 || text[0] < 0xE3 || text[0] > 0xEF {
		return 0
	}
	if r, _ := lexicon.Next(text); text[0] > 0xE3 && lexicon.FlagsOf(lexicon.Fold(r))&lexicon.PlaceJP == 0 {
		return 0
	}
	var h lexicon.Hash
	best := 0
	for i := 0; i+2 < len(text) && max > 0; max-- {
		if text[i]>>4 != 0xE {
			break
		}
		r := rune(text[i]&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F)
		if r < 0x3000 || r > 0xFAFF {
			break
		}
		i += 3
		h = h.Add(lexicon.Small(lexicon.Fold(r)))
		switch r {
		case '県', '府', '道', '都', '市', '区', '町', '村', '郡', '縣', '區':
			if lexicon.Place.Get(h)&kind != 0 {
				best = i
			}
		}
	}
	return best
}

// town reads the name of a town, up to the number.
func town(text []byte, whole bool) (int, Part) {
	i, runes := 0, 0
	var p Part
	var prev rune
	for i < len(text) && runes < maxTown {
		r, w := lexicon.Next(text[i:])
		switch {
		case numeral(r):
			if !kanjiNumeral(r) || block(text[i:]) {
				if runes > 0 {
					p |= Town
				}
				if prev == '町' || prev == '条' || prev == '字' || prev == '台' || prev == '丘' {
					p |= TownKnown
				}
				return i, p
			}
		case lexicon.Han(r):
			switch prev {
			case '上', '下', '入':
			}
		case r == 'る' || r == 'ル':
			if prev == '上' || prev == '下' || prev == '入' {
				p |= Kyoto
			} else if r == 'る' {
				if n := hiraganaTown(text[i:]); n > 0 {
					i += n
					prev = '町'
					runes++
					continue
				}
				return i, p
			}
		case lexicon.Katakana(r) && r != 'ー':
		case r == 'ー':
			if !lexicon.Katakana(prev) {
				return i, p
			}
		case (r == 'の' || r == 'が') && lexicon.Han(prev) && nextHan(text[i+w:]) && (whole || knownTown(text, i)):
		case lexicon.Hiragana(r):
			n := hiraganaTown(text[i:])
			if n == 0 {
				return i, p
			}
			i += n
			prev = '町'
			runes++
			continue
		case lexicon.Space(r):
			j := skipSpace(text, i)
			if j >= len(text) {
				return i, p
			}
			if s, _ := lexicon.Next(text[j:]); !(numeral(s) || whole && lexicon.Han(s) && runes > 0) {
				return i, p
			}
			i = j
			continue
		default:
			return i, p
		}
		prev = r
		i += w
		runes++
	}
	if runes > 0 {
		p |= Town
	}
	return i, p
}

// hiraganaTown is the length of the longest town name of the list that text begins with.
func hiraganaTown(text []byte) int {
	var h lexicon.Hash
	best := 0
	for i, n := 0, 0; i < len(text) && n < 12; n++ {
		r, w := lexicon.Next(text[i:])
		if r < 0x3000 || r > 0xFAFF {
			break
		}
		i += w
		h = h.Add(lexicon.Small(lexicon.Fold(r)))
		v := lexicon.Place.Get(h)
		if v&lexicon.TownJP != 0 && n > 0 {
			best = i
		}
		if v&(lexicon.PrefixJP|lexicon.TownJP) == 0 {
			break
		}
	}
	return best
}

// knownTown tells whether a の or が at i stands inside a town of the list: one that begins up to four runes before.
func knownTown(text []byte, i int) bool {
	for back := 1; back <= 4 && i-3*back >= 0; back++ {
		if n := hiraganaTown(text[i-3*back:]); n > 3*back {
			return true
		}
	}
	return false
}

func nextHan(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	r, _ := lexicon.Next(text)
	return lexicon.Han(r) || lexicon.Katakana(r)
}

func skipSpace(text []byte, i int) int {
	for i < len(text) {
		r, w := lexicon.Next(text[i:])
		if !lexicon.Space(r) {
			break
		}
		i += w
	}
	return i
}
