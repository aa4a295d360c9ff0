package feed

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"golang.org/x/text/encoding/unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/content/archive"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

const (
	headSize = 4 << 10 // bytes by which a text is known wherever it lies
	tailSize = 1 << 10 // bytes before where it was read to
	// A log packs to a tenth or a fiftieth; what unpacks to more than a thousandfold holds no log.
	bombFrom  = 64 << 20
	bombRatio = 1000
)

// stamp is a file as it stands: as long as it is the same, the file need not be looked into.
type stamp struct {
	dev, ino uint64
	size     int64
	mtime    int64 // ns
}

func stampOf(st fs.FileInfo) stamp {
	s := stamp{size: st.Size(), mtime: st.ModTime().UnixNano()}
	s.dev, s.ino = inode(st)
	return s
}

// same tells whether two stamps are of one file, at different times perhaps.
func (s stamp) same(o stamp) bool { return s.ino != 0 && s.ino == o.ino && s.dev == o.dev }

// text is an open file's text: unpacked, as UTF-8.
type text struct {
	f     *os.File
	st    stamp
	plain bool      // the text's bytes are the file's own
	r     io.Reader // of others, read from the beginning on
	close func() error
	off   int64 // where r stands
	head  []byte
	ended bool // head is all of the text
	err   error
	live  *stream // what is read in place of f
}

// errCut says that a packed file ends before its text does.
var errCut = fault.Errorf(fault.Unreadable, "cut short or damaged")

// openText opens a file and reads its head.
func openText(path string) (*text, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, fault.As(fault.Unreadable, source.Bare(err))
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		f.Close()
		return nil, fault.Errorf(fault.Skipped, "not a file")
	}
	t := &text{f: f, st: stampOf(st), plain: true}
	var raw [headSize]byte
	n, err := f.ReadAt(raw[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		f.Close()
		return nil, fault.As(fault.Unreadable, source.Bare(err))
	}
	t.head = raw[:n:n]
	t.ended = n < headSize
	if err := t.unpack(); err != nil {
		t.err = errCut
		t.plain, t.head = false, nil
	}
	return t, nil
}

// unpack turns to what is inside, where the file's bytes are not the text's.
func (t *text) unpack() error {
	in := io.Reader(io.NewSectionReader(t.f, 0, 1<<62))
	z, err := archive.Unpack(t.head, in)
	switch {
	case err != nil:
		return err
	case z != nil:
		in, t.close, t.plain = z, z.Close, false
	}
	mark := t.head
	if z != nil {
		b := bufio.NewReaderSize(in, 64<<10)
		mark, _ = b.Peek(2)
		in = b
	}
	if len(mark) >= 2 && (mark[0] == 0xff && mark[1] == 0xfe || mark[0] == 0xfe && mark[1] == 0xff) {
		in, t.plain = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(in), false
	}
	if t.plain {
		return nil
	}
	t.r = in
	head := make([]byte, headSize)
	n, err := io.ReadFull(in, head)
	t.head, t.off = head[:n:n], int64(n)
	t.ended = n < headSize
	if t.ended {
		t.r = nil
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) || err == io.ErrUnexpectedEOF && n == 0 || z != nil && t.broken(in) {
			t.err = errCut
		}
	}
	return nil
}

// broken tells whether a stream that ended did so by an error: io.ReadFull hides which.
func (t *text) broken(in io.Reader) bool {
	var b [1]byte
	_, err := in.Read(b[:])
	return err != nil && !errors.Is(err, io.EOF)
}

// shut closes the file.
func (t *text) shut() {
	if t.close != nil {
		_ = t.close()
	}
	if t.f != nil {
		_ = t.f.Close()
	}
}

// now stats the file that is open, whatever it is called by now.
func (t *text) now() stamp {
	st, err := t.f.Stat()
	if err != nil {
		return stamp{}
	}
	return stampOf(st)
}

// modified is when the file was written last.
func (t *text) modified() time.Time { return time.Unix(0, t.st.mtime) }

