package content

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	// spoolMemory is what one Spool keeps in memory before it turns to a file.
	spoolMemory = 16 << 20
	// walkMemory is what all Spools of one walk keep in memory together, however deep archives nest.
	walkMemory = 40 << 20
)

// Spool keeps what is written to it for random access: the first 16 MiB in memory, more in a temporary file that has no
// name from the moment it is made (where the system allows that), is enciphered under a key of its own that lives in memory,
// and counts against Limits.Spool. It is used by one goroutine while it is written, and may be read by several afterwards.
type Spool struct {
	w     *Walk
	mem   []byte
	limit int
	file  *os.File
	block cipher.Block  // of the file
	end   cipher.Stream // at the file's end
	size  int64
	linked,
	closed bool
}

// NewSpool makes an empty spool of the walk. It must be closed.
func (w *Walk) NewSpool() *Spool {
	limit := max(0, min(spoolMemory, walkMemory-w.spoolMem))
	w.spoolMem += limit
	return &Spool{w: w, limit: limit}
}

// Size is how many bytes were written.
func (s *Spool) Size() int64 { return s.size }

// Write appends p. An error has a class: Refused where the quota is reached, Unavailable where the disk fails.
func (s *Spool) Write(p []byte) (int, error) {
	if s.file == nil {
		if len(s.mem)+len(p) <= s.limit {
			s.mem = append(s.mem, p...)
			s.size += int64(len(p))
			return len(p), nil
		}
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	if err := s.claim(int64(len(p))); err != nil {
		return 0, err
	}
	n, err := s.file.Write(s.cipher(p))
	s.size += int64(n)
	if err != nil {
		s.w.spooled -= int64(len(p) - n)
		return n, fault.As(fault.Unavailable, fmt.Errorf("write temporary file: %w", err))
	}
	return n, nil
}

// claim counts n bytes of file against the walk's quota.
func (s *Spool) claim(n int64) error {
	if s.w.spooled+n > s.w.Limits.Spool {
		return fault.Errorf(fault.Refused, "write temporary file: more than %d bytes at a time", s.w.Limits.Spool)
	}
	s.w.spooled += n
	return nil
}

// spill moves what memory holds to a file.
func (s *Spool) spill() error {
	if err := s.claim(int64(len(s.mem))); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.w.TempDir, "spool-*")
	if err != nil {
		s.w.spooled -= int64(len(s.mem))
		return fault.As(fault.Unavailable, fmt.Errorf("make temporary file: %w", err))
	}
	// What a dump holds is not to be on a disk in clear, not for a moment. Nobody but us has the file, so that nobody can change it
	// unseen: it needs no more than a cipher. The key is used once, so the counter begins at 0.
	key := make([]byte, 32)
	rand.Read(key)
	if s.block, err = aes.NewCipher(key); err != nil {
		return fmt.Errorf("make temporary file: %w", err)
	}
	s.end = cipher.NewCTR(s.block, make([]byte, aes.BlockSize))
	s.file = f
	s.linked = runtime.GOOS == "windows" || os.Remove(f.Name()) != nil
	if _, err := f.Write(s.cipher(s.mem)); err != nil {
		return fault.As(fault.Unavailable, fmt.Errorf("write temporary file: %w", err))
	}
	s.mem = nil
	return nil
}

// cipher enciphers what is written next to the file. p stays as it is.
func (s *Spool) cipher(p []byte) []byte {
	out := make([]byte, len(p))
	s.end.XORKeyStream(out, p)
	return out
}

// decipher reads p back, which stands in the file from off on.
func (s *Spool) decipher(p []byte, off int64) {
	var at [aes.BlockSize]byte
	binary.BigEndian.PutUint64(at[8:], uint64(off/aes.BlockSize))
	stream := cipher.NewCTR(s.block, at[:])
	var skip [aes.BlockSize]byte
	stream.XORKeyStream(skip[:off%aes.BlockSize], skip[:off%aes.BlockSize])
	stream.XORKeyStream(p, p)
}

// ReadAt reads what was written.
func (s *Spool) ReadAt(p []byte, off int64) (int, error) {
	switch {
	case off < 0:
		return 0, fmt.Errorf("read temporary file: negative offset")
	case s.file != nil:
		n, err := s.file.ReadAt(p, off)
		s.decipher(p[:n], off)
		return n, err
	case off >= int64(len(s.mem)):
		return 0, io.EOF
	}
	n := copy(p, s.mem[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Close gives memory and file back.
func (s *Spool) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	s.w.spoolMem -= s.limit
	s.mem = nil
	if s.file == nil {
		return nil
	}
	s.w.spooled -= s.size
	err := s.file.Close()
	if s.linked {
		if e := os.Remove(s.file.Name()); err == nil {
			err = e
		}
	}
	return err
}

// Spool gives random access to a body: its own where it has it, else a copy. The function gives the copy back and must be
// called. A body that breaks off is an error, and what came before it is given all the same.
func (w *Walk) Spool(ctx context.Context, b Body) (io.ReaderAt, int64, func(), error) {
	if b.At != nil && b.Size >= 0 {
		return b.At, b.Size, func() {}, nil
	}
	s := w.NewSpool()
	buf := make([]byte, 64<<10)
	for {
		if err := ctx.Err(); err != nil {
			s.Close()
			return bytes.NewReader(nil), 0, func() {}, err
		}
		n, err := b.R.Read(buf)
		if n > 0 {
			if _, werr := s.Write(buf[:n]); werr != nil {
				err = fault.As(fault.Of(werr), fmt.Errorf("read %q: %w", b.Name, werr))
			}
		}
		if err == io.EOF {
			err = nil
		} else if err == nil {
			continue
		}
		return s, s.Size(), func() { s.Close() }, err
	}
}
