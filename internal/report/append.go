package report

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const hexDigits = "0123456789abcdef"

func appendHex(dst, b []byte) []byte {
	for _, c := range b {
		h := &hexPairs[c]
		dst = append(dst, h[0], h[1])
	}
	return dst
}

// hexPairs are the bytes in hexadecimal.
var hexPairs = func() (t [256][2]byte) {
	for i := range t {
		t[i] = [2]byte{hexDigits[i>>4], hexDigits[i&15]}
	}
	return t
}()

// appendInt appends n in decimal.
func appendInt(dst []byte, n int64) []byte {
	if n < 0 {
		return strconv.AppendInt(dst, n, 10)
	}
	var b [20]byte
	i := len(b)
	u := uint64(n)
	for u >= 100 {
		pair := pairs[u%100]
		u /= 100
		i -= 2
		b[i], b[i+1] = pair[0], pair[1]
	}
	if u >= 10 {
		i -= 2
		b[i], b[i+1] = pairs[u][0], pairs[u][1]
	} else {
		i--
		b[i] = byte('0' + u)
	}
	return append(dst, b[i:]...)
}

// pairs are the numbers below a hundred in two digits.
var pairs = func() (t [100][2]byte) {
	for i := range t {
		t[i] = [2]byte{byte('0' + i/10), byte('0' + i%10)}
	}
	return t
}()

// appendJSON appends s as the inside of a JSON string. Bytes that are not UTF-8 become U+FFFD.
func appendJSON[T []byte | string](dst []byte, s T) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		size := 1
		if c >= utf8.RuneSelf {
			if c > 0xe2 && c < 0xed && i+2 < len(s) && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80 {
				i += 3
				continue
			}
			r, n := decode(s, i)
			// U+2028 and U+2029 end a line in JavaScript.
			if r != utf8.RuneError && r != '\u2028' && r != '\u2029' || r == utf8.RuneError && n > 1 {
				i += n
				continue
			}
			size = n
		}
		dst = append(dst, s[start:i]...)
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		case size == 1:
			dst = append(dst, `\ufffd`...)
		default:
			dst = append(dst, '\\', 'u', '2', '0', '2', hexDigits[s[i+2]&15])
		}
		i += size
		start = i
	}
	return append(dst, s[start:]...)
}

func decode[T []byte | string](s T, i int) (rune, int) {
	var b [utf8.UTFMax]byte
	n := copy(b[:], s[i:min(i+utf8.UTFMax, len(s))])
	return utf8.DecodeRune(b[:n])
}

// appendLikelihood appends p with at most four decimals, such that it reads as the same level as p.
func appendLikelihood(dst []byte, p float64) []byte {
	n := tenThousandths(p)
	if n >= 10000 {
		return append(dst, '1')
	}
	dst = append(dst, '0')
	if n == 0 {
		return dst
	}
	dst = append(dst, '.')
	for d := 1000; n > 0; d /= 10 {
		dst = append(dst, byte('0'+n/d))
		n %= d
	}
	return dst
}

func tenThousandths(p float64) int {
	if !(p > 0) {
		return 0
	}
	n := int(math.Round(min(p, 1) * 10000))
	if n == 10000 && p < 1 {
		n-- // nothing found is certain
	}
	if pii.LevelOf(float64(n)/10000) > pii.LevelOf(p) {
		n--
	}
	return n
}
