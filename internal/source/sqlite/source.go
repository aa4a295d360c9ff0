package sqlite

import (
	"context"
	"encoding/binary"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Scheme is the scheme of SQLite files.
var Scheme = source.Scheme{
	Names:   []string{"sqlite"},
	Example: "sqlite:///var/lib/shop/shop.db",
	Open: func(ctx context.Context, t *source.Target, o *source.Options) (source.Source, error) {
		return Open(ctx, t, o)
	},
}

// pieceRows is how many rowids are one unit.
const pieceRows = 1 << 18

// Source is one file.
type Source struct {
	name, path string
	timeout    time.Duration
	sample     float64
	rows       int64 // of a piece

	mu    sync.Mutex
	units map[string]*piece
}

// Open looks whether the file is there.
func Open(_ context.Context, t *source.Target, o *source.Options) (*Source, error) {
	if err := t.Only(); err != nil {
		return nil, err
	}
	if !o.Since.IsZero() || o.Range != "" || o.Staged {
		return nil, fault.Errorf(fault.Usage, "open target: a database keeps no history: --since, --range and --staged are for git")
	}
	if t.Host != "" || t.Path == "" || t.Path == "/" {
		return nil, fault.Errorf(fault.Usage, "open target: sqlite:///folder/file.db: three slashes, and the whole path")
	}
	path := t.Path
	if len(path) > 2 && path[2] == ':' { // C:/…
		path = path[1:]
	}
	path = filepath.FromSlash(path)
	st, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fault.Errorf(fault.Usage, "open target: %w", source.Bare(err))
	case !st.Mode().IsRegular():
		return nil, fault.Errorf(fault.Usage, "open target: not a file")
	}
	s := &Source{name: t.Name(), path: path, timeout: o.Timeout, sample: o.Sample, rows: pieceRows, units: map[string]*piece{}}
	if s.timeout == 0 {
		s.timeout = source.DefaultTimeout
	}
	return s, nil
}

// Name is the target.
func (s *Source) Name() string { return s.name }

// Close does nothing: each reading has a connection of its own.
func (s *Source) Close() error { return nil }

// mode is how a file is opened.
type mode uint8

const (
	still mode = iota // nobody writes: the file as it stands
	live              // with the write-ahead log of its writers
	short             // without one: rows are read a few at a time
)

// state is what stands on the disk.
type state struct {
	mode  mode
	wal   int64  // bytes of a write-ahead log
	stamp string // changes with the file or its log
}

// look looks at the file and what stands beside it.
func (s *Source) look() (state, error) {
	var out state
	f, err := os.Open(s.path)
	if err != nil {
		return out, fault.Errorf(fault.Unreadable, "open: %w", source.Bare(err))
	}
	defer f.Close()
	var h [100]byte
	if n, _ := f.ReadAt(h[:], 0); n < len(h) || !strings.HasPrefix(string(h[:]), "SQLite format 3\x00") {
		return out, fault.Errorf(fault.Unreadable, "open: no SQLite database, or an encrypted one")
	}
	st, err := f.Stat()
	if err != nil {
		return out, fault.Errorf(fault.Unreadable, "open: %w", source.Bare(err))
	}
	// sqlite.org/fileformat2.html, 1.3: the change counter, and the version for reading.
	out.stamp = join(uint64(binary.BigEndian.Uint32(h[24:])), uint64(st.Size()), uint64(st.ModTime().UnixNano())) //nolint:gosec // only compared
	wal, err := os.Stat(s.path + "-wal")
	if err == nil {
		out.wal = wal.Size()
		out.stamp += "-" + join(uint64(wal.Size()), uint64(wal.ModTime().UnixNano())) //nolint:gosec // only compared
	}
	_, err = os.Stat(s.path + "-shm")
	switch {
	case h[19] != 2:
		out.mode, out.wal = short, 0
	case out.wal > 0 && err == nil:
		out.mode = live
	}
	return out, nil
}

func join(n ...uint64) string {
	b := strconv.AppendUint(nil, n[0], 36)
	for _, v := range n[1:] {
		b = strconv.AppendUint(append(b, '-'), v, 36)
	}
	return string(b)
}

// uri is the file's name for SQLite.
func (s *Source) uri(m mode) string {
	p := filepath.ToSlash(s.path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	u := url.URL{Scheme: "file", Path: p}
	out := u.String() + "?mode=ro"
	switch m {
	case still:
		out += "&immutable=1"
	case live:
		out += "&readonly_shm=1"
	}
	return out + "&_pragma=busy_timeout(" + strconv.FormatInt(min(s.timeout, waitLock).Milliseconds(), 10) + ")"
}

// waitLock is how long a writer's lock is waited for.
const waitLock = 4 * time.Second
