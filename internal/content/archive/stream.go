package archive

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// Stream is a format that packs one body.
type Stream struct {
	name  string
	match func(head []byte) bool
	// endings are what a name loses when unpacked, and what it gains instead.
	endings [][2]string
	open    func(r io.Reader) (io.ReadCloser, error)
}

// Gzip reads gzip, of one member or several.
func Gzip() *Stream {
	return &Stream{
		name:    "gzip",
		match:   func(p []byte) bool { return len(p) >= 10 && string(p[:3]) == "\x1f\x8b\x08" && p[3]&0xE0 == 0 },
		endings: [][2]string{{".tgz", ".tar"}, {".taz", ".tar"}, {".svgz", ".svg"}, {".gz", ""}, {"-gz", ""}, {".z", ""}},
		open:    func(r io.Reader) (io.ReadCloser, error) { return &members{r: bufio.NewReaderSize(r, 64<<10)}, nil },
	}
}

// Bzip2 reads bzip2.
func Bzip2() *Stream {
	return &Stream{
		name: "bzip2",
		match: func(p []byte) bool {
			return len(p) >= 10 && string(p[:3]) == "BZh" && p[3] >= '1' && p[3] <= '9' &&
				(string(p[4:10]) == "1AY&SY" || string(p[4:10]) == "\x17\x72\x45\x38\x50\x90")
		},
		endings: [][2]string{{".tbz2", ".tar"}, {".tbz", ".tar"}, {".bz2", ""}, {".bz", ""}},
		open:    func(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(r)), nil },
	}
}

// XZ reads xz.
func XZ() *Stream {
	return &Stream{
		name:    "xz",
		match:   func(p []byte) bool { return bytes.HasPrefix(p, []byte("\xFD7zXZ\x00")) },
		endings: [][2]string{{".txz", ".tar"}, {".xz", ""}},
		open:    openXZ,
	}
}

// Zstd reads Zstandard.
func Zstd() *Stream {
	return &Stream{
		name: "zstd",
		match: func(p []byte) bool {
			return bytes.HasPrefix(p, []byte("\x28\xB5\x2F\xFD")) ||
				len(p) >= 4 && p[0]&0xF0 == 0x50 && string(p[1:4]) == "\x2A\x4D\x18"
		},
		endings: [][2]string{{".tzst", ".tar"}, {".zst", ""}, {".zstd", ""}},
		open:    openZstd,
	}
}

// LZ4 reads LZ4 frames.
func LZ4() *Stream {
	return &Stream{
		name:    "lz4",
		match:   func(p []byte) bool { return bytes.HasPrefix(p, []byte("\x04\x22\x4D\x18")) },
		endings: [][2]string{{".lz4", ""}},
		open:    func(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(lz4.NewReader(r)), nil },
	}
}

// Name implements content.Format.
func (s *Stream) Name() string { return s.name }

// Match implements content.Format.
func (s *Stream) Match(h *content.Head) content.Certainty {
	if s.match(h.Bytes) {
		return content.Magic
	}
	return content.No
}

// Read implements content.Format.
func (s *Stream) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	r, err := s.open(b.R)
	if err != nil {
		return unpacked(b.Name, err)
	}
	defer r.Close()
	l := &lenient{r: r}
	inner := content.Body{Name: b.Name + "!/" + s.inner(b.Called()), Size: -1, R: l}
	if err := w.Descend(ctx, inner, b.Size); err != nil {
		return err
	}
	if err := w.Spent(); err != nil {
		return err
	}
	return unpacked(b.Name, l.err)
}

// inner is the name of what is packed.
func (s *Stream) inner(name string) string {
	name = base(name)
	for _, e := range s.endings {
		if len(name) > len(e[0]) && hasSuffix(name, e[0]) {
			return name[:len(name)-len(e[0])] + e[1]
		}
	}
	return name
}

// members reads gzip members one behind the other. Zeros behind the last are padding of tapes.
type members struct {
	r *bufio.Reader
	z *gzip.Reader
}

func (m *members) Read(p []byte) (int, error) {
	if m.z == nil {
		z, err := gzip.NewReader(m.r)
		if err != nil {
			return 0, err
		}
		z.Multistream(false)
		m.z = z
	}
	for {
		n, err := m.z.Read(p)
		if err != io.EOF || n > 0 {
			if err == io.EOF {
				err = nil
			}
			return n, err
		}
		c, err := m.r.ReadByte()
		for err == nil && c == 0 {
			c, err = m.r.ReadByte()
		}
		if err != nil {
			return 0, err
		}
		if c != 0x1F {
			return 0, errors.New("other bytes behind its end")
		}
		if err := m.r.UnreadByte(); err != nil {
			return 0, err
		}
		if err := m.z.Reset(m.r); err != nil {
			return 0, err
		}
		m.z.Multistream(false)
	}
}

func (m *members) Close() error {
	if m.z == nil {
		return nil
	}
	return m.z.Close()
}

func openXZ(r io.Reader) (io.ReadCloser, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	if head, _ := br.Peek(64); dictionary(head) > maxWindow {
		return nil, fmt.Errorf("needs a dictionary of more than %d bytes", maxWindow)
	}
	z, err := xz.ReaderConfig{DictCap: 1 << 16}.NewReader(br)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(z), nil
}

// dictionary is the size of the dictionary that the first block of an xz stream asks for, 0 if it is not told there.
func dictionary(head []byte) int64 {
	if len(head) < 18 || head[12] == 0 {
		return 0
	}
	i := 14
	for _, field := range []byte{0x40, 0x80} { // packed and unpacked size, if there
		if head[13]&field != 0 {
			for i < len(head) && head[i]&0x80 != 0 {
				i++
			}
			i++
		}
	}
	for i+2 < len(head) { // filters: id, size of properties, properties
		if head[i] == 0x21 {
			n := int64(head[i+2] & 0x3F)
			if n >= 40 {
				return 1 << 32
			}
			return (2 | n&1) << (n/2 + 11)
		}
		i += 2 + int(head[i+1])
	}
	return 0
}

func openZstd(r io.Reader) (io.ReadCloser, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return z.IOReadCloser(), nil
}
