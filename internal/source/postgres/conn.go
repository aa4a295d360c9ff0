package postgres

import (
	"bufio"
	"context"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// patience is how many times the usual silence is borne where a server may have to sort or join before its first row.
const patience = 10

// maxRow is how long a row may be; of texts in longer ones the beginning is read.
const maxRow = 48 << 20

// Connect connects to a database of a configured server; "" is the one that cfg names. A server that is silent for longer
// than the timeout breaks the connection.
func Connect(ctx context.Context, cfg *pgconn.Config, database string, timeout time.Duration) (*pgconn.PgConn, error) {
	c, _, err := connect(ctx, cfg, database, timeout)
	return c, err
}

func connect(ctx context.Context, cfg *pgconn.Config, database string, timeout time.Duration) (*pgconn.PgConn, *rows.Watched, error) {
	if timeout == 0 {
		timeout = source.DefaultTimeout
	}
	cfg = cfg.Copy()
	if database != "" {
		cfg.Database = database
	}
	cfg.ConnectTimeout = timeout
	var w *rows.Watched
	dial := cfg.DialFunc
	cfg.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		w = rows.Watch(c, timeout)
		return w, nil
	}
	cfg.BuildFrontend = func(r io.Reader, out io.Writer) *pgproto3.Frontend {
		f := pgproto3.NewFrontend(bufio.NewReaderSize(r, 128<<10), out)
		f.SetMaxBodyLen(maxRow)
		return f
	}
	c, err := pgconn.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, nil, failed("connect", err)
	}
	return c, w, nil
}

// Look prepares a connection for looking at the catalogues: read-only, and with short limits.
func Look(ctx context.Context, c *pgconn.PgConn) error {
	_, err := Query(ctx, c, "SET default_transaction_read_only=on; SET statement_timeout=30000; SET lock_timeout=4000; SET search_path=pg_catalog; SET max_parallel_workers_per_gather=0")
	return err
}

// Query runs a query and gives its rows as text; NULL is "". Errors have a class and hold nothing that the server says.
func Query(ctx context.Context, c *pgconn.PgConn, sql string) ([][]string, error) {
	var out [][]string
	err := (&session{PgConn: c}).rows(ctx, "ask", sql, func(v [][]byte) error {
		row := make([]string, len(v))
		for i := range v {
			row[i] = string(v[i])
		}
		out = append(out, row)
		return nil
	})
	return out, err
}
