// Package zh judges Chinese addresses: 省, 市, 区 and 县 of the list of divisions, 镇, 街道, 村, 路, 弄, 号, buildings,
// units and rooms.
package zh

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// Part is a set of the parts that an address was found to have.
type Part uint16

// The parts.
const (
	Division  Part = 1 << iota // of the list
	Division2                  // a second one
	Admin                      // 镇, 乡, 街道, 开发区 or an unlisted 市, 区, 县
	Street                     // 路, 街, 道, 巷, 村 …
	Estate                     // 小区, 花园, 大厦, 学校 …
	Number                     // 号, 弄, 栋 …
	Room                       // 单元, 室, 楼, 层
)

const (
	maxName  = 12 // runes of a name before its unit
	maxParts = 14
)

// parse reads an address that text begins with: its length and parts. In running text (not whole) it ends behind its
// last part.
func parse(text []byte, whole bool) (int, Part) {
	var p Part
	i := 0
	for range 4 {
		n := division(text[i:])
		if n == 0 {
			break
		}
		if p&Division != 0 {
			p |= Division2
		}
		p |= Division
		i += n
		i = skip(text, i, whole)
	}
	if p == 0 && !whole {
		n, q := component(text, true)
		if q&(Street|Admin) == 0 {
			return 0, 0
		}
		i, p = n, q
	}
	end := i
	for range maxParts {
		if i >= len(text) {
			break
		}
		n, q := component(text[i:], whole)
		if n == 0 || !whole && p&(Number|Room) != 0 && (q&(Street|Admin) != 0 || q&Estate != 0 && n > 24) {
			break
		}
		p |= q
		i += n
		if q&Number != 0 && i+3 < len(text) && string(text[i:i+3]) == "之" { // 99号之二
			if r, w := lexicon.Next(text[i+3:]); numeral(r) || r >= '0' && r <= '9' {
				i += 3 + w
			}
		}
		end = i
		i = skip(text, i, whole)
	}
	return end, p
}

// skip passes a blank, comma or hyphen between parts.
func skip(text []byte, i int, whole bool) int {
	for i < len(text) {
		r, w := lexicon.Next(text[i:])
		if !(lexicon.Space(r) || whole && (r == ',' || r == '，' || r == '-' || r == '－')) {
			break
		}
		i += w
	}
	return i
}

// division is the length of the longest division of the list that text begins with.
func division(text []byte) int {
	var h lexicon.Hash
	best := 0
	for i, n := 0, 0; i+2 < len(text) && n < 12; n++ {
		if text[i]>>4 != 0xE {
			break
		}
		r := rune(text[i]&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F)
		if r < 0x4E00 || r > 0x9FFF {
			break
		}
		i += 3
		h = h.Add(lexicon.Fold(r))
		if n == 0 {
			if lexicon.FlagsOf(lexicon.Fold(r))&lexicon.PlaceCN == 0 {
				return 0
			}
			continue
		}
		switch r {
		case '省', '市', '区', '县', '州', '盟', '旗', '區', '縣':
			if lexicon.Place.Get(h)&lexicon.DivCN != 0 {
				best = i
			}
		default:
			if n <= 2 && best == 0 && lexicon.Place.Get(h)&lexicon.ProvCN != 0 && i < len(text) && !street(text[i:]) {
				best = i
			}
		}
	}
	return best
}

// street tells whether text begins with the unit of a street, so that what stands before is its name: 北京路, 南京东路.
func street(text []byte) bool {
	r, w := lexicon.Next(text)
	switch r {
	case '路', '街', '巷':
		return true
	case '东', '西', '南', '北', '中', '大', '一', '二', '三', '四':
		if w < len(text) {
			r, _ = lexicon.Next(text[w:])
			return r == '路' || r == '街'
		}
	}
	return false
}

// component reads one part: a name and its unit, or a number and its unit.
func component(text []byte, whole bool) (int, Part) {
	i, runes, digits := 0, 0, 0
	lastDigit := false
	for i < len(text) && runes < maxName {
		r, w := lexicon.Next(text[i:])
		switch {
		case r >= '0' && r <= '9' || r >= '０' && r <= '９':
			digits++
			lastDigit = true
			i += w
			runes++
			continue
		case numeral(r) && runes == 0:
			if n, q := numeralUnit(text); n > 0 {
				return n, q
			}
		case r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ' || r == '#' || r == '＃':
			i += w
			runes++
			if r == '#' || r == '＃' {
				if lastDigit {
					return i, Number
				}
				continue
			}
			lastDigit = true
			continue
		case r == '-' || r == '－' || r == '–' || r == '—' || r == '~' || r == '之' && lastDigit || r == '/' && whole:
			if runes == 0 {
				return 0, 0
			}
			i += w
			runes++
			continue
		case r < 0x4E00 || r > 0x9FFF:
			if whole && (r == '（' || r == '(' || r == '）' || r == ')' || r == '·') {
				i += w
				runes++
				continue
			}
			return tail(i, digits, runes, whole)
		}
		if n, q := unit(text[i:], runes, lastDigit); n > 0 {
			return i + n, q
		}
		if stops(r) && !whole && !(soft(r) && nearUnit(text[i+w:])) {
			return tail(i, digits, runes, whole)
		}
		if digits > 0 && runes == digits && !whole { // a bare number: 单元 and such are units, anything else ends it
			return tail(i, digits, runes, whole)
		}
		lastDigit = false
		i += w
		runes++
	}
	return tail(i, digits, runes, whole)
}

