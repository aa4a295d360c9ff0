package index

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"os"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// sorter brings any number of records of one width in order and leaves each once, in bounded memory: what fits is sorted
// there and written as a run to one file without a name; the runs are then merged, at most so many at a time.
type sorter struct {
	width  int // at least 8
	most   int // records in memory
	fan    int // runs merged at a time
	read   int // bytes read of a run at a time
	create func() (*os.File, error)

	buf   []byte // records as they came
	items []item
	file  *runFile
}

// item is a record's place in memory and its first eight bytes.
type item struct {
	head uint64
	at   uint32
}

const itemSize = 16

// newSorter makes a sorter that takes about so many bytes while it is filled, and no more while it is read.
func newSorter(width int, memory int64, create func() (*os.File, error)) *sorter {
	most := max(64, min(int(memory)/(width+itemSize), math.MaxInt32/width))
	read := max(4<<10, min(256<<10, int(memory)/64)) / width * width
	return &sorter{width: width, most: most, fan: max(2, int(memory)/read/2), read: read, create: create}
}

// add takes a record.
func (s *sorter) add(rec []byte) error {
	if len(s.buf) == cap(s.buf) {
		if len(s.buf) == s.most*s.width {
			if err := s.spill(); err != nil {
				return err
			}
		} else {
			grown := make([]byte, len(s.buf), min(s.most, max(64, 4*len(s.buf)/s.width))*s.width)
			copy(grown, s.buf)
			s.buf = grown
		}
	}
	s.buf = append(s.buf, rec[:s.width]...)
	return nil
}

