package charset

import (
	"bytes"
	"encoding/binary"
	"io"
	"sync/atomic"
)

// decide is how many bytes from the first that is not ASCII a Reader looks at to tell the charset.
const decide = 16 << 10

// Reader turns a stream into UTF-8. UTF-8 passes as it stands, broken bytes and byte order mark included; in other
// charsets each broken sequence becomes U+FFFD. It uses some 64 KiB of memory.
type Reader struct {
	r      io.Reader
	name   atomic.Pointer[Name]
	dec    decoder
	plain  *counter
	broken atomic.Int64

	buf  []byte
	i, j int   // buf[i:j] is read and not decoded
	err  error // of r, io.EOF included
	out  [4 * room]byte
	rest []byte // of out
}

// NewReader decodes r, which is in the named charset. Binary is read as Windows1252. With ASCII the charset is told when
// the first byte comes that is not.
func NewReader(r io.Reader, name Name) *Reader {
	d := &Reader{r: r}
	d.choose(name)
	return d
}

func (d *Reader) choose(name Name) {
	d.dec, d.plain = nil, nil
	switch name {
	case UTF8:
		d.plain = &counter{}
	case ASCII:
		d.buf = make([]byte, 64<<10)
	case UTF16LE, UTF16BE:
		d.dec = &wide{big: name == UTF16BE}
	case ISO2022JP:
		d.dec = &modal{table: tables[EUCJP]()}
	case ShiftJIS, EUCJP, GB18030, Big5, EUCKR:
		d.dec = newDouble(name)
	default:
		name = Windows1252
		d.dec = newDouble(name)
	}
	if d.dec != nil && d.buf == nil {
		d.buf = make([]byte, 64<<10)
	}
	d.name.Store(&name)
}

// Name is the charset: the one asked for, or the one found since.
func (d *Reader) Name() Name { return *d.name.Load() }

// Broken is how many sequences so far were not valid in the charset (in UTF-8: how many bytes).
func (d *Reader) Broken() int64 { return d.broken.Load() }

// Read yields UTF-8.
func (d *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(d.rest) > 0 {
		n := copy(p, d.rest)
		d.rest = d.rest[n:]
		return n, nil
	}
	for {
		var n int
		switch {
		case d.plain != nil:
			return d.pass(p)
		case d.dec == nil:
			n = d.wait(p)
		case len(p) < room:
			m := d.turn(d.out[:])
			n = copy(p, d.out[:m])
			d.rest = d.out[n:m]
		default:
			n = d.turn(p)
		}
		switch {
		case n > 0:
			return n, nil
		case d.i == d.j && d.err != nil:
			return 0, d.err
		}
	}
}

// pass yields UTF-8 as it is.
func (d *Reader) pass(p []byte) (n int, err error) {
	if d.i < d.j {
		n = copy(p, d.buf[d.i:d.j])
		d.i += n
	} else if d.err != nil {
		err = d.err
	} else {
		n, err = d.r.Read(p)
	}
	broken := d.plain.add(p[:n])
	if err != nil {
		broken += d.plain.end()
	}
	if broken > 0 {
		d.broken.Add(int64(broken))
	}
	return n, err
}

// turn decodes into p, reading more as needed.
func (d *Reader) turn(p []byte) (n int) {
	if d.j-d.i < room && d.err == nil {
		d.fill()
	}
	n, m, broken := d.dec.decode(p, d.buf[d.i:d.j], d.err != nil)
	d.i += m
	if broken > 0 {
		d.broken.Add(int64(broken))
	}
	return n
}

// fill reads once more into the buffer.
func (d *Reader) fill() {
	d.j = copy(d.buf, d.buf[d.i:d.j])
	d.i = 0
	for range 100 {
		n, err := d.r.Read(d.buf[d.j:])
		d.j += n
		d.err = err
		if n > 0 || err != nil {
			return
		}
	}
	d.err = io.ErrNoProgress
}

// wait yields ASCII for as long as there is nothing else, and then tells the charset.
func (d *Reader) wait(p []byte) (n int) {
	if d.i == d.j && d.err == nil {
		d.fill()
	}
	k := plainLen(d.buf[d.i:d.j])
	if k > 0 {
		n = copy(p, d.buf[d.i:d.i+k])
		d.i += n
		return n
	}
	if d.i == d.j {
		return 0
	}
	for d.j-d.i < decide && d.err == nil {
		d.fill()
	}
	name := detect(d.buf[d.i:d.j], d.err != nil, true)
	if name == ASCII {
		name = UTF8
	}
	d.choose(name)
	return 0
}

// plainLen is how many bytes are ASCII and no escape.
func plainLen(p []byte) int {
	if i := bytes.IndexByte(p, 0x1B); i >= 0 {
		p = p[:i]
	}
	return asciiLen(p)
}

// asciiLen is how many bytes are ASCII.
func asciiLen(p []byte) int {
	i := 0
	for len(p)-i >= 8 && binary.LittleEndian.Uint64(p[i:])&high == 0 {
		i += 8
	}
	for i < len(p) && p[i] < 0x80 {
		i++
	}
	return i
}
