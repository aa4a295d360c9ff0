package pii

import (
	"slices"
	"unicode/utf8"
)

// maskMax is the greatest length of a mask in characters; what a value is longer by is left out.
const maskMax = 24

// Mask appends a mask of value to dst: enough for the owner to recognise a place, too little to recognise a person.
// Letters and digits become asterisks but for the first two of a number, the first of a name or an e-mail address, and
// the first three characters of an address; separators stay. Values of tiny domains and credentials show nothing of
// themselves but, for credentials, the issuer's prefix up to an underscore or a hyphen.
func Mask(dst []byte, kind Kind, value []byte) []byte {
	info := kind.Info()
	show := 2
	switch {
	case info.Attrs&(TinyDomain|Special|Secrecy) != 0 && info.Attrs&Government == 0:
		show = 0
	case info.Attrs&Credential != 0:
		show = prefixLen(kind, value)
	case info.Class == ClassName || info.Class == ClassKana:
		if show = 1; blankSecond(value) {
			show = 0 // the first character is a whole surname
		}
	case info.Class == ClassEmail:
		show = 1
	case info.Class == ClassAddress:
		show = 3
	case kind == IPAddress || kind == LocationCoordinates:
		show = 3
	case info.Class == ClassText || info.Class == ClassNone:
		show = 0
	}
	if info.Attrs&Credential != 0 {
		return maskCredential(dst, value, show)
	}
	if show > 0 {
		if letters := letterCount(value, 2*show+1); letters <= 2*show {
			show = letters / 3
		}
	}
	dst = slices.Grow(dst, maskMax+3*len("\U0010FFFF"))
	for i, n := 0, 0; i < len(value) && n < maskMax; n++ {
		c := value[i]
		if c < utf8.RuneSelf {
			if h := hidden[c]; h == c || show <= 0 || c < ' ' {
				dst = append(dst, h)
			} else {
				dst = append(dst, c)
				show--
			}
			i++
			continue
		}
		r, size := decode(value[i:])
		if r == utf8.RuneError || show <= 0 {
			dst = append(dst, '*')
		} else {
			dst = append(dst, value[i:i+size]...)
			show--
		}
		i += size
	}
	return dst
}

// hidden is what stands for a character of ASCII that is not shown.
var hidden = func() (t [utf8.RuneSelf]byte) {
	for i := range t {
		c := byte(i)
		if t[i] = c; c < ' ' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' {
			t[i] = '*'
		}
	}
	return t
}()

// maskCredential shows the first letters of a credential, up to the first underscore behind them.
func maskCredential(dst, value []byte, show int) []byte {
	n := 0
	for i := 0; i < len(value) && n < maskMax; n++ {
		c := value[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
				if show > 0 {
					dst = append(dst, c)
					show--
				} else {
					dst = append(dst, '*')
				}
			case show <= 0 || c < ' ':
				dst = append(dst, '*')
			default:
				dst = append(dst, c)
				if c == '_' {
					show--
				}
			}
			continue
		}
		r, size := utf8.DecodeRune(value[i:])
		switch {
		case r == utf8.RuneError || show <= 0:
			dst = append(dst, '*')
		default:
			dst = append(dst, value[i:i+size]...)
			show--
		}
		i += size
	}
	return dst
}

// blankSecond tells whether a blank follows the first character.
func blankSecond(v []byte) bool {
	_, n := utf8.DecodeRune(v)
	r, _ := utf8.DecodeRune(v[n:])
	return r == ' ' || r == '\u3000'
}

// letterCount counts letters and digits, up to most.
func letterCount(v []byte, most int) int {
	n := 0
	for i := 0; i < len(v) && n < most; {
		c := v[i]
		if c < utf8.RuneSelf {
			i++
			if c >= ' ' && hidden[c] != c {
				n++
			}
			continue
		}
		_, size := decode(v[i:])
		i += size
		n++
	}
	return n
}

// prefixLen is the length of a token's public prefix (ghp_, xoxb-, AKIA), at most five characters of at least twenty.
func prefixLen(kind Kind, v []byte) int {
	if len(v) < 20 || kind == Password || kind == EncryptionKey {
		return 0
	}
	for i := 2; i <= 5; i++ {
		if v[i] == '_' || v[i] == '-' {
			return i + 1
		}
	}
	return 4
}
