package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// application is SQLite's application_id of our files: "Tsut". It tells ours from a stranger's database.
const application = 0x54737574

// sqlite is what is SQLite's own.
type sqlite struct{}

func openSQLite(_ context.Context, path string, set *settings) (*Store, error) {
	if err := prepare(path); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "open inventory %q: %w", path, err)
	}
	db, err := sql.Open("sqlite", dsn(abs))
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "open inventory %q: %w", path, err)
	}
	db.SetMaxOpenConns(4)
	return &Store{db: db, name: path, now: set.now, base: sqlite{}}, nil
}

// prepare makes the file, so that it and the log beside it are readable by the owner only, and looks at the head of one
// that is there: opening it as a database would change it already.
func prepare(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.Errorf(fault.Usage, "open inventory %q: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fault.Errorf(fault.Usage, "open inventory %q: %w", path, err)
	}
	defer f.Close()
	var head [100]byte // https://www.sqlite.org/fileformat2.html#the_database_header
	n, err := io.ReadFull(f, head[:])
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return nil
	case n < len(head) && !errors.Is(err, io.ErrUnexpectedEOF):
		return fault.Errorf(fault.Usage, "open inventory %q: %w", path, err)
	case n < len(head) || string(head[:16]) != "SQLite format 3\x00":
		return fault.Errorf(fault.Usage, "open inventory %q: the file is not an inventory", path)
	}
	schema, owner := binary.BigEndian.Uint32(head[40:]), binary.BigEndian.Uint32(head[68:])
	if schema != 0 && owner != application {
		return fault.Errorf(fault.Usage, "open inventory %q: the file is another program's database", path)
	}
	return nil
}

func dsn(abs string) string {
	p := filepath.ToSlash(abs)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/…
	}
	u := url.URL{Scheme: "file", Path: p}
	return u.String() + "?_pragma=busy_timeout(15000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=cache_size(-8000)&_txlock=immediate"
}

// upgradeSQLite looks whose file it is and brings its tables up to date.
func (s *Store) upgradeSQLite(ctx context.Context) error {
	var id, tables, versions int64
	// Tables first: another process that makes the file at this moment writes whose it is before it makes tables.
	if err := s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master").Scan(&tables); err != nil {
		return s.fail("open inventory", err)
	}
	if err := s.db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return s.fail("open inventory", err)
	}
	if id != application && tables > 0 {
		return fault.Errorf(fault.Usage, "open inventory %q: the file is another program's database", s.name)
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open inventory %q: %w", s.name, err)
	}
	have := int64(0)
	if tables > 0 {
		err = s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'goose_db_version'").Scan(&versions)
		if err == nil && versions > 0 {
			have, err = s.version(ctx)
		}
		if err != nil {
			return s.fail("open inventory", err)
		}
	}
	return s.migrate(ctx, goose.DialectSQLite3, sub, have, func() error {
		_, err := s.db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", application))
		return err
	})
}

// explain says what SQLite's codes mean.
func (sqlite) explain(err error) (fault.Class, string, bool) {
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		switch coded.Code() & 0xff {
		case 13: // SQLITE_FULL
			return fault.Unavailable, "the disk is full; what was being recorded is undone", true
		case 5, 6: // SQLITE_BUSY, SQLITE_LOCKED
			return fault.Unavailable, "in use by another process", true
		case 11: // SQLITE_CORRUPT
			return fault.Usage, "the file is damaged; move it away and scan again", true
		case 26: // SQLITE_NOTADB
			return fault.Usage, "the file is not an inventory", true
		case 8, 14: // SQLITE_READONLY, SQLITE_CANTOPEN
			return fault.Usage, "the file or its folder cannot be written", true
		}
	}
	return 0, "", false
}

// soundSQLite has SQLite look at every page.
func (s *Store) soundSQLite(ctx context.Context) (string, error) {
	bad := ""
	err := s.each(ctx, "PRAGMA integrity_check(1)", func(r *sql.Rows) error {
		var text string
		err := r.Scan(&text)
		if text != "ok" {
			bad = "SQLite's integrity check finds damage"
		}
		return err
	})
	if fault.Of(err) == fault.Usage {
		return "SQLite cannot read it to its end", nil //nolint:nilerr // it is told as damage
	}
	return bad, err
}
