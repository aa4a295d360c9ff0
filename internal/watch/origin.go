package watch

import (
	"net/netip"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
)

// origins remembers what is known of addresses: accesses come in runs from the same ones.
type origins struct {
	known [1 << 12]origin // by hash, the newest of each place
}

type origin struct {
	from      netip.Addr
	id, wider ID
	net       network.Network
}

// of is the ID of where an access came from and of its range; what is known of the network stands in a afterwards.
func (o *origins) of(m *Maker, a *Access) (id, wider ID) {
	from := a.From.Unmap()
	b := from.As16()
	h := (uint64(b[15]) | uint64(b[14])<<8 | uint64(b[13])<<16 | uint64(b[12])<<24 | uint64(b[7])<<32 | uint64(b[6])<<40 | uint64(b[3])<<48) * 0x9E3779B97F4A7C15
	k := &o.known[h>>52]
	if k.from != from {
		bits, wide := 32, 24
		if from.Is6() {
			bits, wide = 64, 48
		}
		*k = origin{from: from}
		k.id, k.wider = o.hash(m, Origins, from, bits), o.hash(m, Ranges, from, wide)
		if m.s.Networks != nil {
			k.net = m.s.Networks.Look(from)
		}
	}
	a.Net = k.net
	return k.id, k.wider
}

func (o *origins) hash(m *Maker, d Domain, a netip.Addr, bits int) ID {
	p, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return 0
	}
	b := p.Addr().As16()
	return m.hash.Of(d, b[:])
}
