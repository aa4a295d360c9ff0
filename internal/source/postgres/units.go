package postgres

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// piece is what a unit is: some pages of a table, or all of it.
type piece struct {
	db       *database
	t        *table
	place    string
	from, to int64 // pages; to is -1 for the end of the table
	files    bool  // the documents in its columns of bytes
}

// Units lists the pieces of all tables, database by database, in the order of their names.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		names := []string{""}
		if s.all {
			var err error
			if names, err = s.databases(ctx, yield); err != nil {
				yield(source.Unit{}, err)
				return
			}
		}
		for _, n := range names {
			if !s.plan(ctx, s.database(n), yield) {
				return
			}
		}
	}
}

// databases are those that this user may connect to; the others are told.
func (s *Source) databases(ctx context.Context, yield func(source.Unit, error) bool) ([]string, error) {
	db := s.database("postgres")
	c, _, err := db.take(ctx)
	if err != nil {
		return nil, err
	}
	defer db.give(c)
	var out, closed []string
	err = c.rows(ctx, "list the databases", `SELECT datname, pg_catalog.has_database_privilege(oid, 'CONNECT') AND datallowconn
		FROM pg_catalog.pg_database WHERE NOT datistemplate ORDER BY datname COLLATE "C"`, func(v [][]byte) error {
		if yes(v[1]) {
			out = append(out, string(v[0]))
		} else {
			closed = append(closed, string(v[0]))
		}
		return nil
	})
	for _, n := range closed {
		if !yield(source.Unit{Name: rows.Name(n), Size: -1}, fault.Errorf(fault.Unreadable, "connect: no right to connect to this database")) {
			return nil, ctx.Err()
		}
	}
	return out, err
}

// plan yields the units of one database.
func (s *Source) plan(ctx context.Context, db *database, yield func(source.Unit, error) bool) bool {
	db.renew()
	fail := func(err error) bool {
		if db.name == "" {
			return yield(source.Unit{}, err) && false
		}
		return yield(source.Unit{Name: rows.Name(db.name) + "/", Size: -1}, err) && ctx.Err() == nil
	}
	c, _, err := db.take(ctx)
	if err != nil {
		return fail(err)
	}
	all, err := db.tables(ctx, c)
	if err != nil {
		c.end()
		return fail(err)
	}
	page := int64(8192)
	_ = c.rows(ctx, "ask for the size of pages", "SHOW block_size", func(v [][]byte) error {
		page = max(number(v[0]), 1024)
		return nil
	})
	version := c.version()
	objects := s.objects(ctx, c)
	db.give(c)
	for _, t := range readable(all) {
		if ctx.Err() != nil || !s.table(ctx, db, t, page, version, yield) {
			return false
		}
	}
	return objects == nil || yield(source.Unit{Name: db.prefix() + "pg_largeobject", Size: -1}, objects)
}

// prefix stands before the names of a database's tables where several are read.
func (db *database) prefix() string {
	if db.s.all {
		return rows.Name(db.name) + "/"
	}
	return ""
}

// version is the server's, as 150003; 0 if it does not tell.
func (c *session) version() int {
	v := c.ParameterStatus("server_version")
	major, rest, _ := strings.Cut(v, ".")
	n, err := strconv.Atoi(strings.TrimFunc(major, func(r rune) bool { return r < '0' || r > '9' }))
	if err != nil {
		return 0
	}
	m, _ := strconv.Atoi(strings.TrimRightFunc(rest, func(r rune) bool { return r < '0' || r > '9' }))
	return n*10_000 + m
}

// ranges is since when a range of pages is found without reading the pages before.
const ranges = 140_000

