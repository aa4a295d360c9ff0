package network

import (
	"strings"
)

// Kind says what a network is used for; several may hold at once.
type Kind uint16

// The kinds. The first four are never known but by the owner's declaration.
const (
	Office      Kind = 1 << iota // the owner's own place
	VPN                          // a way into the owner's network: everybody who works from elsewhere comes from there
	Proxy                        // a declared proxy: many people, one address
	Partner                      // somebody who may have access: a contractor, a maintenance firm
	Mobile                       // a mobile network or a carrier's NAT: many people behind one address, who change it often
	Hosting                      // machines for rent: clouds, hosters, networks of delivery
	Anonymising                  // made to hide where somebody is: exits of Tor, public VPN
	Private                      // of no use outside of one network: RFC 1918, unique local, link-local, loopback
	Reserved                     // nobody's: documentation, benchmarks, multicast, not yet given out
)

// Declared are the kinds that only the owner can know.
const Declared = Office | VPN | Proxy | Partner

var kinds = [...]string{"office", "vpn", "proxy", "partner", "mobile", "hosting", "anonymising", "private", "reserved"}

// String is the kinds' names with commas between, "" of none.
func (k Kind) String() string {
	var out []string
	for i, name := range kinds {
		if k&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return strings.Join(out, ",")
}

// ParseKind reads what String writes.
func ParseKind(s string) (Kind, bool) {
	var k Kind
	if s == "" {
		return 0, true
	}
	for name := range strings.SplitSeq(s, ",") {
		i := indexOf(strings.ToLower(strings.TrimSpace(name)))
		if i < 0 {
			return 0, false
		}
		k |= 1 << i
	}
	return k, true
}

func indexOf(name string) int {
	for i, n := range kinds {
		if n == name {
			return i
		}
	}
	return -1
}

// codes holds every pair of capitals, so that a code is a piece of it.
var codes = func() string {
	var b strings.Builder
	for i := 'A'; i <= 'Z'; i++ {
		for j := 'A'; j <= 'Z'; j++ {
			b.WriteRune(i)
			b.WriteRune(j)
		}
	}
	return b.String()
}()

// Code is a country as text, "" of what is no pair of capitals. It does not allocate.
func Code(c [2]byte) string {
	i, j := int(c[0])-'A', int(c[1])-'A'
	if i < 0 || i > 25 || j < 0 || j > 25 {
		return ""
	}
	at := (i*26 + j) * 2
	return codes[at : at+2]
}

// Country is a code as this package holds it: two letters, of either case. It does not ask whether there is such a country.
func Country(code string) (c [2]byte, ok bool) {
	if len(code) != 2 {
		return c, false
	}
	c = [2]byte{code[0] &^ 0x20, code[1] &^ 0x20}
	if Code(c) == "" {
		return [2]byte{}, false
	}
	return c, true
}