// tail is what a part without unit is worth: of a whole value a room number or any name, of running text a room number.
func tail(i, digits, runes int, whole bool) (int, Part) {
	switch {
	case runes == 0:
		return 0, 0
	case digits == runes && digits <= 5:
		return i, Room
	case whole:
		return i, 0
	}
	return 0, 0
}

func numeral(r rune) bool {
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '零', '〇':
		return true
	}
	return false
}

// numeralUnit reads a number in characters and the unit of a number behind it (十二号, 三单元, 二组).
func numeralUnit(text []byte) (int, Part) {
	i, n := 0, 0
	for i < len(text) {
		r, w := lexicon.Next(text[i:])
		if !numeral(r) {
			if n == 0 {
				return 0, 0
			}
			k, q := unit(text[i:], n, true)
			if k == 0 || q&(Number|Room) == 0 {
				return 0, 0
			}
			return i + k, q
		}
		i += w
		n++
	}
	return 0, 0
}

// unit reads what ends a part at the beginning of text; runes stand before it, the last of them a digit or not.
func unit(text []byte, runes int, lastDigit bool) (int, Part) {
	r, w := lexicon.Next(text)
	next := rune(0)
	if len(text) > w {
		next, _ = lexicon.Next(text[w:])
	}
	if lastDigit {
		switch r {
		case '号', '號', '弄', '栋', '幢', '座', '院', '巷', '栏':
			if r == '号' && (next == '楼' || next == '院' || next == '库' || next == '房' || next == '线') {
				if next == '线' {
					return 0, 0
				}
				return w + 3, Number
			}
			return w, Number
		case '室', '层', '楼', '户', '房', '门', '組', '组', '队', '期', '区', '社':
			return w, Room
		case '单', '單':
			if next == '元' {
				return w + 3, Room
			}
		case '路', '街', '村':
			return w, Street
		}
		return 0, 0
	}
	if runes == 0 {
		return 0, 0
	}
	switch r {
	case '路', '街', '巷', '弄', '道', '胡', '里', '村', '屯', '庄', '桥', '线', '径', '大':
		switch {
		case r == '街' && next == '道':
			return w + 3, Admin
		case r == '路' && (next == '口' || next == '段' || next == '边' || next == '旁'):
			return w, Street
		case r == '胡':
			if next == '同' {
				return w + 3, Street
			}
			return 0, 0
		case r == '大':
			if next == '道' || next == '街' {
				return w + 3, Street
			}
			if next == '厦' || next == '楼' || next == '学' {
				return w + 3, Estate
			}
			return 0, 0
		case (r == '里' || r == '桥' || r == '线' || r == '庄' || r == '道') && runes < 2,
			(r == '里' || r == '桥' || r == '线' || r == '道' || r == '庄') && !starts(next):
			return 0, 0
		case r == '村' && (next == '委' || next == '民'):
			return w, Street
		}
		return w, Street
	case '镇', '乡', '鎮', '鄉', '苏':
		if r == '苏' && next != '木' {
			return 0, 0
		}
		return w, Admin
	case '市', '县', '区', '州', '旗', '盟', '縣', '區':
		if runes >= 1 {
			return w, Admin
		}
	case '小', '社':
		if next == '区' {
			return w + 3, Estate
		}
	case '花', '家':
		if next == '园' {
			return w + 3, Estate
		}
	case '公':
		if next == '寓' || next == '馆' {
			return w + 3, Estate
		}
		if next == '路' {
			return w + 3, Street
		}
	case '新':
		if next == '村' || next == '城' || next == '区' || next == '苑' {
			return w + 3, Estate
		}
	case '广':
		if next == '场' {
			return w + 3, Estate
		}
	case '苑', '府', '阁', '院', '城', '园', '湾', '厦', '墅', '寓', '楼':
		if runes >= 2 {
			return w, Estate
		}
	case '宿':
		if next == '舍' {
			return w + 3, Estate
		}
	case '组':
		return w, Room
	}
	return 0, 0
}

// starts tells whether what follows a doubtful unit begins another part or nothing.
func starts(next rune) bool {
	return next == 0 || next < 0x4E00 || next > 0x9FFF || numeral(next)
}

// soft tells those of the characters that stop a name which begin or end the names of many streets (人民路, 观前街).
func soft(r rune) bool {
	switch r {
	case '人', '民', '前', '后', '内', '外', '发', '和', '家', '进', '行', '向', '等':
		return true
	}
	return false
}

// nearUnit tells whether text goes on with at most two characters of a name and the unit of a street.
func nearUnit(text []byte) bool {
	for n := 0; n < 3 && len(text) >= 3; n++ {
		r, w := lexicon.Next(text)
		switch r {
		case '路', '街', '巷', '弄', '道', '村', '镇', '里', '胡', '大':
			return true
		}
		if r < 0x4E00 || stops(r) && !soft(r) {
			return false
		}
		text = text[w:]
	}
	return false
}

// stops tells characters that no name of a street or place holds in running text.
func stops(r rune) bool {
	switch r {
	case '的', '在', '于', '到', '从', '被', '把', '将', '与', '和', '及', '时', '后', '前', '因', '为', '是', '有', '了', '着', '过', '向', '对', '由',
		'其', '该', '我', '他', '她', '您', '你', '某', '报', '称', '说', '附', '内', '外', '发', '接', '处', '至', '往', '住', '人', '民', '警', '遇', '等', '驾', '驶', '沿', '持', '酒', '盗', '偷', '打', '见', '以', '给', '使', '用', '并', '当', '抓', '查', '进', '行':
		return true
	}
	return false
}
