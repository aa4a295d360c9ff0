package archive

import (
	"encoding/binary"
	"errors"
)

// What stands in a 7z header (7zFormat.txt of the LZMA SDK), as far as it is needed to read files. Every number that
// memory is asked by is held against the bytes that are left, so that no header asks for more than a few times its size.
type (
	solid struct { // a folder: a chain of coders over one run of packed bytes, holding several files
		coders []coder
		order  []int   // of the coders, from the one that reads packed bytes
		sizes  []int64 // unpacked, of each output
		final  int     // the output that is the folder's
		off    int64   // of the packed bytes, from the end of the signature header
		packed int64
		files  []solidFile
		crc    *uint32
		knotty bool // not a plain chain
	}
	coder struct {
		id    string
		props []byte
	}
	solidFile struct {
		name string
		size int64
		crc  *uint32
	}
)

var errHeader = errors.New("corrupt header")

// The identifiers of a header's properties.
const (
	idEnd, idHeader, idProperties, idStreams, idFiles = 0x00, 0x01, 0x02, 0x04, 0x05
	idPack, idUnpack, idSub, idSize, idCRC            = 0x06, 0x07, 0x08, 0x09, 0x0A
	idFolder, idCodersSize, idCount, idEmpty, idNames = 0x0B, 0x0C, 0x0D, 0x0E, 0x11
	idEncoded                                         = 0x17
)

// cursor reads a header; after an error everything is zero.
type cursor struct {
	p   []byte
	bad bool
}

func (c *cursor) fail() { c.p, c.bad = nil, true }

func (c *cursor) take(n uint64) []byte {
	if n > uint64(len(c.p)) {
		c.fail()
		return nil
	}
	out := c.p[:n]
	c.p = c.p[n:]
	return out
}

func (c *cursor) byte() byte {
	if p := c.take(1); p != nil {
		return p[0]
	}
	return 0
}

// num reads a number of one to nine bytes.
func (c *cursor) num() uint64 {
	first := c.byte()
	var v uint64
	for i := range 8 {
		if first&(0x80>>i) == 0 {
			return v | uint64(first&(0x80>>i-1))<<(8*i)
		}
		v |= uint64(c.byte()) << (8 * i)
	}
	return v
}

// size reads a number of bytes.
func (c *cursor) size() int64 {
	n := c.num()
	if n > 1<<62 {
		c.fail()
		return 0
	}
	return int64(n)
}

// maxFiles is how many files an archive may hold.
const maxFiles = 2 << 20

// count reads how many things follow that take at least a byte each, but for slack of them.
func (c *cursor) count(slack int) int {
	n := c.num()
	if n > uint64(len(c.p)+slack) || n > maxFiles {
		c.fail()
		return 0
	}
	return int(n)
}

func (c *cursor) bits(n int) []bool {
	p := c.take(uint64(n+7) / 8)
	if p == nil {
		return nil
	}
	out := make([]bool, n)
	for i := range out {
		out[i] = p[i/8]&(0x80>>(i%8)) != 0
	}
	return out
}

// sums reads n checksums, nil where there is none.
func (c *cursor) sums(n int) []*uint32 {
	var defined []bool
	if c.byte() == 0 {
		defined = c.bits(n)
	}
	out := make([]*uint32, 0, min(n, 1024))
	for i := range n {
		if c.bad {
			return nil
		}
		if defined != nil && !defined[i] {
			out = append(out, nil)
			continue
		}
		p := c.take(4)
		if p == nil {
			return nil
		}
		v := binary.LittleEndian.Uint32(p)
		out = append(out, &v)
	}
	return out
}

// streams reads what is packed how.
func (c *cursor) streams() []*solid {
	var out []*solid
	var pos int64
	var packed []int64
	sub := false
	for !c.bad {
		switch c.byte() {
		case idEnd:
			if !sub {
				for _, s := range out {
					s.files = []solidFile{{size: s.size(), crc: s.crc}}
				}
			}
			return out
		case idPack:
			pos, packed = c.packs()
		case idUnpack:
			out = c.folders(pos, packed)
		case idSub:
			sub = true
			c.subs(out)
		default:
			c.fail()
		}
	}
	return nil
}

