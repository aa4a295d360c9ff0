package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// Restore is where a backup goes. Files go to Home, which is empty; heads are given back.
type Restore struct {
	Key   string // ID of the key that is there
	Home  string
	Open  func() (*store.Store, error) // opens the empty store
	Heads map[string][]byte            // what is found, for whoever places it
}

// Read restores a backup. The store is filled in one transaction that ends only once the whole backup was read and its hash is right; what
// is in Home before that is to be thrown away on an error. The store stays open.
func Read(ctx context.Context, r io.Reader, to *Restore) (s *store.Store, m Manifest, end End, err error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, m, end, damaged()
	}
	defer z.Close()
	u := &unpacker{rest: z, tar: tar.NewReader(z), sum: sha256.New(), to: to}
	h, err := u.next()
	if err != nil || h.Name != manifestName {
		return nil, m, end, noBackup(err)
	}
	text, err := u.slurp(h, maxManifest)
	if err == nil {
		err = decode(text, &u.m)
	}
	if err == nil {
		err = u.fits()
	}
	if err != nil {
		return nil, u.m, end, err
	}
	to.Heads = map[string][]byte{}
	if s, err = to.Open(); err != nil {
		return nil, u.m, end, err
	}
	var own error
	err = s.Fill(ctx, u.m.ID, func(f *store.Filling) error {
		own = u.all(ctx, f)
		return own
	})
	if own != nil && fault.Of(own) != fault.Internal {
		err = own
	}
	if err != nil {
		_ = s.Close()
		return nil, u.m, u.end, err
	}
	return s, u.m, u.end, nil
}

func noBackup(err error) error {
	if err != nil && !errors.Is(err, io.EOF) && fault.Of(err) != fault.Usage {
		return err
	}
	return fault.Errorf(fault.Usage, "restore: the file is no backup, or it is damaged")
}

type unpacker struct {
	rest io.Reader // below the tar
	tar  *tar.Reader
	sum  hash.Hash
	to   *Restore
	m    Manifest
	end  End
	row  []any
}

// next is the next entry.
func (u *unpacker) next() (*tar.Header, error) {
	h, err := u.tar.Next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case err != nil, h.Typeflag != tar.TypeReg, h.Size < 0:
		return nil, damaged()
	}
	return h, nil
}

// body is what an entry holds, hashed as it is read.
func (u *unpacker) body(h *tar.Header) io.Reader {
	fmt.Fprintf(u.sum, "%s\x00%d\x00", h.Name, h.Size)
	return io.TeeReader(u.tar, u.sum)
}

func (u *unpacker) slurp(h *tar.Header, most int64) ([]byte, error) {
	if h.Size > most {
		return nil, damaged()
	}
	b := make([]byte, h.Size)
	if _, err := io.ReadFull(u.body(h), b); err != nil {
		return nil, damaged()
	}
	return b, nil
}

// fits tells whether this version and this key can do something with it.
func (u *unpacker) fits() error {
	switch {
	case u.m.Format > Format || u.m.Tables > store.TablesVersion():
		return fault.Errorf(fault.Usage, "restore: the backup was made by a newer version (format %d, tables %d; this version knows %d and %d)", u.m.Format, u.m.Tables, Format, store.TablesVersion())
	case u.m.Format < 1 || u.m.ID == "":
		return damaged()
	case u.m.Key != u.to.Key:
		return fault.Errorf(fault.Usage, "restore: the backup was made under another key (%.16q; the key here is %s): put that key back first", u.m.Key, u.to.Key)
	}
	return nil
}

func (u *unpacker) all(ctx context.Context, f *store.Filling) error {
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		h, err := u.next()
		if err != nil { // the end was not met
			return damaged()
		}
		table, isTable := strings.CutPrefix(h.Name, tableFolder)
		file, isFile := strings.CutPrefix(h.Name, fileFolder)
		head, isHead := strings.CutPrefix(h.Name, headFolder)
		switch {
		case isTable:
			err = u.rows(f, table, h)
		case isFile:
			err = u.file(file, h)
		case isHead:
			u.to.Heads[head], err = u.slurp(h, maxHead)
		case h.Name == endName:
			return u.last(h)
		default:
			err = damaged()
		}
		if err != nil {
			return err
		}
	}
}

func (u *unpacker) rows(f *store.Filling, entry string, h *tar.Header) error {
	name, number, _ := strings.Cut(entry, "/")
	i := slices.IndexFunc(u.m.Holds, func(t Held) bool { return t.Name == name })
	if i < 0 {
		return damaged()
	}
	b, err := u.slurp(h, maxChunk)
	if err != nil {
		return err
	}
	if number == "1" {
		if err := f.Into(name, u.m.Holds[i].Columns); err != nil {
			return err
		}
		u.row = make([]any, len(u.m.Holds[i].Columns))
	}
	for len(b) > 0 {
		if b, err = readRow(b, u.row); err != nil {
			return err
		}
		if err := f.Put(u.row); err != nil {
			return err
		}
		u.end.Rows++
	}
	return nil
}

func (u *unpacker) file(rel string, h *tar.Header) error {
	if !Takes(rel) || !filepath.IsLocal(filepath.FromSlash(rel)) {
		return damaged()
	}
	path := filepath.Join(u.to.Home, filepath.FromSlash(rel))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("restore: %w", err))
	}
	n, err := io.Copy(f, u.body(h))
	if err != nil || n != h.Size {
		_ = f.Close()
		if path := new(os.PathError); errors.As(err, &path) { // of the disk, not of the backup
			return fault.As(fault.Unavailable, fmt.Errorf("restore: %w", err))
		}
		return damaged()
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fault.As(fault.Unavailable, fmt.Errorf("restore: %w", err))
	}
	u.end.Files++
	u.end.Bytes += n
	return nil
}

// last compares what was read with what the end says, and makes sure that nothing follows.
func (u *unpacker) last(h *tar.Header) error {
	sum := hex.EncodeToString(u.sum.Sum(nil))
	b, err := u.slurp(h, maxManifest)
	if err != nil {
		return err
	}
	var end End
	if err := decode(b, &end); err != nil {
		return err
	}
	u.end.SHA256 = sum
	if end != u.end {
		return damaged()
	}
	if _, err := u.tar.Next(); !errors.Is(err, io.EOF) {
		return damaged()
	}
	if n, err := io.Copy(io.Discard, u.rest); err != nil || n > 0 { // the stream's own sum comes last
		return damaged()
	}
	return nil
}
