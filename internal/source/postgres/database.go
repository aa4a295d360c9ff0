package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// waitLock is how long somebody's lock is waited for.
const waitLock = 4 * time.Second

// idleLimit is how long the server keeps a transaction of ours open if we are gone without a word.
const idleLimit = 5 * time.Minute

// database is one database: the connection that keeps the snapshot, and those that read.
type database struct {
	s    *Source
	name string

	mu       sync.Mutex
	keeper   *session // keeps snapshot open; nil if there is none yet
	snapshot string
	age      int // of the snapshot: how many there were before
	stop     chan struct{}
	idle     []*session
	told     int            // the age that was last told of
	begun    map[string]int // the age in which a place's first piece was read
}

// session is a connection.
type session struct {
	*pgconn.PgConn
	wire *rows.Watched
}

func (db *database) connect(ctx context.Context) (*session, error) {
	var out *session
	err := retry.Policy{}.Do(ctx, func(ctx context.Context) error {
		c, w, err := connect(ctx, db.s.config, db.name, db.s.timeout)
		if err != nil {
			return err
		}
		out = &session{c, w}
		if err = out.exec(ctx, "connect", "SET default_transaction_read_only=on"); err != nil {
			out.end()
		}
		return err
	})
	return out, err
}

// exec runs statements and leaves what they answer.
func (c *session) exec(ctx context.Context, act, sql string) error {
	_, err := c.Exec(ctx, sql).ReadAll()
	return failed(act, err)
}

// rows runs a query and hands each row's values to f as text; nil is NULL.
func (c *session) rows(ctx context.Context, act, sql string, f func(v [][]byte) error) error {
	hand := func(v [][]byte) (err error) {
		defer rows.Guard(act, &err)
		return f(v)
	}
	r := c.Exec(ctx, sql)
	var bad error
	for r.NextResult() {
		rr := r.ResultReader()
		for rr.NextRow() {
			if bad == nil {
				bad = hand(rr.Values())
			}
		}
		_, _ = rr.Close()
	}
	if err := r.Close(); err != nil {
		return failed(act, err)
	}
	return bad
}

func (c *session) end() { _ = c.Close(ended()) }

// ended is a context for saying good-bye.
func ended() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	time.AfterFunc(time.Second, cancel)
	return ctx
}

// limits are what each transaction is bound by. They are set for the transaction only, as a pooler between needs it.
func (db *database) limits() string {
	return "SET LOCAL statement_timeout=" + milliseconds(db.s.query) +
		"; SET LOCAL lock_timeout=" + milliseconds(waitLock) +
		"; SET LOCAL idle_in_transaction_session_timeout=" + milliseconds(idleLimit) +
		"; SET LOCAL row_security=off; SET LOCAL synchronize_seqscans=off; SET LOCAL max_parallel_workers_per_gather=0" +
		"; SET LOCAL DateStyle='ISO, YMD'; SET LOCAL IntervalStyle=iso_8601; SET LOCAL bytea_output=hex"
}

const begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "

// renew forgets the snapshot: what is read from now on stands in a new one, and need not be told of.
func (db *database) renew() {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.drop()
	db.begun = nil
	db.told = db.age
}

// drop ends the keeper. The lock is held.
func (db *database) drop() {
	if db.keeper == nil {
		return
	}
	close(db.stop)
	db.keeper.end()
	db.keeper, db.snapshot = nil, ""
	db.age++
}

// current is the snapshot to read in, made if need be, and its age.
func (db *database) current(ctx context.Context) (string, int, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.keeper != nil && !db.keeper.IsClosed() {
		return db.snapshot, db.age, nil
	}
	db.drop()
	c, err := db.connect(ctx)
	if err != nil {
		return "", 0, err
	}
	err = c.exec(ctx, "begin", begin+db.limits())
	if err == nil {
		err = c.rows(ctx, "export a snapshot", "SELECT pg_catalog.pg_export_snapshot()", func(v [][]byte) error {
			db.snapshot = string(v[0])
			return nil
		})
	}
	if err != nil {
		c.end()
		return "", 0, err
	}
	db.keeper, db.stop = c, make(chan struct{})
	go db.keep(c, db.stop)
	return db.snapshot, db.age, nil
}

// keep says something now and then, so that the server does not take the keeper for dead.
func (db *database) keep(c *session, stop chan struct{}) {
	t := time.NewTicker(idleLimit / 5)
	defer t.Stop()
	for {
		select {
		case <-stop:
			return
		case <-t.C:
		}
		db.mu.Lock()
		if db.keeper == c {
			_ = c.exec(context.Background(), "keep", "SELECT 1") // if it fails the connection is closed, and seen to be
		}
		db.mu.Unlock()
	}
}

// lost tells that the snapshot of that age cannot be read in any more.
func (db *database) lost(age int) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.age == age {
		db.drop()
	}
}

// begin gives a connection with a transaction in the snapshot, and the snapshot's age.
func (db *database) begin(ctx context.Context) (*session, int, error) {
	for n := 0; ; n++ {
		snapshot, age, err := db.current(ctx)
		if err != nil {
			return nil, 0, err
		}
		c, pooled, err := db.take(ctx)
		if err != nil {
			return nil, 0, err
		}
		err = c.exec(ctx, "begin", begin+"SET TRANSACTION SNAPSHOT '"+snapshot+"'; "+db.limits())
		if err == nil {
			return c, age, nil
		}
		c.end()
		switch {
		case n > 2*maxConnections || ctx.Err() != nil:
			return nil, 0, err
		case is(err, invalidParameter, undefinedObject):
			db.lost(age)
		case !pooled:
			return nil, 0, err
		}
	}
}

// take gives an idle connection or a new one.
func (db *database) take(ctx context.Context) (c *session, pooled bool, err error) {
	db.mu.Lock()
	for len(db.idle) > 0 {
		c = db.idle[len(db.idle)-1]
		db.idle = db.idle[:len(db.idle)-1]
		if !c.IsClosed() {
			db.mu.Unlock()
			return c, true, nil
		}
	}
	db.mu.Unlock()
	c, err = db.connect(ctx)
	return c, false, err
}

// give takes a connection back whose transaction is over.
func (db *database) give(c *session) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if c.IsClosed() || len(db.idle) >= maxConnections {
		c.end()
		return
	}
	db.idle = append(db.idle, c)
}

// since tells whether a piece of a place that is read in a snapshot of that age must say so: it is the first after a
// snapshot was lost, or other pieces of the place were read in another.
func (db *database) since(place string, age int) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.begun == nil {
		db.begun = map[string]int{}
	}
	first, ok := db.begun[place]
	if !ok {
		db.begun[place], first = age, age
	}
	if age > db.told {
		db.told = age
		return true
	}
	return first != age
}

func (db *database) close() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.drop()
	for _, c := range db.idle {
		c.end()
	}
	db.idle = nil
	return nil
}
