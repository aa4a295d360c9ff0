package network

import "cmp"

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
	j := newJoiner(a.nets, b.nets)
	v4 := meet(j, cuts4(a), cuts4(b))
	v6 := meet(j, cuts6(a), cuts6(b))
	return tables(j.nets, v4, v6)
}

// joiner numbers what networks of two lists say together.
type joiner struct {
	a, b []Network
	nets []Network
	last []uint32 // of each of b, the number it had with the one of a that it was last met with
	with []uint32 // and that one of a
	seen map[[2]uint32]uint32
}

func newJoiner(a, b []Network) *joiner {
	j := &joiner{a: a, b: b, seen: map[[2]uint32]uint32{}, nets: make([]Network, 1, 1+len(a)+len(b)), last: make([]uint32, len(b)), with: make([]uint32, len(b))}
	j.seen[[2]uint32{}] = 0
	return j
}

func (j *joiner) of(a, b uint32) uint32 {
	if j.with[b] == a && (a|b) != 0 && j.last[b] != 0 {
		return j.last[b]
	}
	k := [2]uint32{a, b}
	i, ok := j.seen[k]
	if !ok {
		i = uint32(len(j.nets))
		j.nets = append(j.nets, under(j.a[a], j.b[b]))
		j.seen[k] = i
	}
	j.with[b], j.last[b] = a, i
	return i
}

// under is what two say together; a number, its name and its kind belong together.
func under(a, b Network) Network {
	if a.Country == [2]byte{} {
		a.Country = b.Country
	}
	if a.AS == 0 {
		a.AS, a.Name = b.AS, b.Name
	} else if a.AS == b.AS && a.Name == "" {
		a.Name = b.Name
	}
	a.Kind |= b.Kind
	return a
}

// meet cuts addresses where either of two does.
func meet[K cmp.Ordered](j *joiner, a, b []cut[K]) []cut[K] {
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
		out = append(out, cut[K]{at, j.of(x, y)})
	}
	return out
}

func cuts4(d *Data) []cut[uint32] {
	out := make([]cut[uint32], len(d.v4.steps))
	for i, s := range d.v4.steps {
		out[i] = cut[uint32]{s.from, s.net}
	}
	return out
}

func cuts6(d *Data) []cut[uint64] {
	out := make([]cut[uint64], len(d.v6.from))
	for i, from := range d.v6.from {
		out[i] = cut[uint64]{from, d.v6.net[i]}
	}
	return out
}
