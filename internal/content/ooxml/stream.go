package ooxml

import (
	"bufio"
	"io"
)

// Stream is the text that produce writes, made while it is read. Close ends produce and waits for it.
func Stream(produce func(w *bufio.Writer) error) io.ReadCloser {
	r, w := io.Pipe()
	s := &stream{PipeReader: r, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		b := bufio.NewWriterSize(w, 64<<10)
		err := produce(b)
		if e := b.Flush(); err == nil {
			err = e
		}
		w.CloseWithError(err)
	}()
	return s
}

type stream struct {
	*io.PipeReader
	done chan struct{}
}

func (s *stream) Close() error {
	err := s.PipeReader.Close()
	<-s.done
	return err
}
