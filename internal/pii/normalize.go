package pii

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf8"
)

// Normalize appends the form of v by which two spellings of one value are the same: digits without separators, phone
// numbers as E.164, e-mail addresses in lower case, dates as yyyymmdd, names and addresses by width, old and new forms
// of characters and block numbers.
func Normalize(dst []byte, class Class, v []byte) []byte {
	switch class {
	case ClassDigits:
		return appendDigits(dst, v)
	case ClassPhone:
		return normalizePhone(dst, v)
	case ClassID:
		return appendAlnum(dst, v)
	case ClassEmail:
		return appendFold(dst, v)
	case ClassName, ClassKana:
		return normalizeName(dst, v)
	case ClassAddress:
		return normalizeAddress(dst, v)
	case ClassDate:
		return normalizeDate(dst, v)
	}
	return append(dst, bytes.TrimSpace(v)...)
}

// appendDigits keeps digits only; 全角 digits become ASCII.
func appendDigits(dst, v []byte) []byte {
	dst = slices.Grow(dst, len(v))
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case '0' <= c && c <= '9':
			dst = append(dst, c)
		case c == 0xef && i+2 < len(v) && v[i+1] == 0xbc && 0x90 <= v[i+2] && v[i+2] <= 0x99:
			dst = append(dst, v[i+2]-0x90+'0')
			i += 2
		}
	}
	return dst
}

// appendAlnum keeps letters and digits, in upper case and half width.
func appendAlnum(dst, v []byte) []byte {
	dst, i := appendASCII(dst, v, &alnum)
	for i < len(v) {
		c := v[i]
		if c < utf8.RuneSelf {
			i++
			if 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			if 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
				dst = append(dst, c)
			}
			continue
		}
		r, n := utf8.DecodeRune(v[i:])
		if 0xff01 <= r && r <= 0xff5e {
			dst = appendAlnum(dst, []byte{byte(r - 0xfee0)})
		} else if r > 0xff {
			dst = append(dst, v[i:i+n]...)
		}
		i += n
	}
	return dst
}

// alnum is what appendAlnum keeps of a character of ASCII, 0 for nothing.
var alnum = func() (t [utf8.RuneSelf]byte) {
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	for c := byte('A'); c <= 'Z'; c++ {
		t[c], t[c+'a'-'A'] = c, c
	}
	return t
}()

// appendASCII appends what a table keeps of the characters of ASCII that v begins with, and tells how many they are.
func appendASCII(dst, v []byte, keeps *[utf8.RuneSelf]byte) ([]byte, int) {
	n := len(dst)
	dst = slices.Grow(dst, len(v))
	out := dst[:n+len(v)]
	for i, c := range v {
		if c >= utf8.RuneSelf {
			return out[:n], i
		}
		if c = keeps[c]; c != 0 {
			out[n] = c
			n++
		}
	}
	return out[:n], len(v)
}

