package spool

import (
	"context"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Reader reads a spool from its beginning, and goes on as it grows.
type Reader struct {
	s     *Spool
	at    Place // the next frame
	f     *os.File
	aead  cipher.AEAD
	off   int64
	buf   []byte // of the segment, from bufAt on
	bufAt int64
	Lost  int64 // segments, or ends of them, that could not be read: damaged, or of another key
}

// Reader reads the spool. There is one at a time.
func (s *Spool) Reader() *Reader {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Reader{s: s, at: Place{Segment: s.first}}
}

// Next is the next frame, which is its caller's, and where it stands; io.EOF: there is none now.
func (r *Reader) Next() ([]byte, Place, error) {
	for {
		r.s.mu.Lock()
		last, first, written := r.s.last, r.s.first, r.s.frames
		_, there := r.s.sizes[r.at.Segment]
		r.s.mu.Unlock()
		if r.at.Segment < first {
			r.turn(first)
			continue
		}
		if r.at.Segment > last || r.at.Segment == last && (!there || r.at.Frame >= written) {
			return nil, Place{}, io.EOF
		}
		if !there {
			r.turn(r.at.Segment + 1)
			continue
		}
		at := r.at
		frame, err := r.read()
		switch {
		case err == nil:
			r.at.Frame++
			return frame, at, nil
		case at.Segment == last:
			return nil, Place{}, err
		case !errors.Is(err, io.EOF):
			r.Lost++
		}
		r.turn(at.Segment + 1)
	}
}

func (r *Reader) turn(n uint64) {
	r.Close()
	r.at = Place{Segment: n}
}

// read reads the frame at r.at; io.EOF where the segment has none such.
func (r *Reader) read() ([]byte, error) {
	if r.s.mem != nil {
		r.s.mu.Lock()
		defer r.s.mu.Unlock()
		f, ok := r.s.mem[r.at]
		if !ok {
			return nil, io.EOF
		}
		delete(r.s.mem, r.at)
		r.s.total -= int64(4 + len(f) + 16) // memory is free as soon as it was read
		r.s.sizes[r.at.Segment] -= int64(4 + len(f) + 16)
		return f, nil
	}
	if r.f == nil {
		if err := r.open(); err != nil {
			return nil, err
		}
	}
	head := r.bytes(r.off, 4)
	if head == nil {
		return nil, io.EOF
	}
	size := binary.BigEndian.Uint32(head)
	if size > MaxFrame+16 || size < 16 {
		return nil, errDamaged
	}
	b := r.bytes(r.off+4, int(size))
	if b == nil {
		return nil, io.EOF // what a failing machine left of it
	}
	frame, err := r.aead.Open(nil, nonce(r.at.Frame), b, nil)
	if err != nil { // what was read ahead may have been of a frame that found no room
		r.buf = r.buf[:0]
		if b = r.bytes(r.off+4, int(size)); b == nil {
			return nil, io.EOF
		}
		frame, err = r.aead.Open(nil, nonce(r.at.Frame), b, nil)
	}
	if err != nil {
		return nil, errDamaged
	}
	r.off += int64(4 + size)
	return frame, nil
}

// bytes are n bytes of the segment at off, read ahead; nil if there are not so many.
func (r *Reader) bytes(off int64, n int) []byte {
	if from := off - r.bufAt; from >= 0 && from+int64(n) <= int64(len(r.buf)) {
		return r.buf[from : from+int64(n)]
	}
	if want := max(n, readAhead); cap(r.buf) < want {
		r.buf = make([]byte, want)
	}
	r.buf = r.buf[:cap(r.buf)]
	m, _ := r.f.ReadAt(r.buf, off)
	r.buf, r.bufAt = r.buf[:m], off
	if m < n {
		return nil
	}
	return r.buf[:n]
}

const readAhead = 128 << 10

var errDamaged = fault.Errorf(fault.Unreadable, "read spool: damaged, or not of this key")

func (r *Reader) open() error {
	f, err := os.Open(r.s.path(r.at.Segment))
	if err != nil {
		return fault.As(fault.Unreadable, bare(err))
	}
	head := make([]byte, header)
	if _, err := f.ReadAt(head, 0); err != nil {
		_ = f.Close()
		return io.EOF
	}
	if string(head[:len(magic)]) != magic || binary.BigEndian.Uint64(head[len(magic):]) != r.at.Segment {
		_ = f.Close()
		return errDamaged
	}
	if r.aead, err = r.s.cipher(head[len(magic)+8:]); err != nil {
		_ = f.Close()
		return err
	}
	r.f, r.off = f, int64(header)
	return nil
}

// Wait returns when frames were appended since it returned last, or with the error of the context.
func (r *Reader) Wait(ctx context.Context) error {
	select {
	case <-r.s.wake:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close closes what is open.
func (r *Reader) Close() {
	if r.f != nil {
		_ = r.f.Close()
	}
	r.f, r.aead, r.off, r.buf, r.bufAt = nil, nil, 0, r.buf[:0], 0
}
