package zh

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// Prose finds the first address that begins in the candidate: a division of the list with a street, village or estate
// behind it, or a street with its number. Divisions alone, as in 在北京市, are none.
func Prose(c *detect.Candidate) (detect.Match, bool) {
	text := c.Text[:c.Hi]
	if c.Labelled {
		if n, p := parse(text[c.Start:], true); n > 0 && p&(Division|Street|Admin) != 0 {
			n, p = parse(text[c.Start:], false)
			if n > 0 && p != Room {
				return detect.Match{Start: c.Start, End: c.Start + n, Evidence: evidence(p)}, true
			}
		}
	}
	floor := c.Start // divisions that were looked at and led nowhere are not looked at again
	for i := c.Start; i+2 < len(text) && i < c.End+12; {
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
		r := rune(b&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F)
		i += 3
		switch r {
		case '省', '市', '区', '县', '州', '盟', '旗', '區', '縣':
			at := before(text, floor, i)
			if at < 0 || at >= c.End {
				continue
			}
			n, p := parse(text[at:], false)
			if n > 0 && p&(Street|Estate) != 0 || p&Admin != 0 && p&(Number|Room) != 0 {
				return detect.Match{Start: at, End: at + n, Evidence: evidence(p)}, true
			}
			if n > i-at {
				floor = max(floor, at+n-6)
				i = max(i, at+n)
			}
		case '路', '街', '巷', '弄', '道', '村', '镇':
			at := name(text, c.Start, i-3, r)
			if at < 0 || at >= c.End {
				continue
			}
			n, p := parse(text[at:], false)
			if n > i-at && p&Number != 0 && p&(Street|Admin) != 0 || n > i-at && r == '镇' && p&Street != 0 && p&Room != 0 {
				return detect.Match{Start: at, End: at + n, Evidence: evidence(p)}, true
			}
		}
	}
	return detect.Match{}, false
}

// before is where the longest known division begins that ends at end, together with those that stand before it without
// their unit (广东深圳市); -1 if there is none.
func before(text []byte, from, end int) int {
	best := -1
	at := end - 3
	for n := 0; n < 9; n++ {
		at -= 3
		if at < from || text[at] < 0xE4 || text[at] > 0xE9 {
			break
		}
		if lexicon.Place.Get(hash(text[at:end]))&lexicon.DivCN != 0 {
			best = at
		}
	}
	if best < 0 {
		return -1
	}
	for _, w := range [...]int{6, 9} {
		if p := best - w; p >= from && lexicon.Place.Get(hash(text[p:best]))&lexicon.ProvCN != 0 {
			return p
		}
	}
	return best
}

func hash(text []byte) lexicon.Hash {
	var h lexicon.Hash
	for i := 0; i+2 < len(text); i += 3 {
		r := rune(text[i]&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F)
		h = h.Add(lexicon.Fold(r))
	}
	return h
}

// name is where the name of the street or village begins whose unit r stands at end; -1 if none does or no number
// follows.
func name(text []byte, from, end int, r rune) int {
	next := end + 3
	if next >= len(text) {
		return -1
	}
	x, w := lexicon.Next(text[next:])
	if !(x >= '0' && x <= '9' || x >= '０' && x <= '９' || numeral(x)) && !(r == '镇' || r == '村') {
		if r != '路' || x != '东' && x != '西' && x != '南' && x != '北' && x != '中' || next+w >= len(text) {
			return -1
		}
		if y, _ := lexicon.Next(text[next+w:]); !(y >= '0' && y <= '9') {
			return -1
		}
	}
	at := end
	for n := 0; n < 5 && at-3 >= from; n++ {
		if text[at-3] < 0xE4 || text[at-3] > 0xE9 {
			break
		}
		c, _ := lexicon.Next(text[at-3:])
		if stops(c) && !(soft(c) && n < 3) || c == '省' || c == '市' || c == '区' || c == '县' || c == '号' || c == '镇' || c == '乡' || c == '村' || c == '居' || c == '址' {
			break
		}
		at -= 3
	}
	if end-at < 6 && (r == '道' || r == '村' || r == '弄') || end-at < 3 {
		return -1
	}
	return at
}
