package postgres

import (
	"bufio"
	"context"
	"io"
	"net"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// patience is how many times the usual silence is borne where a server may have to sort or join before its first row.
const patience = 10

// Connect connects to a database of a configured server; "" is the one that cfg names. A server that is silent for longer
// than the timeout breaks the connection.
func Connect(ctx context.Context, cfg *pgconn.Config, database string, timeout time.Duration) (*pgconn.PgConn, error) {
	c, _, err := connect(ctx, cfg, database, timeout)
	return c, err
}

func connect(ctx context.Context, cfg *pgconn.Config, database string, timeout time.Duration) (*pgconn.PgConn, *watched, error) {
	if timeout == 0 {
		timeout = source.DefaultTimeout
	}
	cfg = cfg.Copy()
	if database != "" {
		cfg.Database = database
	}
	cfg.ConnectTimeout = timeout
	var w *watched
	dial := cfg.DialFunc
	cfg.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		w = &watched{Conn: c, timeout: timeout}
		return w, nil
	}
	cfg.BuildFrontend = func(r io.Reader, out io.Writer) *pgproto3.Frontend {
		return pgproto3.NewFrontend(bufio.NewReaderSize(r, 128<<10), out)
	}
	c, err := pgconn.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, nil, failed("connect", err)
	}
	return c, w, nil
}

// watched is a connection whose other side must not be silent for too long.
type watched struct {
	net.Conn
	mu      sync.Mutex
	timeout time.Duration
	set     bool // the driver has set a deadline of its own (to end a query)
}

// bear sets how long silence is borne.
func (w *watched) bear(d time.Duration) {
	w.mu.Lock()
	w.timeout = d
	w.mu.Unlock()
}

// Read implements net.Conn.
func (w *watched) Read(p []byte) (int, error) {
	w.mu.Lock()
	if !w.set {
		_ = w.Conn.SetReadDeadline(time.Now().Add(w.timeout))
	}
	w.mu.Unlock()
	return w.Conn.Read(p)
}

// SetDeadline implements net.Conn.
func (w *watched) SetDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.set = !t.IsZero()
	return w.Conn.SetDeadline(t)
}

// SetReadDeadline implements net.Conn.
func (w *watched) SetReadDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.set = !t.IsZero()
	return w.Conn.SetReadDeadline(t)
}
