// Package custody keeps dumps that were handed over while they are judged: each sealed as it is written, under a key that lives in
// memory only and is its own, in a file that has no name from the moment it is made (where the system allows that). When the process
// ends, however it ends, nobody can read what is left, and on most systems nothing is left.
//
// The seal is age's (https://age-encryption.org/v1): ChaCha20-Poly1305 in chunks of 64 KiB, with random access.
package custody

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"filippo.io/age"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Limits bound what is kept. Zero values bound nothing.
type Limits struct {
	Quota int64         // bytes of all dumps together
	Free  int64         // bytes that stay free on the disk
	Keep  time.Duration // how long a dump is kept that nobody judges
}

// prefix begins the names of files, for the moment or the system in which they have one.
const prefix = "dump-"

// Room is where dumps are kept. It is safe for use by several goroutines.
type Room struct {
	dir    string
	limits Limits
	now    func() time.Time
	free   func(dir string) (int64, bool)

	mu    sync.Mutex
	used  int64
	dumps map[string]*dump
}

// dump is one that is kept, or on its way.
type dump struct {
	file   *os.File
	key    *age.X25519Identity
	size   int64 // as it was handed over
	sealed int64 // on the disk
	made   time.Time
	whole  bool
	linked bool
	users  int
	gone   bool // to be dropped by its last user
}

// Open makes the folder if need be and removes what a former process left there: its keys are gone. It tells how many.
func Open(dir string, l Limits, now func() time.Time) (*Room, int, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, 0, fault.As(fault.Usage, fmt.Errorf("make folder of dumps: %w", err))
	}
	left, err := sweep(dir)
	return &Room{dir: dir, limits: l, now: now, free: free, dumps: map[string]*dump{}}, left, err
}

func sweep(dir string) (n int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, fault.As(fault.Usage, fmt.Errorf("read folder of dumps: %w", err))
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), prefix) || !e.Type().IsRegular() {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return n, fault.As(fault.Usage, fmt.Errorf("remove what is left of a dump: %w", err))
		}
		n++
	}
	return n, nil
}

// Writer takes a dump as it comes. It is for one goroutine; Room.Received may be asked meanwhile.
type Writer struct {
	room    *Room
	id      string
	d       *dump
	seal    io.WriteCloser
	sum     hash.Hash
	checked int64 // up to where the disk was looked at
	ended   bool
}

// step is how much is written between two looks at the disk.
const step = 16 << 20

// Begin makes room for a dump; expect is its size if that is known, else -1. Where that is beyond the quota, or would fill the disk,
// it is refused before a byte was sent (fault.Refused).
func (r *Room) Begin(id string, expect int64) (*Writer, error) {
	if err := r.fits(max(expect, 0)); err != nil {
		return nil, err
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("make key of dump: %w", err)
	}
	f, err := os.CreateTemp(r.dir, prefix+"*") // 0600
	if err != nil {
		return nil, fault.As(fault.Unavailable, fmt.Errorf("make file of dump: %w", err))
	}
	d := &dump{file: f, key: key, made: r.now()}
	d.linked = runtime.GOOS == "windows" || os.Remove(f.Name()) != nil
	w := &Writer{room: r, id: id, d: d, sum: sha256.New()}
	if w.seal, err = age.Encrypt(counted{w}, key.Recipient()); err != nil {
		return nil, errors.Join(fmt.Errorf("seal dump: %w", err), d.remove())
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dumps[id] != nil {
		return nil, errors.Join(fault.Errorf(fault.Usage, "keep dump: there is one with this ID"), d.remove())
	}
	r.dumps[id] = d
	return w, nil
}

// fits tells whether so many bytes more may be kept.
func (r *Room) fits(more int64) error {
	r.mu.Lock()
	used := r.used
	r.mu.Unlock()
	if r.limits.Quota > 0 && used+more > r.limits.Quota {
		return fault.Errorf(fault.Refused, "keep dump: more than the %d bytes that dumps may take", r.limits.Quota)
	}
	if left, known := r.free(r.dir); known && left-more < r.limits.Free {
		return fault.Errorf(fault.Refused, "keep dump: less than %d bytes would stay free on the disk", r.limits.Free)
	}
	return nil
}

// counted counts what reaches the disk.
type counted struct{ w *Writer }

func (c counted) Write(p []byte) (int, error) {
	n, err := c.w.d.file.Write(p)
	c.w.room.mu.Lock()
	c.w.d.sealed += int64(n)
	c.w.room.used += int64(n)
	c.w.room.mu.Unlock()
	if err != nil {
		return n, fault.As(fault.Unavailable, errors.New("write dump: the disk is full or fails"))
	}
	return n, nil
}

// Write seals what came. fault.Refused: the quota is reached; fault.Unavailable: the disk fails.
func (w *Writer) Write(p []byte) (int, error) {
	if w.d.size+int64(len(p)) > w.checked {
		if err := w.room.fits(step); err != nil {
			if err = w.room.fits(int64(len(p)) + 1<<17); err != nil {
				return 0, err
			}
		} else {
			w.checked = w.d.size + step
		}
	}
	n, err := w.seal.Write(p)
	w.sum.Write(p[:n])
	w.room.mu.Lock()
	w.d.size += int64(n)
	w.room.mu.Unlock()
	return n, err
}

// Finish ends the writing: the dump can be read from now on. It tells its size and its SHA-256, hexadecimal.
func (w *Writer) Finish() (size int64, sum string, err error) {
	if w.ended {
		return 0, "", fault.Errorf(fault.Usage, "keep dump: it is ended already")
	}
	if err := w.seal.Close(); err != nil {
		w.Abort()
		return 0, "", fault.As(fault.Of(err), fmt.Errorf("end dump: %w", err))
	}
	w.ended = true
	w.room.mu.Lock()
	w.d.whole = true
	w.room.mu.Unlock()
	return w.d.size, hex.EncodeToString(w.sum.Sum(nil)), nil
}

// Abort gives up what was written so far. After Finish it does nothing.
func (w *Writer) Abort() {
	if !w.ended {
		w.ended = true
		_ = w.room.Drop(w.id)
	}
}
