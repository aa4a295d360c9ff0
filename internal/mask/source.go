package mask

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	headSize  = 64 << 10
	pieceSize = 256 << 10
	// pieceMax is how long a line may be before it is cut where no character can be.
	pieceMax = 1 << 20
)

// piece is a stretch of the input as it stands and as UTF-8. It ends with a line, or is all there is of a very long one.
type piece struct {
	raw, text []byte
	at        int64 // of text in the whole decoded text
}

// source yields the input as UTF-8 and keeps its pieces until they are written.
type source struct {
	name   string
	r      io.Reader
	set    charset.Name
	enc    *encoder // nil where text is raw
	mark   []byte   // byte order mark of UTF-16, not part of the text
	read   int64    // bytes of input
	at     int64    // bytes of text handed out in pieces
	carry  []byte   // read, behind the last line end
	pieces []piece
	out    []byte // text of the last piece not yet read
	err    error

	told  *atomic.Pointer[charset.Name] // the charset, to and from another pass
	again bool
}

// newSource tells the charset by the first bytes, or takes the one told where again.
func newSource(name string, r io.Reader, told *atomic.Pointer[charset.Name], again bool) (*source, error) {
	s := &source{name: name, r: r, told: told, again: again}
	if err := s.fill(headSize); err != nil {
		return nil, err
	}
	set := s.detect(s.carry)
	if set == charset.Binary {
		return nil, fault.Errorf(fault.Refused, "mask %q: binary cannot be rewritten", name)
	}
	s.choose(set)
	if s.wide() && len(s.carry) >= 2 && (s.carry[0] == 0xFF && s.carry[1] == 0xFE || s.carry[0] == 0xFE && s.carry[1] == 0xFF) {
		s.mark, s.carry = bytes.Clone(s.carry[:2]), s.carry[2:]
	}
	return s, nil
}

// detect tells the charset of what comes next.
func (s *source) detect(head []byte) charset.Name {
	if s.again {
		return *s.told.Load()
	}
	return charset.Detect(head, s.err != nil)
}

func (s *source) choose(set charset.Name) {
	s.set, s.enc = set, nil
	if !s.again {
		s.told.Store(&set)
	}
	if set != charset.UTF8 && set != charset.ASCII {
		s.enc = newEncoder(set)
	}
}

func (s *source) wide() bool { return s.set == charset.UTF16LE || s.set == charset.UTF16BE }

// fill reads until carry holds n bytes or nothing comes.
func (s *source) fill(n int) error {
	for len(s.carry) < n && s.err == nil {
		k := len(s.carry)
		if cap(s.carry) < n {
			s.carry = append(make([]byte, 0, n), s.carry...)
		}
		m, err := s.r.Read(s.carry[k:n])
		s.carry = s.carry[:k+m]
		s.read += int64(m)
		s.err = err
	}
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		return fault.As(fault.Unreadable, fmt.Errorf("read %q: %w", s.name, s.err))
	}
	return nil
}

// Read yields UTF-8.
func (s *source) Read(p []byte) (int, error) {
	for len(s.out) == 0 {
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, s.out)
	s.out = s.out[n:]
	return n, nil
}

// next makes the next piece.
func (s *source) next() error {
	n := 0
	for size := pieceSize; n == 0; size *= 2 {
		if err := s.fill(size); err != nil {
			return err
		}
		if len(s.carry) == 0 {
			return io.EOF
		}
		if s.set == charset.ASCII {
			if i := bytes.IndexFunc(s.carry, func(r rune) bool { return r >= 0x80 || r == 0x1B }); i >= 0 {
				set := s.detect(s.carry[i:])
				if set == charset.ASCII || set == charset.Binary || set == charset.UTF16LE || set == charset.UTF16BE {
					set = charset.UTF8
				}
				s.choose(set)
			}
		}
		n = s.cut(size >= pieceMax)
	}
	raw := s.carry[:n:n]
	s.carry = append(make([]byte, 0, pieceSize), s.carry[n:]...)
	p := piece{raw: raw, text: raw, at: s.at}
	if s.enc != nil {
		var err error
		if p.text, err = decode(s.set, raw); err != nil {
			return err
		}
	}
	s.at += int64(len(p.text))
	s.pieces, s.out = append(s.pieces, p), p.text
	return nil
}

// cut is where the piece ends: behind the last line end, or, in a line that is too long, behind the last byte that is no
// part of a character of several; 0 where more is needed.
func (s *source) cut(must bool) int {
	c := s.carry
	if s.err != nil {
		return len(c)
	}
	if n := s.lineEnd(c); n > 0 {
		return n
	}
	if !must {
		return 0
	}
	if s.wide() {
		return len(c) &^ 3
	}
	for n := len(c); n > len(c)-4096; n-- {
		if c[n-1] < '0' && c[n-1] != 0x1B {
			return n
		}
	}
	for n := len(c); n > len(c)-4; n-- { // UTF-8
		if c[n-1] < 0x80 {
			return n
		}
		if c[n-1] >= 0xC0 {
			return n - 1
		}
	}
	return len(c)
}

// lineEnd is the offset behind the last line end, 0 if there is none.
func (s *source) lineEnd(c []byte) int {
	switch s.set {
	case charset.UTF16LE, charset.UTF16BE:
		low := 0
		if s.set == charset.UTF16BE {
			low = 1
		}
		for n := len(c) &^ 1; n >= 2; n -= 2 {
			if c[n-2+low] == '\n' && c[n-1-low] == 0 {
				return n
			}
		}
		return 0
	}
	return bytes.LastIndexByte(c, '\n') + 1
}

// decode turns a whole stretch into UTF-8.
func decode(set charset.Name, raw []byte) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(2*len(raw) + 16)
	_, err := out.ReadFrom(charset.NewReader(bytes.NewReader(raw), set))
	return out.Bytes(), err
}

// lineOf is the length of the first line of raw bytes, with its end.
func (s *source) lineOf(raw []byte) int {
	if !s.wide() {
		return lineOf(raw)
	}
	low := 0
	if s.set == charset.UTF16BE {
		low = 1
	}
	for i := 0; i+1 < len(raw); i += 2 {
		if raw[i+low] == '\n' && raw[i+1-low] == 0 {
			return i + 2
		}
	}
	return len(raw)
}

// holds tells whether the text stands at the offset of the text not yet written.
func (s *source) holds(at int64, text []byte) bool {
	for i := range s.pieces {
		p := &s.pieces[i]
		off := at - p.at
		if off < 0 {
			break
		}
		if off >= int64(len(p.text)) {
			continue
		}
		n := min(len(p.text)-int(off), len(text))
		if !bytes.Equal(p.text[off:off+int64(n)], text[:n]) {
			return false
		}
		at, text = at+int64(n), text[n:]
		if len(text) == 0 {
			return true
		}
	}
	return len(text) == 0
}
