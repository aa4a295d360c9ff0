// Package text reads the texts of log files: unpacked and as UTF-8, whatever the files are called by now; and finds out which files
// are of one log, by how rotation and clouds name them.
package text

import (
	"bufio"
	"bytes"
	"errors"
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
	HeadSize = 4 << 10 // bytes by which a text is known wherever it lies
	TailSize = 1 << 10 // bytes before where it was read to
	// A log packs to a tenth or a fiftieth; what unpacks to more than a thousandfold holds no log.
	bombFrom  = 64 << 20
	bombRatio = 1000
)

// Stamp is a file as it stands: as long as it is the same, the file need not be looked into.
type Stamp struct {
	Dev, Ino uint64
	Size     int64
	Mtime    int64 // ns
}

func StampOf(st fs.FileInfo) Stamp {
	s := Stamp{Size: st.Size(), Mtime: st.ModTime().UnixNano()}
	s.Dev, s.Ino = inode(st)
	return s
}

// Same tells whether two stamps are of one file, at different times perhaps.
func (s Stamp) Same(o Stamp) bool { return s.Ino != 0 && s.Ino == o.Ino && s.Dev == o.Dev }

// Text is an open file's text: unpacked, as UTF-8.
type Text struct {
	f     *os.File
	St    Stamp
	Plain bool      // the text's bytes are the file's own
	r     io.Reader // of others, read from the beginning on
	close func() error
	off   int64 // where r stands
	Head  []byte
	Ended bool // head is all of the text
	Err   error
	Live  io.Reader // what is read in place of f
}

// errCut says that a packed file ends before its text does.
var errCut = fault.Errorf(fault.Unreadable, "cut short or damaged")

// Open opens a file and reads its head.
func Open(path string) (*Text, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, fault.As(fault.Unreadable, source.Bare(err))
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		f.Close()
		return nil, fault.Errorf(fault.Skipped, "not a file")
	}
	t := &Text{f: f, St: StampOf(st), Plain: true}
	var raw [HeadSize]byte
	n, err := f.ReadAt(raw[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		f.Close()
		return nil, fault.As(fault.Unreadable, source.Bare(err))
	}
	t.Head = raw[:n:n]
	t.Ended = n < HeadSize
	if err := t.unpack(); err != nil {
		t.Err = errCut
		t.Plain, t.Head = false, nil
	}
	return t, nil
}

// unpack turns to what is inside, where the file's bytes are not the text's.
func (t *Text) unpack() error {
	in := io.Reader(io.NewSectionReader(t.f, 0, 1<<62))
	z, err := archive.Unpack(t.Head, in)
	switch {
	case err != nil:
		return err
	case z != nil:
		in, t.close, t.Plain = z, z.Close, false
	}
	mark := t.Head
	if z != nil {
		b := bufio.NewReaderSize(in, 64<<10)
		mark, _ = b.Peek(2)
		in = b
	}
	if len(mark) >= 2 && (mark[0] == 0xff && mark[1] == 0xfe || mark[0] == 0xfe && mark[1] == 0xff) {
		in, t.Plain = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(in), false
	}
	if t.Plain {
		return nil
	}
	t.r = in
	head := make([]byte, HeadSize)
	n, err := io.ReadFull(in, head)
	t.Head, t.off = head[:n:n], int64(n)
	t.Ended = n < HeadSize
	if t.Ended {
		t.r = nil
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) || err == io.ErrUnexpectedEOF && n == 0 || z != nil && t.broken(in) {
			t.Err = errCut
		}
	}
	return nil
}

// broken tells whether a stream that ended did so by an error: io.ReadFull hides which.
func (t *Text) broken(in io.Reader) bool {
	var b [1]byte
	_, err := in.Read(b[:])
	return err != nil && !errors.Is(err, io.EOF)
}

// Shut closes the file.
func (t *Text) Shut() {
	if t.close != nil {
		_ = t.close()
	}
	if t.f != nil {
		_ = t.f.Close()
	}
}

// Now stats the file that is open, whatever it is called by now.
func (t *Text) Now() Stamp {
	st, err := t.f.Stat()
	if err != nil {
		return Stamp{}
	}
	return StampOf(st)
}

// Modified is when the file was written last.
func (t *Text) Modified() time.Time { return time.Unix(0, t.St.Mtime) }

// Read reads what stands at off: 0 and no error where there is nothing (yet). Of packed files off goes up only.
func (t *Text) Read(p []byte, off int64) (int, error) {
	if t.Plain {
		n, err := t.f.ReadAt(p, off)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		if err != nil {
			return n, fault.As(fault.Unreadable, source.Bare(err))
		}
		return n, nil
	}
	if t.Live != nil {
		return t.Live.Read(p)
	}
	if off < int64(len(t.Head)) && t.off <= int64(len(t.Head)) {
		n := copy(p, t.Head[off:])
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
func (t *Text) next(p []byte) (int, error) {
	if t.r == nil || t.Err != nil {
		return 0, t.Err
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
		t.r, t.Err = nil, errCut
	case t.off > bombFrom && t.off/bombRatio > t.St.Size:
		t.r, t.Err = nil, fault.Errorf(fault.Refused, "unpacks to more than %d bytes from each", bombRatio)
	}
	if n > 0 {
		return n, nil
	}
	return 0, t.Err
}

// pass reads a packed text as far as off; ErrShort where it ends before.
func (t *Text) pass(off int64) error {
	buf := make([]byte, min(256<<10, max(off-t.off, 1)))
	for t.off < off {
		n, err := t.next(buf[:min(int64(len(buf)), off-t.off)])
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrShort
		}
	}
	return nil
}

var ErrShort = fault.Errorf(fault.Changed, "shorter than it was")

// Whole is the text's beginning, at most Head bytes of it, to know the log by.
func (t *Text) Whole() ([]byte, error) {
	if t.Ended {
		return t.Head, nil
	}
	from := t
	if !t.Plain { // which is read on from where it stands: another begins at the beginning
		from = &Text{f: t.f, St: t.St, Plain: true, Head: make([]byte, HeadSize)}
		n, _ := t.f.ReadAt(from.Head, 0)
		from.Head = from.Head[:n]
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
		m, err := from.Read(buf[n:], int64(n))
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

// Tail is what stands before off: at most TailSize bytes. Of a packed text everything before is read.
func (t *Text) Tail(off int64) ([]byte, error) {
	from := max(off-TailSize, 0)
	buf := make([]byte, off-from)
	n := 0
	for n < len(buf) {
		m, err := t.Read(buf[n:], from+int64(n))
		if err != nil {
			return nil, err
		}
		if m == 0 {
			return nil, ErrShort
		}
		n += m
	}
	return buf, nil
}

// Intact tells whether a plain file still begins as it did: one that was cut and written anew does not.
func (t *Text) Intact() bool {
	if !t.Plain || len(t.Head) == 0 {
		return true
	}
	var buf [HeadSize]byte
	n, err := t.f.ReadAt(buf[:len(t.Head)], 0)
	return (err == nil || errors.Is(err, io.EOF)) && bytes.Equal(buf[:n], t.Head)
}

// Grow takes more of the beginning of a plain file that was shorter than a head when it was opened.
func (t *Text) Grow() {
	if !t.Plain || len(t.Head) == HeadSize {
		return
	}
	buf := make([]byte, HeadSize)
	if n, err := t.f.ReadAt(buf, 0); (err == nil || errors.Is(err, io.EOF)) && n > len(t.Head) && bytes.Equal(buf[:len(t.Head)], t.Head) {
		t.Head = buf[:n:n]
		t.Ended = n < HeadSize
	}
}
