package mask

import (
	"bytes"
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// maker makes what takes the place of values. What it makes needs no escape anywhere: letters, digits, and signs out of
// safe, or those of the value that are no quote, no backslash and no control character.
type maker struct {
	mode      Mode
	hash, run *pii.Hasher
	norm      []byte
	src       *source // whose charset has to hold what is made
}

// domain sets the hashes of pseudonyms apart from all others under the same key.
var domain = []byte("pseudonym")

func newMaker(o *Options, src *source) *maker {
	m := &maker{mode: o.Mode, src: src}
	if o.Mode == Pseudonym {
		m.hash, m.run = o.Key.Hasher(), o.Run.Hasher()
	}
	return m
}

// gone stands for a value of which nothing may stay.
const gone = "********"

// make is what takes the value's place.
func (m *maker) make(kind pii.Kind, value []byte) []byte {
	switch {
	case kind.Has(pii.Credential):
		return []byte(gone)
	case m.mode == Pseudonym && named(kind):
		return m.pseudonym(kind, value)
	}
	return masked(kind, value)
}

// named tells whether a kind gets pseudonyms: values of tiny domains, and texts, do not.
func named(k pii.Kind) bool {
	class := k.Info().Class
	return k == pii.IPAddress || class != pii.ClassNone && class != pii.ClassText && !k.Any(pii.TinyDomain|pii.Secrecy)
}

// masked is the value with asterisks for letters and digits but for what pii.Mask shows at its beginning.
func masked(kind pii.Kind, value []byte) []byte {
	var shown []byte
	switch kind.Info().Class {
	case pii.ClassName, pii.ClassKana, pii.ClassAddress: // even a surname's first character could be found again
	default:
		shown = pii.Mask(nil, kind, value)
	}
	out := make([]byte, 0, len(value))
	for n := 0; len(value) > 0; n++ {
		r, w := utf8.DecodeRune(value)
		keep := rune('*')
		if len(shown) > 0 {
			k, kw := utf8.DecodeRune(shown)
			keep, shown = k, shown[kw:]
		} else if separator(r) {
			keep = r
		}
		if keep == '"' || keep == '\'' || keep == '\\' || keep < ' ' || keep == utf8.RuneError || keep == '`' {
			keep = '*'
		}
		out = utf8.AppendRune(out, keep)
		value = value[w:]
	}
	return out
}

func separator(r rune) bool {
	return r < utf8.RuneSelf && r > ' ' && !(r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z') || r == ' '
}

// pseudonym is the invented value that stands for the value.
func (m *maker) pseudonym(kind pii.Kind, value []byte) []byte {
	h := m.hash
	if kind.Has(pii.Specific) {
		h = m.run
	}
	class := kind.Info().Class
	m.norm = pii.Normalize(append(m.norm[:0], byte(class)), class, value)
	norm := m.norm[1:]
	if len(norm) == 0 || class == pii.ClassPhone && len(norm) < 7 || class == pii.ClassEmail && bytes.IndexByte(value, '@') < 0 {
		return masked(kind, value) // an odd value of its column
	}
	// Not the fingerprint itself: who has an index of those shall not join it with the copy.
	f := h.Sum(domain, m.norm)
	s := stream{binary.LittleEndian.Uint64(f[:8]), binary.LittleEndian.Uint64(f[8:])}
	switch class {
	case pii.ClassName, pii.ClassKana:
		return token(m.prefix(value, "仮名", "Name-"), &s, 12)
	case pii.ClassAddress:
		return token(m.prefix(value, "仮住所", "Address-"), &s, 12)
	case pii.ClassEmail:
		return append(token("p-", &s, 12), "@example.invalid"...)
	case pii.ClassPhone:
		n := number10(&s, phoneDigits(norm))
		if bytes.IndexByte(value, '.') >= 0 { // it could be an IP address
			return n
		}
		return fill(value, n)
	case pii.ClassDate:
		return year(value, norm)
	}
	if kind == pii.IPAddress && v4(value) {
		return octets(&s)
	}
	if lead, ok := checked[kind]; ok && len(norm) >= 10 && len(norm) <= 19 {
		d := append([]byte(lead), s.digits(len(norm)-len(lead))...)
		invalidate(d)
		return fill(value, d)
	}
	return append([]byte("*"), fill(value, s.word(min(max(len(norm), 12), 16)))...)
}

// checked are the kinds whose pseudonyms are digits, with what they begin with: what no issuer uses, before a check digit
// that fails. Kinds without a check digit get letters behind an asterisk instead, since any digits would be valid.
var checked = map[pii.Kind]string{
	pii.JapanIndividualNumber:     "99",
	pii.JapanDriversLicenseNumber: "99",
	pii.CreditCardNumber:          "99",
	pii.ChinaResidentIDNumber:     "99",
}

// stream yields digits and letters out of a fingerprint.
type stream [2]uint64

func (s *stream) next(n uint64) byte {
	i := 0
	if s[0] < 1<<16 {
		i = 1
	}
	d := s[i] % n
	s[i] /= n
	return byte(d)
}

func (s *stream) digits(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = '0' + s.next(10)
	}
	return out
}

// consonants are no digits of a hexadecimal number and make no words.
const consonants = "ghjkmnpqrstvwxyz"

// word is letters only.
func (s *stream) word(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = consonants[s.next(16)]
	}
	return out
}

