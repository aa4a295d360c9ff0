package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// application is SQLite's application_id of our files: "Tsut". It tells ours from a stranger's database.
const application = 0x54737574

//go:embed migrations/*.sql
var migrations embed.FS

// Store is an inventory in a database. It is safe for use by several goroutines, and a file by several processes.
type Store struct {
	db   *sql.DB
	name string // for messages
	now  func() time.Time
	runs sync.Map // run -> when it began by now, in microseconds
}

// Open opens the inventory in the SQLite file at path, making the file (0600) and its folder (0700) if need be, and
// brings its tables up to date. A file that is no inventory, is damaged, or was written by a newer version is a usage
// error and is left as it was.
func Open(ctx context.Context, path string) (*Store, error) {
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
	s := &Store{db: db, name: path, now: time.Now}
	// Of several processes that open a new file at once, one makes its tables; SQLite does not let the others wait for all
	// of that.
	for until := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		err = s.upgrade(ctx)
		if fault.Of(err) != fault.Unavailable || time.Now().After(until) || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return s, nil
}

// patience is how long opening waits for another process.
const patience = 15 * time.Second

// Close closes the database. The write-ahead log is folded into the file.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return s.fail("close inventory", err)
	}
	return nil
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

// upgrade looks whose file it is and brings its tables up to date.
func (s *Store) upgrade(ctx context.Context) error {
	var id, tables int64
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
	p, err := goose.NewProvider(goose.DialectSQLite3, s.db, sub, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("open inventory %q: %w", s.name, err)
	}
	list := p.ListSources()
	want := list[len(list)-1].Version
	have, err := s.version(ctx, tables)
	switch {
	case err != nil:
		return s.fail("open inventory", err)
	case have == want:
		return nil
	case have > want:
		return fault.Errorf(fault.Usage,
			"open inventory %q: written by a newer version (tables %d, this version knows %d)", s.name, have, want)
	}
	if _, err := s.db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", application)); err != nil {
		return s.fail("open inventory", err)
	}
	for try := 0; ; try++ { // another process may be doing the same at this moment
		_, err = p.Up(ctx)
		if err == nil {
			return nil
		}
		if v, verr := s.version(ctx, 1); verr == nil && v == want {
			return nil
		}
		if try == 2 || ctx.Err() != nil {
			return s.fail("upgrade inventory", err)
		}
	}
}

func (s *Store) version(ctx context.Context, tables int64) (int64, error) {
	if tables == 0 {
		return 0, nil
	}
	var n int64
	err := s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'goose_db_version'").Scan(&n)
	if err != nil || n == 0 {
		return 0, err
	}
	var v sql.NullInt64
	err = s.db.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&v)
	return v.Int64, err
}

// fail gives an error of the database its class and says it in words that help.
func (s *Store) fail(act string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s %q: %w", act, s.name, err)
	}
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		switch coded.Code() & 0xff {
		case 13: // SQLITE_FULL
			return fault.Errorf(fault.Unavailable, "%s %q: the disk is full; what was being recorded is undone", act, s.name)
		case 5, 6: // SQLITE_BUSY, SQLITE_LOCKED
			return fault.Errorf(fault.Unavailable, "%s %q: in use by another process", act, s.name)
		case 11: // SQLITE_CORRUPT
			return fault.Errorf(fault.Usage, "%s %q: the file is damaged; move it away and scan again", act, s.name)
		case 26: // SQLITE_NOTADB
			return fault.Errorf(fault.Usage, "%s %q: the file is not an inventory", act, s.name)
		case 8, 14: // SQLITE_READONLY, SQLITE_CANTOPEN
			return fault.Errorf(fault.Usage, "%s %q: the file or its folder cannot be written", act, s.name)
		}
	}
	return fmt.Errorf("%s %q: %w", act, s.name, err)
}
