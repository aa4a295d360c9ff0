package elastic

import (
	"bytes"
	"errors"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// maxHit bounds one document; a server takes 100 MB at once by default.
const maxHit = 128 << 20

// scanner follows a search response as it comes, and keeps one hit of it.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	err      error
}

// errRubbish says that what came is no search response.
var errRubbish = fault.Errorf(fault.Unreadable, "read: what the server answers is not the JSON of a search")

// page is what a response says beside its hits.
type page struct {
	id       []byte // of the context, raw: pit_id or _scroll_id
	timedOut bool
	hits     int
}

// reset begins with another response.
func (s *scanner) reset(r io.Reader) {
	s.r, s.pos, s.end, s.err = r, 0, 0, nil
	if s.buf == nil {
		s.buf = make([]byte, 256<<10)
	}
}

// response calls hit with each hit, raw; the bytes are good until the next.
func (s *scanner) response(p *page, hit func([]byte) error) error {
	if err := s.expect('{'); err != nil {
		return err
	}
	seen := false
	err := s.members(func(key []byte) error {
		switch string(key) {
		case "hits":
			seen = true
			if err := s.expect('{'); err != nil {
				return err
			}
			return s.members(func(key []byte) error {
				if string(key) != "hits" {
					_, err := s.value()
					return err
				}
				return s.elements(p, hit)
			})
		case "pit_id", "_scroll_id":
			v, err := s.value()
			p.id = append(p.id[:0], v...)
			return err
		case "timed_out":
			v, err := s.value()
			p.timedOut = string(v) == "true"
			return err
		}
		_, err := s.value()
		return err
	})
	if err == nil && !seen {
		err = errRubbish
	}
	return err
}

// members calls f with each key of the object that was entered, raw and without its quotes; f reads the value.
func (s *scanner) members(f func(key []byte) error) error {
	for first := true; ; first = false {
		c, err := s.peek()
		if err != nil {
			return err
		}
		if c == '}' {
			s.pos++
			return nil
		}
		if !first {
			if err := s.expect(','); err != nil {
				return err
			}
		}
		if c, err = s.peek(); err != nil || c != '"' {
			return cmpErr(err)
		}
		raw, err := s.value()
		if err != nil {
			return err
		}
		var kept [32]byte // the buffer may move on; longer keys are none that matter
		n := copy(kept[:], raw[1:len(raw)-1])
		if err := s.expect(':'); err != nil {
			return err
		}
		if err := f(kept[:n]); err != nil {
			return err
		}
	}
}

// elements calls hit with each element of the array that comes.
func (s *scanner) elements(p *page, hit func([]byte) error) error {
	if err := s.expect('['); err != nil {
		return err
	}
	for first := true; ; first = false {
		c, err := s.peek()
		if err != nil {
			return err
		}
		if c == ']' {
			s.pos++
			return nil
		}
		if !first {
			if err := s.expect(','); err != nil {
				return err
			}
			if c, err = s.peek(); err != nil {
				return err
			}
		}
		if c != '{' {
			return errRubbish
		}
		v, err := s.value()
		if err != nil {
			return err
		}
		p.hits++
		if err := hit(v); err != nil {
			return err
		}
	}
}

func cmpErr(err error) error {
	if err == nil {
		return errRubbish
	}
	return err
}

