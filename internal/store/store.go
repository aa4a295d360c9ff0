package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is an inventory in a database. It is safe for use by several goroutines, and a database by several processes.
type Store struct {
	db   *sql.DB
	name string // for messages: a path, or a URL without what is secret
	now  func() time.Time
	runs sync.Map // run -> when it began by now, in microseconds
	base database

	filled atomic.Bool // alerts of older versions have the columns that lists need
}

// database is what is a database's own.
type database interface {
	// explain gives an error of the database its class and a text that holds nothing of what the database said. ok: it was one.
	explain(err error) (class fault.Class, text string, ok bool)
}

// Option is how to open a store.
type Option func(*settings)

type settings struct {
	password  string
	restoring bool
	now       func() time.Time
}

// Password is what a server is logged in to with. Without it, it is looked for where libpq looks: PGPASSWORD, PGPASSFILE, ~/.pgpass.
func Password(secret string) Option { return func(s *settings) { s.password = secret } }

// Clock is what the store tells the time by; without it, the machine's.
func Clock(now func() time.Time) Option { return func(s *settings) { s.now = now } }

// Restoring opens a store to be filled, also where that was begun and broken off.
func Restoring() Option { return func(s *settings) { s.restoring = true } }

// Remote tells whether a name is that of a server's database, and not of a file.
func Remote(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

// Open opens the inventory that a name stands for and brings its tables up to date: postgres://user@host/database, or else the path of
// an SQLite file, which is made (0600) with its folder (0700) if need be. What is no inventory, is damaged, was written by a newer
// version, or must not be used by whoever asks, is a usage error and is left as it was; a server that does not answer is unavailable.
func Open(ctx context.Context, name string, options ...Option) (*Store, error) {
	set := settings{now: time.Now}
	for _, o := range options {
		o(&set)
	}
	open := openSQLite
	if Remote(name) {
		open = openPostgres
	}
	s, err := open(ctx, name, &set)
	if err != nil {
		return nil, err
	}
	// Of several processes that open a new database at once, one makes its tables; SQLite does not let the others wait for all
	// of that.
	for until := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		err = s.upgrade(ctx)
		if fault.Of(err) != fault.Unavailable || Remote(name) || time.Now().After(until) || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		_ = s.db.Close()
		return nil, err
	}
	return s, nil
}

// patience is how long is waited for another process.
const patience = 15 * time.Second

func (s *Store) upgrade(ctx context.Context) error {
	if p, ok := s.base.(*postgres); ok {
		return s.upgradePostgres(ctx, p)
	}
	return s.upgradeSQLite(ctx)
}

// Close closes the database. SQLite's write-ahead log is folded into the file.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return s.fail("close inventory", err)
	}
	return nil
}

// Name is what the store is called in messages.
func (s *Store) Name() string { return s.name }

// migrate brings the tables from version have, which is 0 for none, up to the one that this program knows. first is done
// before anything is changed.
func (s *Store) migrate(ctx context.Context, dialect goose.Dialect, files fs.FS, have int64, first func() error) error {
	p, err := goose.NewProvider(dialect, s.db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("open inventory %q: %w", s.name, err)
	}
	list := p.ListSources()
	want := list[len(list)-1].Version
	switch {
	case have == want:
		return nil
	case have > want:
		return fault.Errorf(fault.Usage,
			"open inventory %q: written by a newer version (tables %d, this version knows %d)", s.name, have, want)
	}
	if err := first(); err != nil {
		return s.fail("open inventory", err)
	}
	for try := 0; ; try++ { // another process may be doing the same at this moment
		_, err = p.Up(ctx)
		if err == nil {
			return nil
		}
		if v, verr := s.version(ctx); verr == nil && v == want {
			return nil
		}
		if try == 2 || ctx.Err() != nil {
			return s.fail("upgrade inventory", err)
		}
	}
}

// version is that of the tables, which are there.
func (s *Store) version(ctx context.Context) (int64, error) {
	var v sql.NullInt64
	err := s.db.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&v)
	return v.Int64, err
}

// known is the version of the tables that this program makes.
func knownVersion() int64 {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is a good one
	var v int64
	if n := len(names); n > 0 {
		_, _ = fmt.Sscanf(names[n-1], "migrations/%d_", &v)
	}
	return v
}

// fail gives an error of the database its class and says it in words that help.
func (s *Store) fail(act string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s %q: %w", act, s.name, err)
	}
	if class, text, ok := s.base.explain(err); ok {
		return fault.Errorf(class, "%s %q: %s", act, s.name, text)
	}
	return fmt.Errorf("%s %q: %w", act, s.name, err)
}
