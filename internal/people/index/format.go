package index

import (
	"encoding/binary"
	"hash/crc32"
)

// The file is pages. docs/format/people.md says what stands where; numbers are little-endian but for those that sort.
const (
	magic   = "TSPEOPLE"
	version = 1

	pageSize = 2048
	sumAt    = pageSize - 4 // where the checksum of the first and the last page stands

	blockHead = 8 // checksum (4), entries (2), bytes of common prefix (1), type (1)
	typeFacts = 'F'
	typeRows  = 'R'

	dirEntry  = 20 // fingerprint (12), row (4, big-endian), place among the partition's facts (4)
	partEntry = 64
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sums makes the checksums of one file: CRC-32C over the file's random ID, the number of the page at which the bytes begin,
// and the bytes. So a page that belongs elsewhere, or to another file, is found out.
type sums uint32

func newSums(id [16]byte) sums { return sums(crc32.Checksum(id[:], castagnoli)) }

func (s sums) of(page uint64, b []byte) uint32 {
	c := ^uint32(s)
	for range 8 { // crc32.Update would make the number escape
		c = castagnoli[byte(c)^byte(page)] ^ c>>8
		page >>= 8
	}
	return crc32.Update(^c, castagnoli, b)
}

// pages is how many pages n bytes take.
func pages(n uint64) uint64 { return (n + pageSize - 1) / pageSize }

// piece is a run of bytes from the beginning of a page on, with its checksum.
type piece struct {
	page, size uint64
	sum        uint32
}

// footer is the last page: where everything is.
type footer struct {
	id        [16]byte
	pages     uint64 // of the file, header and footer among them
	entries   uint64 // facts, identities among them
	rows      uint64
	rowBytes  int // of a row's number in an entry
	setBytes  int // of an interval's number
	fields    int
	blockEnd  uint64 // the first page after the partitions
	rowPage   uint64 // the first page of rows
	rowBlocks uint64
	parts     piece
	sets      piece
	meta      piece
}

// header is the first page.
func header(id [16]byte) []byte {
	b := make([]byte, 0, pageSize)
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, pageSize)
	b = append(b, id[:]...)
	return seal(b, id, 0)
}

// seal fills a page up and ends it with its checksum.
func seal(b []byte, id [16]byte, page uint64) []byte {
	b = append(b, make([]byte, pageSize-len(b))...)
	binary.LittleEndian.PutUint32(b[sumAt:], newSums(id).of(page, b[:sumAt]))
	return b
}

func (f *footer) encode() []byte {
	b := make([]byte, 0, pageSize)
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = append(b, byte(f.rowBytes), byte(f.setBytes), byte(f.fields), 0)
	b = append(b, f.id[:]...)
	for _, n := range []uint64{f.pages, f.entries, f.rows, f.blockEnd, f.rowPage, f.rowBlocks} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	for _, p := range []piece{f.parts, f.sets, f.meta} {
		b = binary.LittleEndian.AppendUint64(b, p.page)
		b = binary.LittleEndian.AppendUint64(b, p.size)
		b = binary.LittleEndian.AppendUint64(b, uint64(p.sum))
	}
	return seal(b, f.id, f.pages-1)
}

// decodeFooter reads a last page whose checksum is right.
func decodeFooter(b []byte) footer {
	f := footer{rowBytes: int(b[12]), setBytes: int(b[13]), fields: int(b[14]), id: [16]byte(b[16:32])}
	at := 32
	for _, n := range []*uint64{&f.pages, &f.entries, &f.rows, &f.blockEnd, &f.rowPage, &f.rowBlocks} {
		*n = binary.LittleEndian.Uint64(b[at:])
		at += 8
	}
	for _, p := range []*piece{&f.parts, &f.sets, &f.meta} {
		*p = piece{binary.LittleEndian.Uint64(b[at:]), binary.LittleEndian.Uint64(b[at+8:]), binary.LittleEndian.Uint32(b[at+16:])}
		at += 24
	}
	return f
}

