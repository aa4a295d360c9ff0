package content

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// HeadSize is how much of a body's beginning a Format may look at.
const HeadSize = 64 << 10

// Head is what formats decide by.
type Head struct {
	Name  string // of the body, with the path
	Bytes []byte // the first HeadSize bytes, or all
	All   bool   // Bytes is the whole body
	Known bool   // the body says what part it is
}

// Certainty is how sure a format is that a body is its own.
type Certainty uint8

// The certainties. The highest wins; among equals the one listed first.
const (
	No     Certainty = iota
	Maybe            // text of no particular form
	ByName           // the name says so and the bytes do not speak against it
	ByForm           // the bytes have the form
	Magic            // the bytes begin with the format's mark
)

// Format reads one kind of body.
type Format interface {
	// Name is a word for messages and for --format lists: "zip", "csv".
	Name() string
	// Match looks at the head only.
	Match(h *Head) Certainty
	// Read turns the body into parts or inner bodies. An error it returns is told by the walk as a Skip of this body.
	Read(ctx context.Context, w *Walk, b Body) error
}

// Limits stop what would do harm: bombs and endless nesting.
type Limits struct {
	Depth int   // bodies inside bodies
	Total int64 // bytes unpacked out of one outermost body
	Ratio int64 // bytes unpacked per byte packed, looked at beyond 16 MiB
	Spool int64 // bytes of temporary file at a time
}

// DefaultLimits: 16 deep, 64 GiB, 1:1000, 16 GiB.
func DefaultLimits() Limits {
	return Limits{Depth: 16, Total: 64 << 30, Ratio: 1000, Spool: 16 << 30}
}

// Walk is one reading of an outermost body.
type Walk struct {
	Handler Handler
	Formats []Format
	Limits  Limits
	// TempDir is where spools that outgrow memory go; "" is the system's.
	TempDir string

	depth int
	total int64
	in    int64

	inner    *meter   // of the body being read, nil for the outermost
	spent    *refusal // nothing more may be unpacked at all
	spooled  int64    // bytes of temporary file now
	spoolMem int      // bytes of memory that spools may use now
}

// Run reads an outermost body. What cannot be read is told to the handler; only a cancelled context or an error of the
// handler is returned.
func (w *Walk) Run(ctx context.Context, b Body) error {
	w.depth, w.total, w.in, w.inner, w.spent = 0, 0, b.Size, nil, nil
	return w.body(ctx, b)
}

// Descend reads a body found inside another. packed is its packed size, or -1; the unpacked bytes count against the
// limits as they are read. Formats call it for each inner body and pass on the error it returns.
func (w *Walk) Descend(ctx context.Context, b Body, packed int64) error {
	if w.depth+1 > w.Limits.Depth {
		w.Handler.Skip(b.Name, b.Size, fault.Errorf(fault.Refused, "open %q: nested deeper than %d", b.Name, w.Limits.Depth))
		return nil
	}
	m := &meter{w: w, up: w.inner, r: b.R, packed: packed, name: b.Name}
	w.depth++
	w.inner = m
	defer func() { w.depth, w.inner = w.depth-1, m.up }()
	b.R, b.At = m, nil
	err := w.body(ctx, b)
	if m.gave != nil {
		m.gave.told = true // by whoever read the body
	}
	return err
}

// Part hands a part to the handler.
func (w *Walk) Part(ctx context.Context, p *Part, blocks Blocks) error {
	if err := w.Handler.Part(ctx, p, blocks); err != nil {
		return &handlerError{err}
	}
	return nil
}

// Skip tells the handler that something inside the body was not read. That a body is refused is told once, however many
// bodies inside it end by that.
func (w *Walk) Skip(name string, size int64, err error) {
	var r *refusal
	if errors.As(err, &r) {
		if r.told {
			return
		}
		r.told = true
	}
	w.Handler.Skip(name, size, err)
}

// refusal is a limit reached while unpacking.
type refusal struct {
	error
	told bool
}

func (r *refusal) Unwrap() error { return r.error }

// handlerError ends the walk, whatever depth it comes from.
type handlerError struct{ err error }

func (e *handlerError) Error() string { return e.err.Error() }
func (e *handlerError) Unwrap() error { return e.err }

