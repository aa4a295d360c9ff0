package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync/atomic"

	"github.com/FastFilter/xorfilter"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Index is a people index, open for reading. Any number of goroutines may ask it at a time. The file is immutable: what
// replaces it is another file of the same name, which an open index does not see.
type Index struct {
	path string
	file interface {
		io.ReaderAt
		io.Closer
	}
	data  []byte // the mapped file
	unmap func([]byte) error
	footer
	sums   sums
	meta   Meta
	sets   *sets
	parts  []part
	heads  []uint64 // parts[i].first
	filter []xorfilter.BinaryFuse[uint8]
	scale  []float64       // of each part: blocks by head
	seen   []atomic.Uint32 // of each part: whether directory and filter were verified
}

// Open opens an index. An error is fault.Unreadable: the file is missing (fs.ErrNotExist), damaged, torn, or of a newer
// version. What Open does not verify is verified before it is first believed.
func Open(path string) (*Index, error) {
	x := &Index{path: path}
	if err := x.open(); err != nil {
		_ = x.Close()
		return nil, fault.As(fault.Unreadable, fmt.Errorf("open people index %q: %w", path, err))
	}
	return x, nil
}

var (
	errNoIndex = errors.New("not a people index")
	errTorn    = errors.New("damaged: not the whole file")
	errVersion = errors.New("made by another version of the program")
	errDamaged = errors.New("damaged")
)

// damaged is the error of an index of which a piece is not as it was written. It names the piece.
func (x *Index) damaged(what string, n uint64) error {
	return fault.Errorf(fault.Unreadable, "read people index %q: damaged at %s %d", x.path, what, n)
}

func (x *Index) open() error {
	f, err := os.Open(x.path)
	if err != nil {
		return cause(err)
	}
	x.file = f
	st, err := f.Stat()
	if err != nil {
		return err
	}
	switch size := st.Size(); {
	case !st.Mode().IsRegular() || size == 0:
		return errNoIndex
	case size > math.MaxInt:
		return errors.New("too large for this machine")
	default:
		if x.data, err = mapFile(f, int(size)); err != nil {
			return fmt.Errorf("map: %w", err)
		}
		x.unmap = unmapFile
	}
	return x.load()
}

// load reads and verifies everything but blocks, directories and filters.
func (x *Index) load() error {
	b := x.data
	u32 := func(at int) uint32 {
		return uint32(b[at]) | uint32(b[at+1])<<8 | uint32(b[at+2])<<16 | uint32(b[at+3])<<24
	}
	if len(b) < 16 || string(b[:8]) != magic {
		return errNoIndex
	}
	if u32(8) != version {
		return errVersion
	}
	if len(b) < 3*pageSize || len(b)%pageSize != 0 {
		return errTorn
	}
	id := [16]byte(b[16:32])
	x.sums = newSums(id)
	last := len(b) - pageSize
	filePages := uint64(len(b) / pageSize)
	if x.sums.of(0, b[:sumAt]) != u32(sumAt) {
		return errDamaged
	}
	if string(b[last:last+8]) != magic || x.sums.of(filePages-1, b[last:last+sumAt]) != u32(last+sumAt) {
		return errTorn
	}
	x.footer = decodeFooter(b[last:])
	if x.footer.id != id || !x.footer.plausible(filePages) {
		return errDamaged
	}
	if err := x.loadMeta(); err != nil {
		return err
	}
	return x.loadParts()
}

// piece is the bytes of a piece, if its checksum is right. The bytes that fill its last page up are verified too.
func (x *Index) piece(p piece) ([]byte, bool) {
	b := x.data[p.page*pageSize:][:pages(p.size)*pageSize]
	return b[:p.size], x.sums.of(p.page, b) == p.sum
}

func (x *Index) loadMeta() error {
	b, ok := x.piece(x.footer.meta)
	if !ok || json.Unmarshal(b, &x.meta) != nil {
		return errDamaged
	}
	m := &x.meta
	if len(m.Fields) != x.fields || len(m.Snapshots) > maxSnapshots || m.Rows != int64(x.rows) || m.Facts < 0 || uint64(m.Facts) > x.entries {
		return errDamaged
	}
	for i := range m.Fields {
		m.Fields[i].Kind, _ = pii.Parse(m.Fields[i].Word)
	}
	m.Size = int64(len(x.data))
	b, ok = x.piece(x.footer.sets)
	if !ok {
		return errDamaged
	}
	if x.sets, ok = decodeSets(b, len(m.Snapshots)); !ok || m.Intervals != x.sets.len() {
		return errDamaged
	}
	return nil
}

func (x *Index) loadParts() error {
	b, ok := x.piece(x.footer.parts)
	if !ok {
		return errDamaged
	}
	n := len(b) / partEntry
	x.parts, x.heads = make([]part, n), make([]uint64, n)
	x.filter, x.seen = make([]xorfilter.BinaryFuse[uint8], n), make([]atomic.Uint32, n)
	x.scale = make([]float64, n)
	at, facts := uint64(1), uint64(0)
	for i := range x.parts {
		p := decodePart(b[i*partEntry:])
		if !p.plausible(at, x.blockEnd) || i > 0 && p.first <= x.parts[i-1].last {
			return errDamaged
		}
		page, size := p.aux()
		at, facts = page+size/pageSize, facts+uint64(p.facts)
		x.parts[i], x.heads[i] = p, p.first
		x.scale[i] = float64(p.blocks) / (float64(p.last-p.first) + 1)
		x.filter[i] = xorfilter.BinaryFuse[uint8]{
			Seed: p.seed, SegmentLength: p.segment, SegmentLengthMask: p.segment - 1, SegmentCount: p.segments / p.segment,
			SegmentCountLength: p.segments, Fingerprints: x.data[page*pageSize+dirEntry*uint64(p.blocks):][:p.filter],
		}
	}
	if at != x.blockEnd || facts != x.entries {
		return errDamaged
	}
	return nil
}

// Meta says what the index holds.
func (x *Index) Meta() Meta { return x.meta }

// Interval is the set of snapshots of that number; it is empty if there is no such number. It holds until Close.
func (x *Index) Interval(id uint32) Interval { return x.sets.at(id) }

// Close closes the index. Nothing of it may be used afterwards.
func (x *Index) Close() error {
	var err error
	if x.unmap != nil {
		err = x.unmap(x.data)
		x.data, x.unmap = nil, nil
	}
	if x.file != nil {
		err = errors.Join(err, x.file.Close())
		x.file = nil
	}
	if err != nil {
		return fmt.Errorf("close people index %q: %w", x.path, err)
	}
	return nil
}
