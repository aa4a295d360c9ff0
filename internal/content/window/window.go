// Package window looks at a stream through a stretch of bytes that moves on as blocks are handed out. It is for formats
// whose text falls into several parts that take turns.
package window

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
)

// Window is the stretch of a stream from the first byte not yet handed out. Offsets into it stay good while more is
// read, until Take or Drop.
type Window struct {
	// Offset of the window's first byte in the text, in bytes.
	Offset int64
	// Line counts the lines before the window's first byte.
	Line int64

	r        io.Reader
	buf      []byte
	pos, end int
	err      error
}

// New looks at r.
func New(r io.Reader) Window { return Window{r: r} }

// Text is what was read and not yet handed out. It is valid until the next call that reads.
func (w *Window) Text() []byte { return w.buf[w.pos:w.end] }

// Err is why no more comes: nil if more may, io.EOF at the proper end.
func (w *Window) Err() error { return w.err }

// More reads further bytes behind the text; false if none come.
func (w *Window) More() bool {
	if w.err != nil {
		return false
	}
	if w.end == len(w.buf) {
		w.room()
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

// room makes room behind the text: by moving it to the front, or in a larger buffer if it fills more than half.
func (w *Window) room() {
	if w.pos > 0 && w.end-w.pos <= len(w.buf)/2 {
		w.end = copy(w.buf, w.buf[w.pos:w.end])
	} else {
		buf := make([]byte, max(content.BlockSize/8, 2*(w.end-w.pos)))
		w.end = copy(buf, w.buf[w.pos:w.end])
		w.buf = buf
	}
	w.pos = 0
}

// Want reads until n bytes are there or nothing more comes, and returns the text.
func (w *Window) Want(n int) []byte {
	for w.end-w.pos < n && w.More() {
	}
	return w.Text()
}

// Take hands out the first n bytes as a block.
func (w *Window) Take(b *content.Block, n int, cut bool) {
	b.Text = append(b.Text[:0], w.Text()[:n]...)
	b.From, b.To, b.Offset, b.Cut = 0, n, w.Offset, cut
	w.Drop(n)
}

// Drop passes over n bytes.
func (w *Window) Drop(n int) {
	w.Line += int64(bytes.Count(w.buf[w.pos:w.pos+n], newline))
	w.pos += n
	w.Offset += int64(n)
}

var newline = []byte{'\n'}

// DropWhite passes over white space.
func (w *Window) DropWhite() {
	for {
		t := w.Text()
		i := 0
		for i < len(t) && White(t[i]) {
			i++
		}
		w.Drop(i)
		if i < len(t) || !w.More() {
			return
		}
	}
}

// White tells white space of ASCII.
func White(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// Runes is the length of b without a rune that its end cuts.
func Runes(b []byte) int {
	for n := len(b) - 1; n > len(b)-utf8.UTFMax && n > 0; n-- {
		if utf8.RuneStart(b[n]) {
			if utf8.FullRune(b[n:]) {
				break
			}
			return n
		}
	}
	return len(b)
}

// Decoded is a stream of text in UTF-8.
type Decoded struct {
	R      io.Reader
	Name   func() string // of the charset
	Broken func() int64
}

// Decode tells the charset of r by its beginning and turns it into UTF-8.
func Decode(r io.Reader) Decoded {
	head := make([]byte, content.HeadSize)
	n, err := io.ReadFull(r, head)
	whole := err == io.EOF || err == io.ErrUnexpectedEOF
	if err != nil && !whole {
		// What came is read; the error comes again behind it.
		r = &failing{err}
	}
	in := io.MultiReader(bytes.NewReader(head[:n]), r)
	d := charset.NewReader(in, charset.Detect(head[:n], whole))
	return Decoded{R: d, Name: func() string { return string(d.Name()) }, Broken: d.Broken}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }
