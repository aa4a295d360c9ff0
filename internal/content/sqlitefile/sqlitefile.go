// Package sqlitefile reads SQLite database files: each table becomes one part of CSV text with the table's columns.
//
// The file is opened read-only and as unchanging through a file system that holds nothing else, so that SQLite can write
// neither to it nor beside it; what a write-ahead log beside the file holds is not seen. Views are left out, since their
// rows are those of tables, and so are virtual tables, whose rows stand in tables of their own.
package sqlitefile

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	sqlite "modernc.org/sqlite"
	"modernc.org/sqlite/vfs"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/csv"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Format reads SQLite files.
type Format struct{}

// Name implements content.Format.
func (Format) Name() string { return "sqlite" }

// Match implements content.Format.
func (Format) Match(h *content.Head) content.Certainty {
	if bytes.HasPrefix(h.Bytes, []byte("SQLite format 3\x00")) {
		return content.Magic
	}
	return content.No
}

const (
	limitLength = 0        // SQLITE_LIMIT_LENGTH
	maxValue    = 64 << 20 // bytes of one row
	maxTables   = 10_000
)

// Read implements content.Format.
func (Format) Read(ctx context.Context, w *content.Walk, b content.Body) (err error) {
	at, size, done, err := w.Spool(ctx, b)
	defer done()
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			err = fault.Errorf(fault.Unreadable, "read %q: corrupt database", b.Name)
		}
	}()
	name, system, err := vfs.New(&single{at, size})
	if err != nil {
		return fmt.Errorf("open %q: %w", b.Name, err)
	}
	defer system.Close()
	db, err := sql.Open("sqlite", "file:db?immutable=1&mode=ro&vfs="+name)
	if err != nil {
		return fault.Errorf(fault.Unreadable, "open %q: %w", b.Name, err)
	}
	defer db.Close()
	c, err := db.Conn(ctx)
	if err != nil {
		return fault.Errorf(fault.Unreadable, "open %q: %w", b.Name, err)
	}
	defer c.Close()
	if _, err := sqlite.Limit(c, limitLength, maxValue); err != nil {
		return fmt.Errorf("open %q: %w", b.Name, err)
	}
	for _, p := range []string{"query_only=1", "trusted_schema=0", "cell_size_check=1", "temp_store=2", "cache_size=-4000", "mmap_size=0"} {
		if _, err := c.ExecContext(ctx, "PRAGMA "+p); err != nil {
			return fault.Errorf(fault.Unreadable, "open %q: %w", b.Name, err)
		}
	}
	tables, err := list(ctx, c)
	for _, t := range tables {
		if err := table(ctx, w, b.Name, c, t); err != nil {
			return err
		}
	}
	switch {
	case err != nil:
		return fault.Errorf(fault.Unreadable, "read %q: %w", b.Name, err)
	case size < stated(at):
		return fault.Errorf(fault.Unreadable, "read %q: ends before its last page", b.Name)
	}
	return nil
}

// stated is the size that the file's header tells, or 0 if it tells none (sqlite.org/fileformat2.html, 1.3).
func stated(at io.ReaderAt) int64 {
	var h [100]byte
	if n, _ := at.ReadAt(h[:], 0); n < len(h) {
		return int64(len(h))
	}
	page := int64(binary.BigEndian.Uint16(h[16:]))
	if page == 1 {
		page = 65536
	}
	if !bytes.Equal(h[24:28], h[92:96]) {
		return 0
	}
	return page * int64(binary.BigEndian.Uint32(h[28:]))
}

// list names the tables; those it could name come even with an error.
func list(ctx context.Context, c *sql.Conn) ([]string, error) {
	rows, err := c.QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() && len(out) < maxTables {
		var name string
		if err := rows.Scan(&name); err != nil {
			return out, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}

// table hands out one table.
func table(ctx context.Context, w *content.Walk, file string, c *sql.Conn, name string) error {
	part := file + "!/" + name
	rows, err := c.QueryContext(ctx, `SELECT * FROM "`+strings.ReplaceAll(name, `"`, `""`)+`"`) //nolint:rowserrcheck // reader.fill does
	if err != nil {
		w.Skip(part, -1, fault.Errorf(fault.Unreadable, "read %q: %w", part, err))
		return nil
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		w.Skip(part, -1, fault.Errorf(fault.Unreadable, "read %q: %w", part, err))
		return nil
	}
	p := &content.Part{
		Name: part, Type: "application/vnd.sqlite3", Size: -1, Form: content.CSV, Locate: content.ByRow, Comma: ',', Fields: columns,
	}
	r := &reader{rows: rows, name: part, values: make([]any, len(columns)), into: make([]any, len(columns))}
	for i := range r.values {
		r.into[i] = &r.values[i]
	}
	return w.Part(ctx, p, csv.NewBlocks(r, p))
}

// reader writes rows as lines of CSV while it is read.
type reader struct {
	rows         *sql.Rows
	name         string
	values, into []any
	line         []byte
	at           int
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			n, err = 0, fault.Errorf(fault.Unreadable, "read %q: corrupt table", r.name)
		}
	}()
	if r.at == len(r.line) {
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	n = copy(p, r.line[r.at:])
	r.at += n
	return n, nil
}

func (r *reader) fill() error {
	r.line, r.at = r.line[:0], 0
	for len(r.line) < 32<<10 && r.rows.Next() {
		if err := r.rows.Scan(r.into...); err != nil {
			return fault.Errorf(fault.Unreadable, "read %q: %w", r.name, err)
		}
		for i, v := range r.values {
			if i > 0 {
				r.line = append(r.line, ',')
			}
			r.line = appendValue(r.line, v)
		}
		r.line = append(r.line, '\n')
	}
	if len(r.line) > 0 {
		return nil
	}
	if err := r.rows.Err(); err != nil {
		return fault.Errorf(fault.Unreadable, "read %q: %w", r.name, err)
	}
	return io.EOF
}

// appendValue appends a value as a field of CSV; blobs only if they are text.
func appendValue(dst []byte, v any) []byte {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	case bool:
		return strconv.AppendBool(dst, v)
	case time.Time: // of columns declared as dates
		if v.Hour() == 0 && v.Minute() == 0 && v.Second() == 0 {
			return v.AppendFormat(dst, "2006-01-02")
		}
		return v.AppendFormat(dst, "2006-01-02 15:04:05")
	case string:
		return appendText(dst, v)
	case []byte:
		if utf8.Valid(v) && bytes.IndexByte(v, 0) < 0 {
			return appendText(dst, string(v))
		}
	}
	return dst
}

func appendText(dst []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(s, `"`, `""`)...)
	return append(dst, '"')
}

// single is a file system with one file, "db".
type single struct {
	at   io.ReaderAt
	size int64
}

// Open implements fs.FS.
func (s *single) Open(name string) (fs.File, error) {
	if name != "db" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &file{io.NewSectionReader(s.at, 0, s.size)}, nil
}

type file struct{ *io.SectionReader }

func (f *file) Stat() (fs.FileInfo, error) { return info{f.Size()}, nil }
func (f *file) Close() error               { return nil }

type info struct{ size int64 }

func (i info) Name() string     { return "db" }
func (i info) Size() int64      { return i.size }
func (info) Mode() fs.FileMode  { return 0o444 }
func (info) ModTime() time.Time { return time.Time{} }
func (info) IsDir() bool        { return false }
func (info) Sys() any           { return nil }
