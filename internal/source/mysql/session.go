package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	mysql "github.com/go-sql-driver/mysql"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// patience is how many times the usual silence is borne where a server may have to sort or join before its first row.
const patience = 10

// waitLock is how many seconds somebody's lock is waited for.
const waitLock = 4

// Session is a connection.
type Session struct {
	conn    driver.Conn
	wire    *rows.Watched
	MariaDB bool
	Version string
}

// Connect connects. A server that is silent for longer than the timeout breaks the connection.
func Connect(ctx context.Context, cfg *mysql.Config, timeout time.Duration) (*Session, error) {
	if timeout == 0 {
		timeout = source.DefaultTimeout
	}
	cfg = cfg.Clone()
	cfg.Timeout = timeout
	s := &Session{}
	dial := cfg.DialFunc
	if dial == nil {
		dial = (&net.Dialer{Timeout: timeout}).DialContext
	}
	cfg.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		s.wire = rows.Watch(c, timeout)
		return s.wire, nil
	}
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, failed("connect", err)
	}
	if err = s.greet(ctx, connector); err != nil {
		return nil, err
	}
	err = s.Rows(ctx, "connect", "SELECT VERSION()", func(v []driver.Value) error {
		s.Version = Text(v[0])
		s.MariaDB = strings.Contains(s.Version, "MariaDB")
		return nil
	})
	if err == nil {
		err = s.Exec(ctx, "connect", "SET NAMES utf8mb4")
	}
	if err != nil {
		_ = s.End()
		return nil, err
	}
	return s, nil
}

// greet logs in.
func (s *Session) greet(ctx context.Context, c driver.Connector) (err error) {
	defer func() {
		if err != nil && s.wire != nil { // the driver leaves it open where it stumbles
			_ = s.wire.Close()
		}
	}()
	defer rows.Guard("connect", &err)
	s.conn, err = c.Connect(ctx)
	return failed("connect", err)
}

// Exec runs a statement without rows.
func (s *Session) Exec(ctx context.Context, act, sql string) (err error) {
	defer rows.Guard(act, &err)
	_, err = s.conn.(driver.ExecerContext).ExecContext(ctx, sql, nil)
	return failed(act, err)
}

// Query begins to read rows.
func (s *Session) query(ctx context.Context, act, sql string) (r driver.Rows, err error) {
	defer rows.Guard(act, &err)
	r, err = s.conn.(driver.QueryerContext).QueryContext(ctx, sql, nil)
	return r, failed(act, err)
}

// Rows runs a query and hands each row to f; the values hold until f returns.
func (s *Session) Rows(ctx context.Context, act, sql string, f func([]driver.Value) error) (err error) {
	defer rows.Guard(act, &err)
	r, err := s.query(ctx, act, sql)
	if err != nil {
		return err
	}
	v := make([]driver.Value, len(r.Columns()))
	var bad error
	for {
		if err = r.Next(v); err != nil {
			break
		}
		if bad == nil {
			bad = f(v)
		}
	}
	if !errors.Is(err, io.EOF) {
		return failed(act, err)
	}
	if err := r.Close(); err != nil {
		return failed(act, err)
	}
	return bad
}

// End closes the connection.
func (s *Session) End() error {
	_ = s.conn.Close() // of a connection that is dead already
	return nil
}

// Text is a value as text; "" for NULL.
func Text(v driver.Value) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	}
	return fmt.Sprint(v)
}

// session is a connection in a snapshot.
type session struct {
	*Session
	age int
}

func (c *session) end() error { return c.End() }

// open opens a connection and its snapshot.
func (s *Source) open(ctx context.Context) (*session, error) {
	s.mu.Lock()
	age := s.age
	s.mu.Unlock()
	var out *session
	err := retry.Policy{}.Do(ctx, func(ctx context.Context) error {
		c, err := Connect(ctx, s.config, s.timeout)
		if err != nil {
			return err
		}
		for _, sql := range s.limits(c.MariaDB) {
			if err = c.Exec(ctx, "begin", sql); err != nil {
				_ = c.End()
				return err
			}
		}
		out = &session{c, age}
		return nil
	})
	return out, err
}

// limits are what each connection is bound by, and the beginning of its snapshot.
func (s *Source) limits(mariadb bool) []string {
	out := []string{"SET SESSION TRANSACTION READ ONLY", "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
		fmt.Sprintf("SET SESSION lock_wait_timeout=%d, innodb_lock_wait_timeout=%d, net_write_timeout=600, sql_mode='', sql_quote_show_create=1", waitLock, waitLock)}
	if mariadb {
		out = append(out, fmt.Sprintf("SET SESSION max_statement_time=%g", s.query.Seconds()))
	} else {
		out = append(out, fmt.Sprintf("SET SESSION max_execution_time=%d, information_schema_stats_expiry=0", s.query.Milliseconds()))
	}
	return append(out, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", "SAVEPOINT tsutsumi")
}

// take gives an idle connection or a new one.
func (s *Source) take(ctx context.Context) (*session, error) {
	s.mu.Lock()
	if n := len(s.idle); n > 0 {
		c := s.idle[n-1]
		s.idle = s.idle[:n-1]
		s.mu.Unlock()
		if c.Exec(ctx, "begin", "SAVEPOINT tsutsumi") == nil {
			return c, nil
		}
		_ = c.end()
		if ctx.Err() == nil {
			s.lost(c.age)
		}
		return s.take(ctx)
	}
	s.mu.Unlock()
	return s.open(ctx)
}

// give takes a connection back; what it has read is free for ALTER TABLE again.
func (s *Source) give(ctx context.Context, c *session) {
	c.wire.Bear(s.timeout)
	if c.Exec(ctx, "end", "ROLLBACK TO SAVEPOINT tsutsumi") != nil {
		_ = c.end()
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.age != s.age || len(s.idle) >= maxConnections {
		_ = c.end()
		return
	}
	s.idle = append(s.idle, c)
}

// lost tells that a connection of that age broke off, and its snapshot with it.
func (s *Source) lost(age int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.age == age {
		s.age++
	}
}

// renew forgets all snapshots and begins new ones, one right after another.
func (s *Source) renew(ctx context.Context) error {
	_ = s.Close()
	var fresh []*session
	for range early {
		c, err := s.open(ctx)
		if err != nil {
			for _, c := range fresh {
				_ = c.end()
			}
			return err
		}
		fresh = append(fresh, c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle = append(s.idle, fresh...)
	return nil
}
