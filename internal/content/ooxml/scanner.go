package ooxml

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// Kind of a token.
type Kind uint8

// The kinds.
const (
	Start Kind = iota // a tag that opens; Empty if it closes at once, and then no End follows
	End
	Text
)

// maxToken is the greatest length of a tag or text.
const maxToken = 16 << 20

// ErrToken tells a tag or text that is too long.
var ErrToken = errors.New("XML token too long")

// Scanner reads XML as tags and text. It does not check that tags match, expands no entities but the five of XML and
// numbers, and so cannot be made to grow.
type Scanner struct {
	Kind  Kind
	Name  []byte // of a tag, without its prefix
	Text  []byte // unescaped
	Empty bool

	r     *bufio.Reader
	raw   []byte
	attrs []byte
	err   error
}

// NewScanner reads r.
func NewScanner(r io.Reader) *Scanner { return &Scanner{r: bufio.NewReaderSize(r, 64<<10)} }

// Err is why Next returned false; nil at the end.
func (s *Scanner) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

// Next goes to the next token. What the one before held is no longer valid.
func (s *Scanner) Next() bool {
	for s.err == nil {
		s.raw = s.raw[:0]
		if !s.until("<") && len(s.raw) == 0 {
			return false
		}
		if text := bytes.TrimSuffix(s.raw, []byte("<")); len(text) > 0 {
			if s.err == nil {
				_ = s.r.UnreadByte()
			}
			s.Kind, s.Text = Text, unescape(text)
			return true
		}
		s.raw = s.raw[:0]
		if s.tag() {
			return true
		}
	}
	return false
}

// until appends what comes up to and with the end.
func (s *Scanner) until(end string) bool {
	for {
		part, err := s.r.ReadSlice(end[len(end)-1])
		s.raw = append(s.raw, part...)
		switch {
		case err == bufio.ErrBufferFull:
		case err != nil:
			s.err = err
			return false
		case bytes.HasSuffix(s.raw, []byte(end)):
			return true
		}
		if len(s.raw) > maxToken {
			s.err = ErrToken
			return false
		}
	}
}

// tag reads what follows a "<"; false if it is nothing to tell.
func (s *Scanner) tag() bool {
	if !s.until(">") {
		return false
	}
	switch {
	case bytes.HasPrefix(s.raw, []byte("!--")):
		for !bytes.HasSuffix(s.raw, []byte("-->")) || len(s.raw) < 6 {
			if !s.until(">") {
				return false
			}
		}
		return false
	case bytes.HasPrefix(s.raw, []byte("![CDATA[")):
		for !bytes.HasSuffix(s.raw, []byte("]]>")) {
			if !s.until(">") {
				return false
			}
		}
		s.Kind, s.Text = Text, s.raw[8:len(s.raw)-3]
		return true
	case s.raw[0] == '!', s.raw[0] == '?':
		return false
	}
	for inValue(s.raw) {
		if !s.until(">") {
			return false
		}
	}
	t := s.raw[:len(s.raw)-1]
	s.Kind, s.Empty = Start, false
	if len(t) > 0 && t[0] == '/' {
		s.Kind, t = End, t[1:]
	} else if len(t) > 0 && t[len(t)-1] == '/' {
		s.Empty, t = true, t[:len(t)-1]
	}
	n := bytes.IndexAny(t, " \t\r\n")
	if n < 0 {
		n = len(t)
	}
	s.Name, s.attrs = t[:n], t[n:]
	if k := bytes.IndexByte(s.Name, ':'); k >= 0 {
		s.Name = s.Name[k+1:]
	}
	return true
}

// inValue tells whether a tag so far ends inside an attribute's value.
func inValue(tag []byte) bool {
	if bytes.IndexByte(tag, '\'') < 0 {
		return bytes.Count(tag, []byte{'"'})&1 == 1
	}
	quote := byte(0)
	for _, c := range tag {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote != 0
}

// Attr is an attribute of a Start, with or without a prefix, or "".
func (s *Scanner) Attr(name string) string { return string(s.AttrBytes(name)) }

// AttrBytes is Attr without a copy.
func (s *Scanner) AttrBytes(name string) []byte {
	a := s.attrs
	for {
		eq := bytes.IndexByte(a, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(a[:eq])
		a = bytes.TrimLeft(a[eq+1:], " \t\r\n")
		if len(a) == 0 {
			return nil
		}
		end := bytes.IndexByte(a[1:], a[0])
		if end < 0 {
			return nil
		}
		v := a[1 : end+1]
		a = a[end+2:]
		if k := bytes.LastIndexByte(key, ':'); k >= 0 && string(key[:k]) != "xmlns" {
			key = key[k+1:]
		}
		if string(key) == name {
			if bytes.IndexByte(v, '&') < 0 {
				return v
			}
			return unescape(bytes.Clone(v))
		}
	}
}

// unescape undoes character references in place.
func unescape(b []byte) []byte {
	i := bytes.IndexByte(b, '&')
	if i < 0 {
		return b
	}
	out := b[:i]
	for i < len(b) {
		end := -1
		if b[i] == '&' {
			end = bytes.IndexByte(b[i:min(len(b), i+12)], ';')
		}
		if end < 0 {
			out = append(out, b[i])
			i++
			continue
		}
		ref := b[i+1 : i+end]
		r := reference(ref)
		if r < 0 {
			out = append(out, b[i:i+end+1]...)
		} else {
			out = utf8.AppendRune(out, r)
		}
		i += end + 1
	}
	return out
}

func reference(ref []byte) rune {
	switch string(ref) {
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "amp":
		return '&'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	if len(ref) < 2 || ref[0] != '#' {
		return -1
	}
	base, digits := 10, string(ref[1:])
	if digits[0]|0x20 == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseInt(digits, base, 32)
	if err != nil {
		return -1
	}
	return rune(n)
}
