package people

import "github.com/axiomhq/hyperloglog"

// distinctExact is the number of distinct hashes up to which a Distinct counts exactly.
const distinctExact = 1 << 15

// Distinct counts different values by their 64-bit hashes: exactly up to 32,768, by a sketch beyond. It is for numbers
// that are shown beside a field and is not kept, so the hashes need no key.
type Distinct struct {
	table []uint64
	n     int
	zero  bool
	hll   *hyperloglog.Sketch
}

// Add counts a hash.
func (d *Distinct) Add(h uint64) {
	if d.hll != nil {
		d.hll.InsertHash(h)
		return
	}
	if h == 0 {
		d.zero = true
		return
	}
	if 2*d.n >= len(d.table) {
		d.grow()
	}
	mask := uint64(len(d.table) - 1)
	i := h & mask
	for d.table[i] != 0 {
		if d.table[i] == h {
			return
		}
		i = (i + 1) & mask
	}
	d.table[i] = h
	d.n++
	if d.n > distinctExact {
		d.hll = hyperloglog.New16NoSparse()
		for _, k := range d.table {
			if k != 0 {
				d.hll.InsertHash(k)
			}
		}
		d.table = nil
	}
}

func (d *Distinct) grow() {
	old := d.table
	d.table = make([]uint64, max(16, 2*len(old)))
	mask := uint64(len(d.table) - 1)
	for _, k := range old {
		if k == 0 {
			continue
		}
		i := k & mask
		for d.table[i] != 0 {
			i = (i + 1) & mask
		}
		d.table[i] = k
	}
}

// Count is the number of different hashes, and its relative error as 2σ (0 if exact).
func (d *Distinct) Count() (int64, float64) {
	if d.hll != nil {
		return int64(d.hll.Estimate()), sketchError
	}
	n := int64(d.n)
	if d.zero {
		n++
	}
	return n, 0
}
