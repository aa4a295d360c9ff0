package network

// join lays data over one another: of each thing that can be known of a network, the first that knows it says it.
func join(list ...*Data) *Data {
	d := list[0]
	for _, below := range list[1:] {
		switch {
		case !d.known():
			d = below
		case below.known():
			d = pair(d, below)
		}
	}
	return d
}

func pair(a, b *Data) *Data {
	d := &Data{names: a.names + b.names, nets: make([]entry, 1, len(a.nets)+len(b.nets))}
	p := pairing{last: make([]uint32, len(b.nets)), with: make([]uint32, len(b.nets)), seen: make(map[[2]uint32]uint32, len(b.nets))}
	p.add = func(x, y uint32) uint32 {
		below := b.nets[y]
		below.name += uint32(len(a.names))
		d.nets = append(d.nets, under(a.nets[x], below))
		return uint32(len(d.nets) - 1)
	}
	d.v4 = grow(tidy(meet(&p, a.v4.cuts(), b.v4.cuts())))
	d.v6 = grow(tidy(meet(&p, a.v6.cuts(), b.v6.cuts())))
	return d
}

// pairing numbers pairs of numbers, from 1; the pair of zeros is 0.
type pairing struct {
	seen map[[2]uint32]uint32
	last []uint32 // of each second, the number it had with the first it was last met with: mostly it is met with the same
	with []uint32 // and that first
	add  func(a, b uint32) uint32
}

func (p *pairing) of(a, b uint32) uint32 {
	if a|b == 0 {
		return 0
	}
	if p.with[b] == a && p.last[b] != 0 {
		return p.last[b]
	}
	k := [2]uint32{a, b}
	i, ok := p.seen[k]
	if !ok {
		i = p.add(a, b)
		p.seen[k] = i
	}
	p.with[b], p.last[b] = a, i
	return i
}

// under is what two say together. A number, its name and what is known of it belong together; so a kind is taken from below
// only if no other system was named above.
func under(a, b entry) entry {
	if a.country == [2]byte{} {
		a.country = b.country
	}
	switch a.as {
	case 0:
		a.as, a.name, a.length, a.kind = b.as, b.name, b.length, a.kind|b.kind
	case b.as:
		a.kind |= b.kind
		if a.length == 0 {
			a.name, a.length = b.name, b.length
		}
	}
	return a
}

// meet cuts addresses where either of two does.
func meet[K uint32 | uint64](p *pairing, a, b []cut[K]) []cut[K] {
	out := make([]cut[K], 0, len(a)+len(b))
	var x, y uint32
	for len(a) > 0 || len(b) > 0 {
		var at K
		if len(b) == 0 || len(a) > 0 && a[0].from <= b[0].from {
			at = a[0].from
		} else {
			at = b[0].from
		}
		if len(a) > 0 && a[0].from == at {
			x, a = a[0].net, a[1:]
		}
		if len(b) > 0 && b[0].from == at {
			y, b = b[0].net, b[1:]
		}
		out = append(out, cut[K]{at, p.of(x, y)})
	}
	return out
}