// appendFold keeps everything but blanks, in lower case and half width.
func appendFold(dst, v []byte) []byte {
	dst, i := appendWords(dst, v)
	dst, n := appendASCII(dst, v[i:], &folded)
	for i += n; i < len(v); {
		c := v[i]
		n := 1
		if c >= utf8.RuneSelf {
			var r rune
			r, n = utf8.DecodeRune(v[i:])
			if r < 0xff01 || r > 0xff5e {
				dst = append(dst, v[i:i+n]...)
				i += n
				continue
			}
			c = byte(r - 0xfee0)
		}
		i += n
		if c <= ' ' {
			continue
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// appendWords does what appendFold does for as many characters of ASCII without blanks as v begins with, eight at a time,
// and tells how many they are.
func appendWords(dst, v []byte) ([]byte, int) {
	const highs = 0x8080808080808080
	i := 0
	for ; len(v)-i >= 8; i += 8 {
		w := binary.LittleEndian.Uint64(v[i:])
		if (w|(w-0x2121212121212121)&^w)&highs != 0 {
			break
		}
		capitals := (w + 0x3f3f3f3f3f3f3f3f) &^ (w + 0x2525252525252525) & highs
		dst = binary.LittleEndian.AppendUint64(dst, w|capitals>>2)
	}
	return dst, i
}

// folded is what appendFold keeps of a character of ASCII, 0 for a blank.
var folded = func() (t [utf8.RuneSelf]byte) {
	for i := range t {
		switch c := byte(i); {
		case c <= ' ':
		case 'A' <= c && c <= 'Z':
			t[i] = c + 'a' - 'A'
		default:
			t[i] = c
		}
	}
	return t
}()

// normalizePhone writes E.164 without the plus where the number tells its country: a leading + or 00, a Japanese number
// with its 0, a Chinese mobile. Others stay national.
func normalizePhone(dst, v []byte) []byte {
	start := len(dst)
	if d, ok := usualPhone(dst, v); ok {
		return d
	}
	plus := false
	for _, c := range v {
		if c == '+' {
			plus = true
			break
		}
		if '0' <= c && c <= '9' {
			break
		}
	}
	plus = plus || bytes.HasPrefix(bytes.TrimSpace(v), []byte("\xef\xbc\x8b"))
	dst = appendDigits(dst, v)
	d := dst[start:]
	switch {
	case plus && len(d) > 3 && d[0] == '8' && d[1] == '1' && d[2] == '0': // +81 (0)90
		copy(d[2:], d[3:])
		dst = dst[:len(dst)-1]
	case plus:
	case len(d) > 10 && d[0] == '0' && d[1] == '0':
		copy(d, d[2:])
		dst = dst[:len(dst)-2]
	case len(d) >= 9 && len(d) <= 11 && d[0] == '0':
		dst = append(dst, 0)
		d = dst[start:]
		copy(d[2:], d[1:len(d)-1])
		d[0], d[1] = '8', '1'
	case len(d) == 11 && d[0] == '1' && d[1] >= '3':
		dst = append(dst, 0, 0)
		d = dst[start:]
		copy(d[2:], d[:len(d)-2])
		d[0], d[1] = '8', '6'
	}
	return dst
}

// usualPhone is the short way of normalizePhone for digits and hyphens: numbers with the 0 of Japan, mobile ones of China.
func usualPhone(dst, v []byte) ([]byte, bool) {
	if len(v) < 9 || len(v) > 13 {
		return nil, false
	}
	var d [13]byte
	n := 0
	for _, c := range v {
		if c-'0' <= 9 {
			d[n] = c
			n++
		} else if c != '-' {
			return nil, false
		}
	}
	switch {
	case v[0] == '0' && n >= 9 && n <= 11 && d[1] != '0':
		return append(append(dst, '8', '1'), d[1:n]...), true
	case v[0] == '1' && n == 11 && d[1] >= '3':
		return append(append(dst, '8', '6'), d[:n]...), true
	}
	return nil, false
}

// normalizeDate writes yyyymmdd for Western dates that begin with the year, and for Japanese eras. Anything else keeps
// its digits.
func normalizeDate(dst, v []byte) []byte {
	if len(v) == 10 && (v[4] == '-' || v[4] == '/') && (v[7] == '-' || v[7] == '/') && figures(v[:4]) && figures(v[5:7]) && figures(v[8:]) {
		return append(append(append(dst, v[:4]...), v[5:7]...), v[8:]...)
	}
	var n [3]int
	var size [3]int
	k, in := 0, false
	base := eraBase(v)
	for i := 0; i < len(v) && k < 3; i++ {
		c := v[i]
		if c == 0xef && i+2 < len(v) && v[i+1] == 0xbc && 0x90 <= v[i+2] && v[i+2] <= 0x99 {
			c = v[i+2] - 0x90 + '0'
			i += 2
		}
		if '0' <= c && c <= '9' {
			n[k] = n[k]*10 + int(c-'0')
			size[k]++
			in = true
			if size[k] > 8 {
				return appendDigits(dst, v)
			}
			continue
		}
		if in {
			k++
			in = false
		}
	}
	if in {
		k++
	}
	switch {
	case base > 0 && bytes.Contains(v, []byte("元")) && k >= 2:
		n[0], n[1], n[2] = base+1, n[0], n[1]
	case base > 0 && k == 3:
		n[0] += base
	case k >= 3 && size[0] == 4:
	default:
		return appendDigits(dst, v)
	}
	return append(dst, byte('0'+n[0]/1000%10), byte('0'+n[0]/100%10), byte('0'+n[0]/10%10), byte('0'+n[0]%10),
		byte('0'+n[1]/10%10), byte('0'+n[1]%10), byte('0'+n[2]/10%10), byte('0'+n[2]%10))
}

// figures tells whether all of v are digits of ASCII.
func figures(v []byte) bool {
	for _, c := range v {
		if c-'0' > 9 {
			return false
		}
	}
	return true
}

// eraBase is the year before the first of the Japanese era that v begins with, or 0.
func eraBase(v []byte) int {
	v = bytes.TrimSpace(v)
	for _, e := range eras {
		if bytes.HasPrefix(v, []byte(e.name)) {
			return e.base
		}
	}
	if len(v) > 2 && (v[1] == '.' || v[1] <= '9' && v[1] >= '0') {
		switch v[0] {
		case 'M', 'm':
			return 1867
		case 'T', 't':
			return 1911
		case 'S', 's':
			return 1925
		case 'H', 'h':
			return 1988
		case 'R', 'r':
			return 2018
		}
	}
	return 0
}

var eras = []struct {
	name string
	base int
}{{"明治", 1867}, {"大正", 1911}, {"昭和", 1925}, {"平成", 1988}, {"令和", 2018}}
