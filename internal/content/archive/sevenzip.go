package archive

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/stangelandcl/ppmd"
	"github.com/ulikunitz/xz/lzma"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// SevenZip reads 7z archives: LZMA, LZMA2, PPMd, deflate, bzip2, Zstandard and stored.
type SevenZip struct{}

const sevenMark = "7z\xBC\xAF\x27\x1C"

// maxDirectory is the greatest header of a 7z archive, unpacked.
const maxDirectory = 64 << 20

var (
	errEncrypted = errors.New("encrypted")
	errMethod    = errors.New("its compression method is not known")
)

// Name implements content.Format.
func (SevenZip) Name() string { return "7z" }

// Match implements content.Format.
func (SevenZip) Match(h *content.Head) content.Certainty {
	if bytes.HasPrefix(h.Bytes, []byte(sevenMark)) {
		return content.Magic
	}
	return content.No
}

// Read implements content.Format.
func (SevenZip) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	at, size, done, err := w.Spool(ctx, b)
	defer done()
	if err != nil {
		return unpacked(b.Name, err)
	}
	var folders []*solid
	if err := guard(func() (err error) { folders, err = directory(at, size); return err }); err != nil {
		return locked(b.Name, err)
	}
	n := content.NewNames(b.Name)
	var packed int64
	for _, s := range folders {
		if packed += s.packed; s.packed < 0 || packed > size {
			return fault.Errorf(fault.Refused, "unpack %q: entries overlap", b.Name)
		}
	}
	for _, s := range folders {
		if err := s.read(ctx, w, n, at); err != nil {
			return err
		}
	}
	return nil
}

// directory reads the header, which may be packed itself.
func directory(at io.ReaderAt, size int64) ([]*solid, error) {
	head := make([]byte, 32)
	if _, err := at.ReadAt(head, 0); err != nil {
		return nil, err
	}
	if crc32.ChecksumIEEE(head[12:]) != binary.LittleEndian.Uint32(head[8:]) {
		return nil, errHeader
	}
	off, n := binary.LittleEndian.Uint64(head[12:]), binary.LittleEndian.Uint64(head[20:])
	switch {
	case n == 0:
		return nil, nil
	case off > uint64(size) || n > uint64(size) || 32+off+n > uint64(size):
		return nil, io.ErrUnexpectedEOF
	case n > maxDirectory:
		return nil, errHeader
	}
	p := make([]byte, n)
	if _, err := at.ReadAt(p, 32+int64(off)); err != nil {
		return nil, err
	}
	if crc32.ChecksumIEEE(p) != binary.LittleEndian.Uint32(head[28:]) {
		return nil, errHeader
	}
	for range 4 {
		c := &cursor{p: p}
		switch c.byte() {
		case idHeader:
			return c.header()
		case idEncoded:
			s := c.streams()
			if c.bad || len(s) != 1 || s[0].size() > maxDirectory {
				return nil, errHeader
			}
			r, err := s[0].open(at)
			if err != nil {
				return nil, err
			}
			if p, err = io.ReadAll(io.LimitReader(r, s[0].size())); err != nil {
				return nil, err
			}
			if s[0].crc != nil && *s[0].crc != crc32.ChecksumIEEE(p) {
				return nil, errHeader
			}
		default:
			return nil, errHeader
		}
	}
	return nil, errHeader
}

func (c *cursor) header() ([]*solid, error) {
	var out []*solid
	for !c.bad {
		switch c.byte() {
		case idEnd:
			return out, nil
		case idProperties:
			for c.byte() != idEnd && !c.bad {
				c.take(c.num())
			}
		case idStreams:
			out = c.streams()
		case idFiles:
			c.names(out)
		default:
			c.fail()
		}
	}
	return nil, errHeader
}