func (w *Walk) body(ctx context.Context, b Body) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	head, err := readHead(b)
	n := len(head)
	all := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !all {
		w.Skip(b.Name, b.Size, classify(b.Name, err))
		return nil
	}
	if n == 0 && b.Known == nil {
		return nil
	}
	f := w.choose(&Head{Name: b.Called(), Bytes: head, All: all, Known: b.Known != nil})
	if f == nil {
		w.Skip(b.Name, b.Size, fault.Errorf(fault.Skipped, "read %q: binary of unknown form", b.Name))
		return nil
	}
	if all {
		if m, ok := b.R.(*meter); ok && m.err != nil {
			w.Skip(b.Name, b.Size, classify(b.Name, m.err))
		}
		b.Size = int64(n)
		r := bytes.NewReader(head)
		b.R, b.At = r, r
	} else {
		b.R = io.MultiReader(bytes.NewReader(head), b.R)
	}
	err = f.Read(ctx, w, b)
	var fatal *handlerError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &fatal), ctx.Err() != nil:
		return err
	}
	w.Skip(b.Name, b.Size, classify(b.Name, err))
	return nil
}

// readHead reads the head into a buffer no larger than needed: of small bodies there may be many.
func readHead(b Body) ([]byte, error) {
	size := HeadSize
	if b.Size >= 0 && b.Size < HeadSize {
		size = int(b.Size) + 1
	}
	head := make([]byte, size, max(size, 512))
	n, err := io.ReadFull(b.R, head)
	if err != nil || size == HeadSize {
		return head[:n], err
	}
	more := make([]byte, HeadSize) // it is larger than was said
	copy(more, head)
	m, err := io.ReadFull(b.R, more[n:])
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return more[:n+m], err
}

func (w *Walk) choose(h *Head) Format {
	var best Format
	var sure Certainty
	for _, f := range w.Formats {
		if c := f.Match(h); c > sure {
			best, sure = f, c
		}
	}
	return best
}

func classify(name string, err error) error {
	if fault.Of(err) != fault.Internal {
		return err
	}
	return fault.As(fault.Unreadable, fmt.Errorf("read %q: %w", name, err))
}

// Spent tells why nothing more may be unpacked out of the body being read, or nil. An archive asks after each inner body
// and passes the error on instead of telling it of every entry that is left.
func (w *Walk) Spent() error {
	if r := w.refused(w.inner); r != nil {
		return r
	}
	return nil
}

const (
	ratioFrom   = 16 << 20 // bytes that any body may unpack to
	ratioFromIn = 1 << 20  // the same, once the outermost body as a whole is over its ratio
)

// meter counts what comes out of a packed body and refuses a bomb. What is unpacked counts for the body itself and for
// all that it stands in, so that a small archive of small archives is told as well; its siblings are not harmed by it.
type meter struct {
	w      *Walk
	up     *meter
	r      io.Reader
	packed int64
	out    int64 // of this body and what was found inside
	name   string
	err    *refusal
	gave   *refusal // returned by Read
}

func (m *meter) Read(p []byte) (int, error) {
	m.gave = m.w.refused(m)
	if m.gave != nil {
		return 0, m.gave
	}
	n, err := m.r.Read(p)
	m.count(int64(n))
	m.gave = m.w.refused(m)
	if m.gave != nil {
		return 0, m.gave
	}
	return n, err
}

// count adds n bytes and sees whether that is too much.
func (m *meter) count(n int64) {
	w, l := m.w, m.w.Limits
	w.total += n
	if w.total > l.Total {
		w.spent = refuse("unpack %q: more than %d bytes in all", m.name, l.Total)
		return
	}
	from := int64(ratioFrom)
	if w.in > 0 && w.total/w.in > l.Ratio {
		from = ratioFromIn
	}
	var over *meter // the outermost
	for o := m; o != nil; o = o.up {
		o.out += n
		if o.out > from && o.packed > 0 && o.out/o.packed > l.Ratio {
			over = o
		}
	}
	if over != nil {
		over.err = refuse("unpack %q: more than %d bytes from each packed byte", over.name, l.Ratio)
	}
}

func refuse(format string, args ...any) *refusal {
	return &refusal{error: fault.Errorf(fault.Refused, format, args...)}
}

// refused tells why the body of m may not be read on, or nil.
func (w *Walk) refused(m *meter) *refusal {
	if w.spent != nil {
		return w.spent
	}
	for ; m != nil; m = m.up {
		if m.err != nil {
			return m.err
		}
	}
	return nil
}
