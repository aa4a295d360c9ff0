package zerotest

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// writing is a value as it might stand somewhere.
type writing struct {
	form   string
	needle []byte
	digits bool // other digits or letters beside it make it another number
}

// writings are all the ways in which a value is looked for; none if it does not count.
func writings(p Planted) []writing {
	var out []writing
	for i, text := range normal(p) {
		if !telling(p.Kind, text) {
			continue
		}
		suffix := ""
		if i > 0 {
			suffix = ", normalised"
		}
		b := []byte(text)
		add := func(form string, n []byte) {
			if len(n) >= window {
				out = append(out, writing{form + suffix, n, form == "utf-8" && allDigits(text)})
			}
		}
		add("utf-8", b)
		le, be := wide(text)
		add("utf-16le", le)
		add("utf-16be", be)
		if len([]rune(text)) != len(text) {
			if s, err := japanese.ShiftJIS.NewEncoder().Bytes(b); err == nil {
				add("shift_jis", s)
			}
		}
		h := hex.EncodeToString(b)
		add("hex", []byte(h))
		if u := strings.ToUpper(h); u != h {
			add("HEX", []byte(u))
		}
		for a, drop := range [3]int{0, 2, 3} {
			whole := (a + len(b)) * 8 / 6
			s := base64.StdEncoding.EncodeToString(append(make([]byte, a), b...))[drop:whole]
			name := "base64+" + string(byte('0'+a))
			add(name, []byte(s))
			if u := strings.NewReplacer("+", "-", "/", "_").Replace(s); u != s {
				add(name+" url", []byte(u))
			}
		}
	}
	return out
}

// normal is the value as it stands, then other forms of it that may have been made on the way.
func normal(p Planted) []string {
	out := []string{p.Text}
	put := func(s string) {
		for _, o := range out {
			if o == s {
				return
			}
		}
		out = append(out, s)
	}
	folded := fold(p.Text)
	put(folded)
	switch p.Kind {
	case pii.EmailAddress:
		put(strings.ToLower(p.Text))
	case pii.PersonName, pii.StreetAddress, pii.DateOfBirth, pii.Password, pii.AuthToken, pii.IPAddress, pii.MACAddress, pii.EncryptionKey:
	default:
		if d := digits(folded); len(d) >= 10 && len(d)*2 > len(folded) {
			put(d)
		}
	}
	return out
}

// fold leaves out white space and makes full-width ASCII half-width.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		}
		return r
	}, s)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func allDigits(s string) bool { return digits(s) == s }

func wide(s string) (le, be []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		le = append(le, byte(u), byte(u>>8))
		be = append(be, byte(u>>8), byte(u))
	}
	return le, be
}

// telling tells whether finding the text would say something of somebody, and not be chance.
func telling(k pii.Kind, s string) bool {
	switch k {
	case pii.None, pii.Gender, pii.Age, pii.MaritalStatus, pii.EthnicGroup, pii.Religion, pii.MedicalTerm, pii.Disability, pii.CriminalRecord,
		pii.CrimeVictim, pii.JapanPostalCode, pii.CreditCardSecurityCode, pii.CreditCardExpirationDate, pii.SWIFTCode, pii.LocationCoordinates,
		pii.MessageContent, pii.JapanCorporateNumber:
		return false
	case pii.PersonName, pii.PersonNameKana:
		n := 0
		ascii := true
		for _, r := range s {
			if !unicode.IsSpace(r) {
				n++
			}
			ascii = ascii && r < 0x80
		}
		if ascii {
			return n >= 8
		}
		return n >= 3
	}
	if d := digits(s); len(d) == len(s) {
		return len(d) >= 10
	}
	return len(s) >= 8
}
