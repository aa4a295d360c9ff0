package people

import (
	"encoding/binary"
	"errors"
	"fmt"
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
	out := []byte{version}
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
		rows := slices.Clone(g.rows)
		slices.SortFunc(rows, func(a, b row) int { return slices.Compare(a[:], b[:]) })
		out = binary.AppendUvarint(out, uint64(len(rows)))
		for _, r := range rows {
			for i, k := range r {
				if i == 0 || g.kinds[i] != pii.None {
					out = binary.LittleEndian.AppendUint64(out, k)
				}
			}
		}
	}
	return out, nil
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
		s.blind += int64(len(distinctFirst(g.rows)))
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
	for _, r := range g.rows {
		var out row
		for i, k := range kinds {
			if k != pii.None {
				out[i] = r[from[i]]
			}
		}
		to.add(out)
	}
}

func distinctFirst(rows []row) map[uint64]struct{} {
	m := make(map[uint64]struct{}, len(rows))
	for _, r := range rows {
		m[r[0]] = struct{}{}
	}
	return m
}

var errEncoding = errors.New("decode set of persons: not a whole set of this version")

// Decode reads what Encode wrote.
func Decode(b []byte) (*Set, error) {
	d := decoder{b: b}
	if d.byte() != version {
		return nil, errEncoding
	}
	s := &Set{blind: int64(d.uvarint())}
	for n := d.uvarint(); n > 0 && !d.bad; n-- {
		var kinds [3]pii.Kind
		for i := range kinds {
			name := d.take(int(d.byte()))
			if k, ok := pii.Parse(string(name)); ok {
				kinds[i] = k
			}
		}
		g := s.group(kinds)
		if d.byte() == 1 {
			for i := range g.hll {
				if i > 0 && kinds[i] == pii.None {
					continue
				}
				g.hll[i] = new(hyperloglog.Sketch)
				if err := g.hll[i].UnmarshalBinary(d.take(int(d.uvarint()))); err != nil {
					return nil, errEncoding
				}
			}
			continue
		}
		for m := d.uvarint(); m > 0 && !d.bad; m-- {
			var r row
			for i := range r {
				if i == 0 || kinds[i] != pii.None {
					r[i] = d.uint64()
				}
			}
			g.add(r)
		}
	}
	if d.bad || len(d.b) > 0 {
		return nil, errEncoding
	}
	return s, nil
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
