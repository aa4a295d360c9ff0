package ja

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// Prose finds the first address that begins in the candidate: a known prefecture or municipality with a town or block
// number behind it, or a town with 丁目 and more. Municipalities alone, as in 東京都で, are none.
func Prose(c *detect.Candidate) (detect.Match, bool) {
	text := c.Text[:c.Hi]
	if c.Labelled {
		if m, ok := labelled(c); ok {
			return m, true
		}
	}
	for i := c.Start; i+2 < len(text); {
		b := text[i]
		if b < 0xE4 || b > 0xE9 {
			if i >= c.End {
				break
			}
			if b >= 0xE0 {
				i += 3
			} else {
				i++
			}
			continue
		}
		switch text[i+1] {
		case 0x81, 0x83, 0x8C, 0x8D, 0x94, 0x9C, 0x9D, 0xB7, 0xB8, 0xBA: // the second bytes of the characters below
			r, w := lexicon.Next(text[i:])
			switch r {
			case '都', '道', '府', '県', '市', '区', '町', '村', '郡', '縣', '區':
				if at := before(text, c.Start, i+w); at >= 0 && at < c.End {
					if n, p := parse(text[at:], false); n > 0 && plain(text[at:], n, p) {
						return detect.Match{Start: at, End: at + n, Evidence: evidence(p)}, true
					}
				}
			case '丁':
				if at, n := townOnly(text, c.Start, i); n > 0 && at < c.End {
					return detect.Match{Start: at, End: at + n, Evidence: detect.Shape | detect.Structure | detect.Weak}, true
				}
			}
		}
		if i += 3; i >= c.End+12 {
			break
		}
	}
	return detect.Match{}, false
}

// before is where the longest known prefecture or municipality begins that ends at end, -1 if there is none.
func before(text []byte, from, end int) int {
	best := -1
	at := end - 3
	for n := 0; n < 7; n++ {
		at -= 3
		if at < from {
			break
		}
		if b := text[at]; b < 0xE3 || b > 0xE9 {
			break
		}
		if text[at] == 0xE3 && text[at+1] == 0x80 && text[at+2] != 0x85 && text[at+2] != 0x86 { // punctuation
			break
		}
		var h lexicon.Hash
		for j := at; j < end; j += 3 {
			r, _ := lexicon.Next(text[j:])
			h = h.Add(lexicon.Small(lexicon.Fold(r)))
		}
		if lexicon.Place.Get(h)&(lexicon.CityJP|lexicon.PrefJP) != 0 {
			best = at
		}
	}
	return best
}

// plain tells whether what was parsed is an address and no count, year or date that follows a place.
func plain(text []byte, n int, p Part) bool {
	if p&Number == 0 {
		return false
	}
	if p&Unit != 0 {
		return p&(Town|City2|Prefecture) != 0
	}
	if p&Town == 0 && p&City == 0 || n < 1 {
		return false
	}
	r := rune(0)
	if n < len(text) {
		r, _ = lexicon.Next(text[n:])
	}
	switch {
	case p&Building != 0:
		return p&TownKnown != 0 || p&Town != 0
	case lexicon.Han(r), lexicon.Katakana(r), r == '%', r == '％', r == '.', r == '．', r == ',' || r == '，', r == ':' || r == '：', r == '/' || r == '／', letter(r):
		return false
	case lexicon.Hiragana(r):
		return (p&TownKnown != 0 || p&(Prefecture|Town|City) == Prefecture|Town|City) && r != 'つ' && r != 'か'
	}
	return p&Town != 0 && p&City != 0
}

// townOnly judges a town with 丁目 and further numbers, without municipality; i is where 丁 stands.
func townOnly(text []byte, from, i int) (at, n int) {
	if !hasPrefix(text[i:], "丁目") {
		return 0, 0
	}
	at = i
	for at > from { // the number before 丁目
		r := lexicon.Before(text[from:at])
		if !numeral(r) {
			break
		}
		at -= width(r)
	}
	if at == i {
		return 0, 0
	}
	num := at
	for k := 0; k < 6 && at > from; k++ {
		r := lexicon.Before(text[from:at])
		if !lexicon.Han(r) && !lexicon.Katakana(r) && !(r == 'が' || r == 'の') || kanjiNumeral(r) {
			break
		}
		at -= width(r)
	}
	for at < num { // a town does not begin with kana
		if r, w := lexicon.Next(text[at:]); !lexicon.Han(r) {
			at += w
			continue
		}
		break
	}
	if num-at < 6 {
		return 0, 0
	}
	m, p := numbers(text[num:], false)
	if p&Number == 0 || m <= i+6-num {
		return 0, 0
	}
	m += num
	if b := building(text[m:], false); b > 0 {
		m += b
	}
	return at, m - at
}

func width(r rune) int {
	if r < 0x80 {
		return 1
	}
	return 3
}

// labelled judges what stands behind a label, up to what parts it from something else.
func labelled(c *detect.Candidate) (detect.Match, bool) {
	text := c.Text[c.Start:c.Hi]
	skip := postal(text)
	text = text[skip:]
	if n, p := parse(text, false); n > 0 && p&Number != 0 {
		return detect.Match{Start: c.Start + skip, End: c.Start + skip + n, Evidence: evidence(p)}, true
	}
	end := 0
	for end < len(text) && end < 160 {
		r, w := lexicon.Next(text[end:])
		if r < ' ' || r == '、' || r == '。' || r == ',' || r == '，' || r == '（' || r == '(' || r == '|' || r == ';' || r == '；' || r == '：' || r == ':' || r == '／' {
			break
		}
		end += w
	}
	for end > 0 && text[end-1] == ' ' {
		end--
	}
	if ev, ok := Whole(text[:end], true); ok && ev&detect.Lexicon != 0 {
		return detect.Match{Start: c.Start + skip, End: c.Start + skip + end, Evidence: ev | detect.Weak}, true
	}
	return detect.Match{}, false
}