// letters are letters and digits by turns: no name has digits, and no two stand together, so that nothing looks for a
// number in them.
func (s *stream) letters(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		if i&1 == 0 {
			out[i] = consonants[s.next(16)]
		} else {
			out[i] = '0' + s.next(10)
		}
	}
	return out
}

func token(prefix string, s *stream, n int) []byte { return append([]byte(prefix), s.letters(n)...) }

// prefix is the first word for values in Han characters or kana, else, or where the charset does not hold it, the second.
func (m *maker) prefix(value []byte, han, latin string) string {
	for _, r := range string(value) {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			if m.src.enc != nil {
				if _, ok := m.src.enc.encode([]byte(han)); !ok {
					return latin
				}
			}
			return han
		}
	}
	return latin
}

// phoneDigits is how many digits the pseudonym of a number has: as many as its national form, whatever it is written like.
func phoneDigits(norm []byte) int {
	switch n := len(norm); {
	case n >= 11 && norm[0] == '8' && norm[1] == '1':
		return n - 1
	case n == 13 && norm[0] == '8' && norm[1] == '6':
		return 11
	default:
		return n
	}
}

// number10 is a telephone number that no plan has: after 10 nothing is allocated, in Japan because nothing there begins
// with 1, in China because 10 begins short service numbers only, in North America because neither an area nor an
// exchange begins with 0. Seven and nine digits begin with 0.
func number10(s *stream, n int) []byte {
	lead := "10"
	if n == 7 || n == 9 {
		lead = "00"
	}
	n = min(max(n, 7), 16)
	d := append([]byte(lead), s.digits(n-2)...)
	invalidate(d)
	return d
}

// invalidate changes digits until no check digit holds by which numbers of such a length are told, nor one of the twelve
// digits that three of a card's four groups are.
func invalidate(d []byte) {
	n := len(d)
	if n == 16 {
		copy(d[4:], "99")
		spoil(d[:12], mod11)
	}
	spoil(d, func(d []byte) bool { return digits.Luhn(d) || mod11(d) || n == 16 && mod11(d[4:]) })
}

// spoil changes the last digit until valid is no longer true.
func spoil(d []byte, valid func([]byte) bool) {
	last := &d[len(d)-1]
	for range 10 {
		if !valid(d) {
			return
		}
		*last = '0' + (*last-'0'+1)%10
	}
}

// mod11 tells whether the last digit is the check digit of a My Number: weights 2 to 7 over and over from the right.
func mod11(d []byte) bool {
	sum, w := 0, 2
	for i := len(d) - 2; i >= 0; i-- {
		sum += int(d[i]-'0') * w
		if w++; w > 7 {
			w = 2
		}
	}
	c := 11 - sum%11
	if c > 9 {
		c = 0
	}
	return int(d[len(d)-1]-'0') == c
}

// fill puts chars where the value has letters and digits, if it has as many; else they stand alone.
func fill(value, chars []byte) []byte {
	n := 0
	for _, r := range string(value) {
		switch {
		case plainAlnum(r), r >= '０' && r <= '９':
			n++
		case r == '-' || r == ' ' || r == '.' || r == '(' || r == ')' || r == '/' || r == '−' || r == '－' || r == '　' || r == '‐' || r == '・':
		default:
			return chars
		}
	}
	if n != len(chars) {
		return chars
	}
	out := make([]byte, 0, len(value))
	i := 0
	for _, r := range string(value) {
		switch {
		case plainAlnum(r):
			out = append(out, chars[i])
			i++
		case r >= '０' && r <= '９':
			if c := chars[i]; c <= '9' {
				out = utf8.AppendRune(out, '０'+rune(c-'0'))
			} else {
				out = append(out, c)
			}
			i++
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

func plainAlnum(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// year leaves the year of a date of birth and makes month and day 00.
func year(value, norm []byte) []byte {
	if len(norm) != 8 {
		return []byte(gone)
	}
	if len(value) >= 8 && string(value[:4]) == string(norm[:4]) {
		out := bytes.Clone(value)
		for i := 4; i < len(out); i++ {
			switch c := out[i]; {
			case '0' <= c && c <= '9':
				out[i] = '0'
			case c != '-' && c != '/' && c != '.' && c != ' ':
				return append(bytes.Clone(norm[:4]), "-00-00"...)
			}
		}
		return out
	}
	return append(bytes.Clone(norm[:4]), "-00-00"...)
}

func v4(value []byte) bool {
	dots := 0
	for _, c := range value {
		if c == '.' {
			dots++
		} else if c < '0' || c > '9' {
			return false
		}
	}
	return dots == 3
}

// octets is an address out of four numbers from 256 on.
func octets(s *stream) []byte {
	var out []byte
	for i := range 4 {
		if i > 0 {
			out = append(out, '.')
		}
		n := 256 + int(s.next(24))*31 + int(s.next(31))
		out = append(out, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
	}
	return out
}
