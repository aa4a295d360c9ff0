package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// Job is what is backed up.
type Job struct {
	Store    *store.Store
	Home     string            // folder
	Heads    map[string]string // name → path of the signed files that stand beside the key
	Manifest Manifest          // ID, Version, Made, Key
}

// Write writes a backup. An error leaves w with half of one, which no Read takes.
func Write(ctx context.Context, w io.Writer, j *Job) (end End, err error) {
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	if err != nil {
		return end, fmt.Errorf("back up: %w", err)
	}
	p := &packer{tar: tar.NewWriter(z), sum: sha256.New(), made: j.Manifest.Made}
	if err := p.all(ctx, j); err != nil {
		_ = z.Close()
		return p.end, err
	}
	if err := errors.Join(p.tar.Close(), z.Close()); err != nil {
		return p.end, fault.As(fault.Unavailable, fmt.Errorf("back up: %w", err))
	}
	return p.end, nil
}

// packer writes entries and hashes them as it goes: name, a zero byte, size in decimal, a zero byte, content.
type packer struct {
	tar  *tar.Writer
	sum  hash.Hash
	made time.Time
	end  End
}

func (p *packer) all(ctx context.Context, j *Job) error {
	// The heads first: they may lag behind the tables, and must not be ahead of them.
	heads := map[string][]byte{}
	for name, path := range j.Heads {
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fault.As(fault.Usage, fmt.Errorf("back up: %w", err))
		}
		heads[name] = b
	}
	snap, err := j.Store.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.Close()
	m := j.Manifest
	m.Format, m.Tables = Format, store.TablesVersion()
	tables := store.Tables()
	for _, t := range tables {
		h := Held{Name: t.Name}
		for _, c := range t.Columns {
			h.Columns = append(h.Columns, c.Name)
		}
		m.Holds = append(m.Holds, h)
	}
	text, err := json.Marshal(&m)
	if err == nil {
		err = p.entry(manifestName, text)
	}
	for i := 0; i < len(tables) && err == nil; i++ {
		err = p.table(ctx, snap, &tables[i])
	}
	snap.Close()
	for name, b := range heads {
		if err == nil {
			err = p.entry(headFolder+name, b)
		}
	}
	if err == nil {
		err = p.files(ctx, j.Home)
	}
	if err != nil {
		return err
	}
	p.end.SHA256 = hex.EncodeToString(p.sum.Sum(nil))
	if text, err = json.Marshal(&p.end); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return p.entry(endName, text)
}

func (p *packer) head(name string, size int64) error {
	fmt.Fprintf(p.sum, "%s\x00%d\x00", name, size)
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: p.made.UTC().Truncate(time.Second), Format: tar.FormatPAX}
	return p.wrote(p.tar.WriteHeader(h))
}

// wrote is an error of the stream.
func (p *packer) wrote(err error) error {
	if err == nil {
		return nil
	}
	return fault.As(fault.Unavailable, fmt.Errorf("write the backup: %w", err))
}

func (p *packer) entry(name string, b []byte) error {
	if err := p.head(name, int64(len(b))); err != nil {
		return err
	}
	_, err := io.MultiWriter(p.tar, p.sum).Write(b)
	return p.wrote(err)
}

func (p *packer) table(ctx context.Context, snap *store.Snapshot, t *store.Table) error {
	var b []byte
	n := 0
	flush := func() error {
		n++
		err := p.entry(tableFolder+t.Name+"/"+strconv.Itoa(n), b)
		b = b[:0]
		return err
	}
	err := snap.Rows(ctx, t, func(row []any) (err error) {
		p.end.Rows++
		if b, err = appendRow(b, row); err == nil && len(b) >= chunk {
			err = flush()
		}
		return err
	})
	if err == nil && len(b) > 0 {
		err = flush()
	}
	return err
}

func (p *packer) files(ctx context.Context, home string) error {
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, fs.ErrNotExist) { // taken away meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(home, path)
		if err != nil || rel == "." {
			return err
		}
		switch rel = filepath.ToSlash(rel); {
		case !Takes(rel) && d.IsDir():
			return fs.SkipDir
		case !Takes(rel) || !d.Type().IsRegular():
			return nil
		}
		return p.file(rel, path)
	})
	if err != nil && fault.Of(err) == fault.Internal && ctx.Err() == nil {
		return fault.As(fault.Unavailable, fmt.Errorf("back up: %w", err))
	}
	return err
}

func (p *packer) file(rel, path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err //nolint:wrapcheck // said above
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err //nolint:wrapcheck // the same
	}
	if err := p.head(fileFolder+rel, st.Size()); err != nil {
		return err
	}
	n, err := io.Copy(io.MultiWriter(p.tar, p.sum), io.LimitReader(f, st.Size()))
	if err != nil {
		return p.wrote(err)
	}
	if n < st.Size() {
		return fault.Errorf(fault.Changed, "back up: a file became shorter while it was read; try again")
	}
	p.end.Files++
	p.end.Bytes += n
	return nil
}
