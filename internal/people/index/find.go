package index

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sort"
)

// block is one page of facts, verified.
type block struct {
	n, prefix, width int
	common           []byte // the first bytes of all its fingerprints
	entries          []byte
}

// block reads the block at a page. It is verified each time: that costs a fraction of what getting at it costs.
func (x *Index) block(page uint64) (block, error) {
	return x.decodeBlock(page, x.data[page*pageSize:][:pageSize])
}

func (x *Index) decodeBlock(page uint64, b []byte) (block, error) {
	n, prefix := int(binary.LittleEndian.Uint16(b[4:])), int(b[6])
	if x.sums.of(page, b[4:]) != binary.LittleEndian.Uint32(b) ||
		b[7] != typeFacts || n == 0 || prefix > len(FP{}) || !x.entriesFit(n, prefix) {
		return block{}, x.damaged("page", page)
	}
	w := x.entryWidth(prefix)
	e := blockHead + prefix
	return block{n, prefix, w, b[blockHead:e], b[e : e+n*w]}, nil
}

// key is what entries are ordered by: fingerprint, row, field; rows are big-endian.
type key [len(FP{}) + 4 + 1]byte

func (x *Index) fact(b *block, i int) (f Fact) {
	e := b.entries[i*b.width:][:b.width]
	copy(f.FP[:], b.common)
	copy(f.FP[b.prefix:], e)
	x.tail(b, i, &f)
	return f
}

// tail reads row, field and interval of an entry.
func (x *Index) tail(b *block, i int, f *Fact) {
	e := b.entries[i*b.width:][len(FP{})-b.prefix : b.width]
	for _, c := range e[:x.rowBytes] {
		f.Row = f.Row<<8 | uint32(c)
	}
	f.Field = e[x.rowBytes]
	for k := x.rowBytes + x.setBytes; k > x.rowBytes; k-- {
		f.Interval = f.Interval<<8 | uint32(e[k])
	}
}

// from is the first entry of a block that is not before the fingerprint and the row.
func (x *Index) from(b *block, fp *FP, row uint32) int {
	if c := bytes.Compare(b.common, fp[:b.prefix]); c != 0 {
		if c > 0 {
			return 0
		}
		return b.n
	}
	var k [len(FP{}) + 4]byte
	n := copy(k[:], fp[b.prefix:])
	for i := x.rowBytes - 1; i >= 0; i-- {
		k[n+i] = byte(row)
		row >>= 8
	}
	return b.search(k[:n+x.rowBytes])
}

// after is the first entry of a block that is after the fingerprint.
func (b *block) after(fp *FP) int {
	if c := bytes.Compare(b.common, fp[:b.prefix]); c != 0 {
		if c > 0 {
			return 0
		}
		return b.n
	}
	// The next fingerprint, if there is one, is where the facts of this one end.
	next := *fp
	for i := len(next) - 1; i >= b.prefix; i-- {
		if next[i]++; next[i] != 0 {
			return b.search(next[b.prefix:])
		}
	}
	return b.n
}

