package sqlite

import (
	"context"
	"database/sql/driver"
	"iter"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// table is a table of the file.
type table struct {
	name    string
	columns []column
	rowid   string // what the rowid is called there, "" if there is none
}

type column struct {
	name string
	json bool // by its declared type
	blob bool // the same
}

// piece is what a unit is: a range of a table's rowids, or all of it.
type piece struct {
	t        *table
	from, to *int64 // nil is the beginning and the end of the table
	files    bool   // the documents in its columns of bytes
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

const maxTables = 10_000

// Units lists the pieces of all tables in the order of their names.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		at, err := s.look()
		if err != nil {
			yield(source.Unit{}, err)
			return
		}
		c, err := s.open(ctx, at.mode)
		if err != nil {
			yield(source.Unit{}, err)
			return
		}
		defer c.close()
		tables, err := c.tables(ctx)
		for _, t := range tables {
			if ctx.Err() != nil || !s.table(ctx, c, t, at, yield) {
				return
			}
		}
		if err != nil {
			yield(source.Unit{}, err)
			return
		}
		if at.mode == still && at.wal > 0 {
			yield(source.Unit{Name: "(write-ahead log)", Size: at.wal}, fault.Errorf(fault.Skipped,
				"read: a write-ahead log stands beside the file that no program has open; what it holds was not read (open the database once with its program)"))
		}
	}
}

// tables lists the tables; those it could list come even with an error.
func (c *conn) tables(ctx context.Context) ([]*table, error) {
	var out []*table
	err := c.rows(ctx, "list the tables", `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name LIMIT `+strconv.Itoa(maxTables), func(v []driver.Value) error {
		out = append(out, &table{name: text(v[0])})
		return nil
	})
	for _, t := range out {
		if e := c.describe(ctx, t); e != nil && err == nil {
			err = e
		}
	}
	return out, err
}

// describe looks at the columns, and whether there is a rowid and how it can be called.
func (c *conn) describe(ctx context.Context, t *table) error {
	taken := map[string]bool{}
	err := c.rows(ctx, "list the columns", "PRAGMA table_xinfo("+quote(t.name)+")", func(v []driver.Value) error {
		if number(v[6]) == 1 { // a hidden column of a virtual table
			return nil
		}
		t.columns = append(t.columns, column{text(v[1]), strings.HasPrefix(strings.ToUpper(text(v[2])), "JSON"), strings.Contains(strings.ToUpper(text(v[2])), "BLOB")})
		taken[strings.ToLower(text(v[1]))] = true
		return nil
	})
	if err != nil {
		return err
	}
	without := false
	err = c.rows(ctx, "list the columns", "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = '"+strings.ReplaceAll(t.name, "'", "''")+"'", func(v []driver.Value) error {
		without = number(v[0]) == 1
		return nil
	})
	for _, name := range []string{"rowid", "_rowid_", "oid"} {
		if !without && !taken[name] {
			t.rowid = name
			break
		}
	}
	return err
}

// table yields the units of a table.
func (s *Source) table(ctx context.Context, c *conn, t *table, at state, yield func(source.Unit, error) bool) bool {
	name := rows.Name(t.name)
	u := source.Unit{Name: name, Size: -1, Stamp: at.stamp}
	if len(t.columns) == 0 {
		return yield(u, fault.Errorf(fault.Unreadable, "read: its columns cannot be told"))
	}
	var cuts []int64
	var err error
	switch {
	case s.sample > 0:
		err = c.rows(ctx, "count the rows", "SELECT count(*) FROM "+quote(t.name), func(v []driver.Value) error {
			u.Of = number(v[0])
			return nil
		})
	case t.rowid != "":
		cuts, err = s.cuts(ctx, c, t)
	}
	if err != nil {
		return yield(u, err)
	}
	if len(cuts) > 0 {
		u.Place = name
	}
	for i := range len(cuts) + 1 {
		p := &piece{t: t}
		if i > 0 {
			p.from = &cuts[i-1]
		}
		if i < len(cuts) {
			p.to = &cuts[i]
		}
		u.Name = rows.Piece(name, i)
		s.mu.Lock()
		s.units[u.Name] = p
		s.mu.Unlock()
		if !yield(u, nil) {
			return false
		}
	}
	return s.files(t, name, at.stamp, yield)
}

// files yields the unit of the documents that stand in columns of bytes.
func (s *Source) files(t *table, name, stamp string, yield func(source.Unit, error) bool) bool {
	if !slices.ContainsFunc(t.columns, func(c column) bool { return c.blob }) {
		return true
	}
	u := source.Unit{Name: name + "/(files)", Place: name, Size: -1, Stamp: stamp}
	switch {
	case s.sample > 0:
		return yield(u, fault.Errorf(fault.Skipped, "read: documents in columns of bytes are not sampled; they were not read"))
	case t.rowid == "":
		return yield(u, fault.Errorf(fault.Skipped, "read: documents in columns of bytes are read of tables with rowids; they were not read"))
	}
	s.mu.Lock()
	s.units[u.Name] = &piece{t: t, files: true}
	s.mu.Unlock()
	return yield(u, nil)
}

// maxPieces bounds the number of pieces of a table.
const maxPieces = 4096

// cuts are the rowids where the pieces of a table begin, but the first: at multiples of a power of two, so that they stay
// where they are while the table grows.
func (s *Source) cuts(ctx context.Context, c *conn, t *table) ([]int64, error) {
	var low, high int64
	some := false
	// Two queries, of which each looks at one end of the tree.
	err := c.rows(ctx, "ask for the range of rows", "SELECT (SELECT min("+t.rowid+") FROM "+quote(t.name)+"), (SELECT max("+t.rowid+") FROM "+quote(t.name)+")", func(v []driver.Value) error {
		_, some = v[0].(int64)
		low, high = number(v[0]), number(v[1])
		return nil
	})
	if err != nil || !some || high <= low {
		return nil, err
	}
	span := uint64(high) - uint64(low) //nolint:gosec // wraps as it should
	shift := bits.Len64(uint64(s.rows) - 1)
	for shift < 62 && span>>shift >= maxPieces {
		shift++
	}
	var out []int64
	for at := (low>>shift + 1) << shift; at <= high && at > low && len(out) < maxPieces; at += 1 << shift {
		out = append(out, at)
	}
	return out, nil
}

// piece finds a unit; a source that has not listed its units yet does so.
func (s *Source) piece(ctx context.Context, name string) (*piece, error) {
	s.mu.Lock()
	p, listed := s.units[name], len(s.units) > 0
	s.mu.Unlock()
	if p == nil && !listed {
		for u, err := range s.Units(ctx) {
			if err != nil && u.Name == "" {
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
