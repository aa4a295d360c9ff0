package network

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"sort"
)

// word is an address as a number; one of IPv4 has hi 0.
type word struct{ hi, lo uint64 }

func (w word) less(v word) bool { return w.hi < v.hi || w.hi == v.hi && w.lo < v.lo }

// next is the address after w; at the end of all addresses it is none.
func (w word) next() (word, bool) {
	w.lo++
	if w.lo == 0 {
		w.hi++
	}
	return w, w != word{}
}

// patch is what a stretch of addresses says over the data below.
type patch struct {
	net   Network
	kind  bool // net.Kind takes the place of the data's
	alone bool // nothing below is asked
}

// on lays the patch over what the data says.
func (p *patch) on(n *Network) {
	if p.net.Country != [2]byte{} {
		n.Country = p.net.Country
	}
	if p.kind {
		n.Kind = p.net.Kind
	}
	if p.net.Name != "" {
		n.Name = p.net.Name
	}
}

// overlay is what lies over the data: short lists of stretches, each from its start to the next one's.
// Most addresses have nothing over them; whether the first 16 bits may have is asked before.
type overlay struct {
	four, six    stretches
	bits4, bits6 *set16
}

// set16 is a set of the values that the first 16 bits of an address may have.
type set16 [1 << 10]uint64

func (s *set16) has(i uint32) bool { return s[i>>6&0x3ff]&(1<<(i&63)) != 0 }

func (s *set16) add(from, to uint64) {
	for i := from; i <= to; i++ {
		s[i>>6] |= 1 << (i & 63)
	}
}

type stretches struct {
	from  []word
	patch []*patch // nil where nothing is said
}

func (s *stretches) at(w word) *patch {
	lo, hi := 0, len(s.from)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if w.less(s.from[mid]) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	if lo == 0 {
		return nil
	}
	return s.patch[lo-1]
}

// laid is a prefix on its way into an overlay.
type laid struct {
	from, to word
	bits     int
	own      bool // declared by the owner
	r        Range
	fact     Kind
}

// lay makes the overlay of what standards set aside and what the owner declares.
func lay(declared []Range) (overlay, error) {
	var four, six []laid
	out := overlay{bits4: &set16{}, bits6: &set16{}}
	add := func(l laid, p netip.Prefix) {
		v4 := p.Addr().Is4()
		l.from, l.to, l.bits = ends(p)
		if v4 {
			four = append(four, l)
			out.bits4.add(l.from.lo>>16, l.to.lo>>16)
		} else {
			six = append(six, l)
			out.bits6.add(l.from.hi>>48, l.to.hi>>48)
		}
	}
	for _, s := range special() {
		add(laid{fact: s.Kind}, s.Prefix)
	}
	seen := map[netip.Prefix]bool{}
	for i, r := range declared {
		p, err := plain(r.Prefix)
		if err != nil {
			return overlay{}, fmt.Errorf("declared network %d: %w", i+1, err)
		}
		if seen[p] {
			return overlay{}, fmt.Errorf("declared network %d: %s is declared twice", i+1, p)
		}
		if r.Country != [2]byte{} && Code(r.Country) == "" {
			return overlay{}, fmt.Errorf("declared network %d: the country of %s is no code of two capitals", i+1, p)
		}
		seen[p] = true
		add(laid{own: true, r: r}, p)
	}
	out.four, out.six = flatten(four), flatten(six)
	return out, nil
}

// plain is a prefix without the bits behind it, of IPv4 where it is IPv4 within IPv6.
func plain(p netip.Prefix) (netip.Prefix, error) {
	if !p.IsValid() {
		return p, errors.New("not a network")
	}
	if p.Addr().Is4In6() {
		if p.Bits() < 96 {
			return p, fmt.Errorf("%s is wider than all of IPv4", p)
		}
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p.Masked(), nil
}

func ends(p netip.Prefix) (from, to word, bits int) {
	bits = p.Bits()
	if p.Addr().Is4() {
		b := p.Addr().As4()
		a := uint64(binary.BigEndian.Uint32(b[:]))
		return word{0, a}, word{0, a | math.MaxUint32>>bits}, bits
	}
	b := p.Addr().As16()
	from = word{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
	to = from
	if bits >= 64 {
		to.lo |= math.MaxUint64 >> (bits - 64)
	} else {
		to.hi |= math.MaxUint64 >> bits
		to.lo = math.MaxUint64
	}
	return from, to, bits
}

// flatten turns prefixes that lie within one another into stretches that lie beside one another.
func flatten(list []laid) stretches {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if a.from != b.from {
			return a.from.less(b.from)
		}
		if a.bits != b.bits {
			return a.bits < b.bits
		}
		return !a.own && b.own
	})
	var out stretches
	var open []laid
	put := func(at word) {
		if n := len(out.from); n > 0 && out.from[n-1] == at {
			out.patch[n-1] = merged(open)
			return
		}
		out.from, out.patch = append(out.from, at), append(out.patch, merged(open))
	}
	pop := func() {
		end := open[len(open)-1].to
		for len(open) > 0 && open[len(open)-1].to == end {
			open = open[:len(open)-1]
		}
		if at, ok := end.next(); ok {
			put(at)
		}
	}
	for _, l := range list {
		for len(open) > 0 && open[len(open)-1].to.less(l.from) {
			pop()
		}
		open = append(open, l)
		put(l.from)
	}
	for len(open) > 0 {
		pop()
	}
	return out
}

// merged is what prefixes say together, the widest first. What a standard says of a stretch gives way to what is declared.
func merged(open []laid) *patch {
	if len(open) == 0 {
		return nil
	}
	p := &patch{}
	var fact Kind
	own := false
	for _, l := range open {
		if !l.own {
			fact = l.fact // the narrower of two standards' prefixes is right; 0 is reachable like any other
			continue
		}
		own = own || l.r.Kind != 0 || l.r.Country != [2]byte{}
		if l.r.Country != [2]byte{} {
			p.net.Country = l.r.Country
		}
		if l.r.Name != "" {
			p.net.Name = l.r.Name
		}
		if l.r.Kind != 0 {
			p.net.Kind, p.kind = l.r.Kind, true
		}
	}
	p.alone = fact != 0
	if own { // whoever declares a network knows what it is; only that it is no one's but his stays
		fact &= Private
	}
	p.net.Kind |= fact
	return p
}
