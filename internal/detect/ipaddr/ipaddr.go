// Package ipaddr knows IPv4 and IPv6 addresses. Addresses of documentation, loopback and the like carry TestValue, private
// ones Weak; four-part version numbers Embedded.
package ipaddr

import (
	"bytes"
	"net/netip"
	"unsafe"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type v4 struct{}

// V4 returns the detector of IPv4 addresses.
func V4() detect.Detector { return v4{} }

func (v4) Kind() pii.Kind { return pii.IPAddress }
func (v4) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 4, MaxDigits: 12, Dotted: true, Alike: true,
		Takes: func(_, groups int) bool { return groups == 4 }, Whole: detect.Whole{Digits: [2]int{4, 12}}}
}
func (v4) MaxLen() int { return 15 }

// Judge accepts four numbers up to 255 without leading zeros.
func (v4) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.NGroup != 4 || c.Sep != detect.SepDot || c.End-c.Start > 15 {
		return detect.Match{}, false
	}
	var q [4]int
	at := 0
	for i := range q {
		n := int(c.Groups[i])
		if n > 3 || at+n > len(c.Digits) || n > 1 && c.Digits[at] == '0' {
			return detect.Match{}, false
		}
		if q[i] = digits.Number(c.Digits[at : at+n]); q[i] > 255 {
			return detect.Match{}, false
		}
		at += n
	}
	e := detect.Shape
	switch {
	case q[0] == 127, q[0] == 0, q[0] == 1 && q[1] == 2 && q[2] <= 3, q[0] == 255, q[0] >= 224,
		q[0] == 192 && q[1] == 0 && q[2] == 2, q[0] == 198 && q[1] == 51 && q[2] == 100, q[0] == 203 && q[1] == 0 && q[2] == 113,
		q[0] == 8 && q[1] == 8, q[0] == 1 && q[1] == 1 && q[2] == 1 && q[3] == 1:
		e |= detect.TestValue
	case q[0] == 10, q[0] == 172 && q[1] >= 16 && q[1] < 32, q[0] == 192 && q[1] == 168, q[0] == 169 && q[1] == 254:
		e |= detect.Weak
	default:
		e |= detect.Issuer
	}
	if len(c.Digits) <= 6 && c.Digits[0] != '1' {
		e |= detect.Ambiguous // 4.2.1.0 is as often a version
	}
	if !c.Whole {
		e |= against(c)
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: e}, true
}

func against(c *detect.Candidate) detect.Evidence {
	switch c.Before {
	case 'a', '_', '-', '.', '0':
		return detect.Embedded
	}
	if c.Before == '/' && c.Start-2 >= c.Lo && word(c.Text[c.Start-2]) {
		return detect.Embedded // Chrome/124.0.0.0
	}
	switch c.After {
	case 'a', '_', '-', '0':
		return detect.Embedded
	case '.':
		if c.End+1 < c.Hi && digits.Class(c.Text, c.End+1, c.Lo, c.Hi) != 0 {
			return detect.Embedded
		}
	}
	if network(c.Text, c.End, c.Hi) {
		return detect.Embedded
	}
	if versioned(c.Text[max(c.Lo, c.Start-14):c.Start]) {
		return detect.Embedded
	}
	return 0
}

// versioned tells whether a word for a version or an object identifier stands in t.
func versioned(t []byte) bool {
	for i, b := range t {
		switch b {
		case 'e', 'E', 'V', 'v', 'O', 'o', 0xe3, 0xe7:
			for _, w := range versionWords[b] {
				if len(t)-i >= len(w) && string(t[i:i+len(w)]) == w {
					return true
				}
			}
		}
	}
	return false
}

var versionWords = [256][]string{'e': {"ersion", "elease"}, 'E': {"ERSION"}, 'V': {"Ver."}, 'v': {"ver "}, 'O': {"OID"},
	'o': {"oid"}, 0xe3: {"バージョン"}, 0xe7: {"版本"}}

// network tells whether the length of a prefix follows: a network is nobody's address.
func network(t []byte, i, hi int) bool {
	return i+1 < hi && t[i] == '/' && '0' <= t[i+1] && t[i+1] <= '9'
}

type v6 struct{}

