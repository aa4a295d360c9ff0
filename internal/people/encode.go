package people

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math/bits"
	"slices"

	"github.com/axiomhq/hyperloglog"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// version begins every encoded set.
const version = 1

// Encode writes the set as bytes that merge after Decode. Keys of kinds whose fingerprints may not be kept are left out;
// persons told apart only by them stay as a bare number. Equal sets give equal bytes.
func (s *Set) Encode() ([]byte, error) {
	kept := &Set{blind: s.blind}
	for _, g := range s.groups {
		kept.keep(g)
	}
	out := append(make([]byte, 0, kept.room()), version)
	out = binary.AppendUvarint(out, uint64(kept.blind))
	slices.SortFunc(kept.groups, func(a, b *group) int { return slices.Compare(a.kinds[:], b.kinds[:]) })
	out = binary.AppendUvarint(out, uint64(len(kept.groups)))
	for _, g := range kept.groups {
		for _, k := range g.kinds {
			out = append(out, byte(len(k.String())))
			out = append(out, k.String()...)
		}
		if g.hll[0] != nil {
			out = append(out, 1)
			for _, h := range g.hll {
				if h == nil {
					continue
				}
				b, err := h.MarshalBinary()
				if err != nil {
					return nil, fmt.Errorf("encode sketch: %w", err)
				}
				out = binary.AppendUvarint(out, uint64(len(b)))
				out = append(out, b...)
			}
			continue
		}
		out = append(out, 0)
		out = binary.AppendUvarint(out, uint64(g.n))
		for r := range g.sorted() {
			for i, k := range r {
				if i == 0 || g.kinds[i] != pii.None {
					out = binary.LittleEndian.AppendUint64(out, k)
				}
			}
		}
	}
	return out, nil
}

// room is about how many bytes the rows of the set take.
func (s *Set) room() int {
	n := 256
	for _, g := range s.groups {
		for i, k := range g.kinds {
			if i == 0 || k != pii.None {
				n += 8 * g.n
			}
		}
	}
	return n
}

// keep takes over of g what may be kept.
func (s *Set) keep(g *group) {
	var kinds [3]pii.Kind
	n, from := 0, [3]int{}
	lost := false
	for i, k := range g.kinds {
		switch {
		case k == pii.None:
		case !k.Keeps():
			lost = true
		case i == 2:
			kinds[2], from[2] = k, i
		default:
			kinds[n], from[n] = k, i
			n++
		}
	}
	switch {
	case !lost:
		s.groups = append(s.groups, g)
		return
	case n == 0 && g.hll[0] != nil:
		s.blind += int64(g.hll[0].Estimate())
		return
	case n == 0:
		s.blind += int64(g.distinctFirst())
		return
	}
	to := s.group(kinds)
	if g.hll[0] != nil {
		if to.hll[0] == nil {
			to.toSketch()
		}
		for i, h := range to.hll {
			if h != nil {
				_ = h.Merge(g.hll[from[i]])
			}
		}
		return
	}
	for r := range g.all {
		var out row
		for i, k := range kinds {
			if k != pii.None {
				out[i] = r[from[i]]
			}
		}
		s.add(to, out)
	}
}

// sorted yields the rows in order. Their places are sorted, in two passes since keys are hashes, and the rows stay where
// they are.
func (g *group) sorted() iter.Seq[row] {
	shift := 64 - min(16, bits.Len(uint(g.n)))
	ends := make([]int32, 1<<(64-shift))
	for r := range g.all {
		ends[r[0]>>shift]++
	}
	at := int32(0)
	for i, n := range ends {
		ends[i] = at
		at += n
	}
	places := make([]int32, g.n)
	i := int32(0)
	for r := range g.all {
		b := r[0] >> shift
		places[ends[b]] = i
		ends[b]++
		i++
	}
	return func(yield func(row) bool) {
		from := int32(0)
		for _, end := range ends {
			slices.SortFunc(places[from:end], func(a, b int32) int { return compareRows(g.at(a), g.at(b)) })
			for _, i := range places[from:end] {
				if !yield(*g.at(i)) {
					return
				}
			}
			from = end
		}
	}
}

func compareRows(a, b *row) int {
	for i := range a {
		if c := cmp.Compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

// distinctFirst is how many different first keys the group has.
func (g *group) distinctFirst() int {
	all := make([]uint64, 0, g.n)
	for r := range g.all {
		all = append(all, r[0])
	}
	return int(distinct(all))
}

var errEncoding = errors.New("decode set of persons: not a whole set of this version")

// Decode reads what Encode wrote.
func Decode(b []byte) (*Set, error) {
	s := &Set{}
	return s, s.MergeEncoded(b)
}

// MergeEncoded adds what an encoded set knows, without making the set. After an error s holds part of it.
func (s *Set) MergeEncoded(b []byte) error {
	d := decoder{b: b}
	if d.byte() != version {
		return errEncoding
	}
	s.blind += int64(d.uvarint())
	for n := d.uvarint(); n > 0 && !d.bad; n-- {
		var kinds [3]pii.Kind
		for i := range kinds {
			name := d.take(int(d.byte()))
			if k, ok := pii.Parse(string(name)); ok {
				kinds[i] = k
			}
		}
		if kinds[0] == pii.None {
			return errEncoding
		}
		if err := s.mergeGroup(&d, s.group(kinds)); err != nil {
			return err
		}
	}
	if d.bad || len(d.b) > 0 {
		return errEncoding
	}
	return nil
}

func (s *Set) mergeGroup(d *decoder, g *group) error {
	if d.byte() == 1 {
		if g.hll[0] == nil {
			s.exact -= g.n
			g.toSketch()
		}
		for _, h := range g.hll {
			if h == nil {
				continue
			}
			var o hyperloglog.Sketch
			if err := o.UnmarshalBinary(d.take(int(d.uvarint()))); err != nil || h.Merge(&o) != nil {
				return errEncoding
			}
		}
		return nil
	}
	for m := d.uvarint(); m > 0 && !d.bad; m-- {
		var r row
		for i := range r {
			if i == 0 || g.kinds[i] != pii.None {
				r[i] = d.uint64()
			}
		}
		s.add(g, r)
	}
	return nil
}

type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.bad, d.b = true, nil
		return nil
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) uint64() uint64 {
	if b := d.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}
