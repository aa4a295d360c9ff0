package mail

import (
	"bufio"
	"bytes"
	"io"
)

// none: no boundary has been met.
const none = -1

// lines yields a stream line by line (or by pieces of very long lines) and stops at the boundaries of multipart bodies. A
// boundary of an outer body ends the inner ones, as where a mail is cut or its end lines are missing.
type lines struct {
	r          *bufio.Reader
	boundaries [][]byte
	start      bool   // at the beginning of a line
	stop       int    // the boundary met, none, until next is called
	closing    bool   // it was the last one of its body
	held       []byte // line end that belongs to the boundary if one follows
	out        []byte
	err        error
}

// next goes on behind a boundary.
func (l *lines) next() { l.stop, l.held = none, nil }

// line is the next line as it stands, cut at 64 KiB; io.EOF at the end and at a boundary.
func (l *lines) line() ([]byte, error) {
	if l.stop != none {
		return nil, io.EOF
	}
	if l.err != nil {
		return nil, l.err
	}
	line, err := l.r.ReadSlice('\n')
	if err != nil && err != bufio.ErrBufferFull {
		l.err = err
		if len(line) == 0 {
			return nil, err
		}
	}
	if l.start && l.boundary(line) {
		return nil, io.EOF
	}
	l.start = line[len(line)-1] == '\n'
	return line, nil
}

func (l *lines) boundary(line []byte) bool {
	if len(line) < 3 || line[0] != '-' || line[1] != '-' {
		return false
	}
	s := bytes.TrimRight(line[2:], " \t\r\n")
	for i := len(l.boundaries) - 1; i >= 0; i-- {
		b := l.boundaries[i]
		switch {
		case bytes.Equal(s, b):
			l.stop, l.closing = i, false
			return true
		case len(s) == len(b)+2 && bytes.HasPrefix(s, b) && string(s[len(b):]) == "--":
			l.stop, l.closing = i, true
			return true
		}
	}
	return false
}

// Read yields a body up to the next boundary.
func (l *lines) Read(p []byte) (int, error) {
	for len(l.out) == 0 {
		line, err := l.line()
		if err != nil {
			if l.stop == none && len(l.held) > 0 {
				l.out, l.held = append(l.out[:0], l.held...), nil
				break
			}
			return 0, err
		}
		n := len(line)
		if n > 0 && line[n-1] == '\n' {
			n--
			if n > 0 && line[n-1] == '\r' {
				n--
			}
		}
		l.out = append(append(l.out[:0], l.held...), line[:n]...)
		l.held = append(l.held[:0], line[n:]...)
	}
	n := copy(p, l.out)
	l.out = l.out[n:]
	return n, nil
}

// drain passes over what is left before the next boundary.
func (l *lines) drain() {
	l.out, l.held = nil, nil
	for {
		if _, err := l.line(); err != nil {
			return
		}
	}
}