// V6 returns the detector of IPv6 addresses.
func V6() detect.Detector { return v6{} }

func (v6) Kind() pii.Kind { return pii.IPAddress }
func (v6) Trigger() detect.Trigger {
	return detect.Trigger{Byte: ':', Whole: detect.Whole{Min: 6, Max: 45, NoNumber: true, Has: detect.Mark, Not: detect.At | detect.High}}
}
func (v6) MaxLen() int { return 45 }

// Judge accepts what RFC 4291 does, but for abbreviations so short that they are likely something else.
func (v6) Judge(c *detect.Candidate) (detect.Match, bool) {
	lo, hi, t := c.Start, c.End, c.Text
	if c.Whole {
		if len(c.Digits) > 0 || hi-lo < 6 || hi-lo > 45 || bytes.IndexByte(t[lo:min(hi, lo+5)], ':') < 0 {
			return detect.Match{}, false
		}
	} else {
		// Only the first colon of an address is asked about, so that each is read once.
		for lo > c.Lo && hex(t[lo-1]) && c.Start-lo < 5 {
			lo--
		}
		if lo > c.Lo && (t[lo-1] == ':' || word(t[lo-1])) || c.Start-lo > 4 {
			return detect.Match{}, false
		}
		for hi < c.Hi && hi-lo < 46 && (hex(t[hi]) || t[hi] == ':' || t[hi] == '.') {
			hi++
		}
		for hi > lo && (t[hi-1] == '.' || t[hi-1] == ':' && !(hi-2 > lo && t[hi-2] == ':')) {
			hi--
		}
		if hi < c.Hi && word(t[hi]) {
			return detect.Match{}, false
		}
	}
	s := t[lo:hi]
	colons := bytes.Count(s, []byte(":"))
	if len(s) < 6 || colons < 3 && !bytes.Contains(s, []byte("::")) || colons < 7 && !bytes.Contains(s, []byte("::")) && bytes.IndexByte(s, '.') < 0 {
		return detect.Match{}, false
	}
	if !plausible(s) {
		return detect.Match{}, false
	}
	a, err := netip.ParseAddr(unsafe.String(&s[0], len(s)))
	if err != nil || !a.Is6() {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Rare
	b := a.As16()
	switch {
	case a.Is4In6(), a.IsLoopback(), a.IsMulticast(), a.IsUnspecified(), b[0] == 0x20 && b[1] == 1 && b[2] == 0x0d && b[3] == 0xb8:
		e |= detect.TestValue
	case a.IsLinkLocalUnicast(), b[0]&0xfe == 0xfc:
		e |= detect.Weak
	case b[0]&0xe0 == 0x20:
		e |= detect.Issuer
	}
	if s[len(s)-1] == ':' {
		e |= detect.TestValue
	}
	if !c.Whole && network(t, hi, c.Hi) {
		e |= detect.Embedded
	}
	return detect.Match{Start: lo, End: hi, Evidence: e}, true
}

// plausible refuses what ParseAddr would refuse with an error, which allocates.
func plausible(s []byte) bool {
	group, groups, double := 0, 0, 0
	for i, b := range s {
		switch {
		case b == ':':
			if i > 0 && s[i-1] == ':' {
				double++
			} else if i > 0 {
				groups++
			} else if s[1] != ':' {
				return false
			}
			group = 0
		case b == '.':
			return (double == 1 && groups <= 5 || double == 0 && groups == 6) && dotted(s[i-group:])
		case hex(b):
			if group++; group > 4 {
				return false
			}
		default:
			return false
		}
	}
	if group > 0 {
		groups++
	} else if s[len(s)-2] != ':' {
		return false
	}
	return double == 1 && groups < 8 || double == 0 && groups == 8
}

// dotted tells whether s is four decimal numbers of one to three digits.
func dotted(s []byte) bool {
	n, dots := 0, 0
	for _, b := range s {
		switch {
		case b == '.' && n > 0:
			dots++
			n = 0
		case '0' <= b && b <= '9' && n < 3:
			n++
		default:
			return false
		}
	}
	return dots == 3 && n > 0
}

func hex(b byte) bool  { return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'f' }
func word(b byte) bool { return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_' }
