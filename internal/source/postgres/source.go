package postgres

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

const scheme = "postgres"

// Scheme is the scheme of PostgreSQL's targets.
var Scheme = source.Scheme{
	Names:   []string{scheme, "postgresql"},
	Example: "postgres://reader@db.example.jp/shop",
	Open: func(ctx context.Context, t *source.Target, o *source.Options) (source.Source, error) {
		return Open(ctx, t, o)
	},
}

// parameters are those of libpq that a target's query may set.
var parameters = []string{"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslsni", "host", "service", "target_session_attrs", "channel_binding",
	"krbsrvname", "require_auth"}

// pieceBlocks is how many pages of a table are one unit: 64 MiB of the usual pages of 8 KiB.
const pieceBlocks = 8192

// Source is a server, or one database of it.
type Source struct {
	name    string
	config  *pgconn.Config
	timeout time.Duration
	query   time.Duration // how long one query may take
	sample  float64
	blocks  int64
	all     bool // every database of the server

	mu    sync.Mutex
	dbs   map[string]*database
	units map[string]*piece
	slots chan struct{}
}

// maxConnections is how many connections at most read at once; one more keeps the snapshot.
const maxConnections = 8

// Open takes a target apart and finds what to log in with. It does not connect.
func Open(_ context.Context, t *source.Target, o *source.Options) (*Source, error) {
	if err := t.Only(append([]string{"statement_timeout"}, parameters...)...); err != nil {
		return nil, err
	}
	if !o.Since.IsZero() || o.Range != "" || o.Staged {
		return nil, fault.Errorf(fault.Usage, "open target: a database keeps no history: --since, --range and --staged are for git")
	}
	cfg, err := Config(t, o)
	if err != nil {
		return nil, err
	}
	s := &Source{name: t.Name(), config: cfg, timeout: o.Timeout, query: time.Hour, sample: o.Sample, blocks: pieceBlocks,
		dbs: map[string]*database{}, units: map[string]*piece{}, slots: make(chan struct{}, maxConnections)}
	if s.timeout == 0 {
		s.timeout = source.DefaultTimeout
	}
	if v := t.Query.Get("statement_timeout"); v != "" {
		d, err := time.ParseDuration(v)
		if err != nil || d <= 0 {
			return nil, fault.Errorf(fault.Usage, "open target: statement_timeout: a time such as 90m")
		}
		s.query = d
	}
	s.all = strings.Trim(t.Path, "/") == "" && cfg.Database == ""
	return s, nil
}

// Config is how to connect to a target: as psql would, with the credentials that the owner configured for it, if any,
// before those that libpq finds (PGPASSWORD, ~/.pgpass, PGSERVICE).
func Config(t *source.Target, o *source.Options) (*pgconn.Config, error) {
	ask := t.Ask(scheme, "5432")
	var secret source.Secret
	if o.Secret != nil {
		var err error
		if secret, err = o.Secret(ask); err != nil {
			return nil, err
		}
	}
	words := map[string]string{"host": t.Host, "port": t.Port, "user": t.User, "dbname": strings.TrimPrefix(t.Path, "/")}
	if words["user"] == "" {
		words["user"] = secret.User
	}
	if strings.Contains(words["dbname"], "/") {
		return nil, fault.Errorf(fault.Usage, "open target: %s://host/database: a path has one part", t.Scheme)
	}
	for _, p := range parameters {
		if v := t.Query.Get(p); v != "" {
			words[p] = v
		}
	}
	var b strings.Builder
	for k, v := range words {
		if v == "" {
			continue
		}
		b.WriteString(k + "='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "' ")
	}
	cfg, err := pgconn.ParseConfig(b.String())
	if err != nil { // its text may quote what was given
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: its settings (in the target, PG… variables, the service file or certificates) cannot be used", t.Scheme)
	}
	if secret.Password.Known() {
		cfg.Password = secret.Password.Reveal()
	}
	cfg.RuntimeParams["application_name"] = "tsutsumi"
	cfg.RuntimeParams["client_encoding"] = "UTF8"
	return cfg, nil
}

// Name is the target.
func (s *Source) Name() string { return s.name }

// Close ends all connections.
func (s *Source) Close() error {
	s.mu.Lock()
	dbs := s.dbs
	s.dbs = map[string]*database{}
	s.mu.Unlock()
	var errs []error
	for _, db := range dbs {
		errs = append(errs, db.close())
	}
	return errors.Join(errs...)
}

// database is the database of that name; "" is the one that the settings name.
func (s *Source) database(name string) *database {
	s.mu.Lock()
	defer s.mu.Unlock()
	db := s.dbs[name]
	if db == nil {
		db = &database{s: s, name: name}
		s.dbs[name] = db
	}
	return db
}

// acquire waits for leave to open one more connection.
func (s *Source) acquire(ctx context.Context) error {
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Source) release() { <-s.slots }

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