// maskBytes is how many bytes a set of fields takes: field n is bit n.
func (f *footer) maskBytes() int { return f.fields/8 + 1 }

// rowWidth is how many bytes a row takes, rowsPerBlock how many stand in a block.
func (f *footer) rowWidth() int            { return f.setBytes + f.maskBytes() }
func (f *footer) rowsPerBlock() uint64     { return uint64((pageSize - blockHead) / f.rowWidth()) }
func (f *footer) entryWidth(p int) int     { return len(FP{}) - p + f.rowBytes + 1 + f.setBytes }
func (f *footer) entriesFit(n, p int) bool { return blockHead+p+n*f.entryWidth(p) <= pageSize }

// plausible tells whether the numbers fit each other and the file: what is read after it stays within the file.
func (f *footer) plausible(filePages uint64) bool {
	within := func(p piece) bool {
		return p.page > 0 && p.page <= filePages && p.size <= filePages*pageSize && pages(p.size) <= filePages-p.page
	}
	return f.pages == filePages && f.rowBytes >= 1 && f.rowBytes <= 4 && f.setBytes >= 1 && f.setBytes <= 3 &&
		f.rows <= 1<<32 && f.rows <= 1<<(8*f.rowBytes) &&
		f.blockEnd >= 1 && f.blockEnd <= filePages && f.entries <= f.blockEnd*pageSize &&
		f.rowPage >= 1 && f.rowPage <= filePages && f.rowBlocks <= filePages-f.rowPage &&
		f.rowBlocks == (f.rows+f.rowsPerBlock()-1)/f.rowsPerBlock() &&
		within(f.parts) && f.parts.size%partEntry == 0 && within(f.sets) && within(f.meta)
}

// part is one partition: the facts of a range of fingerprints. Its blocks are followed by its directory and its filter.
type part struct {
	first, last uint64 // heads of the first and the last fingerprint
	page        uint64 // of the first block
	blocks      uint32
	facts       uint32
	seed        uint64 // of the filter, and its lengths
	segment     uint32
	segments    uint32 // bytes in all segments but the last two
	filter      uint32 // bytes
	sum         uint32 // of directory, filter and what fills the last page up
}

// aux is where directory and filter begin, and how many bytes they take, filled up.
func (p *part) aux() (page, size uint64) {
	return p.page + uint64(p.blocks), pages(dirEntry*uint64(p.blocks)+uint64(p.filter)) * pageSize
}

func (p *part) encode(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, p.first)
	b = binary.LittleEndian.AppendUint64(b, p.last)
	b = binary.LittleEndian.AppendUint64(b, p.page)
	b = binary.LittleEndian.AppendUint32(b, p.blocks)
	b = binary.LittleEndian.AppendUint32(b, p.facts)
	b = binary.LittleEndian.AppendUint64(b, p.seed)
	for _, n := range []uint32{p.segment, p.segments, p.filter, p.sum} {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return append(b, make([]byte, 8)...)
}

func decodePart(b []byte) part {
	u32, u64 := binary.LittleEndian.Uint32, binary.LittleEndian.Uint64
	return part{u64(b), u64(b[8:]), u64(b[16:]), u32(b[24:]), u32(b[28:]), u64(b[32:]), u32(b[40:]), u32(b[44:]), u32(b[48:]), u32(b[52:])}
}

// plausible tells whether the partition lies between from and end and its filter can be asked without leaving it.
func (p *part) plausible(from, end uint64) bool {
	auxPage, auxSize := p.aux()
	return p.page == from && p.blocks > 0 && p.facts >= p.blocks && p.first <= p.last &&
		auxPage <= end && auxSize/pageSize <= end-auxPage &&
		p.segment > 0 && p.segment&(p.segment-1) == 0 && p.segments > 0 && p.segments%p.segment == 0 &&
		uint64(p.segments)+2*uint64(p.segment) == uint64(p.filter)
}