// search is the first entry that does not begin with less than k.
func (b *block) search(k []byte) int {
	lo, hi := 0, b.n
	if len(k) < 8 {
		for lo < hi {
			if m := int(uint(lo+hi) >> 1); bytes.Compare(b.entries[m*b.width:][:len(k)], k) < 0 {
				lo = m + 1
			} else {
				hi = m
			}
		}
		return lo
	}
	head := binary.BigEndian.Uint64(k) // mostly enough
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		e := b.entries[m*b.width:][:len(k)]
		if h := binary.BigEndian.Uint64(e); h < head || h == head && bytes.Compare(e[8:], k[8:]) < 0 {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// is tells whether an entry is of the fingerprint.
func (b *block) is(i int, fp *FP) bool {
	return string(b.common) == string(fp[:b.prefix]) && string(b.entries[i*b.width:][:len(FP{})-b.prefix]) == string(fp[b.prefix:])
}

// part finds the partition in which a fingerprint would stand, -1 if there is none or its filter says that it is not there.
func (x *Index) part(fp *FP) (int, error) {
	head := fp.head()
	n := len(x.heads)
	if n == 0 || head < x.heads[0] {
		return -1, nil
	}
	// Fingerprints are spread evenly, so their value nearly tells the place.
	hi, _ := bits.Mul64(head, uint64(n))
	p := int(hi)
	for x.heads[p] > head {
		p--
	}
	for p+1 < n && x.heads[p+1] <= head {
		p++
	}
	if head > x.parts[p].last {
		return -1, nil
	}
	if x.seen[p].Load() != 1 {
		if err := x.verifyAux(p); err != nil {
			return -1, err
		}
	}
	if !x.filter[p].Contains(head) {
		return -1, nil
	}
	return p, nil
}

// verifyAux verifies directory and filter of a partition before they are believed for the first time.
func (x *Index) verifyAux(p int) error {
	page, size := x.parts[p].aux()
	if x.sums.of(page, x.data[page*pageSize:][:size]) != x.parts[p].sum {
		return x.damaged("page", page)
	}
	x.seen[p].Store(1)
	return nil
}

// dir is the directory of a partition: of each block its first fingerprint and row, and how many facts stand before it.
type dir struct {
	b     []byte
	n     int
	first uint64  // head of the first fingerprint
	scale float64 // blocks by head
}

func (x *Index) dir(p int) dir {
	q := &x.parts[p]
	page, _ := q.aux()
	return dir{x.data[page*pageSize:][:dirEntry*uint64(q.blocks)], int(q.blocks), q.first, x.scale[p]}
}

func (d *dir) key(i int) []byte   { return d.b[i*dirEntry:][:len(FP{})+4] }
func (d *dir) before(i int) int64 { return int64(binary.LittleEndian.Uint32(d.b[i*dirEntry+16:])) }

// less tells whether block i begins before a key.
func (d *dir) less(i int, k *[len(FP{}) + 4]byte) bool {
	e := d.b[i*dirEntry:][:dirEntry]
	a, b := binary.BigEndian.Uint64(e), binary.BigEndian.Uint64(k[:])
	return a < b || a == b && binary.BigEndian.Uint64(e[8:]) < binary.BigEndian.Uint64(k[8:])
}

// search is the first block that does not begin before a key. Fingerprints are spread evenly, so it begins where the key
// should stand, and goes from there by growing steps.
func (d *dir) search(k *[len(FP{}) + 4]byte) int {
	head := max(binary.BigEndian.Uint64(k[:]), d.first)
	at := min(int(float64(head-d.first)*d.scale), d.n-1)
	lo, hi := 0, d.n // block lo-1 is less, block hi is not
	if d.less(at, k) {
		lo = at + 1
		for step := 2; ; step *= 2 {
			if at += step; at >= d.n {
				break
			}
			if !d.less(at, k) {
				hi = at
				break
			}
			lo = at + 1
		}
	} else {
		hi = at
		for step := 2; ; step *= 2 {
			if at -= step; at < 0 {
				break
			}
			if d.less(at, k) {
				lo = at + 1
				break
			}
			hi = at
		}
	}
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); d.less(m, k) {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// start is the block in which the facts of a fingerprint, from a row on, begin: the last one that begins before them, and
// the first if none does.
func (d *dir) start(fp *FP, row uint32) int {
	var k [len(FP{}) + 4]byte
	copy(k[:], fp[:])
	binary.BigEndian.PutUint32(k[len(fp):], row)
	return max(0, d.search(&k)-1)
}

// end is the last block that begins with the fingerprint or before it, from the block i on.
func (d *dir) end(i int, fp *FP) int {
	if i+1 >= d.n || bytes.Compare(d.key(i + 1)[:len(fp)], fp[:]) > 0 {
		return i
	}
	n := sort.Search(d.n-i-1, func(k int) bool { return bytes.Compare(d.key(i + 1 + k)[:len(fp)], fp[:]) > 0 })
	return i + n
}

// Find appends all facts of a fingerprint, in the order of row and field. It allocates nothing if dst has room. Of a
// fingerprint that many share (Count tells), that is many facts.
func (x *Index) Find(fp FP, dst []Fact) ([]Fact, error) {
	return x.find(&fp, 0, 1<<32-1, dst)
}

// Has appends the facts of a fingerprint at one row.
func (x *Index) Has(fp FP, row uint32, dst []Fact) ([]Fact, error) {
	if uint64(row) >= x.rows {
		return dst, nil
	}
	return x.find(&fp, row, row, dst)
}

// find appends the facts of a fingerprint at the rows from a row to another.
func (x *Index) find(fp *FP, row, to uint32, dst []Fact) ([]Fact, error) {
	p, err := x.part(fp)
	if p < 0 {
		return dst, err
	}
	d := x.dir(p)
	for i, k := d.start(fp, row), -1; i < d.n; i++ {
		b, err := x.block(x.parts[p].page + uint64(i))
		if err != nil {
			return dst, err
		}
		if k != 0 {
			k = x.from(&b, fp, row)
		}
		for ; k < b.n; k++ {
			if !b.is(k, fp) {
				return dst, nil
			}
			f := Fact{FP: *fp}
			if x.tail(&b, k, &f); f.Row > to {
				return dst, nil
			}
			dst = append(dst, f)
		}
		k = 0 // what follows begins with the next block
	}
	return dst, nil
}

// Count is the number of facts of a fingerprint. It takes the same time however many they are.
func (x *Index) Count(fp FP) (int64, error) {
	p, err := x.part(&fp)
	if p < 0 {
		return 0, err
	}
	d := x.dir(p)
	i := d.start(&fp, 0)
	b, err := x.block(x.parts[p].page + uint64(i))
	if err != nil {
		return 0, err
	}
	first := d.before(i) + int64(x.from(&b, &fp, 0))
	if end := d.end(i, &fp); end != i {
		if b, err = x.block(x.parts[p].page + uint64(end)); err != nil {
			return 0, err
		}
		i = end
	}
	return d.before(i) + int64(b.after(&fp)) - first, nil
}

// Row is what is known of a person. A number that was never given has no row: an error, since whoever asks mixes indices up.
func (x *Index) Row(row uint32) (Row, error) {
	if uint64(row) >= x.rows {
		return Row{}, x.noRow(row)
	}
	page := x.rowPage + uint64(row)/x.rowsPerBlock()
	b := x.data[page*pageSize:][:pageSize]
	if err := x.checkRows(page, b); err != nil {
		return Row{}, err
	}
	return x.row(b, row), nil
}
