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
	e = e[len(FP{})-b.prefix:]
	for _, c := range e[:x.rowBytes] {
		f.Row = f.Row<<8 | uint32(c)
	}
	f.Field = e[x.rowBytes]
	for k := x.rowBytes + x.setBytes; k > x.rowBytes; k-- {
		f.Interval = f.Interval<<8 | uint32(e[k])
	}
	return f
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
	n += x.rowBytes
	lo, hi := 0, b.n
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if bytes.Compare(b.entries[m*b.width:][:n], k[:n]) < 0 {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// after is the first entry of a block that is after the fingerprint.
func (b *block) after(fp *FP) int {
	if c := bytes.Compare(b.common, fp[:b.prefix]); c != 0 {
		if c > 0 {
			return 0
		}
		return b.n
	}
	n := len(FP{}) - b.prefix
	return sort.Search(b.n, func(i int) bool { return bytes.Compare(b.entries[i*b.width:][:n], fp[b.prefix:]) > 0 })
}

// is tells whether an entry is of the fingerprint.
func (b *block) is(i int, fp *FP) bool {
	return bytes.Equal(b.common, fp[:b.prefix]) && bytes.Equal(b.entries[i*b.width:][:len(FP{})-b.prefix], fp[b.prefix:])
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
type dir []byte

func (x *Index) dir(p int) dir {
	page, _ := x.parts[p].aux()
	return x.data[page*pageSize:][:dirEntry*uint64(x.parts[p].blocks)]
}

func (d dir) len() int           { return len(d) / dirEntry }
func (d dir) key(i int) []byte   { return d[i*dirEntry:][:len(FP{})+4] }
func (d dir) before(i int) int64 { return int64(binary.LittleEndian.Uint32(d[i*dirEntry+16:])) }

// start is the block in which the facts of a fingerprint, from a row on, begin: the last one that begins before them, and
// the first if none does.
func (d dir) start(fp *FP, row uint32) int {
	var k [len(FP{}) + 4]byte
	copy(k[:], fp[:])
	binary.BigEndian.PutUint32(k[len(fp):], row)
	i := sort.Search(d.len(), func(i int) bool { return bytes.Compare(d.key(i), k[:]) >= 0 })
	return max(0, i-1)
}

// end is the last block that begins with the fingerprint or before it, from the block i on.
func (d dir) end(i int, fp *FP) int {
	if i+1 >= d.len() || bytes.Compare(d.key(i + 1)[:len(fp)], fp[:]) > 0 {
		return i
	}
	n := sort.Search(d.len()-i-1, func(k int) bool { return bytes.Compare(d.key(i + 1 + k)[:len(fp)], fp[:]) > 0 })
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
	i := d.start(fp, row)
	for ; i < d.len(); i++ {
		b, err := x.block(x.parts[p].page + uint64(i))
		if err != nil {
			return dst, err
		}
		k := x.from(&b, fp, row)
		for ; k < b.n; k++ {
			f := x.fact(&b, k)
			if f.FP != *fp || f.Row > to {
				return dst, nil
			}
			dst = append(dst, f)
		}
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
