package network

import (
	"cmp"
	"math/bits"
	"slices"
)

// Data says of the whole Internet what is known of each network. It does not change once made.
//
// Addresses are cut into stretches, each from its start to the next one's, so that finding one is finding the last start not
// after the address. IPv6 is known to the /64: a customer has at least one, and none is split between two countries.
type Data struct {
	nets []Network // what stretches point to; the first knows nothing
	v4   four
	v6   six
}

// known tells whether the data holds any network.
func (d *Data) known() bool { return len(d.nets) > 1 }

// four are the stretches of IPv4. The first 16 bits of an address say between which of them it lies.
type four struct {
	steps []step4
	first []uint32 // 65,537 long: of the prefix, the first stretch that begins within or after it
}

type step4 struct {
	from uint32
	net  uint32
}

func (d *Data) four(a uint32) Network {
	if len(d.v4.steps) == 0 {
		return Network{}
	}
	return d.nets[d.v4.at(a)]
}

func (f *four) at(a uint32) uint32 {
	s := f.steps
	lo, hi := f.first[a>>16], f.first[a>>16+1]
	for lo < hi {
		mid := (lo + hi) >> 1
		if s[mid].from > a {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return s[lo-1].net // the first stretch begins at 0
}

// six are the stretches of IPv6, by the first half of the address. Of the first 16 bits few are in use; each of those that
// are has a page, on which the next bits say between which stretches an address lies: as many bits as it holds stretches for.
type six struct {
	from  []uint64
	net   []uint32
	page  []uint16 // of the first 16 bits: its page, counted from 1; 0 if no stretch begins within them
	only  []uint32 // of the first 16 bits that have no page: the stretch that holds them all
	pages []page
	rows  []uint32
}

// page is where the rows of a page begin, and by how much an address without its first 16 bits is shifted to say which.
type page struct {
	base  uint32
	shift uint8
}

func (d *Data) six(hi uint64) Network {
	if len(d.v6.from) == 0 {
		return Network{}
	}
	return d.nets[d.v6.at(hi)]
}

func (x *six) at(a uint64) uint32 {
	top := a >> 48
	n := x.page[top]
	if n == 0 {
		return x.net[x.only[top]]
	}
	p := x.pages[n-1]
	row := uint64(p.base) + a<<16>>p.shift
	lo, hi := x.rows[row], x.rows[row+1]
	for lo < hi {
		mid := (lo + hi) >> 1
		if x.from[mid] > a {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return x.net[lo-1]
}

// cut is a stretch before it is put into tables: from its start to the next one's.
type cut[K cmp.Ordered] struct {
	from K
	net  uint32
}

// tidy leaves out the stretches that say the same as the one before, and puts one that knows nothing before the first.
func tidy[K cmp.Ordered](in []cut[K]) []cut[K] {
	var zero K
	if len(in) == 0 || in[0].from != zero {
		in = slices.Insert(in, 0, cut[K]{zero, 0})
	}
	return slices.CompactFunc(in, func(a, b cut[K]) bool { return a.net == b.net })
}

func tables(nets []Network, v4 []cut[uint32], v6 []cut[uint64]) *Data {
	d := &Data{nets: nets}
	d.v4.build(tidy(v4))
	d.v6.build(tidy(v6))
	return d
}

func (f *four) build(in []cut[uint32]) {
	f.steps = make([]step4, len(in))
	f.first = make([]uint32, 1<<16+1)
	at := 0
	for i, c := range in {
		f.steps[i] = step4{c.from, c.net}
		for ; at <= int(c.from>>16); at++ { // every prefix up to this one's has its first stretch here, or had it before
			f.first[at] = uint32(i)
		}
	}
	for ; at < len(f.first); at++ {
		f.first[at] = uint32(len(in))
	}
}

func (x *six) build(in []cut[uint64]) {
	x.from, x.net = make([]uint64, len(in)), make([]uint32, len(in))
	x.page, x.only = make([]uint16, 1<<16), make([]uint32, 1<<16)
	for i, c := range in {
		x.from[i], x.net[i] = c.from, c.net
	}
	for i := 0; i < len(in); {
		top := in[i].from >> 48
		end := i
		for end < len(in) && in[end].from>>48 == top {
			end++
		}
		if end-i > 1 || in[i].from<<16 != 0 {
			x.turn(top, in[i:end], i)
		}
		until := uint64(1 << 16)
		if end < len(in) {
			until = in[end].from >> 48
		}
		for t := top; t < until; t++ {
			if x.page[t] == 0 {
				x.only[t] = uint32(end - 1)
			}
		}
		i = end
	}
}

// turn makes the page of the first 16 bits on which the stretches begin; start is the number of the first of them.
func (x *six) turn(top uint64, in []cut[uint64], start int) {
	width := min(bits.Len(uint(len(in))), 16)
	p := page{uint32(len(x.rows)), uint8(64 - width)}
	x.pages = append(x.pages, p)
	x.page[top] = uint16(len(x.pages))
	rows, at := make([]uint32, 1<<width+1), 0
	for i, c := range in {
		for ; at <= int(c.from<<16>>p.shift); at++ {
			rows[at] = uint32(start + i)
		}
	}
	for ; at < len(rows); at++ {
		rows[at] = uint32(start + len(in))
	}
	x.rows = append(x.rows, rows...)
}
