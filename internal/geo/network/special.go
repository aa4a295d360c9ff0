package network

import "net/netip"

// aside are the networks that standards set aside, of the IANA's special-purpose registries (RFC 6890 and what came after
// it), of RFC 5771 and RFC 4291, and of what is not given out. Kind 0 is globally reachable within one that is not.
var aside = []struct {
	prefix string
	kind   Kind
}{
	{"0.0.0.0/8", Reserved},       // RFC 791: this network
	{"10.0.0.0/8", Private},       // RFC 1918
	{"100.64.0.0/10", Mobile},     // RFC 6598: between a carrier's NAT and its customers
	{"127.0.0.0/8", Private},      // RFC 1122: loopback
	{"169.254.0.0/16", Private},   // RFC 3927: link-local
	{"172.16.0.0/12", Private},    // RFC 1918
	{"192.0.0.0/24", Reserved},    // RFC 6890: protocol assignments
	{"192.0.0.9/32", 0},           // RFC 7723: anycast
	{"192.0.0.10/32", 0},          // RFC 8155: anycast
	{"192.0.2.0/24", Reserved},    // RFC 5737: documentation
	{"192.88.99.0/24", Reserved},  // RFC 7526: 6to4 relays, withdrawn
	{"192.168.0.0/16", Private},   // RFC 1918
	{"198.18.0.0/15", Reserved},   // RFC 2544: benchmarks
	{"198.51.100.0/24", Reserved}, // RFC 5737: documentation
	{"203.0.113.0/24", Reserved},  // RFC 5737: documentation
	{"224.0.0.0/4", Reserved},     // RFC 5771: multicast
	{"240.0.0.0/4", Reserved},     // RFC 1112: future use; broadcast
	{"::/3", Reserved},            // below what is given out: unspecified, loopback's neighbours, mapped
	{"::1/128", Private},          // RFC 4291: loopback
	{"64:ff9b:1::/48", Private},   // RFC 8215: NAT64 of one network
	{"2001::/23", Reserved},       // RFC 2928: protocol assignments
	{"2001::/32", 0},              // RFC 4380: Teredo
	{"2001:1::1/128", 0},          // RFC 7723: anycast
	{"2001:1::2/128", 0},          // RFC 8155: anycast
	{"2001:3::/32", 0},            // RFC 7450: AMT
	{"2001:4:112::/48", 0},        // RFC 7535: AS112
	{"2001:20::/28", 0},           // RFC 7343: ORCHID
	{"2001:30::/28", 0},           // RFC 9374: remote identification of aircraft
	{"2001:db8::/32", Reserved},   // RFC 3849: documentation
	{"3fff::/20", Reserved},       // RFC 9637: documentation
	{"4000::/2", Reserved},        // not given out
	{"8000::/1", Reserved},        // not given out
	{"5f00::/16", Private},        // RFC 9602: segment routing within one network
	{"fc00::/7", Private},         // RFC 4193: unique local
	{"fe80::/10", Private},        // RFC 4291: link-local
	{"ff00::/8", Reserved},        // RFC 4291: multicast
	{"fec0::/10", Private},        // RFC 3879: site-local, withdrawn, still met
}

func special() []Range {
	out := make([]Range, len(aside))
	for i, s := range aside {
		out[i] = Range{Prefix: netip.MustParsePrefix(s.prefix), Kind: s.kind}
	}
	return out
}
