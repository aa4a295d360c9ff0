package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	sqlite "modernc.org/sqlite"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	limitLength = 0        // SQLITE_LIMIT_LENGTH
	maxValue    = 64 << 20 // bytes of one row
)

// conn is a connection.
type conn struct {
	db *sql.DB
	c  *sql.Conn
}

// open opens the file in a mode.
func (s *Source) open(ctx context.Context, m mode) (out *conn, err error) {
	db, err := sql.Open("sqlite", s.uri(m))
	if err != nil {
		return nil, failed("open", err)
	}
	c, err := db.Conn(ctx)
	if err != nil {
		db.Close()
		return nil, failed("open", err)
	}
	out = &conn{db, c}
	if _, err = sqlite.Limit(c, limitLength, maxValue); err == nil {
		for _, p := range []string{"query_only=1", "trusted_schema=0", "cell_size_check=1", "temp_store=2", "cache_size=-4000", "mmap_size=0"} {
			if _, err = c.ExecContext(ctx, "PRAGMA "+p); err != nil {
				break
			}
		}
	}
	if err != nil {
		out.close()
		return nil, failed("open", err)
	}
	return out, nil
}

func (c *conn) close() {
	_ = c.c.Close()
	_ = c.db.Close()
}

// rows runs a query and hands each row's values to f, which hold until it returns.
func (c *conn) rows(ctx context.Context, act, query string, f func([]driver.Value) error) error {
	err := c.c.Raw(func(dc any) (err error) {
		defer func() {
			if p := recover(); p != nil { // of a corrupt file
				err = fault.Errorf(fault.Unreadable, "%s: corrupt database", act)
			}
		}()
		q, ok := dc.(driver.QueryerContext)
		if !ok {
			return fault.Errorf(fault.Internal, "%s: no query", act)
		}
		r, err := q.QueryContext(ctx, query, nil)
		if err != nil {
			return err
		}
		defer func() { _ = r.Close() }()
		v := make([]driver.Value, len(r.Columns()))
		for {
			switch err := r.Next(v); {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return err
			}
			if err := f(v); err != nil {
				return err
			}
		}
	})
	return failed(act, err)
}

// text is a value as text; "" for NULL.
func text(v driver.Value) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte:
		return string(v)
	}
	return fmt.Sprint(v)
}

func number(v driver.Value) int64 {
	n, ok := v.(int64)
	if !ok {
		return -1
	}
	return n
}

// The codes that something is done about (sqlite.org/rescode.html).
const (
	codeBusy    = 5
	codeLocked  = 6
	codeNoMem   = 7
	codeRead    = 8
	codeIO      = 10
	codeCorrupt = 11
	codeOpen    = 14
	codeProto   = 15
	codeTooBig  = 18
	codeNotADB  = 26
)

// failed gives an error of SQLite a class and a text of our own.
func failed(act string, err error) error {
	if err == nil || fault.Of(err) != fault.Internal || errors.Is(err, io.ErrClosedPipe) {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return fault.As(fault.Unavailable, context.Canceled)
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return fault.Errorf(fault.Unreadable, "%s: not as SQLite does", act)
	}
	class, what := fault.Unreadable, "SQLite refuses"
	switch e.Code() & 0xff {
	case codeBusy, codeLocked, codeProto:
		class, what = fault.Unavailable, "somebody is writing for longer than is waited for"
	case codeCorrupt:
		what = "corrupt database"
	case codeNotADB:
		what = "no SQLite database, or an encrypted one"
	case codeOpen, codeIO:
		what = "it cannot be read"
	case codeRead:
		what = "a journal of a writer that was killed would have to be rolled back first"
	case codeNoMem:
		what = "too little memory"
	case codeTooBig:
		class, what = fault.Refused, "a row of more than 64 MiB"
	case 1:
		class, what = fault.Changed, "it is not there any more, or not as it was when it was listed"
	}
	return &stated{fault.Errorf(class, "%s: %s (SQLite %d)", act, what, e.Code()), e.Code() & 0xff}
}

// stated is an error with SQLite's code.
type stated struct {
	error
	code int
}

func (s *stated) Unwrap() error { return s.error }

func is(err error, code int) bool {
	var s *stated
	return errors.As(err, &s) && s.code == code
}
