package index

import (
	"encoding/binary"
	"fmt"
	"io"
	"iter"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func (x *Index) noRow(row uint32) error {
	return fault.Errorf(fault.Usage, "read people index %q: it has no row %d", x.path, row)
}

// checkRows verifies a block of rows.
func (x *Index) checkRows(page uint64, b []byte) error {
	n := min(x.rowsPerBlock(), x.rows-(page-x.rowPage)*x.rowsPerBlock())
	if x.sums.of(page, b[4:]) != binary.LittleEndian.Uint32(b) || b[7] != typeRows || uint64(binary.LittleEndian.Uint16(b[4:])) != n {
		return x.damaged("page", page)
	}
	return nil
}

// row reads a row out of its block.
func (x *Index) row(b []byte, row uint32) Row {
	w := x.rowWidth()
	e := b[blockHead+int(uint64(row)%x.rowsPerBlock())*w:][:w]
	r := Row{Row: row}
	for k := x.setBytes - 1; k >= 0; k-- {
		r.Interval = r.Interval<<8 | uint32(e[k])
	}
	for i, m := range e[x.setBytes:] {
		r.Fields[i>>3] |= uint64(m) << (8 * (i & 7))
	}
	return r
}

// pager reads pages one after the other from the file, not through the mapping: what is read once need not stay in memory,
// and a disk that fails gives an error, not a signal.
type pager struct {
	x       *Index
	next    uint64 // page
	buf     []byte
	at, got int
}

const pagerPages = 64

func (r *pager) page() (uint64, []byte, error) {
	if r.at == r.got {
		if r.buf == nil {
			r.buf = make([]byte, pagerPages*pageSize)
		}
		left := (r.x.pages - r.next) * pageSize
		n, err := r.x.file.ReadAt(r.buf[:min(uint64(len(r.buf)), left)], int64(r.next)*pageSize)
		if n == 0 || n%pageSize != 0 || err != nil && err != io.EOF {
			return 0, nil, fault.As(fault.Unreadable, fmt.Errorf("read people index %q: %w", r.x.path, err))
		}
		r.at, r.got = 0, n
	}
	b := r.buf[r.at:][:pageSize]
	r.at += pageSize
	r.next++
	return r.next - 1, b, nil
}

// skip passes over pages.
func (r *pager) skip(n uint64) {
	r.next += n
	if ahead := uint64(r.got - r.at); n*pageSize < ahead {
		r.at += int(n * pageSize)
	} else {
		r.at, r.got = 0, 0
	}
}

// cursor goes through the facts in order.
type cursor struct {
	pager
	part, left int // the partition, and how many of its blocks are left
	b          block
	i          int
}

func (x *Index) cursor() *cursor {
	c := &cursor{pager: pager{x: x, next: 1}, part: -1}
	return c
}

// fact is the next one, false at the end.
func (c *cursor) fact() (Fact, bool, error) {
	for c.i == c.b.n {
		if c.part == len(c.x.parts) {
			return Fact{}, false, nil
		}
		if c.left == 0 {
			if c.part >= 0 {
				_, size := c.x.parts[c.part].aux()
				c.skip(size / pageSize)
			}
			if c.part++; c.part == len(c.x.parts) {
				continue
			}
			c.left = int(c.x.parts[c.part].blocks)
		}
		page, b, err := c.page()
		if err != nil {
			return Fact{}, false, err
		}
		if c.b, err = c.x.decodeBlock(page, b); err != nil {
			return Fact{}, false, err
		}
		c.i = 0
		c.left--
	}
	c.i++
	return c.x.fact(&c.b, c.i-1), true, nil
}

// Facts yields all facts, identities among them, in the order of fingerprint, row and field. An error ends it.
func (x *Index) Facts() iter.Seq2[Fact, error] {
	return func(yield func(Fact, error) bool) {
		c := x.cursor()
		for {
			f, ok, err := c.fact()
			if !ok && err == nil || !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// rowCursor goes through the rows in order.
type rowCursor struct {
	pager
	row  uint64
	b    []byte
	left uint64
}

func (x *Index) rowCursor() *rowCursor {
	return &rowCursor{pager: pager{x: x, next: x.rowPage}}
}

func (c *rowCursor) next() (Row, bool, error) {
	if c.row >= c.x.rows {
		return Row{}, false, nil
	}
	if c.left == 0 {
		page, b, err := c.page()
		if err == nil {
			err = c.x.checkRows(page, b)
		}
		if err != nil {
			return Row{}, false, err
		}
		c.b, c.left = b, c.x.rowsPerBlock()
	}
	c.left--
	c.row++
	return c.x.row(c.b, uint32(c.row-1)), true, nil
}

// Rows yields all rows in order, holes among them. An error ends it.
func (x *Index) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		c := x.rowCursor()
		for {
			r, ok, err := c.next()
			if !ok && err == nil || !yield(r, err) || err != nil {
				return
			}
		}
	}
}
