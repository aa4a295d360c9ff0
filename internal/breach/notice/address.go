package notice

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Address is an address of e-mail that was checked: it can be written into a header and a command as it stands.
type Address string

// atext are the characters of a local part that need no quotes (RFC 5322, 3.2.3).
func atext(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

// ParseAddress checks one bare address. What has a name, a comment, a quote, a route, a second address, a blank or a character beyond
// ASCII before the @ is none. Dots that stand together or at the end of the local part, as old addresses of Japanese carriers have them, are quoted.
func ParseAddress(v []byte) (Address, bool) {
	s := strings.Trim(string(v), " \t\u3000")
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || len(s) > 254 || !utf8.ValidString(s) {
		return "", false
	}
	local, domain := s[:at], s[at+1:]
	quote := local[0] == '.' || local[len(local)-1] == '.'
	for i := range len(local) {
		switch c := local[i]; {
		case c == '.':
			quote = quote || i > 0 && local[i-1] == '.'
		case !atext(c):
			return "", false
		}
	}
	domain, ok := parseDomain(domain)
	if !ok {
		return "", false
	}
	if quote {
		local = `"` + local + `"`
	}
	return Address(local + "@" + domain), true
}

var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// parseDomain writes a domain in ASCII. One without a dot is none: a letter would go to a neighbour.
func parseDomain(s string) (string, bool) {
	plain := true
	for i := range len(s) {
		c := s[i]
		plain = plain && (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == '-' || c == '.')
		if c <= ' ' || c == 0x7f {
			return "", false
		}
	}
	if !plain || strings.Contains(s, "xn--") {
		var err error
		if s, err = domains.ToASCII(s); err != nil {
			return "", false
		}
	}
	if len(s) > 253 || !strings.Contains(s, ".") {
		return "", false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return "", false
		}
	}
	tld := s[strings.LastIndexByte(s, '.')+1:]
	return s, strings.ContainsFunc(tld, unicode.IsLetter)
}

// nameMost is how long a name may be in a letter, in characters.
const nameMost = 80

// CleanName is a name as it may stand in a letter: one line, without what is not seen or turns the direction of writing. header tells whether it
// may stand in a header too; a name with marks of addresses, quotes or encoded words in it does not.
func CleanName(v []byte) (name string, header bool) {
	header = true
	var b strings.Builder
	n, blank := 0, false
	for _, r := range string(v) {
		switch {
		case r == ' ' || r == '\u3000' || r == '\u00a0':
			blank = b.Len() > 0
			continue
		case r == '\t' || r == '\n' || r == '\r':
			header, blank = false, b.Len() > 0
			continue
		case r == utf8.RuneError, unicode.Is(unicode.C, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), r == '\u115f', r == '\u1160', r == '\u3164':
			header = false
			continue
		case strings.ContainsRune(`<>@",;:\()[]=?`, r):
			header = false
		}
		if n++; n > nameMost {
			header = false
			break
		}
		if blank {
			b.WriteRune(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	return b.String(), header
}

// Addressed is a name without the title that it may carry: letters add their own.
func Addressed(name, lang string) string {
	if lang == "ja" {
		for _, t := range []string{"様", "さま", "殿", "御中"} {
			if s, ok := strings.CutSuffix(name, t); ok && strings.TrimSpace(s) != "" {
				return strings.TrimSpace(s)
			}
		}
	}
	return name
}
