package store

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// What of PostgreSQL is its own. The SQL is SQLite's; what both understand otherwise is made alike here:
//
//   - One writes at a time, as in SQLite: a transaction that may write begins with a lock that only one of a store holds (wire.go). What is
//     read in it cannot change until it ends.
//   - Texts sort by their bytes (COLLATE "C"), whatever the database's language.
//   - Texts may hold any bytes (text.go).
//
// It must be a database in UTF-8; a schema of it other than public is chosen by search_path of the user or of the database.

// connections is how many at most one process uses.
const connections = 12

// postgres is what is PostgreSQL's own.
type postgres struct {
	connect   *connector
	restoring bool // what a restore left unfinished is no hindrance
}

// allowed are the parameters that a name may set.
var allowed = []string{"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslsni", "host", "service", "target_session_attrs",
	"channel_binding", "krbsrvname", "require_auth", "search_path"}

// CheckRemote says what is wrong with the name of a server's database, and its name without what must not be shown.
func CheckRemote(name string) (shown string, err error) {
	u, err := url.Parse(name)
	if err != nil || u.Fragment != "" || u.Opaque != "" {
		return "", fault.Errorf(fault.Usage, "open inventory: postgres://user@host/database is expected")
	}
	if _, secret := u.User.Password(); secret || u.Query().Has("password") {
		return "", fault.Errorf(fault.Usage, "open inventory: a password does not belong into the address: use PGPASSWORD, ~/.pgpass or TSUTSUMI_STORE_PASSWORD_FILE")
	}
	for p := range u.Query() {
		if !slices.Contains(allowed, p) {
			return "", fault.Errorf(fault.Usage, "open inventory: %s://%s: a parameter that is not known", u.Scheme, u.Host)
		}
	}
	if strings.Contains(strings.Trim(u.Path, "/"), "/") {
		return "", fault.Errorf(fault.Usage, "open inventory: postgres://user@host/database: a path has one part")
	}
	u.RawQuery, u.Scheme = "", "postgres"
	return u.String(), nil
}

func openPostgres(_ context.Context, name string, set *settings) (*Store, error) {
	shown, err := CheckRemote(name)
	if err != nil {
		return nil, err
	}
	cfg, err := pgx.ParseConfig(name)
	if err != nil { // its text may quote what was given
		return nil, fault.Errorf(fault.Usage, "open inventory %q: its settings (in the address, PG… variables, the service file or certificates) cannot be used", shown)
	}
	if set.password != "" {
		cfg.Password = set.password
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = patience
	}
	cfg.RuntimeParams["application_name"] = "tsutsumi"
	cfg.RuntimeParams["client_encoding"] = "UTF8"
	cfg.RuntimeParams["lock_timeout"] = fmt.Sprint(patience.Milliseconds())
	// Plans and results must not depend on how the server was set up.
	cfg.RuntimeParams["bytea_output"] = "hex"
	cfg.RuntimeParams["standard_conforming_strings"] = "on"
	cfg.RuntimeParams["extra_float_digits"] = "3"
	c := &connector{pgx: stdlib.GetConnector(*cfg)}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(4)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return &Store{db: db, name: shown, now: set.now, base: &postgres{connect: c, restoring: set.restoring}}, nil
}

// The table that says that a schema is ours: CREATE TABLE IF NOT EXISTS of the migrations would take another program's table for it.
const (
	markTable = "tsutsumi_store"
	isThere   = "SELECT COUNT(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace " +
		"WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ($1 = '' OR c.relname = $1)"
	whereWeAre = "SELECT COALESCE(current_schema(), ''), current_setting('server_encoding'), current_database()"
	upgrading  = 0x5473757470670001 // the advisory lock of whoever makes tables
)

