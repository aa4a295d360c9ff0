// Package spool keeps what came and cannot be asked for again until it was read: in files that are sealed, since they hold what logs
// hold, or without a folder in memory.
//
// A spool is a row of segments, each of frames. A frame is sealed by AES-256-GCM under a key of the segment's own (HKDF over the
// spool's key and the segment's salt) with its number as the nonce, and is written at once: a killed process loses no frame that
// Append returned for. What of a frame was written when a machine failed is passed over. A segment is never written to by two
// processes: each begins its own.
package spool

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	magic    = "TSUSPL1\n"
	header   = len(magic) + 8 + 16 // number, salt
	suffix   = ".spool"
	segment  = 8 << 20
	MaxFrame = 4 << 20 // bytes of a frame at most
	memory   = 64 << 20
)

// Place is where a frame stands. Places grow.
type Place struct{ Segment, Frame uint64 }

// Before tells whether p is before o.
func (p Place) Before(o Place) bool {
	return p.Segment < o.Segment || p.Segment == o.Segment && p.Frame < o.Frame
}

// Spool is a folder of segments. Its methods may be called by several goroutines; one of them reads.
type Spool struct {
	dir   string
	key   []byte
	limit int64

	mu     sync.Mutex
	sizes  map[uint64]int64 // of segments
	total  int64
	first  uint64 // not removed yet
	last   uint64 // being written, or to be begun
	f      *os.File
	aead   cipher.AEAD
	frames uint64
	dirty  bool
	mem    map[Place][]byte // without a folder
	wake   chan struct{}
}

// Open opens the spool in a folder, which it makes; "" keeps it in memory. key are 32 bytes; limit bounds it in bytes.
func Open(dir string, key []byte, limit int64) (*Spool, error) {
	s := &Spool{dir: dir, key: key, limit: limit, sizes: map[uint64]int64{}, first: 1, last: 1, wake: make(chan struct{}, 1)}
	if dir == "" {
		s.mem, s.limit = map[Place][]byte{}, min(limit, memory)
		return s, nil
	}
	if len(key) != 32 {
		return nil, fault.Errorf(fault.Usage, "open spool: a key of %d bytes", len(key))
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.As(fault.Unavailable, fmt.Errorf("open spool: %w", err))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fault.As(fault.Unavailable, fmt.Errorf("open spool: %w", err))
	}
	var all []uint64
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), suffix)
		n, err := strconv.ParseUint(name, 16, 64)
		st, err2 := e.Info()
		if !ok || err != nil || err2 != nil || n == 0 {
			continue
		}
		all = append(all, n)
		s.sizes[n] = st.Size()
		s.total += st.Size()
	}
	if len(all) > 0 {
		s.first, s.last = slices.Min(all), slices.Max(all)+1
	}
	return s, nil
}

// Above makes places that are new greater than p, should the folder have been emptied since p was one of its places.
func (s *Spool) Above(p Place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last <= p.Segment {
		s.last = p.Segment + 1
		if s.total == 0 {
			s.first = s.last
		}
	}
}

// path is a segment's file.
func (s *Spool) path(n uint64) string {
	return filepath.Join(s.dir, fmt.Sprintf("%016x%s", n, suffix))
}

// cipher is that of a segment.
func (s *Spool) cipher(salt []byte) (cipher.AEAD, error) {
	k, err := hkdf.Key(sha256.New, s.key, salt, "tsutsumi watch spool 1", 32)
	if err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(k)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

func nonce(frame uint64) []byte {
	var n [12]byte
	binary.BigEndian.PutUint64(n[4:], frame)
	return n[:]
}

// Append writes a frame, and returns when it is there. Refused: the spool is full. Unavailable: the disk fails, or is full; nothing
// of the frame is kept then.
func (s *Spool) Append(frame []byte) error {
	if len(frame) > MaxFrame {
		return fault.Errorf(fault.Refused, "write spool: a frame of %d bytes", len(frame))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	size := int64(4 + len(frame) + 16)
	if s.total+size > s.limit {
		return fault.Errorf(fault.Refused, "write spool: more than %d bytes wait to be read", s.limit)
	}
	if s.f == nil && s.mem == nil || s.sizes[s.last] >= segment {
		if err := s.begin(); err != nil {
			return fault.As(fault.Unavailable, fmt.Errorf("write spool: %w", bare(err)))
		}
	}
	if s.mem != nil {
		s.mem[Place{s.last, s.frames}] = slices.Clone(frame)
	} else {
		b := make([]byte, 4, size)
		binary.BigEndian.PutUint32(b, uint32(len(frame)+16))
		b = s.aead.Seal(b, nonce(s.frames), frame, nil)
		if _, err := s.f.Write(b); err != nil {
			_ = s.f.Truncate(s.sizes[s.last])
			_, _ = s.f.Seek(s.sizes[s.last], 0)
			return fault.As(fault.Unavailable, fmt.Errorf("write spool: %w", bare(err)))
		}
	}
	s.frames++
	s.sizes[s.last] += size
	s.total += size
	s.dirty = true
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return nil
}

// bare leaves the path out of an error.
func bare(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	return err
}

// begin begins the next segment.
func (s *Spool) begin() error {
	n := s.last
	if s.sizes[n] > 0 {
		n++
	}
	if s.mem == nil {
		head := binary.BigEndian.AppendUint64([]byte(magic), n)
		salt := make([]byte, 16)
		rand.Read(salt)
		aead, err := s.cipher(salt)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(s.path(n), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		if _, err := f.Write(append(head, salt...)); err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
			return err
		}
		if s.f != nil {
			_ = s.f.Sync()
			_ = s.f.Close()
		}
		s.f, s.aead = f, aead
		s.total += int64(header)
	}
	s.last, s.frames, s.sizes[n] = n, 0, int64(header)
	return nil
}

// Sync makes sure that what was appended outlives the machine's failing.
func (s *Spool) Sync() error {
	s.mu.Lock()
	f, dirty := s.f, s.dirty
	s.dirty = false
	s.mu.Unlock()
	if f == nil || !dirty {
		return nil
	}
	if err := f.Sync(); err != nil && !errors.Is(err, os.ErrClosed) {
		return fault.As(fault.Unavailable, fmt.Errorf("write spool: %w", bare(err)))
	}
	return nil
}

// Forget removes what was read: all segments before the one that p stands in.
func (s *Spool) Forget(p Place) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ; s.first < p.Segment && s.first < s.last; s.first++ {
		size, ok := s.sizes[s.first]
		if !ok {
			continue
		}
		if s.mem == nil {
			if err := os.Remove(s.path(s.first)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return fault.As(fault.Unavailable, fmt.Errorf("shorten spool: %w", bare(err)))
			}
		}
		s.total -= size
		delete(s.sizes, s.first)
	}
	return nil
}

// Size is how many bytes the spool takes.
func (s *Spool) Size() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total
}

// Close closes it. What was not forgotten stays.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.f == nil {
		return nil
	}
	err := s.f.Close()
	s.f = nil
	s.last++
	return err
}
