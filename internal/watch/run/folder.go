package run

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Folder is where one state is kept: a file that is sealed, written anew as a whole, and held by one process.
type Folder struct {
	path string
	seal cipher.AEAD
	lock *os.File
}

// OpenFolder takes hold of the state of a name in a folder, which is made. Where another process has it, that is fault.Usage.
func OpenFolder(dir, name string, seal cipher.AEAD) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the state of watch: %w", err)
	}
	f := &Folder{path: filepath.Join(dir, name), seal: seal}
	var err error
	if f.lock, err = os.OpenFile(f.path+".lock", os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, fmt.Errorf("open the state of watch: %w", err)
	}
	if err := hold(f.lock); err != nil {
		_ = f.lock.Close()
		return nil, fault.Errorf(fault.Usage, "open the state of watch: another process of tsutsumi is watching with it")
	}
	return f, nil
}

// Load is the state as it was saved last; nil if there is none. What was sealed by another key, or damaged, is fault.Unreadable.
func (f *Folder) Load() ([]byte, error) {
	b, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the state of watch: %w", err)
	}
	n := f.seal.NonceSize()
	if len(b) < n {
		return nil, fault.Errorf(fault.Unreadable, "read the state of watch: damaged")
	}
	plain, err := f.seal.Open(nil, b[:n], b[n:], []byte(stateForm))
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read the state of watch: sealed by another key, or damaged")
	}
	return plain, nil
}

// Save replaces the state: afterwards there is the new one or, if the machine stops or the disk is full, the one before.
func (f *Folder) Save(state []byte) error {
	n := f.seal.NonceSize()
	b := make([]byte, n, n+len(state)+f.seal.Overhead())
	rand.Read(b)
	b = f.seal.Seal(b, b[:n], state, []byte(stateForm))
	tmp, err := os.OpenFile(f.path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err == nil {
		_, err = tmp.Write(b)
		if e := tmp.Sync(); err == nil {
			err = e
		}
		if e := tmp.Close(); err == nil {
			err = e
		}
		if err == nil {
			err = os.Rename(f.path+".new", f.path)
		}
		if err != nil {
			_ = os.Remove(f.path + ".new")
		}
	}
	if err != nil {
		return fmt.Errorf("keep the state of watch: %w", err)
	}
	return nil
}

// Remove forgets the state.
func (f *Folder) Remove() error {
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the state of watch: %w", err)
	}
	return nil
}

// Close lets go of it. A lock that guards nothing any more is removed.
func (f *Folder) Close() error {
	if _, err := os.Stat(f.path); errors.Is(err, fs.ErrNotExist) {
		_ = os.Remove(f.lock.Name())
	}
	return f.lock.Close()
}
