// Package iban knows international bank account numbers (ISO 13616): country, its length, check digits MOD 97-10. One
// random candidate of the right country and length in 97 passes.
package iban

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// lengths of the countries in the SWIFT registry.
const lengths = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22" +
	"GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31" +
	"MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30"

var length = func() (t [26 * 26]uint8) {
	for i := 0; i < len(lengths); i += 4 {
		t[int(lengths[i]-'A')*26+int(lengths[i+1]-'A')] = (lengths[i+2]-'0')*10 + lengths[i+3] - '0'
	}
	return t
}()

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.IBANCode }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 4, MaxDigits: 31, Lettered: true, Whole: detect.Whole{Min: 15, Max: 42, NoNumber: true, Has: detect.Letter}}
}
func (detector) MaxLen() int { return 44 }

// Judge accepts the number in one piece or in fours. In running text the candidate is any of its runs of digits.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	t := c.Text
	if c.Whole {
		if len(c.Digits) > 0 || c.End-c.Start < 15 || c.End-c.Start > 42 || !upper(t[c.Start]) && !lower(t[c.Start]) {
			return detect.Match{}, false
		}
		end, e := read(t, c.Start, c.End)
		if end != c.End {
			return detect.Match{}, false
		}
		return detect.Match{Start: c.Start, End: end, Evidence: e}, true
	}
	// The country's letters stand directly before the first run, or a few groups of letters and digits further back.
	if i := c.Start - 2; i >= c.Lo && upper(t[i]) && upper(t[i+1]) {
		for i > c.Lo && c.Start-i < 36 && (classed(t[i-1]) || t[i-1] == ' ' && i-2 >= c.Lo && classed(t[i-2])) {
			i--
		}
		for ; i <= c.Start-2; i++ {
			if upper(t[i]) && upper(t[i+1]) && (i == c.Lo || !classed(t[i-1])) && t[i+2] >= '0' && t[i+2] <= '9' {
				if end, e := read(t, i, c.Hi); end > c.Start {
					return detect.Match{Start: i, End: end, Evidence: e}, true
				}
			}
		}
		return detect.Match{}, false
	}
	if i := c.Start - 1; i-7 >= c.Lo && t[i] == ' ' && upper(t[i-1]) { // GB29 NWBK 6016…
		i -= 9
		if i >= c.Lo && upper(t[i]) && upper(t[i+1]) && (i == c.Lo || !classed(t[i-1])) {
			if end, e := read(t, i, c.Hi); end > c.Start {
				return detect.Match{Start: i, End: end, Evidence: e}, true
			}
		}
	}
	return detect.Match{}, false
}

// read checks the number that begins at i and tells where it ends, or 0.
func read(t []byte, i, hi int) (end int, e detect.Evidence) {
	var buf [34]byte
	n, want, blanks := 0, 34, 0
	for end = i; end < hi && n < want; {
		b := t[end]
		switch {
		case lower(b):
			b -= 'a' - 'A'
		case upper(b), '0' <= b && b <= '9':
		default:
			s, w := digits.At(t[:hi], end)
			if s != digits.Space && s != digits.Hyphen || n == 0 {
				return 0, 0
			}
			blanks++
			end += w
			continue
		}
		buf[n] = b
		n++
		end++
		if n == 4 {
			if !upper(buf[0]) || !upper(buf[1]) || !digits.All(buf[2:4]) {
				return 0, 0
			}
			want = int(length[int(buf[0]-'A')*26+int(buf[1]-'A')])
			if want == 0 {
				return 0, 0
			}
		}
	}
	if n != want || end < hi && classed(t[end]) || !mod97(buf[:n]) {
		return 0, 0
	}
	e = detect.Shape | detect.Check | detect.Issuer
	if blanks >= 3 {
		e |= detect.Grouping
	}
	return end, e
}

func mod97(b []byte) bool {
	r := 0
	for i := range b {
		switch c := b[(i+4)%len(b)]; {
		case c <= '9':
			r = (r*10 + int(c-'0')) % 97
		default:
			r = (r*100 + int(c-'A') + 10) % 97
		}
	}
	return r == 1
}

func upper(b byte) bool   { return 'A' <= b && b <= 'Z' }
func lower(b byte) bool   { return 'a' <= b && b <= 'z' }
func classed(b byte) bool { return upper(b) || lower(b) || '0' <= b && b <= '9' }
