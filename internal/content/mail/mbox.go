package mail

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// Mbox reads mailboxes: messages one behind the other, each begun by a "From " line.
type Mbox struct{}

// Name implements content.Format.
func (Mbox) Name() string { return "mbox" }

// Match implements content.Format: a "From " line with a time, and a message behind it.
func (Mbox) Match(h *content.Head) content.Certainty {
	line, rest, ok := bytes.Cut(h.Bytes, []byte("\n"))
	if !ok || !fromLine(line) {
		return content.No
	}
	if known, _, _ := shape(rest); known == 0 {
		return content.No
	}
	return content.Magic
}

// fromLine tells a line that begins a message: "From ", an address, and a date with a time and a year.
func fromLine(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("From ")) || len(line) > 1000 {
		return false
	}
	clock, year := false, false
	for _, f := range bytes.Fields(line[5:]) {
		switch {
		case len(f) >= 4 && len(f) <= 8 && bytes.IndexByte(f, ':') > 0 && f[0] >= '0' && f[0] <= '9':
			clock = true
		case len(f) == 4 && (f[0] == '1' && f[1] == '9' || f[0] == '2' && f[1] == '0'):
			year = true
		}
	}
	return clock && year
}

// Read implements content.Format.
func (Mbox) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	m := &messages{r: bufio.NewReaderSize(b.R, 64<<10), start: true}
	for n := 0; ; n++ {
		if n > 0 {
			err := w.Descend(ctx, content.Body{Name: fmt.Sprintf("%s!/%d", b.Name, n), Size: -1, R: m}, -1)
			if err != nil {
				return err
			}
			if err := w.Spent(); err != nil {
				return err
			}
		}
		m.drain()
		if m.err != nil {
			if m.err == io.EOF {
				return nil
			}
			return m.err
		}
		m.end = false
	}
}

// messages yields one message until its end, and then the next.
type messages struct {
	r     *bufio.Reader
	start bool // at the beginning of a line
	end   bool // a "From " line was met and taken
	err   error
	out   []byte
}

// Read yields the rest of this message.
func (m *messages) Read(p []byte) (int, error) {
	if len(m.out) == 0 {
		if !m.fill() {
			if m.end {
				return 0, io.EOF
			}
			return 0, m.err
		}
	}
	n := copy(p, m.out)
	m.out = m.out[n:]
	return n, nil
}

// fill takes the next line, or a piece of a long one; false at the message's end.
func (m *messages) fill() bool {
	if m.end || m.err != nil {
		return false
	}
	line, err := m.r.ReadSlice('\n')
	if err != nil && err != bufio.ErrBufferFull {
		m.err = err
		if len(line) == 0 {
			return false
		}
	}
	if m.start && fromLine(line) {
		m.end = true
		return false
	}
	m.start = line[len(line)-1] == '\n'
	m.out = line
	return true
}

// drain passes over what is left of this message.
func (m *messages) drain() {
	m.out = nil
	for m.fill() {
	}
	m.out = nil
}
