package network

import (
	"cmp"
	"encoding/binary"
	"errors"
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
//	countries   pairs of capitals; a stretch names them by place, from 1
//	numbers     of autonomous systems, most frequent first, as uvarints
//	names       theirs, each with a line feed behind it, in the order of the numbers
//	countries of IPv4, of IPv6, systems of IPv4, of IPv6: three sections each (see pack)
const magic = "tsutsumi networks 1\n"

// Pack writes the file of data from what says a country and what says an autonomous system, of a day. Of spans that overlap
// the narrower is right. A span of IPv6 that does not hold the first address of a /64 is left out; one that does holds it all.
func Pack(day string, countries, systems []Span) ([]byte, error) {
	var codes, nums ranking
	for _, s := range countries {
		codes.add(uint32(s.Country[0])<<8 | uint32(s.Country[1]))
	}
	names := map[uint32]string{}
	for _, s := range systems {
		nums.add(s.AS)
		if names[s.AS] == "" {
			names[s.AS] = strings.Join(strings.Fields(s.Name), " ")
		}
	}
	var raw, num, name, code []byte
	for _, n := range nums.sorted() {
		num = binary.AppendUvarint(num, uint64(n))
		name = append(append(name, names[n]...), '\n')
	}
	for _, c := range codes.sorted() {
		code = append(code, byte(c>>8), byte(c))
	}
	for _, b := range [][]byte{[]byte(day), code, num, name} {
		raw = section(raw, b)
	}
	for _, l := range []struct {
		spans []Span
		rank  func(Span) uint32
	}{
		{countries, func(s Span) uint32 { return codes.of(uint32(s.Country[0])<<8 | uint32(s.Country[1])) }},
		{systems, func(s Span) uint32 { return nums.of(s.AS) }},
	} {
		for _, v4 := range []bool{true, false} {
			cuts, err := cutUp(l.spans, v4, l.rank)
			if err != nil {
				return nil, err
			}
			raw = pack(raw, cuts)
		}
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(8<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return w.EncodeAll(raw, []byte(magic)), nil
}

// ranking numbers values from 1, the most frequent first.
type ranking struct {
	count map[uint32]int
	order []uint32
	place map[uint32]uint32
}

func (r *ranking) add(v uint32) {
	if r.count == nil {
		r.count = map[uint32]int{}
	}
	r.count[v]++
}

func (r *ranking) sorted() []uint32 {
	r.order, r.place = nil, map[uint32]uint32{}
	for v := range r.count {
		r.order = append(r.order, v)
	}
	slices.SortFunc(r.order, func(a, b uint32) int { return cmp.Or(r.count[b]-r.count[a], cmp.Compare(a, b)) })
	for i, v := range r.order {
		r.place[v] = uint32(i + 1)
	}
	return r.order
}

func (r *ranking) of(v uint32) uint32 { return r.place[v] }

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