// peek is the next byte that is not white.
func (s *scanner) peek() (byte, error) {
	for {
		for s.pos < s.end {
			if c := s.buf[s.pos]; c > ' ' {
				return c, nil
			}
			s.pos++
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

func (s *scanner) expect(c byte) error {
	got, err := s.peek()
	if err == nil && got != c {
		err = errRubbish
	}
	s.pos++
	return err
}

// value is the value that comes next, raw.
func (s *scanner) value() ([]byte, error) {
	c, err := s.peek()
	if err != nil {
		return nil, err
	}
	w := walk{plain: c != '"' && c != '{' && c != '['}
	for i := 0; ; {
		n := w.over(s.buf[s.pos:s.end], i)
		if n >= 0 {
			if n == 0 {
				return nil, errRubbish
			}
			v := s.buf[s.pos : s.pos+n]
			s.pos += n
			return v, nil
		}
		i = s.end - s.pos
		if err := s.fill(); err != nil {
			return nil, err
		}
	}
}

// fill reads on, keeping what was not passed yet.
func (s *scanner) fill() error {
	if s.err != nil {
		return s.err
	}
	switch {
	case s.end < len(s.buf):
	case s.pos > 0:
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	case len(s.buf) >= maxHit:
		return fault.Errorf(fault.Refused, "read: a document is larger than %d MiB", maxHit>>20)
	default:
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = fault.Errorf(fault.Unavailable, "read: the answer breaks off")
			}
			s.err = err
		}
		if n > 0 {
			return nil
		}
		if s.err != nil {
			return s.err
		}
	}
	return fault.As(fault.Unavailable, io.ErrNoProgress)
}

// walk goes over one JSON value that comes in pieces.
type walk struct {
	depth   int
	text    bool // inside a string
	escaped bool // the next byte is escaped
	plain   bool // a number or word
}

// marks are the bytes that matter outside strings, ends those that end a number or word.
var marks, ends = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true},
	[256]bool{' ': true, '\t': true, '\n': true, '\r': true, ',': true, '}': true, ']': true, ':': true, '"': true}

// over goes on at b[i] and returns the offset behind the value, or -1 if b ends before.
func (w *walk) over(b []byte, i int) int {
	if w.plain {
		for ; i < len(b); i++ {
			if ends[b[i]] {
				return i
			}
		}
		return -1
	}
	if w.escaped && i < len(b) {
		w.escaped = false
		i++
	}
	for i < len(b) {
		if w.text {
			if i = content.IndexEither(b, i, '"', '\\'); i >= len(b) {
				return -1
			}
			if b[i] == '\\' {
				if i += 2; i > len(b) {
					w.escaped = true
				}
				continue
			}
			w.text = false
			if i++; w.depth == 0 {
				return i
			}
			continue
		}
		c := b[i]
		i++
		if !marks[c] {
			continue
		}
		switch c {
		case '"':
			w.text = true
		case '{', '[':
			w.depth++
		default:
			if w.depth--; w.depth <= 0 {
				return i
			}
		}
	}
	return -1
}

// line appends what is read of a hit, as one line, and returns its sort value, raw.
func line(out, hit []byte) (all, sort []byte, source bool) {
	from := len(out)
	out = append(out, '{')
	for i := 1; i < len(hit); {
		for i < len(hit) && (hit[i] <= ' ' || hit[i] == ',') {
			i++
		}
		if i >= len(hit) || hit[i] != '"' {
			break
		}
		var w walk
		end := w.over(hit, i)
		if end < 0 {
			break
		}
		key := hit[i:end]
		v := end
		for v < len(hit) && (hit[v] <= ' ' || hit[v] == ':') {
			v++
		}
		if v >= len(hit) {
			break
		}
		w = walk{plain: hit[v] != '"' && hit[v] != '{' && hit[v] != '['}
		if end = w.over(hit, v); end < 0 {
			break
		}
		switch string(key) {
		case `"_source"`:
			source = true
			fallthrough
		case `"_index"`, `"_type"`, `"_id"`, `"_routing"`:
			if len(out) > from+1 {
				out = append(out, ',')
			}
			out = append(append(append(out, key...), ':'), hit[v:end]...)
		case `"sort"`:
			sort = hit[v:end]
		}
		i = end
	}
	// A document is kept with the line ends that it came with; inside strings there are none.
	for b := out[from:]; ; {
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			break
		}
		b[i] = ' '
		b = b[i+1:]
	}
	return append(out, '}', '\n'), sort, source
}