// upgradePostgres looks whose schema it is and brings its tables up to date.
func (s *Store) upgradePostgres(ctx context.Context, p *postgres) error {
	var schema, encoding, database string
	if err := s.db.QueryRowContext(ctx, whereWeAre).Scan(&schema, &encoding, &database); err != nil {
		return s.fail("open inventory", err)
	}
	switch {
	case schema == "":
		return fault.Errorf(fault.Usage, "open inventory %q: this user has no schema there to keep tables in (search_path)", s.name)
	case encoding != "UTF8":
		return fault.Errorf(fault.Usage, "open inventory %q: the database is not in UTF-8 (CREATE DATABASE … ENCODING 'UTF8')", s.name)
	}
	lock := fnv.New64a()
	_, _ = io.WriteString(lock, "tsutsumi\x00"+database+"\x00"+schema)
	p.connect.lock.Store(int64(lock.Sum64())) //nolint:gosec // any 64 bits name a lock
	have, err := s.ours(ctx, database)
	if err != nil || have == knownVersion() {
		return err
	}
	// Whoever comes second waits here, and then finds them made.
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return s.fail("open inventory", err)
	}
	defer conn.Close()
	var nothing any
	if err := conn.QueryRowContext(ctx, "SELECT pg_catalog.pg_advisory_lock($1)", int64(upgrading)).Scan(&nothing); err != nil {
		return s.fail("open inventory", err)
	}
	defer func() {
		_ = conn.QueryRowContext(context.WithoutCancel(ctx), "SELECT pg_catalog.pg_advisory_unlock($1)", int64(upgrading)).Scan(&nothing)
	}()
	if have, err = s.ours(ctx, database); err != nil {
		return err
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open inventory %q: %w", s.name, err)
	}
	return s.migrate(ctx, goose.DialectPostgres, collated{sub}, have, func() error {
		_, err := s.db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+markTable+" (application TEXT NOT NULL)")
		return err
	})
}

// ours is the version of the tables, 0 for none; another program's tables are a usage error.
func (s *Store) ours(ctx context.Context, database string) (int64, error) {
	var mark, all, versions int64
	for _, q := range []struct {
		name string
		n    *int64
	}{{markTable, &mark}, {"", &all}, {"goose_db_version", &versions}} {
		if err := s.db.QueryRowContext(ctx, isThere, q.name).Scan(q.n); err != nil {
			return 0, s.fail("open inventory", err)
		}
	}
	if mark == 0 && all > 0 {
		return 0, fault.Errorf(fault.Usage, "open inventory %q: the schema holds another program's tables; an inventory needs a database or a schema of its own", s.name)
	}
	if versions == 0 {
		return 0, nil
	}
	if !s.base.(*postgres).restoring {
		broken, err := s.FilledFrom(ctx)
		switch {
		case err != nil:
			return 0, err
		case broken != "":
			return 0, fault.Errorf(fault.Usage, "open inventory %q: a restore into it was broken off; run the same restore again", s.name)
		}
	}
	v, err := s.version(ctx)
	if err != nil {
		return 0, s.fail("open inventory", err)
	}
	return v, nil
}

// collated are the migrations with texts that sort by their bytes.
type collated struct{ fs.FS }

var textColumn = regexp.MustCompile(`(?m)^([^-\n]*\b)TEXT\b`)

func (c collated) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err //nolint:wrapcheck // a file of our own program
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err //nolint:wrapcheck // the same
	}
	return &collatedFile{File: f, r: strings.NewReader(textColumn.ReplaceAllString(string(text), `${1}TEXT COLLATE "C"`))}, nil
}

type collatedFile struct {
	fs.File
	r *strings.Reader
}

func (f *collatedFile) Read(p []byte) (int, error) { return f.r.Read(p) } //nolint:wrapcheck // io.EOF must stay

func (f *collatedFile) Close() error { return nil }

// FilledFrom is what a server's store was filled from, if that was not finished; "" otherwise.
func (s *Store) FilledFrom(ctx context.Context) (id string, err error) {
	if _, remote := s.base.(*postgres); !remote {
		return "", nil
	}
	err = s.each(ctx, "SELECT application FROM "+markTable, func(r *sql.Rows) error { return r.Scan(&id) })
	return id, err
}

// Filled says that all is in its place.
func (s *Store) Filled(ctx context.Context) error {
	if _, remote := s.base.(*postgres); !remote {
		return nil
	}
	return s.tx(ctx, "restore into", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM "+markTable)
		return err
	})
}

// clear takes away what a restore left that was broken off.
func (p *postgres) clear(ctx context.Context, tx *sql.Tx) error {
	res, err := tx.ExecContext(ctx, "DELETE FROM "+markTable)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	for _, t := range Tables() {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+t.Name); err != nil {
			return err
		}
	}
	return nil
}