// table yields the units of a table.
func (s *Source) table(ctx context.Context, db *database, t *table, page int64, version int, yield func(source.Unit, error) bool) bool {
	name := db.prefix() + t.full()
	u := source.Unit{Name: name, Size: -1}
	if t.rootOf != nil {
		u.Place = db.prefix() + t.rootOf.full()
	}
	switch {
	case t.kind == 'f':
		return yield(u, fault.Errorf(fault.Skipped, "read: a foreign table, whose rows are another server's: name that one as a target"))
	case !t.schemaRight:
		return yield(u, fault.Errorf(fault.Unreadable, "read: no right to use the schema"))
	case !t.someRight:
		return yield(u, fault.Errorf(fault.Unreadable, "read: no right to read it (SELECT is not granted)"))
	case t.secured:
		return yield(u, fault.Errorf(fault.Unreadable, "read: a policy of row security hides rows from this role; only a role with BYPASSRLS sees all"))
	}
	n := int64(1)
	blocks := t.blocks(page)
	if t.heap && version >= ranges && s.sample == 0 {
		n = max(1, (blocks+s.blocks-1)/s.blocks)
	}
	if s.sample > 0 {
		of, err := s.count(ctx, db, t)
		if err != nil {
			return yield(u, err)
		}
		u.Of = of
	}
	place := u.Place
	if place == "" {
		place = name
	}
	if n > 1 {
		u.Place = place
	}
	u.Stamp = t.stamp
	for i := range n {
		p := &piece{db: db, t: t, place: place, from: i * s.blocks, to: (i + 1) * s.blocks}
		u.Name, u.Size = rows.Piece(name, int(i)), -1
		if i == n-1 {
			p.to = -1
		}
		if t.bytes >= 0 {
			u.Size = min(s.blocks, blocks-p.from) * page
		}
		s.mu.Lock()
		s.units[u.Name] = p
		s.mu.Unlock()
		if !yield(u, nil) {
			return false
		}
	}
	if t.binary && !s.files(db, t, version, name, place, u.Stamp, yield) {
		return false
	}
	if !t.right {
		u := source.Unit{Name: name + "/(columns)", Place: place, Size: -1}
		return yield(u, fault.Errorf(fault.Unreadable, "read: SELECT is granted on some of the columns only; the others were not read"))
	}
	return true
}

// files yields the unit of the documents that stand in columns of bytes.
func (s *Source) files(db *database, t *table, version int, name, place, stamp string, yield func(source.Unit, error) bool) bool {
	u := source.Unit{Name: name + "/(files)", Place: place, Size: -1, Stamp: stamp}
	switch {
	case s.sample > 0:
		return yield(u, fault.Errorf(fault.Skipped, "read: documents in columns of bytes are not sampled; they were not read"))
	case t.kind == 'v':
		return true // they are a table's
	case !t.heap || version < ranges:
		return yield(u, fault.Errorf(fault.Skipped, "read: documents in columns of bytes are read of usual tables only, and by PostgreSQL 14 and later; they were not read"))
	}
	s.mu.Lock()
	s.units[u.Name] = &piece{db: db, t: t, place: place, to: -1, files: true}
	s.mu.Unlock()
	return yield(u, nil)
}

// piece finds a unit; a source that has not listed its units yet does so.
func (s *Source) piece(ctx context.Context, name string) (*piece, error) {
	s.mu.Lock()
	p, listed := s.units[name], len(s.units) > 0
	s.mu.Unlock()
	if p == nil && !listed {
		for _, err := range s.Units(ctx) {
			if err != nil && fault.Of(err) == fault.Unavailable {
				return nil, err
			}
		}
		s.mu.Lock()
		p = s.units[name]
		s.mu.Unlock()
	}
	if p == nil {
		return nil, fault.Errorf(fault.Unreadable, "read: there is no such table, or not that many pieces of it")
	}
	return p, nil
}

// objects tells of the large objects, whose contents are not read; nil if there are none.
func (s *Source) objects(ctx context.Context, c *session) error {
	var n, owners, size int64
	err := c.rows(ctx, "count the large objects", `SELECT count(*), count(DISTINCT lomowner), pg_catalog.pg_relation_size('pg_catalog.pg_largeobject')
		FROM pg_catalog.pg_largeobject_metadata`, func(v [][]byte) error {
		n, owners, size = number(v[0]), number(v[1]), number(v[2])
		return nil
	})
	switch {
	case err != nil:
		return err
	case n == 0:
		return nil
	}
	return fault.Errorf(fault.Skipped, "read: %d large objects of %d owners, about %d bytes in all; their contents were not read", n, owners, size)
}

// count is how many rows a table has, of which a sample is read.
func (s *Source) count(ctx context.Context, db *database, t *table) (int64, error) {
	if n := t.about(); n >= 0 && t.kind != 'v' && t.kind != 'p' {
		return n, nil
	}
	c, _, err := db.begin(ctx)
	if err != nil {
		return 0, err
	}
	c.wire.Bear(patience * s.timeout)
	var n int64
	err = c.rows(ctx, "count the rows", "SET LOCAL statement_timeout="+milliseconds(patience*s.timeout)+"; SELECT count(*) FROM "+t.only(), func(v [][]byte) error {
		n = number(v[0])
		return nil
	})
	c.finish(ctx, db)
	return n, err
}

// finish ends the transaction and gives the connection back.
func (c *session) finish(ctx context.Context, db *database) {
	c.wire.Bear(db.s.timeout)
	if c.IsClosed() || c.exec(ctx, "end", "ROLLBACK") != nil {
		c.end()
		return
	}
	db.give(c)
}

// only is the table without those that inherit from it, which are tables of their own.
func (t *table) only() string {
	if t.kind == 'r' {
		return "ONLY " + t.ref()
	}
	return t.ref()
}
