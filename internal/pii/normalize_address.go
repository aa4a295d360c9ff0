package pii

import "unicode/utf8"

// normalizeAddress appends the form of an address by which spellings are the same: a postal code in front left out; width
// as in NFKC; modern forms of characters; numbers in digits, joined by '-' whatever stands between them (丁目, 番地, 番,
// 号, の, hyphens); ヶ, ケ and が alike; no blanks; letters in lower case; 大字 and 字 left out.
func normalizeAddress(dst, v []byte) []byte {
	v = v[postalPrefix(v):]
	start := len(dst)
	number := false // dst ends with a number that a joint may follow
	for i := 0; i < len(v); {
		c := v[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case '0' <= c && c <= '9':
				dst = append(dst, c)
				number = true
			case 'A' <= c && c <= 'Z':
				dst = append(dst, c+'a'-'A')
				number = false
			case 'a' <= c && c <= 'z' || c == '#' || c == '/' || c == '&':
				dst = append(dst, c)
				number = false
			case c == '-' && number:
				dst = joint(dst, start)
			}
			continue
		}
		if r := three(v[i:]); r >= hanFirst && r <= hanLast && plainInAddress.has(r) {
			dst = append(dst, v[i], v[i+1], v[i+2])
			i += 3
			number = false
			continue
		}
		r, n := decode(v[i:])
		switch {
		case r >= '０' && r <= '９':
			dst = append(dst, byte(r-'０'+'0'))
			number = true
			i += n
			continue
		case kanjiDigit(r) >= 0:
			if value, size := kanjiNumber(v[i:]); size > 0 && blockUnit(v[i+size:], number && endsJoint(dst, start)) {
				dst = appendInt(dst, value)
				number = true
				i += size
				continue
			}
		case number:
			if size := jointAt(v[i:]); size > 0 {
				dst = joint(dst, start)
				i += size
				continue
			}
		}
		i += n
		switch {
		case r >= hanFirst && r <= hanLast:
			if r == '字' || r == '大' && i+3 <= len(v) && string(v[i:i+3]) == "字" {
				continue
			}
			dst = appendHan(dst, v[i-n:i], r)
		case r == 'ヶ' || r == 'ヵ' || r == 'が' || r == 'ガ' || r == 'ｹ' || r == 'ケ':
			dst = append(dst, "ケ"...)
		case r == 'ノ' || r == 'の' || r == '之' || r == '乃':
			dst = append(dst, "ノ"...)
		case r >= 0xFF66 && r <= 0xFF9D:
			dst = utf8.AppendRune(dst, halfKana[r-0xFF66])
		case r == 0xFF9E || r == 0x3099:
			dst = voice(dst, start, 1)
		case r == 0xFF9F || r == 0x309A:
			dst = voice(dst, start, 2)
		case r >= 0xFF01 && r <= 0xFF5E:
			dst = normalizeAddress(dst, []byte{byte(r - 0xFEE0)})
		case blankOrDot(r), r == '、', r == '〒':
			continue
		default:
			dst = utf8.AppendRune(dst, FoldHan(r))
		}
		number = false
	}
	if n := len(dst); n > start && dst[n-1] == '-' {
		dst = dst[:n-1]
	}
	return dst
}

// plainInAddress are the characters that fold to themselves and mean nothing in an address: no number, no joint of
// numbers, no 字.
var plainInAddress = func() hanSet {
	s := plainHan
	for _, r := range "零一壱二弐三参四五六七八九十百千字大之乃丁番号" {
		s[(r-hanFirst)>>6] &^= 1 << ((r - hanFirst) & 63)
	}
	return s
}()

// joint puts a hyphen behind a number, once.
func joint(dst []byte, start int) []byte {
	if n := len(dst); n > start && dst[n-1] != '-' {
		return append(dst, '-')
	}
	return dst
}

func endsJoint(dst []byte, start int) bool { return len(dst) > start && dst[len(dst)-1] == '-' }

// jointAt is the length of the joint of block numbers that v begins with: 丁目, 番地, 番, 号, の, a hyphen; 号室 and 号棟
// count as one.
func jointAt(v []byte) int {
	if len(v) == 0 || v[0] < 0xE2 {
		return 0
	}
	r, n := decode(v)
	if n != 3 {
		return 0
	}
	rest := v[n:]
	switch r {
	case '丁':
		if begins(rest, "目") {
			return 6
		}
		return 3
	case '番':
		if begins(rest, "地") {
			return 6
		}
		return 3
	case '号':
		if begins(rest, "室") || begins(rest, "棟") {
			return 6
		}
		return 3
	case 'の', 'ノ', '－', '−', '‐', '‑', '–', '—', '―', 'ｰ':
		return 3
	case 'ー':
		if len(rest) > 0 {
			if x, _ := decode(rest); x >= 0x30A0 && x < 0x3100 {
				return 0
			}
		}
		return 3
	}
	return 0
}

func begins(v []byte, s string) bool { return len(v) >= len(s) && string(v[:len(s)]) == s }

// blockUnit tells whether v begins with what makes the 漢数字 before it a block number.
func blockUnit(v []byte, behindJoint bool) bool {
	if len(v) == 0 {
		return behindJoint
	}
	if jointAt(v) > 0 {
		r, _ := decode(v)
		if r != 'の' && r != 'ノ' && r != 'ー' || behindJoint {
			return true
		}
		r, _ = decode(v[3:])
		return kanjiDigit(r) >= 0 || r >= '0' && r <= '9' || r >= '０' && r <= '９'
	}
	if len(v) >= 3 && (string(v[:3]) == "条" || string(v[:3]) == "階") {
		return true
	}
	return behindJoint
}

// kanjiDigit is the value of a 漢数字 up to 九, 10, 100 or 1000 of the tens, -1 of anything else.
func kanjiDigit(r rune) int {
	switch r {
	case '〇', '零':
		return 0
	case '一', '壱':
		return 1
	case '二', '弐':
		return 2
	case '三', '参':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	}
	return -1
}

// kanjiNumber reads 二十三 and 二三 alike.
func kanjiNumber(v []byte) (value, size int) {
	total, digit, some := 0, 0, false
	for size < len(v) && size < 24 {
		r, n := decode(v[size:])
		d := kanjiDigit(r)
		if d < 0 {
			break
		}
		if d >= 10 {
			total += max(digit, b2i(!some)) * d
			digit, some = 0, false
		} else {
			digit, some = digit*10+d, true
		}
		size += n
	}
	return total + digit, size
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func appendInt(dst []byte, v int) []byte {
	if v >= 10 {
		dst = appendInt(dst, v/10)
	}
	return append(dst, byte('0'+v%10))
}

// postalPrefix is the length of 〒 and a postal code in front.
func postalPrefix(v []byte) int {
	i, n := 0, 0
	if len(v) >= 3 && string(v[:3]) == "〒" {
		i = 3
	}
	for j := i; j < len(v); {
		r, w := decode(v[j:])
		switch {
		case r >= '0' && r <= '9' || r >= '０' && r <= '９':
			n++
		case n == 3 && (r == '-' || r == '－' || r == '−' || r == '‐'), r == ' ' || r == '　':
			if n != 0 && n != 3 && n != 7 {
				return i
			}
		default:
			if n == 7 && r >= 0x3000 {
				return j
			}
			return i
		}
		j += w
	}
	return i
}
