package people

import "math"

// distinctExact is the number of distinct hashes up to which a Distinct counts exactly: its table takes 512 KiB.
const distinctExact = 1 << 15

// Distinct counts different values by their 64-bit hashes: exactly up to 32,768. Beyond, it keeps only hashes whose lowest
// bits are zero, one bit more each time it is full (adaptive sampling, Flajolet 1990), so that most further values cost one
// comparison. It is for numbers shown beside a field and is not kept, so the hashes need no key.
type Distinct struct {
	table []uint64
	n     int
	skip  uint64 // bits that are zero in all that is kept
	level int    // how many they are
	zero  bool
}

// Add counts hashes.
func (d *Distinct) Add(hashes ...uint64) {
	for _, h := range hashes {
		if h&d.skip == 0 {
			d.add(h)
		}
	}
}

func (d *Distinct) add(h uint64) {
	if h == 0 {
		d.zero = true
		return
	}
	if 2*d.n >= len(d.table) {
		d.grow(min(max(16, 4*len(d.table)), 2*distinctExact))
	}
	if !d.insert(h) {
		return
	}
	for d.n >= distinctExact {
		d.level++
		d.skip = 1<<d.level - 1
		d.grow(len(d.table))
	}
}

// insert tells whether the hash is new. The slot comes from the highest bits: the lowest are alike.
func (d *Distinct) insert(h uint64) bool {
	mask := uint64(len(d.table) - 1)
	i := h >> 40 & mask
	for d.table[i] != 0 {
		if d.table[i] == h {
			return false
		}
		i = (i + 1) & mask
	}
	d.table[i] = h
	d.n++
	return true
}

// grow makes the table anew and leaves out what the level no longer keeps.
func (d *Distinct) grow(size int) {
	old := d.table
	d.table, d.n = make([]uint64, size), 0
	for _, h := range old {
		if h != 0 && h&d.skip == 0 {
			d.insert(h)
		}
	}
}

// Count is the number of different hashes, and its relative error as 2σ (0 if exact).
func (d *Distinct) Count() (int64, float64) {
	n := int64(d.n)
	if d.zero {
		n++
	}
	if d.level == 0 {
		return n, 0
	}
	return n << d.level, 2.4 / math.Sqrt(float64(n))
}
