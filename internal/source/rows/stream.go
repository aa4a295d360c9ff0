package rows

import (
	"context"
	"io"
	"sync"
)

// chunk is how many bytes of rows are handed over at once.
const chunk = 128 << 10

// Stream hands rows from one goroutine, which writes, to another, which reads. The writer waits for the reader.
type Stream struct {
	full, free chan []byte
	ended      chan struct{} // closed with err set, once the writer is done
	err        error
	closed     chan struct{} // closed when the reader is
	once       sync.Once

	out  []byte // the writer's
	in   []byte // the reader's: what is left of whole
	all  []byte
	Rows int64 // written so far; the writer's
}

// NewStream makes one.
func NewStream() *Stream {
	s := &Stream{full: make(chan []byte, 2), free: make(chan []byte, 4), ended: make(chan struct{}), closed: make(chan struct{})}
	for range cap(s.free) {
		s.free <- nil
	}
	return s
}

// Buffer is where the writer appends a row; Put takes it back with the row at its end.
func (s *Stream) Buffer() []byte { return s.out }

// Put tells that b, which Buffer gave, was extended by a row. The error says that nobody reads any more.
func (s *Stream) Put(b []byte) error {
	s.out = b
	s.Rows++
	if len(b) < chunk {
		return nil
	}
	return s.flush()
}

// Write implements io.Writer for what is no row.
func (s *Stream) Write(p []byte) (int, error) {
	s.out = append(s.out, p...)
	if len(s.out) < chunk {
		return len(p), nil
	}
	return len(p), s.flush()
}

func (s *Stream) flush() error {
	if len(s.out) == 0 {
		return nil
	}
	select {
	case s.full <- s.out:
	case <-s.closed:
		return io.ErrClosedPipe
	}
	select {
	case b := <-s.free:
		if cap(b) > 8*chunk { // grown by one huge row
			b = nil
		}
		s.out = b[:0]
	case <-s.closed:
		return io.ErrClosedPipe
	}
	return nil
}

// End hands over what is left, then err, which is nil at the end of the rows.
func (s *Stream) End(err error) {
	_ = s.flush()
	if s.err = err; err == nil {
		s.err = io.EOF
	}
	close(s.ended)
}

// Read implements io.Reader.
func (s *Stream) Read(p []byte) (int, error) {
	for len(s.in) == 0 {
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, s.in)
	s.in = s.in[n:]
	return n, nil
}

func (s *Stream) next() error {
	if s.all != nil {
		s.free <- s.all // has room: there are only as many buffers
		s.all = nil
	}
	select {
	case s.all = <-s.full:
	case <-s.closed:
		return io.ErrClosedPipe
	case <-s.ended:
		select {
		case s.all = <-s.full:
		default:
			return s.err
		}
	}
	s.in = s.all
	return nil
}

// Close ends the reading; the writer is told by Put. It does not wait for it.
func (s *Stream) Close() { s.once.Do(func() { close(s.closed) }) }

// Run lets write run beside the reader until it is done or the stream is closed. The returned function closes the stream
// and waits for write's end.
func (s *Stream) Run(ctx context.Context, write func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.End(write(ctx))
	}()
	return func() {
		s.Close()
		cancel()
		<-done
	}
}
