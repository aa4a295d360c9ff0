package mysql

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

const scheme = "mysql"

// Scheme is the scheme of the targets of MySQL and MariaDB.
var Scheme = source.Scheme{
	Names:   []string{scheme, "mariadb"},
	Example: "mysql://reader@db.example.jp/shop",
	Open: func(ctx context.Context, t *source.Target, o *source.Options) (source.Source, error) {
		return Open(ctx, t, o)
	},
}

// pieceBytes is how much of a table is one unit.
const pieceBytes = 64 << 20

// maxConnections is how many connections at most read at once; early are opened when the units are listed.
const (
	maxConnections = 8
	early          = 2
)

// Source is a server, or one database of it.
type Source struct {
	name    string
	config  *driver.Config
	schema  string // "" is all
	timeout time.Duration
	query   time.Duration
	sample  float64
	bytes   int64 // of a piece

	mu    sync.Mutex
	idle  []*session
	units map[string]*piece
	age   int // grows when a session was lost
	slots chan struct{}
}

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
	s := &Source{name: t.Name(), config: cfg, schema: strings.Trim(t.Path, "/"), timeout: o.Timeout, query: time.Hour, sample: o.Sample, bytes: pieceBytes,
		units: map[string]*piece{}, slots: make(chan struct{}, maxConnections)}
	if strings.Contains(s.schema, "/") {
		return nil, fault.Errorf(fault.Usage, "open target: %s://host/database: a path has one part", t.Scheme)
	}
	if s.timeout == 0 {
		s.timeout = source.DefaultTimeout
	}
	if v := t.Query.Get("statement_timeout"); v != "" {
		if s.query, err = time.ParseDuration(v); err != nil || s.query <= 0 {
			return nil, fault.Errorf(fault.Usage, "open target: statement_timeout: a time such as 90m")
		}
	}
	return s, nil
}

// Name is the target.
func (s *Source) Name() string { return s.name }

// Close ends all connections.
func (s *Source) Close() error {
	s.mu.Lock()
	idle := s.idle
	s.idle = nil
	s.mu.Unlock()
	var errs []error
	for _, c := range idle {
		errs = append(errs, c.end())
	}
	return errors.Join(errs...)
}

// acquire waits for leave to use one more connection.
func (s *Source) acquire(ctx context.Context) error {
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Source) release() { <-s.slots }
