// Package vault keeps what belongs to cases beside their events: files that were handed in, and sets of persons, each by the SHA-256 of
// its content.
//
// A file is written whole or not at all, is never changed, and is checked against its name whenever it is read. Files are readable by
// their owner only. Sets of persons are rows of people indices: without the index they tell nothing of anybody. Files that were handed
// in may hold anything; they are sealed (PutSealed).
package vault

import (
	"context"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Vault is a folder of files by their hash. It is safe for use by several goroutines and processes.
type Vault struct {
	dir  string
	aead cipher.AEAD // nil: nothing sealed is written or read
}

var _ breach.Vault = (*Vault)(nil)

// Open uses a folder (0700), which is made with the first file.
func Open(dir string) (*Vault, error) {
	st, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fault.As(fault.Usage, fmt.Errorf("open vault: %w", err))
	case !st.IsDir():
		return nil, fault.Errorf(fault.Usage, "open vault %q: not a folder", dir)
	}
	return &Vault{dir: dir}, nil
}

// path is where the file of that hash stands: a folder for each first byte.
func (v *Vault) path(sum string) (string, error) {
	if b, err := hex.DecodeString(sum); err != nil || len(b) != sha256.Size || strings.ToLower(sum) != sum {
		return "", fault.Errorf(fault.Usage, "vault: not a SHA-256 in lower hexadecimal digits")
	}
	return filepath.Join(v.dir, sum[:2], sum), nil
}

// Put keeps what r holds and returns its hash and size. Once it returns, the file survives whatever happens.
func (v *Vault) Put(ctx context.Context, r io.Reader) (sum string, size int64, err error) {
	return v.keep("", func(w io.Writer) (string, int64, error) {
		h := sha256.New()
		size, err := io.Copy(io.MultiWriter(w, h), &stopping{ctx, r})
		return hex.EncodeToString(h.Sum(nil)), size, err
	})
}

// keep puts what write writes under the hash that it returns and the ending.
func (v *Vault) keep(ending string, write func(io.Writer) (string, int64, error)) (sum string, size int64, err error) {
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		return "", 0, fault.As(fault.Usage, fmt.Errorf("make vault: %w", err))
	}
	tmp, err := os.CreateTemp(v.dir, ".put-") // 0600
	if err != nil {
		return "", 0, fmt.Errorf("put into vault: %w", err)
	}
	defer func() {
		_ = os.Remove(tmp.Name()) // gone by then if all went well
		if err != nil {
			err = fmt.Errorf("put into vault: %w", err)
		}
	}()
	sum, size, err = write(tmp)
	if e := tmp.Sync(); err == nil {
		err = e
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return "", 0, err
	}
	path, err := v.path(sum)
	if err != nil {
		return "", 0, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", 0, err
	}
	// Over one that is there too: it holds the same, or was damaged.
	if err := os.Rename(tmp.Name(), path+ending); err != nil {
		return "", 0, err
	}
	for _, dir := range []string{filepath.Dir(path), v.dir} {
		if d, err := os.Open(dir); err == nil {
			_ = d.Sync()
			_ = d.Close()
		}
	}
	return sum, size, nil
}

// stopping ends when ctx does.
type stopping struct {
	ctx context.Context
	r   io.Reader
}

func (s *stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// Open reads a file. One that is not there is fault.Usage. The reader's end is fault.Unreadable instead of io.EOF if what was read is
// not what the hash was made of: whoever must not act on it reads to the end first.
func (v *Vault) Open(sum string) (io.ReadCloser, error) {
	path, err := v.path(sum)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		if sealed, err := v.openSealed(sum, path); !errors.Is(err, fs.ErrNotExist) {
			return sealed, err
		}
		return nil, fault.Errorf(fault.Usage, "vault: there is no file %s", short(sum))
	}
	if err != nil {
		return nil, fault.As(fault.Unreadable, fmt.Errorf("open file %s of vault: %w", short(sum), pathless(err)))
	}
	return &proving{f: f, h: sha256.New(), sum: sum}, nil
}

func short(sum string) string { return sum[:12] }

func pathless(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// proving hashes what is read.
type proving struct {
	f   io.ReadCloser
	h   hash.Hash
	sum string
}

func (p *proving) Read(b []byte) (int, error) {
	n, err := p.f.Read(b)
	p.h.Write(b[:n])
	switch {
	case errors.Is(err, io.EOF):
		if hex.EncodeToString(p.h.Sum(nil)) != p.sum {
			return n, fault.Errorf(fault.Unreadable, "read file %s of vault: damaged", short(p.sum))
		}
	case err != nil:
		return n, fault.As(fault.Unreadable, fmt.Errorf("read file %s of vault: %w", short(p.sum), pathless(err)))
	}
	return n, err
}

func (p *proving) Close() error { return p.f.Close() }

// List are the hashes of all files, in order.
func (v *Vault) List() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		names, err := filepath.Glob(filepath.Join(globbed(v.dir), "[0-9a-f][0-9a-f]", "*"))
		if err != nil {
			yield("", fmt.Errorf("list vault: %w", err))
			return
		}
		for _, n := range names { // Glob sorts
			sum := strings.TrimSuffix(filepath.Base(n), sealedEnding)
			if _, err := v.path(sum); err == nil && !yield(sum, nil) {
				return
			}
		}
	}
}

// globbed is a path whose characters mean themselves.
func globbed(path string) string {
	return strings.NewReplacer(`[`, `[[]`, `*`, `[*]`, `?`, `[?]`).Replace(path)
}

// Erase removes a file. One that is not there is fault.Usage.
func (v *Vault) Erase(sum string) error {
	path, err := v.path(sum)
	if err != nil {
		return err
	}
	err = os.Remove(path)
	if sealed := os.Remove(path + sealedEnding); errors.Is(err, fs.ErrNotExist) {
		err = sealed
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Errorf(fault.Usage, "vault: there is no file %s", short(sum))
	case err != nil:
		return fmt.Errorf("erase file %s of vault: %w", short(sum), pathless(err))
	}
	return nil
}
