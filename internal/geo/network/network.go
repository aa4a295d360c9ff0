// Package network tells of an address in which country it is, whose network it belongs to and of what kind that is: for
// whoever watches accesses, once an access.
//
// Three things are laid over each other. Below lies data on the whole Internet: what comes with the program, or files of the
// owner's (OpenMMDB). Over it lie the networks that standards set aside. Above all lies what the owner declares: offices,
// ways into the own network, partners. An answer is what the highest that says something says.
//
// A country here is where an address is registered or announced to be used, not where a person sits; see docs/adr.
package network

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Network is what is known of an address. Its zero value knows nothing.
type Network struct {
	Country [2]byte // ISO 3166-1 alpha-2 in capitals; zero if unknown
	AS      uint32  // number of the autonomous system that announces it; 0 if unknown
	Kind    Kind
	Name    string // what the owner declared it as, else whose the autonomous system is; "" if unknown
}

// Code is the country as text, "" if it is unknown. It does not allocate.
func (n Network) Code() string { return Code(n.Country) }

// Is tells whether the network is of any of the kinds.
func (n Network) Is(k Kind) bool { return n.Kind&k != 0 }

// Range is a network as its owner declares it. What it leaves empty is said by the next wider range that holds it, at last
// by the data below. A Kind takes the place of what the data says: the own gateway in a hoster's network is a VPN, not hosting.
type Range struct {
	Prefix  netip.Prefix
	Name    string
	Kind    Kind
	Country [2]byte
}

// Table answers for every address. It is safe for concurrent use.
type Table struct {
	over overlay
	data atomic.Pointer[Data]
	once sync.Once
	from []*Data
}

// New makes a table of what the owner declares over data, each of which says what those before it do not know: a file of
// countries, then one of autonomous systems. What comes with the program is always the last of them, and read when an
// address first needs it. An error is of class Usage: a prefix that is none or is there twice, a country that is no code.
func New(declared []Range, data ...*Data) (*Table, error) {
	over, err := lay(declared)
	if err != nil {
		return nil, fault.As(fault.Usage, err)
	}
	return &Table{over: over, from: data}, nil
}

// Look tells what is known of an address. An IPv4 address within an IPv6 one (mapped, or translated by NAT64 under
// 64:ff9b::/96) is looked up as what it stands for; a zone is passed over. It does not allocate, but for the first address
// of all, which reads the data.
func (t *Table) Look(a netip.Addr) (n Network) {
	var w word
	four := a.Is4()
	switch {
	case four:
		b := a.As4()
		w.lo = uint64(binary.BigEndian.Uint32(b[:]))
	case !a.IsValid():
		return n
	default:
		b := a.As16()
		w = word{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
		if w.hi == 0 && w.lo>>32 == 0xffff || w.hi == nat64 && w.lo>>32 == 0 {
			four, w = true, word{0, w.lo & 0xffffffff}
		}
	}
	var p *patch
	if four && t.over.bits4.has(uint32(w.lo)>>16) {
		p = t.over.four.at(w)
	} else if !four && t.over.bits6.has(uint32(w.hi>>48)) {
		p = t.over.six.at(w)
	}
	if p != nil && p.alone {
		return p.net
	}
	d := t.base()
	i := uint32(0)
	if four {
		i = d.v4.at(uint32(w.lo))
	} else {
		i = d.v6.at(w.hi)
	}
	d.tell(&n, i)
	if p != nil {
		p.on(&n)
	}
	return n
}

// nat64 is the first half of 64:ff9b::/96, the well-known prefix of RFC 6052.
const nat64 = 0x0064ff9b_00000000

// base is the data below, put together once.
func (t *Table) base() *Data {
	if d := t.data.Load(); d != nil {
		return d
	}
	return t.load()
}

func (t *Table) load() *Data {
	t.once.Do(func() { t.data.Store(join(append(slices.Clone(t.from), Embedded())...)) })
	return t.data.Load()
}
