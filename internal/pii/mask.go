package pii

import (
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
	letters := letterCount(value)
	if info.Attrs&Credential == 0 && letters <= 2*show {
		show = letters / 3
	}
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
			case info.Attrs&Credential != 0 && show <= 0 || c < ' ':
				dst = append(dst, '*')
			default:
				dst = append(dst, c)
				if c == '_' && info.Attrs&Credential != 0 {
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

func letterCount(v []byte) int {
	n := 0
	for i := 0; i < len(v); {
		c := v[i]
		if c < utf8.RuneSelf {
			i++
			if '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
				n++
			}
			continue
		}
		_, size := utf8.DecodeRune(v[i:])
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