// sort orders what is in memory: places are spread over buckets by the bits in which heads differ, then each bucket, which
// holds a few, is sorted.
func (s *sorter) sort() {
	n := len(s.buf) / s.width
	if cap(s.items) < n {
		s.items = make([]item, n)
	}
	s.items = s.items[:n]
	lo, hi := ^uint64(0), uint64(0)
	for at := 0; at < len(s.buf); at += s.width {
		h := binary.BigEndian.Uint64(s.buf[at:])
		lo, hi = min(lo, h), max(hi, h)
	}
	wide := bits.Len64(hi - lo)
	shift := max(0, wide-max(1, min(18, bits.Len(uint(n))-2)))
	ends := make([]uint32, (hi-lo)>>shift+2)
	for at := 0; at < len(s.buf); at += s.width {
		ends[(binary.BigEndian.Uint64(s.buf[at:])-lo)>>shift+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	for i := range n {
		h := binary.BigEndian.Uint64(s.buf[i*s.width:])
		b := (h - lo) >> shift
		s.items[ends[b]] = item{h, uint32(i)}
		ends[b]++
	}
	from := uint32(0)
	for _, end := range ends[:len(ends)-1] {
		if end-from > 1 {
			s.sortItems(s.items[from:end])
		}
		from = end
	}
}

func (s *sorter) rec(i uint32) []byte { return s.buf[int(i)*s.width:][:s.width] }

func (s *sorter) compare(a, b item) int {
	if a.head != b.head {
		return cmp.Compare(a.head, b.head)
	}
	return bytes.Compare(s.rec(a.at)[8:], s.rec(b.at)[8:])
}

func (s *sorter) sortItems(t []item) {
	if len(t) > 16 {
		slices.SortFunc(t, s.compare)
		return
	}
	for i := 1; i < len(t); i++ {
		x, k := t[i], i
		for ; k > 0 && s.compare(t[k-1], x) > 0; k-- {
			t[k] = t[k-1]
		}
		t[k] = x
	}
}

// spill writes what is in memory as a run.
func (s *sorter) spill() error {
	if s.file == nil {
		var err error
		if s.file, err = newRunFile(s.create); err != nil {
			return err
		}
	}
	s.sort()
	var last []byte
	for _, it := range s.items {
		r := s.rec(it.at)
		if last != nil && bytes.Equal(last, r) {
			continue
		}
		if err := s.file.write(r); err != nil {
			return err
		}
		last = r
	}
	s.buf = s.buf[:0]
	return s.file.endRun()
}

// stream yields records in order, each once; nil at the end. A record holds until the next is asked for.
type stream interface {
	next() ([]byte, error)
}

// sorted ends the adding.
func (s *sorter) sorted() (stream, error) {
	if s.file == nil {
		if len(s.buf) == 0 {
			return &memory{s: s}, nil
		}
		s.sort()
		return &memory{s: s}, nil
	}
	if len(s.buf) > 0 {
		if err := s.spill(); err != nil {
			return nil, err
		}
	}
	s.buf, s.items = nil, nil
	for len(s.file.runs) > s.fan {
		if err := s.halve(); err != nil {
			return nil, err
		}
	}
	return newMerge(s.file, s.file.runs, s.width, s.read), nil
}

// halve merges runs into fewer ones of a new file.
func (s *sorter) halve() error {
	to, err := newRunFile(s.create)
	if err != nil {
		return err
	}
	for runs := s.file.runs; len(runs) > 0; runs = runs[min(s.fan, len(runs)):] {
		m := newMerge(s.file, runs[:min(s.fan, len(runs))], s.width, s.read)
		for {
			r, err := m.next()
			if err == nil && r != nil {
				err = to.write(r)
			}
			if err != nil {
				_ = to.f.Close()
				return err
			}
			if r == nil {
				break
			}
		}
		if err := to.endRun(); err != nil {
			_ = to.f.Close()
			return err
		}
	}
	_ = s.file.f.Close()
	s.file = to
	return nil
}

func (s *sorter) close() {
	if s != nil && s.file != nil {
		_ = s.file.f.Close()
		s.file = nil
	}
	if s != nil {
		s.buf, s.items = nil, nil
	}
}

// memory is the stream of records that never left memory.
type memory struct {
	s *sorter
	i int
}

func (m *memory) next() ([]byte, error) {
	for m.i < len(m.s.items) {
		r := m.s.rec(m.s.items[m.i].at)
		m.i++
		if m.i > 1 && bytes.Equal(r, m.s.rec(m.s.items[m.i-2].at)) {
			continue
		}
		return r, nil
	}
	return nil, nil
}

// runFile holds runs one after the other.
type runFile struct {
	f    *os.File
	w    *bufio.Writer
	size int64
	runs []span
}

type span struct{ from, to int64 }

func newRunFile(create func() (*os.File, error)) (*runFile, error) {
	f, err := create()
	if err != nil {
		return nil, fault.As(fault.Unavailable, fmt.Errorf("make temporary file of people index: %w", err))
	}
	return &runFile{f: f, w: bufio.NewWriterSize(f, 256<<10)}, nil
}

func (r *runFile) write(b []byte) error {
	if _, err := r.w.Write(b); err != nil {
		return r.failed(err)
	}
	r.size += int64(len(b))
	return nil
}

func (r *runFile) failed(err error) error {
	return fault.As(fault.Unavailable, fmt.Errorf("write temporary file of people index: %w", err))
}

func (r *runFile) endRun() error {
	if err := r.w.Flush(); err != nil {
		return r.failed(err)
	}
	from := int64(0)
	if n := len(r.runs); n > 0 {
		from = r.runs[n-1].to
	}
	r.runs = append(r.runs, span{from, r.size})
	return nil
}

// reader reads a run.
type reader struct {
	f     io.ReaderAt
	at    span
	buf   []byte
	rest  []byte
	width int
}

func (r *reader) next() ([]byte, error) {
	if len(r.rest) == 0 {
		if r.at.from == r.at.to {
			return nil, nil
		}
		n := int(min(int64(len(r.buf)), r.at.to-r.at.from))
		if _, err := r.f.ReadAt(r.buf[:n], r.at.from); err != nil {
			return nil, fault.As(fault.Unavailable, fmt.Errorf("read temporary file of people index: %w", err))
		}
		r.rest = r.buf[:n]
		r.at.from += int64(n)
	}
	b := r.rest[:r.width]
	r.rest = r.rest[r.width:]
	return b, nil
}
