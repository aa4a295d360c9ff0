package sqldump

import (
	"bytes"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/window"
)

// dump is one reading of a dump.
type dump struct {
	window.Window
	schema
	esc   byte
	proto content.Part
	open  bool  // the text ended inside a statement
	going *rows // a run interrupted by a record that was too long
	rest  content.Blocks
}

// others are the blocks of what is no row, up to the next head of rows.
type others struct {
	*dump
	skip bool // the head at the beginning is not to be read as rows
}

// Next implements content.Blocks.
func (o *others) Next(b *content.Block) error {
	n := 0
	for n < content.BlockSize {
		t := o.Want(n + 1)
		if n >= len(t) {
			break
		}
		if window.White(t[n]) {
			n++
			continue
		}
		if mayBeHead(o.Want(n + 4)[n:]) {
			h := o.head(n)
			if (h.kind == insert || h.kind == copyIn) && !o.skip {
				break
			}
			o.learn(h)
			o.skip = false
		}
		n = o.next(n)
	}
	if n == 0 {
		return io.EOF
	}
	o.Take(b, n, false)
	return nil
}

// next is the offset behind the line or statement at offset n, at most a block away.
func (o *others) next(n int) int {
	for i := n; ; {
		t := o.Text()
		if k := content.IndexEither(t, i, '\n', ';'); k < len(t) {
			return k + 1
		}
		if i = len(t); i-n >= content.BlockSize || !o.More() {
			return i
		}
	}
}

// rows is a run of rows of one table.
type rows struct {
	*dump
	head   head
	name   string
	prefix []byte // the head's own bytes: most heads of a run are the same
	list   bool   // between the first and the last row of a statement
	going  bool   // taken up again
}

// interrupt hands the rest of a record that was too long to be read as text, and goes on with the run behind it.
func (r *rows) interrupt(rest content.Blocks) {
	r.dump.rest, r.dump.going, r.going = rest, r, true
}

// tuples are the blocks of INSERT.
type tuples struct {
	*rows
	n    int // bytes of the window that are whole rows
	over bool
}

// Next implements content.Blocks.
func (t *tuples) Next(b *content.Block) error {
	flush := false
	for !flush && !t.over && t.n < content.BlockSize {
		flush, t.over = t.row()
	}
	n := t.n
	t.n = 0
	switch {
	case n > 0:
		t.Take(b, n, false)
	case flush:
		n = window.Runes(t.Text()[:content.BlockMax])
		rest := &restOfRow{dump: t.dump}
		rest.feed(t.Text()[:n])
		t.Take(b, n, true)
		t.over = true
		t.interrupt(rest)
	default:
		return io.EOF
	}
	return nil
}

// row extends n behind the next row. flush: a row follows that is longer than a block may be, and n is before it.
func (t *tuples) row() (flush, over bool) {
	comma := false
	for i := t.n; ; {
		if i >= content.BlockSize { // of separators, if it comes here
			t.n = i
			return false, false
		}
		w := t.Text()
		if i >= len(w) {
			if !t.More() {
				t.n, t.open = i, comma
				return false, true
			}
			continue
		}
		switch c := w[i]; {
		case window.White(c):
			i++
		case c == ',' && t.list:
			i++
			comma = true
		case c == ';':
			i++
			t.n, t.list = i, false
		case c == '(' && t.list:
			end := skipTuple(w, i, t.esc)
			if end > 0 {
				t.n = end
				return false, false
			}
			if len(w)-i >= content.BlockMax {
				t.n = i
				return true, false
			}
			if !t.More() {
				t.n, t.open = len(w), true
				return false, true
			}
		case bytes.HasPrefix(w[i:], t.prefix):
			i += len(t.prefix)
			t.list = true
		default:
			if i = t.between(i); i < 0 {
				return false, true
			}
		}
	}
}

// between reads what may stand between rows of one run: a further head, GO, a harmless end of a statement. It returns
// the offset behind it, or -1 where the run ends.
func (t *tuples) between(i int) int {
	w := t.Want(i + 4)[i:]
	if len(w) >= 2 && equalFold(w[:2], "GO") && (len(w) == 2 || window.White(w[2])) {
		t.list = false
		return i + 2
	}
	if h := t.dump.head(i); h.kind == insert {
		name, ok := t.resolve(&h)
		if !ok || name != t.name {
			return -1
		}
		t.prefix = append(t.prefix[:0], t.Text()[i:i+h.end]...)
		t.list = true
		return i + h.end
	}
	if !t.list || !wordByte(t.Text()[i]) {
		return -1
	}
	w = t.Want(i + 1<<10)[i:]
	w = w[:min(len(w), 1<<10)]
	k := bytes.IndexByte(w, ';')
	if k < 0 || bytes.ContainsAny(w[:k], "'\"") {
		return -1
	}
	return i + k
}

// lines are the blocks of COPY.
type lines struct {
	*rows
	over bool
}

// Next implements content.Blocks.
func (l *lines) Next(b *content.Block) error {
	if l.over {
		return io.EOF
	}
	size := content.BlockSize
	for {
		t := l.Want(size + 4)
		if k := terminator(t); k > 0 {
			l.Drop(k)
			l.over = true
			return io.EOF
		}
		part := t[:min(len(t), size)]
		n := bytes.LastIndexByte(part, '\n') + 1
		if k := bytes.Index(part, []byte("\n\\.")); k >= 0 && terminator(t[k+1:]) > 0 {
			n = k + 1
		}
		switch {
		case n > 0:
			l.Take(b, n, false)
			return nil
		case len(t) <= size:
			l.over, l.open = true, true
			if len(t) == 0 {
				return io.EOF
			}
			l.Take(b, len(t), false)
			return nil
		case size < content.BlockMax:
			size *= 2
			continue
		}
		l.Take(b, window.Runes(part), true)
		l.over = true
		l.interrupt(&restOfLine{dump: l.dump})
		return nil
	}
}

// terminator is the length of the line that ends a COPY at the beginning of b, or 0.
func terminator(b []byte) int {
	if len(b) < 2 || b[0] != '\\' || b[1] != '.' {
		return 0
	}
	for i, c := range b[2:] {
		switch {
		case c == '\n':
			return i + 3
		case c != '\r' || i > 0:
			return 0
		}
	}
	return len(b)
}
