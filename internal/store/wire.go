package store

import (
	"context"
	"crypto/tls"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// connector makes connections to PostgreSQL that behave as SQLite's do: one writes at a time, texts may hold any bytes, and
// errors hold nothing of what the server or the driver says, which quote values.
type connector struct {
	pgx  driver.Connector
	lock atomic.Int64 // the advisory lock of who writes; 0 before it is known
}

func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.pgx.Connect(ctx)
	if err != nil {
		return nil, explained(err)
	}
	return &wire{Conn: inner.(*stdlib.Conn), of: c}, nil
}

func (c *connector) Driver() driver.Driver { return c.pgx.Driver() }

// wire is one connection.
type wire struct {
	*stdlib.Conn
	of *connector
}

// CheckNamedValue gives values the form in which they are sent.
func (w *wire) CheckNamedValue(v *driver.NamedValue) error {
	got, err := driver.DefaultParameterConverter.ConvertValue(v.Value)
	if err != nil {
		return fmt.Errorf("a value of a sort that no column has") //nolint:err113 // the driver's text may quote it
	}
	if s, ok := got.(string); ok {
		got = fitted(s)
	}
	v.Value = got
	return nil
}

// idle is how long a transaction that holds the lock may do nothing: who was stopped in the middle must not stop all.
const idle = 2 * time.Minute

// BeginTx begins a transaction; one that may write holds the lock from its first moment.
func (w *wire) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	begin := "BEGIN"
	switch sql.IsolationLevel(opts.Isolation) {
	case sql.LevelDefault, sql.LevelReadCommitted:
	case sql.LevelRepeatableRead, sql.LevelSnapshot:
		begin += " ISOLATION LEVEL REPEATABLE READ"
	default:
		return nil, errors.New("an isolation that is not used")
	}
	if opts.ReadOnly {
		begin += " READ ONLY"
	} else if lock := w.of.lock.Load(); lock != 0 {
		begin += fmt.Sprintf("; SET LOCAL idle_in_transaction_session_timeout = %d; SELECT pg_catalog.pg_advisory_xact_lock(%d)", idle.Milliseconds(), lock)
	}
	if err := w.simple(ctx, begin); err != nil {
		c := w.Conn.Conn()
		switch {
		case c.IsClosed() && ctx.Err() == nil: // it was closed while nobody used it, and is begun on another
			return nil, driver.ErrBadConn
		case !c.IsClosed() && c.PgConn().TxStatus() != 'I':
			_ = w.simple(context.WithoutCancel(ctx), "ROLLBACK")
		}
		return nil, err
	}
	return &transaction{w: w, ctx: ctx}, nil
}

// simple runs statements without values in one round trip.
func (w *wire) simple(ctx context.Context, statements string) error {
	c := w.Conn.Conn()
	if c.IsClosed() {
		return driver.ErrBadConn
	}
	_, err := c.PgConn().Exec(ctx, statements).ReadAll()
	return explained(err)
}

type transaction struct {
	w   *wire
	ctx context.Context //nolint:containedctx // database/sql's ends without one
}

func (t *transaction) Commit() error {
	c := t.w.Conn.Conn()
	if c.IsClosed() {
		return driver.ErrBadConn
	}
	if c.PgConn().TxStatus() == 'E' { // COMMIT would undo it and say nothing
		_ = t.Rollback()
		return &fromServer{fault.Internal, "a statement in it failed"}
	}
	return t.w.simple(t.ctx, "COMMIT")
}

func (t *transaction) Rollback() error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), 5*time.Second)
	defer cancel()
	return t.w.simple(ctx, "ROLLBACK")
}

// ExecContext runs a statement; one that changes something outside of a transaction waits for whoever is in one.
func (w *wire) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c := w.Conn.Conn()
	if !c.IsClosed() && c.PgConn().TxStatus() == 'I' && changes(query) {
		tx, err := w.BeginTx(ctx, driver.TxOptions{})
		if err != nil {
			return nil, err
		}
		res, err := w.Conn.ExecContext(ctx, query, args)
		if err != nil {
			_ = tx.Rollback()
			return nil, explained(err)
		}
		return res, tx.Commit()
	}
	res, err := w.Conn.ExecContext(ctx, query, args)
	return res, explained(err)
}

// changes tells whether a statement changes rows.
func changes(query string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch strings.ToUpper(word) {
	case "INSERT", "UPDATE", "DELETE":
		return true
	}
	return false
}

func (w *wire) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c := w.Conn.Conn()
	free := !c.IsClosed() && c.PgConn().TxStatus() == 'I'
	r, err := w.Conn.QueryContext(ctx, query, args)
	if err != nil {
		if free && c.IsClosed() && ctx.Err() == nil && strings.HasPrefix(query, "SELECT ") { // it is asked again on another
			return nil, driver.ErrBadConn
		}
		return nil, explained(err)
	}
	return &answer{r}, nil
}

