package org

import (
	"encoding/binary"
	"net/netip"
)

// Network is a range of invented addresses.
type Network struct {
	Prefix  netip.Prefix
	Country string // ISO 3166-1
	Kind    string // office, vpn, mobile, isp, hosting, tor
	Owner   string // whom a registry would name
	ASN     uint32 // private (RFC 6996)
}

// Countries are those that have networks; the organisation has offices in the first four.
var Countries = []string{"JP", "SG", "DE", "US", "KR", "GB", "TH", "FR", "CN", "BR", "RU", "NL", "IN", "VN", "TW", "RO"}

// Kinds are the kinds of networks.
var Kinds = []string{"office", "vpn", "mobile", "isp", "hosting", "tor"}

// bitsOf is how long the prefixes of a kind are; the customers' country needs more.
func bitsOf(country, kind string) int {
	switch kind {
	case "isp":
		if country == "JP" {
			return 13
		}
		return 17
	case "mobile":
		return 22
	case "hosting":
		return 20
	case "tor", "office", "vpn":
		return 26
	}
	return 28
}

// Networks is the table of all invented networks: of IPv4 carved out of the address space shared by carriers (RFC 6598), and
// of IPv6 out of that for documentation (RFC 3849). The same on every machine. Offices and VPNs stand in 198.18.0.0/15
// (RFC 2544).
func Networks() []Network {
	wide := binary.BigEndian.Uint32([]byte{100, 64, 0, 0})
	small := binary.BigEndian.Uint32([]byte{198, 18, 0, 0})
	var out []Network
	asn := uint32(4_200_000_000)
	for _, kind := range []string{"isp", "hosting", "mobile", "office", "vpn", "tor"} { // the wide ones first: so all are aligned
		for i, c := range Countries {
			asn++
			bits := bitsOf(c, kind)
			at := &wide
			if bits > 22 {
				at = &small
			}
			var b [4]byte
			binary.BigEndian.PutUint32(b[:], *at)
			*at += 1 << (32 - bits)
			out = append(out, Network{netip.PrefixFrom(netip.AddrFrom4(b), bits), c, kind, c + " Example " + kind, asn})
			if kind == "isp" || kind == "mobile" {
				six := [16]byte{0x20, 0x01, 0x0d, 0xb8, byte(16 + 2*i)}
				if kind == "mobile" {
					six[4]++
				}
				out = append(out, Network{netip.PrefixFrom(netip.AddrFrom16(six), 40), c, kind, c + " Example " + kind, asn})
			}
		}
	}
	return out
}

// Default finds the prefix of a country and kind in Networks; that of IPv6 with a 6 behind the kind.
func Default() func(country, kind string) netip.Prefix {
	table := map[string]netip.Prefix{}
	for _, n := range Networks() {
		if n.Prefix.Addr().Is4() {
			table[n.Country+n.Kind] = n.Prefix
		} else {
			table[n.Country+n.Kind+"6"] = n.Prefix
		}
	}
	return func(country, kind string) netip.Prefix { return table[country+kind] }
}

// Nets hands out addresses of the networks.
type Nets struct {
	of    func(country, kind string) netip.Prefix
	cache map[[2]string]pool
}

type pool struct {
	first uint32
	size  uint64
	six   netip.Prefix
}

// Addr is the host with that number in a network; numbers too large begin again. 0 is the first host.
func (n *Nets) Addr(country, kind string, host uint64) netip.Addr {
	key := [2]string{country, kind}
	p, ok := n.cache[key]
	if !ok {
		pre := n.of(country, kind)
		if pre.Addr().Is4() {
			b := pre.Masked().Addr().As4()
			p = pool{first: binary.BigEndian.Uint32(b[:]), size: 1 << (32 - pre.Bits())}
		} else {
			p = pool{six: pre.Masked()}
		}
		n.cache[key] = p
	}
	if p.six.IsValid() {
		a := p.six.Addr().As16()
		binary.BigEndian.PutUint64(a[8:], host+1)
		return netip.AddrFrom16(a)
	}
	at := p.first
	if p.size > 2 {
		at += uint32(host%(p.size-2)) + 1 //nolint:gosec // below the size
	}
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], at)
	return netip.AddrFrom4(b)
}

// Six is an address of IPv6: of the network with a number within that of a country and kind, and of a device; false if there
// is none.
func (n *Nets) Six(country, kind string, network, device uint64) (netip.Addr, bool) {
	key := [2]string{country, kind + "6"}
	p, ok := n.cache[key]
	if !ok {
		p.six = n.of(key[0], key[1]).Masked()
		n.cache[key] = p
	}
	if !p.six.IsValid() || !p.six.Addr().Is6() || p.six.Bits() > 63 {
		return netip.Addr{}, false
	}
	a := p.six.Addr().As16()
	free := 64 - p.six.Bits()
	binary.BigEndian.PutUint64(a[:8], binary.BigEndian.Uint64(a[:8])|network&(1<<free-1))
	binary.BigEndian.PutUint64(a[8:], device)
	return netip.AddrFrom16(a), true
}

// Inside is an address within the house: 10.a.b.c.
func Inside(a, b, c int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(a), byte(b), byte(c)})
}
