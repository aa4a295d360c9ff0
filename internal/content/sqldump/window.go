package sqldump

import (
	"bytes"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// window is the stretch of the dump being looked at, from the first byte not yet handed out.
type window struct {
	r        io.Reader
	buf      []byte
	pos, end int
	off      int64 // of buf[pos] in the dump
	line     int64 // lines before buf[pos]
	err      error // why no more comes; io.EOF at a proper end
}

func (w *window) text() []byte { return w.buf[w.pos:w.end] }
func (w *window) all() bool    { return w.err != nil }

// more reads further bytes behind the text; false if none come.
func (w *window) more() bool {
	if w.err != nil {
		return false
	}
	if w.end == len(w.buf) {
		if w.pos > 0 && w.end-w.pos <= len(w.buf)/2 {
			w.end = copy(w.buf, w.buf[w.pos:w.end])
		} else {
			buf := make([]byte, max(2*content.BlockSize, 2*(w.end-w.pos)))
			w.end = copy(buf, w.buf[w.pos:w.end])
			w.buf = buf
		}
		w.pos = 0
	}
	for range 100 {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		w.err = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// want reads until n bytes are there or nothing more comes.
func (w *window) want(n int) []byte {
	for w.end-w.pos < n && w.more() {
	}
	return w.text()
}

// take hands out the first n bytes as a block.
func (w *window) take(b *content.Block, n int, cut bool) {
	t := w.text()[:n]
	b.Text = append(b.Text[:0], t...)
	b.From, b.To, b.Offset, b.Cut = 0, n, w.off, cut
	w.drop(n)
}

// drop passes over n bytes.
func (w *window) drop(n int) {
	w.line += int64(bytes.Count(w.buf[w.pos:w.pos+n], newline))
	w.pos += n
	w.off += int64(n)
}

var newline = []byte{'\n'}

// white drops white space.
func (w *window) white() {
	for {
		t := w.text()
		i := 0
		for i < len(t) && white(t[i]) {
			i++
		}
		w.drop(i)
		if i < len(t) || !w.more() {
			return
		}
	}
}

func white(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// maxHead is the greatest length of a statement's head.
const maxHead = 1 << 20

// head reads the head of the statement at offset i of the text.
func (w *window) head(i int) head {
	for n := 4 << 10; ; n *= 4 {
		t := w.want(i + n)[i:]
		t = t[:min(n, len(t))]
		if !mayBeHead(t) {
			return head{}
		}
		h := parseHead(t, len(t) < n)
		if h.kind != short {
			return h
		}
		if n >= maxHead {
			return head{}
		}
	}
}

// schema is what the dump has said of its tables so far.
type schema struct {
	database string              // of the last USE
	columns  map[string][]string // by table, from CREATE TABLE
	variants map[string][]string // by table, the column lists met, joined
}

// The bounds of what is remembered of hostile dumps.
const (
	maxTables   = 1 << 16
	maxVariants = 32
)

// full is the table's name with the database of the last USE.
func (s *schema) full(table string) string {
	if s.database == "" || strings.Contains(table, ".") {
		return table
	}
	return s.database + "." + table
}

func (s *schema) learn(h head) {
	switch {
	case h.kind == use:
		s.database = h.table
	case h.kind == create && len(s.columns) < maxTables:
		s.columns[s.full(h.table)] = h.columns
	}
}

// resolve completes the columns of a run and finds its part's name: lists that differ make parts of their own, because
// the fields of a part are fixed.
func (s *schema) resolve(h *head) (name string, ok bool) {
	name = s.full(h.table)
	if h.columns == nil {
		h.columns = s.columns[name]
	}
	list := strings.Join(h.columns, "\x00")
	seen := s.variants[name]
	for i, v := range seen {
		if v == list {
			return variant(name, i), true
		}
	}
	if len(seen) >= maxVariants || len(s.variants) >= maxTables {
		return "", false
	}
	s.variants[name] = append(seen, list)
	return variant(name, len(seen)), true
}