// read reads what stands at off: 0 and no error where there is nothing (yet). Of packed files off goes up only.
func (t *text) read(p []byte, off int64) (int, error) {
	if t.plain {
		n, err := t.f.ReadAt(p, off)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		if err != nil {
			return n, fault.As(fault.Unreadable, source.Bare(err))
		}
		return n, nil
	}
	if t.live != nil {
		return t.live.read(p)
	}
	if off < int64(len(t.head)) && t.off <= int64(len(t.head)) {
		n := copy(p, t.head[off:])
		return n, nil
	}
	if off > t.off {
		if err := t.pass(off); err != nil {
			return 0, err
		}
	}
	return t.next(p)
}

// next reads a packed text on.
func (t *text) next(p []byte) (int, error) {
	if t.r == nil || t.err != nil {
		return 0, t.err
	}
	n, err := t.r.Read(p)
	for n == 0 && err == nil {
		n, err = t.r.Read(p)
	}
	t.off += int64(n)
	switch {
	case errors.Is(err, io.EOF):
		t.r = nil
	case err != nil:
		t.r, t.err = nil, errCut
	case t.off > bombFrom && t.off/bombRatio > t.st.size:
		t.r, t.err = nil, fault.Errorf(fault.Refused, "unpacks to more than %d bytes from each", bombRatio)
	}
	if n > 0 {
		return n, nil
	}
	return 0, t.err
}

// pass reads a packed text as far as off; errShort where it ends before.
func (t *text) pass(off int64) error {
	buf := make([]byte, min(256<<10, max(off-t.off, 1)))
	for t.off < off {
		n, err := t.next(buf[:min(int64(len(buf)), off-t.off)])
		if err != nil {
			return err
		}
		if n == 0 {
			return errShort
		}
	}
	return nil
}

var errShort = fault.Errorf(fault.Changed, "shorter than it was")

// whole is the text's beginning, at most Head bytes of it, to know the log by.
func (t *text) whole() ([]byte, error) {
	if t.ended {
		return t.head, nil
	}
	from := t
	if !t.plain { // which is read on from where it stands: another begins at the beginning
		from = &text{f: t.f, st: t.st, plain: true, head: make([]byte, headSize)}
		n, _ := t.f.ReadAt(from.head, 0)
		from.head = from.head[:n]
		if err := from.unpack(); err != nil {
			return nil, errCut
		}
		if from.close != nil {
			defer func() { _ = from.close() }()
		}
	}
	buf := make([]byte, sniff.Head)
	n := 0
	for n < len(buf) {
		m, err := from.read(buf[n:], int64(n))
		n += m
		if err != nil {
			return buf[:n], err
		}
		if m == 0 {
			break
		}
	}
	return buf[:n], nil
}

// tail is what stands before off: at most tailSize bytes. Of a packed text everything before is read.
func (t *text) tail(off int64) ([]byte, error) {
	from := max(off-tailSize, 0)
	buf := make([]byte, off-from)
	n := 0
	for n < len(buf) {
		m, err := t.read(buf[n:], from+int64(n))
		if err != nil {
			return nil, err
		}
		if m == 0 {
			return nil, errShort
		}
		n += m
	}
	return buf, nil
}

// intact tells whether a plain file still begins as it did: one that was cut and written anew does not.
func (t *text) intact() bool {
	if !t.plain || len(t.head) == 0 {
		return true
	}
	var buf [headSize]byte
	n, err := t.f.ReadAt(buf[:len(t.head)], 0)
	return (err == nil || errors.Is(err, io.EOF)) && bytes.Equal(buf[:n], t.head)
}

// grow takes more of the beginning of a plain file that was shorter than a head when it was opened.
func (t *text) grow() {
	if !t.plain || len(t.head) == headSize {
		return
	}
	buf := make([]byte, headSize)
	if n, err := t.f.ReadAt(buf, 0); (err == nil || errors.Is(err, io.EOF)) && n > len(t.head) && bytes.Equal(buf[:len(t.head)], t.head) {
		t.head = buf[:n:n]
		t.ended = n < headSize
	}
}

// named puts the name of a file, fit to be shown, before an error.
func (o *Options) named(path string, err error) error {
	return fault.As(fault.Of(err), fmt.Errorf("read %q: %w", o.label(path), err))
}