// PrepareContext prepares a statement. The driver keeps it prepared for the connection, and so a statement here is its text.
func (w *wire) PrepareContext(_ context.Context, query string) (driver.Stmt, error) {
	return &prepared{w, query}, nil
}

type prepared struct {
	w     *wire
	query string
}

func (p *prepared) Close() error  { return nil }
func (p *prepared) NumInput() int { return -1 }
func (p *prepared) Exec([]driver.Value) (driver.Result, error) {
	return nil, errors.New("used with a context only")
}

func (p *prepared) Query([]driver.Value) (driver.Rows, error) {
	return nil, errors.New("used with a context only")
}

func (p *prepared) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return p.w.ExecContext(ctx, p.query, args)
}

func (p *prepared) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return p.w.QueryContext(ctx, p.query, args)
}

// answer are rows with texts as they were written.
type answer struct{ driver.Rows }

func (a *answer) Next(dest []driver.Value) error {
	switch err := a.Rows.Next(dest); {
	case err == io.EOF: //nolint:errorlint // a connection that ended is another
		return err
	case err != nil:
		return explained(err)
	}
	for i, v := range dest {
		switch v := v.(type) {
		case string:
			dest[i] = unfitted(v)
		case []byte:
			if len(v) == 0 { // as SQLite has it
				dest[i] = []byte(nil)
			}
		}
	}
	return nil
}

// fromServer is an error in words of our own.
type fromServer struct {
	class fault.Class
	text  string
}

func (e *fromServer) Error() string { return e.text }

func (*postgres) explain(err error) (fault.Class, string, bool) {
	var e *fromServer
	switch {
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone):
		return fault.Unavailable, "the connection to the server broke off", true
	case !errors.As(err, &e):
		return 0, "", false
	}
	return e.class, e.text, true
}

// explained gives an error of the server or the driver a class and a text of our own.
func explained(err error) error {
	var pg *pgconn.PgError
	var cut net.Error
	var cert *tls.CertificateVerificationError
	var connect *pgconn.ConnectError
	switch {
	case err == nil, errors.Is(err, driver.ErrBadConn):
		return err
	case errors.As(err, new(*fromServer)):
		return err
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.As(err, &pg):
		return meant(pg.Code)
	case errors.As(err, &cert):
		return &fromServer{fault.Usage, "the server's certificate is not trusted"}
	case strings.Contains(err.Error(), "refused TLS"):
		return &fromServer{fault.Usage, "the server speaks no TLS, which sslmode asks for"}
	case errors.Is(err, context.DeadlineExceeded), pgconn.Timeout(err):
		return &fromServer{fault.Unavailable, "the server does not answer"}
	case errors.As(err, &connect):
		return &fromServer{fault.Unavailable, "no connection to the server"}
	case errors.As(err, &cut), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return &fromServer{fault.Unavailable, "the connection to the server broke off"}
	}
	return &fromServer{fault.Internal, "the database's driver refuses a value or an answer"}
}

// meant is what a code of the server says (postgresql.org/docs/current/errcodes-appendix.html).
func meant(code string) error {
	switch code {
	case "42501":
		return &fromServer{fault.Usage, "this user has no right to do that there"}
	case "3D000":
		return &fromServer{fault.Usage, "there is no such database"}
	case "55P03":
		return &fromServer{fault.Unavailable, "in use by another process"}
	case "53100":
		return &fromServer{fault.Unavailable, "the server's disk is full; what was being recorded is undone"}
	case "25006":
		return &fromServer{fault.Usage, "the server only reads (a standby?)"}
	case "42P01", "42703", "3F000":
		return &fromServer{fault.Usage, "a table or column is missing: it was changed by another program"}
	case "54000":
		return &fromServer{fault.Refused, "a name is too long for the database's index"}
	}
	if len(code) != 5 || strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return &fromServer{fault.Unavailable, "the server does not speak as PostgreSQL does"}
	}
	switch code[:2] {
	case "28":
		return &fromServer{fault.Usage, "the server refuses this user, or the password is wrong"}
	case "08", "40", "53", "57", "25":
		return &fromServer{fault.Unavailable, "the server refuses for now (SQLSTATE " + code + ")"}
	case "XX", "58":
		return &fromServer{fault.Usage, "the server has an internal error, perhaps damaged pages (SQLSTATE " + code + ")"}
	}
	return &fromServer{fault.Internal, "the server refuses (SQLSTATE " + code + ")"}
}