// open yields the plain bytes of a folder.
func (s *solid) open(at io.ReaderAt) (io.Reader, error) {
	for _, c := range s.coders {
		if c.id == "\x06\xF1\x07\x01" {
			return nil, errEncrypted
		}
	}
	if s.knotty || len(s.sizes) != len(s.coders) {
		return nil, errMethod
	}
	var r io.Reader = bufio.NewReaderSize(io.NewSectionReader(at, 32+s.off, s.packed), 64<<10)
	for _, i := range s.order {
		var err error
		if r, err = s.coders[i].open(r, s.sizes[i]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (c coder) open(r io.Reader, size int64) (io.Reader, error) {
	switch c.id {
	case "\x00":
		return r, nil
	case "\x03\x01\x01":
		if len(c.props) != 5 {
			return nil, errHeader
		}
		if binary.LittleEndian.Uint32(c.props[1:]) > maxWindow {
			return nil, fmt.Errorf("needs a dictionary of more than %d bytes", maxWindow)
		}
		head := binary.LittleEndian.AppendUint64(bytes.Clone(c.props), uint64(size))
		return lzma.NewReader(io.MultiReader(bytes.NewReader(head), r))
	case "\x21":
		if len(c.props) != 1 || c.props[0] > 40 {
			return nil, errHeader
		}
		n := int64(c.props[0])
		dict := (2 | n&1) << (n/2 + 11)
		if dict > maxWindow {
			return nil, fmt.Errorf("needs a dictionary of more than %d bytes", maxWindow)
		}
		return lzma.Reader2Config{DictCap: int(dict)}.NewReader2(r)
	case "\x03\x04\x01":
		if len(c.props) != 5 || c.props[0] < 2 || c.props[0] > 64 {
			return nil, errHeader
		}
		memory := binary.LittleEndian.Uint32(c.props[1:])
		if memory > maxWindow {
			return nil, fmt.Errorf("needs more than %d bytes of memory", maxWindow)
		}
		z, err := ppmd.NewH7zReader(r, int(c.props[0]), int(memory), int(size))
		return &z, err
	case "\x04\x01\x08":
		return inflate(r), nil
	case "\x04\x02\x02":
		return bzip2.NewReader(r), nil
	case "\x04\xF7\x11\x01":
		return openZstd(r)
	}
	return nil, errMethod
}

// read reads the files of a folder in their order.
func (s *solid) read(ctx context.Context, w *content.Walk, n *content.Names, at io.ReaderAt) error {
	var r io.Reader
	broken := guard(func() (err error) { r, err = s.open(at); return err })
	if c, ok := r.(io.Closer); ok {
		defer c.Close()
	}
	whole := &lenient{r: r}
	for _, f := range s.files {
		if f.size == 0 {
			continue
		}
		name := n.Of(f.name)
		if broken != nil {
			w.Skip(name, f.size, locked(name, broken))
			continue
		}
		sum := crc32.NewIEEE()
		part := &io.LimitedReader{R: whole, N: f.size}
		body := content.Body{Name: name, Size: f.size, R: io.TeeReader(part, sum)}
		share := max(1, int64(float64(s.packed)*float64(f.size)/float64(max(1, s.size()))))
		if err := w.Descend(ctx, body, share); err != nil {
			return err
		}
		if err := w.Spent(); err != nil {
			return err
		}
		read := part.N == 0
		if _, err := io.Copy(io.Discard, part); err == nil && part.N > 0 {
			broken = whole.err
			if broken == nil {
				broken = io.ErrUnexpectedEOF
			}
		}
		switch {
		case broken != nil:
			w.Skip(name, f.size, locked(name, broken))
		case read && f.crc != nil && *f.crc != sum.Sum32():
			w.Skip(name, f.size, fault.Errorf(fault.Unreadable, "unpack %q: checksum error", name))
		}
	}
	return nil
}

// locked is the error of an archive or entry that could not be read.
func locked(name string, err error) error {
	if errors.Is(err, errEncrypted) || errors.Is(err, errMethod) {
		return fault.Errorf(fault.Unreadable, "read %q: %w", name, err)
	}
	return unpacked(name, err)
}

// guard turns a decoder's panic into an error.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("corrupt data")
		}
	}()
	return f()
}