// size is how much a folder unpacks to.
func (s *solid) size() int64 {
	if s.final >= len(s.sizes) {
		return 0
	}
	return s.sizes[s.final]
}

func (c *cursor) packs() (pos int64, sizes []int64) {
	pos = c.size()
	n := c.count(0)
	for !c.bad {
		switch c.byte() {
		case idEnd:
			return pos, sizes
		case idSize:
			for range n {
				if c.bad {
					return 0, nil
				}
				sizes = append(sizes, c.size())
			}
		case idCRC:
			c.sums(n)
		default:
			c.fail()
		}
	}
	return 0, nil
}

func (c *cursor) folders(pos int64, packed []int64) []*solid {
	if c.byte() != idFolder {
		c.fail()
	}
	n := c.count(0)
	if c.byte() != 0 { // definitions elsewhere
		c.fail()
	}
	var out []*solid
	for range n {
		if c.bad {
			return nil
		}
		s, ins := c.folder()
		s.off = pos
		for range ins {
			if len(packed) == 0 {
				c.fail()
				return nil
			}
			s.packed = packed[0]
			pos += packed[0]
			packed = packed[1:]
			if pos < 0 {
				c.fail()
			}
		}
		out = append(out, s)
	}
	if c.byte() != idCodersSize {
		c.fail()
	}
	for _, s := range out {
		for range cap(s.sizes) {
			s.sizes = append(s.sizes, c.size())
		}
	}
	for !c.bad {
		switch c.byte() {
		case idEnd:
			return out
		case idCRC:
			for i, v := range c.sums(len(out)) {
				out[i].crc = v
			}
		default:
			c.fail()
		}
	}
	return nil
}

// folder reads one chain of coders, and how many runs of packed bytes it takes.
func (c *cursor) folder() (s *solid, packed int) {
	s = &solid{}
	n := c.num()
	if n == 0 || n > 32 {
		c.fail()
		return s, 0
	}
	ins, outs := uint64(0), uint64(0)
	for range n {
		flags := c.byte()
		k := coder{id: string(c.take(uint64(flags & 0x0F)))}
		in, out := uint64(1), uint64(1)
		if flags&0x10 != 0 {
			in, out = c.num(), c.num()
			s.knotty = s.knotty || in != 1 || out != 1
		}
		if flags&0x20 != 0 {
			k.props = c.take(c.num())
		}
		if in > 32 || out > 32 || flags&0xC0 != 0 {
			c.fail()
			return s, 0
		}
		ins, outs = ins+in, outs+out
		s.coders = append(s.coders, k)
	}
	if outs == 0 || ins < outs-1 {
		c.fail()
		return s, 0
	}
	from, bound := map[uint64]uint64{}, map[uint64]bool{} // input to the output that feeds it
	for range outs - 1 {
		in, out := c.num(), c.num()
		from[in], bound[out] = out, true
	}
	for bound[uint64(s.final)] {
		s.final++
	}
	packed = int(ins - (outs - 1))
	if packed > 1 {
		s.knotty = true
		for range packed {
			c.num()
		}
	}
	s.sizes = make([]int64, 0, outs)
	if !s.knotty {
		s.chain(from)
	}
	return s, packed
}

// chain puts the coders in order, from the one that reads packed bytes.
func (s *solid) chain(from map[uint64]uint64) {
	next := map[uint64]uint64{}
	first := -1
	for i := range s.coders {
		if out, ok := from[uint64(i)]; ok {
			next[out] = uint64(i)
		} else {
			first = i
		}
	}
	for i := uint64(first); first >= 0 && i < uint64(len(s.coders)) && len(s.order) < len(s.coders); {
		s.order = append(s.order, int(i))
		to, ok := next[i]
		if !ok {
			break
		}
		i = to
	}
	s.knotty = len(s.order) != len(s.coders)
}
