package index

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/FastFilter/xorfilter"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// partKeys is how many different fingerprints a partition holds, about: its filter is built in memory, and verified at
// once before it is first asked.
const partKeys = 1 << 18

// writer writes an index front to back: facts in order, then rows in order, then the rest.
type writer struct {
	footer
	w    *bufio.Writer
	sums sums
	page uint64 // the next one
	err  error

	pending []key    // of the block in hand
	ivs     []uint32 // their intervals
	prefix  int      // bytes common to their fingerprints
	out     [pageSize]byte

	part    part
	parts   []byte
	dir     []byte
	keys    []uint64 // of the partition, each once
	most    int      // keys of a partition, about
	builder xorfilter.BinaryFuseBuilder

	rowAt int // bytes of rows in out
	count counts
}

// newWriter begins an index. footer has the widths and the number of fields.
func newWriter(w io.Writer, f footer) *writer {
	x := &writer{footer: f, most: partKeys, w: bufio.NewWriterSize(w, 1<<20), count: counts{fields: make([][2]int64, f.fields+1)}}
	_, _ = rand.Read(x.id[:]) // never fails
	x.sums = newSums(x.id)
	x.write(header(x.id))
	x.part.page = x.page
	return x
}

// write appends whole pages.
func (x *writer) write(b []byte) {
	if x.err != nil {
		return
	}
	_, x.err = x.w.Write(b)
	x.page += uint64(len(b) / pageSize)
}

// common is how many first bytes two fingerprints have in common.
func common(a, b []byte) int {
	n := 0
	for n < len(FP{}) && a[n] == b[n] {
		n++
	}
	return n
}

// fact writes the next fact. last tells whether its interval holds the last snapshot.
func (x *writer) fact(k *key, iv uint32, last bool) error {
	head := binary.BigEndian.Uint64(k[:])
	if n := len(x.keys); n == 0 || x.keys[n-1] != head {
		if n >= x.most {
			x.endPart()
		}
		x.keys = append(x.keys, head)
	}
	if n := len(x.pending); n > 0 {
		p := min(x.prefix, common(x.pending[0][:], k[:]))
		if !x.entriesFit(n+1, p) {
			x.endBlock()
			p = len(FP{})
		}
		x.prefix = p
	}
	x.pending, x.ivs = append(x.pending, *k), append(x.ivs, iv)
	x.count.fact(k[len(k)-1], iv, last)
	return x.err
}

// endBlock writes the block in hand.
func (x *writer) endBlock() {
	if len(x.pending) == 0 || x.err != nil {
		return
	}
	if uint64(x.part.facts)+uint64(len(x.pending)) > math.MaxUint32 {
		x.err = fault.Errorf(fault.Refused, "build people index: more than %d facts of one fingerprint", uint64(math.MaxUint32))
		return
	}
	first := x.pending[0][:]
	x.dir = append(x.dir, first[:len(FP{})+4]...)
	x.dir = binary.LittleEndian.AppendUint32(x.dir, x.part.facts)
	b := append(x.out[:4], byte(len(x.pending)), byte(len(x.pending)>>8), byte(x.prefix), typeFacts)
	b = append(b, first[:x.prefix]...)
	for i := range x.pending {
		k := &x.pending[i]
		b = append(b, k[x.prefix:len(FP{})]...)
		b = append(b, k[len(FP{})+4-x.rowBytes:]...)
		for n, iv := 0, x.ivs[i]; n < x.setBytes; n++ {
			b = append(b, byte(iv))
			iv >>= 8
		}
	}
	x.flush(len(b))
	x.part.blocks++
	x.part.facts += uint32(len(x.pending))
	x.entries += uint64(len(x.pending))
	x.pending, x.ivs, x.prefix = x.pending[:0], x.ivs[:0], len(FP{})
}

// flush writes the page in out, of which n bytes are used.
func (x *writer) flush(n int) {
	clear(x.out[n:])
	binary.LittleEndian.PutUint32(x.out[:], x.sums.of(x.page, x.out[4:]))
	x.write(x.out[:])
}

// endPart writes directory and filter of the partition in hand.
func (x *writer) endPart() {
	x.endBlock()
	if len(x.keys) == 0 || x.err != nil {
		return
	}
	p := &x.part
	p.first, p.last = x.keys[0], x.keys[len(x.keys)-1]
	f, err := xorfilter.BuildBinaryFuse[uint8](&x.builder, x.keys)
	if err != nil {
		x.err = fmt.Errorf("build filter of people index: %w", err)
		return
	}
	p.seed, p.segment, p.segments, p.filter = f.Seed, f.SegmentLength, f.SegmentCountLength, uint32(len(f.Fingerprints))
	x.dir = append(x.dir, f.Fingerprints...)
	p.sum = x.piece(&x.dir)
	x.parts = p.encode(x.parts)
	*p = part{page: x.page}
	x.keys, x.dir = x.keys[:0], x.dir[:0]
}

// piece fills b up to whole pages, writes it and returns its checksum.
func (x *writer) piece(b *[]byte) uint32 {
	*b = append(*b, make([]byte, pages(uint64(len(*b)))*pageSize-uint64(len(*b)))...)
	sum := x.sums.of(x.page, *b)
	x.write(*b)
	return sum
}

func (x *writer) section(b []byte) piece {
	p := piece{page: x.page, size: uint64(len(b))}
	p.sum = x.piece(&b)
	return p
}

// row writes the next row; the first call ends the facts.
func (x *writer) row(r Row) error {
	x.endFacts()
	w := x.rowWidth()
	if x.rowAt+w > pageSize {
		x.endRows()
	}
	e := x.out[x.rowAt:][:w]
	for i, iv := 0, r.Interval; i < x.setBytes; i++ {
		e[i] = byte(iv)
		iv >>= 8
	}
	for i := range e[x.setBytes:] {
		e[x.setBytes+i] = byte(r.Fields[i>>3] >> (8 * (i & 7)))
	}
	x.rowAt += w
	x.rows++
	x.count.row(r.Interval)
	return x.err
}

func (x *writer) endFacts() {
	if x.rowAt == 0 {
		x.endPart()
		x.blockEnd, x.rowPage, x.rowAt = x.page, x.page, blockHead
	}
}

// endRows writes the block of rows in hand.
func (x *writer) endRows() {
	if x.rowAt == blockHead {
		return
	}
	n := (x.rowAt - blockHead) / x.rowWidth()
	x.out[4], x.out[5], x.out[6], x.out[7] = byte(n), byte(n>>8), 0, typeRows
	x.flush(x.rowAt)
	x.rowBlocks++
	x.rowAt = blockHead
}

// finish writes the rest and completes the meta with what was counted.
func (x *writer) finish(m *Meta, s *sets) error {
	x.endFacts()
	x.endRows()
	x.count.complete(m, s)
	m.Rows, m.Facts, m.Intervals = int64(x.rows), int64(x.entries)-x.count.identities, s.len()
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write people index: %w", err)
	}
	x.footer.parts = x.section(x.parts)
	x.footer.sets = x.section(s.encode())
	x.footer.meta = x.section(bytes.TrimSpace(text))
	x.pages = x.page + 1
	x.write(x.encode())
	if x.err == nil {
		x.err = x.w.Flush()
	}
	m.Size = int64(x.pages) * pageSize
	return x.err
}
