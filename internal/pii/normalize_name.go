package pii

import "unicode/utf8"

// normalizeName appends the form of a name by which spellings are the same: width as in NFKC, old and variant forms of
// characters in their modern one, hiragana as katakana, small ヶ as ケ, letters in lower case, no blanks, dots or hyphens.
func normalizeName(dst, v []byte) []byte {
	start := len(dst)
	for i := 0; i < len(v); {
		c := v[i]
		if c < utf8.RuneSelf {
			i++
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
				dst = append(dst, c)
			}
			continue
		}
		if r := three(v[i:]); r >= hanFirst && r <= hanLast && plainHan.has(r) || r >= 'ァ' && r <= 'ヴ' || r == 'ー' {
			dst = append(dst, v[i], v[i+1], v[i+2])
			i += 3
			continue
		}
		r, n := decode(v[i:])
		i += n
		switch {
		case r >= hanFirst && r <= hanLast:
			dst = appendHan(dst, v[i-n:i], r)
			continue
		case r >= 0x3041 && r <= 0x3096: // hiragana
			r += 0x60
		case r >= 0xFF66 && r <= 0xFF9D:
			r = halfKana[r-0xFF66]
		}
		switch {
		case r == 0x3099 || r == 0xFF9E || r == '゛':
			dst = voice(dst, start, 1)
			continue
		case r == 0x309A || r == 0xFF9F || r == '゜':
			dst = voice(dst, start, 2)
			continue
		case r == 'ヶ' || r == 'ヵ':
			r = 'ケ'
		case r >= 0xFF01 && r <= 0xFF5E:
			dst = normalizeName(dst, []byte{byte(r - 0xFEE0)})
			continue
		case blankOrDot(r):
			continue
		case r >= 0xC0 && r <= 0xDE && r != 0xD7:
			r += 0x20
		default:
			r = FoldHan(r)
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// hanSet is a set of Han characters from hanFirst to hanLast.
type hanSet [(hanLast-hanFirst)/64 + 1]uint64

func (s *hanSet) has(r rune) bool { return s[(r-hanFirst)>>6]>>((r-hanFirst)&63)&1 != 0 }

// plainHan are the characters that fold to themselves.
var plainHan = func() (s hanSet) {
	for r := rune(hanFirst); r <= hanLast; r++ {
		if FoldHan(r) == r {
			s[(r-hanFirst)>>6] |= 1 << ((r - hanFirst) & 63)
		}
	}
	return s
}()

// appendHan appends the folded form of r, which raw is the encoding of.
func appendHan(dst, raw []byte, r rune) []byte {
	if f := FoldHan(r); f != r {
		return utf8.AppendRune(dst, f)
	}
	return append(dst, raw[0], raw[1], raw[2])
}

// three is the character of three bytes that v begins with, 0 for most others.
func three(v []byte) rune {
	if len(v) < 3 || v[0]-0xE1 > 0xEC-0xE1 || v[1]&0xC0 != 0x80 || v[2]&0xC0 != 0x80 {
		return 0
	}
	return rune(v[0]&0x0F)<<12 | rune(v[1]&0x3F)<<6 | rune(v[2]&0x3F)
}

// decode is utf8.DecodeRune with a short way for three bytes.
func decode(v []byte) (rune, int) {
	if r := three(v); r != 0 {
		return r, 3
	}
	return utf8.DecodeRune(v)
}

// voice puts a sound mark (1 dakuten, 2 handakuten) on the katakana that dst ends with, if it may bear one.
func voice(dst []byte, start int, mark rune) []byte {
	if len(dst)-start < 3 {
		return dst
	}
	r, n := utf8.DecodeLastRune(dst[start:])
	switch {
	case r >= 'ハ' && r <= 'ホ' && (r-'ハ')%3 == 0:
		r += mark
	case mark == 1 && (r >= 'カ' && r <= 'チ' && (r-'カ')%2 == 0 || r == 'ツ' || r == 'テ' || r == 'ト'):
		r++
	case mark == 1 && r == 'ウ':
		r = 'ヴ'
	default:
		return dst
	}
	return utf8.AppendRune(dst[:len(dst)-n], r)
}

// blankOrDot tells what stands between the parts of names and is no part of them.
func blankOrDot(r rune) bool {
	switch r {
	case '　', 0xA0, 0x2003, 0x2009, 0x200B, 0xFEFF, '・', '･', '·', '•', '‧', '’', '‘', '‐', '‑', '–', '−', '，', '．':
		return true
	}
	return false
}

// halfKana maps U+FF66 to U+FF9D to katakana.
var halfKana = [...]rune{'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ', 'エ', 'オ', 'カ', 'キ',
	'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ', 'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ', 'フ',
	'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン'}
