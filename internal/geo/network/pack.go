package network

import (
	"cmp"
	"encoding/binary"
	"errors"
	"maps"
	"math/bits"
	"net/netip"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Span is what a data set says of a range of addresses, both ends within.
type Span struct {
	From, To netip.Addr
	Country  [2]byte
	AS       uint32
	Name     string // whose the autonomous system is
}

// The file of data: this line, then one zstd frame of sections, each of them its length as a uvarint and its bytes.
//
//	day         text: of what day the data is
//	codes       of countries, pairs of capitals
//	numbers     of autonomous systems, each as a uvarint of what it is more than the one before
//	names       theirs, each with a line feed behind it
//	hosters     a byte each: 1 if the name says that machines are rented out
//	countries   of the networks, most frequent first, their place among the codes from 1; 0 is none
//	systems     of the networks, their place among the numbers from 1; 0 is none
//	IPv4, IPv6  three sections each, of stretches that name a network by its place from 1; 0 is none (see pack)
const magic = "tsutsumi networks 1\n"

// Pack writes the file of data from what says a country and what says an autonomous system, of a day. Of spans that overlap
// the narrower is right. A span of IPv6 that does not hold the first address of a /64 is left out; one that does holds it all.
func Pack(day string, countries, systems []Span) ([]byte, error) {
	codes := places(countries, func(s Span) uint32 { return uint32(s.Country[0])<<8 | uint32(s.Country[1]) })
	numbers := places(systems, func(s Span) uint32 { return s.AS })
	names := map[uint32]string{}
	for _, s := range systems {
		if names[s.AS] == "" {
			names[s.AS] = clip(strings.Join(strings.Fields(s.Name), " "))
		}
	}
	var nets []pairOf
	p := pairing{seen: map[[2]uint32]uint32{}, last: make([]uint32, len(numbers.order)+1), with: make([]uint32, len(numbers.order)+1)}
	p.add = func(c, s uint32) uint32 {
		nets = append(nets, pairOf{c, s, 0})
		return uint32(len(nets))
	}
	var cuts [2][]cut[uint64]
	for i := range cuts {
		c, err := cutUp(countries, i == 0, codes.of)
		if err != nil {
			return nil, err
		}
		s, err := cutUp(systems, i == 0, numbers.of)
		if err != nil {
			return nil, err
		}
		cuts[i] = tidy(meet(&p, c, s))
	}
	nets = reorder(nets, &cuts)

	var num, name, host, code, country, system []byte
	var before uint32
	for _, n := range numbers.order {
		num = binary.AppendUvarint(num, uint64(n-before))
		name = append(append(name, names[n]...), '\n')
		before = n
		host = append(host, 0)
		if hoster(names[n]) {
			host[len(host)-1] = 1
		}
	}
	for _, c := range codes.order {
		code = append(code, byte(c>>8), byte(c))
	}
	for _, n := range nets {
		country = binary.AppendUvarint(country, uint64(n.country))
		system = binary.AppendUvarint(system, uint64(n.system))
	}
	var raw []byte
	for _, b := range [][]byte{[]byte(day), code, num, name, host, country, system} {
		raw = section(raw, b)
	}
	raw = pack(pack(raw, cuts[0]), cuts[1])
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(8<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return w.EncodeAll(raw, []byte(magic)), nil
}

// pairOf is a network: places of its country and of its system, and how many stretches are of it.
type pairOf struct {
	country, system uint32
	weight          uint64
}

// reorder puts the networks that most stretches are of first: their places are short, and what is looked up often lies close.
func reorder(nets []pairOf, cuts *[2][]cut[uint64]) []pairOf {
	for family, list := range cuts {
		for i, c := range list {
			if c.net == 0 {
				continue
			}
			n := &nets[c.net-1].weight
			*n += 16
			if family == 0 && i+1 < len(list) {
				*n += (list[i+1].from - c.from) >> 8
			}
		}
	}
	order := make([]uint32, len(nets))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, func(a, b uint32) int { return cmp.Compare(nets[b].weight, nets[a].weight) })
	place := make([]uint32, len(nets)+1)
	out := make([]pairOf, len(nets))
	for i, was := range order {
		out[i], place[was+1] = nets[was], uint32(i+1)
	}
	for _, list := range cuts {
		for i := range list {
			list[i].net = place[list[i].net]
		}
	}
	return out
}

// ranks gives values places from 1, in their order.
type ranks struct {
	order []uint32
	of    func(Span) uint32
}

func places(spans []Span, value func(Span) uint32) ranks {
	place := map[uint32]uint32{}
	for _, s := range spans {
		place[value(s)] = 0
	}
	order := slices.Sorted(maps.Keys(place))
	for i, v := range order {
		place[v] = uint32(i + 1)
	}
	return ranks{order, func(s Span) uint32 { return place[value(s)] }}
}

// stretch is a span as numbers.
type stretch struct {
	from, to uint64
	value    uint32
}

// cutUp turns the spans of one family into stretches, with what lies between them. Where spans overlap, the narrower is right.
func cutUp(spans []Span, v4 bool, value func(Span) uint32) ([]cut[uint64], error) {
	var list []stretch
	points := []uint64{0}
	for _, s := range spans {
		if s.From.Is4() != v4 {
			continue
		}
		from, to, ok, err := s.ends()
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, stretch{from, to, value(s)})
			points = append(points, from)
			if to != lastOf(v4) {
				points = append(points, to+1)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	slices.Sort(points)
	var out []cut[uint64]
	var open []stretch
	for _, at := range slices.Compact(points) {
		for len(list) > 0 && list[0].from == at {
			open, list = append(open, list[0]), list[1:]
		}
		open = slices.DeleteFunc(open, func(s stretch) bool { return s.to < at })
		c := cut[uint64]{at, 0}
		for i, s := range open {
			if i == 0 || s.to-s.from <= open[0].to-open[0].from {
				c.net = s.value
				open[0], open[i] = s, open[0]
			}
		}
		out = append(out, c)
	}
	return tidy(out), nil
}

func lastOf(v4 bool) uint64 {
	if v4 {
		return 1<<32 - 1
	}
	return 1<<64 - 1
}

// ends is the span as numbers, of IPv6 in /64s; ok is false if it holds the first address of none.
func (s Span) ends() (from, to uint64, ok bool, err error) {
	if s.From.Is4() != s.To.Is4() || s.To.Less(s.From) {
		return 0, 0, false, errors.New("a span ends before it begins")
	}
	if s.From.Is4() {
		a, b := s.From.As4(), s.To.As4()
		return uint64(binary.BigEndian.Uint32(a[:])), uint64(binary.BigEndian.Uint32(b[:])), true, nil
	}
	a, b := s.From.As16(), s.To.As16()
	from, to = binary.BigEndian.Uint64(a[:8]), binary.BigEndian.Uint64(b[:8])
	if binary.BigEndian.Uint64(a[8:]) != 0 {
		if from == to {
			return 0, 0, false, nil
		}
		from++
	}
	return from, to, true, nil
}

// pack writes stretches as three sections: of each but the last its length without the zeros at its end, halved; how many
// zeros those are; of each its value.
func pack(out []byte, cuts []cut[uint64]) []byte {
	var odd, zeros, value []byte
	for i, c := range cuts {
		value = binary.AppendUvarint(value, uint64(c.net))
		if i+1 == len(cuts) {
			break
		}
		n := cuts[i+1].from - c.from
		z := bits.TrailingZeros64(n)
		zeros = append(zeros, byte(z))
		odd = binary.AppendUvarint(odd, n>>z>>1)
	}
	for _, b := range [][]byte{odd, zeros, value} {
		out = section(out, b)
	}
	return out
}

func section(out, b []byte) []byte {
	return append(binary.AppendUvarint(out, uint64(len(b))), b...)
}
