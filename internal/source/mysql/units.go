package mysql

import (
	"context"
	"database/sql/driver"
	"iter"
	"math/bits"
	"slices"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// piece is what a unit is: a range of a table's key, or all of it.
type piece struct {
	t        *table
	place    string
	from, to *int64 // of the key; nil is the beginning and the end of the table
	files    bool   // the documents in its columns of bytes
}

// Units lists the pieces of all tables in the order of their names.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		c, err := s.open(ctx)
		if err != nil {
			yield(source.Unit{}, err)
			return
		}
		defer func() { _ = c.end() }()
		rights, err := c.rights(ctx)
		var all []*table
		if err == nil {
			all, err = c.tables(ctx, s.schema)
		}
		if err == nil {
			err = s.there(ctx, c, len(all))
		}
		if err == nil {
			err = s.renew(ctx) // after the stamps were read, so that none is newer than the rows
		}
		if err != nil {
			yield(source.Unit{}, err)
			return
		}
		for _, t := range all {
			if ctx.Err() != nil || !s.table(ctx, c, t, rights, yield) {
				return
			}
		}
		if !rights.all(s.schema) {
			yield(source.Unit{Name: "(tables without a grant)", Size: -1}, fault.Errorf(fault.Unreadable,
				"list the tables: the server shows only those on which this account has a right; it has SELECT on no database as a whole, so there may be others"))
		}
	}
}

// there makes sure that the database is there.
func (s *Source) there(ctx context.Context, c *session, tables int) error {
	if s.schema == "" || tables > 0 {
		return nil
	}
	n := 0
	err := c.Rows(ctx, "list the databases", "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = "+literal(s.schema), func([]driver.Value) error {
		n++
		return nil
	})
	if err == nil && n == 0 {
		return fault.Errorf(fault.Unreadable, "open database: it is not there, or there is no right to it")
	}
	return err
}

// elsewhere are the engines whose rows are those of other tables or servers.
var elsewhere = map[string]string{"FEDERATED": "another server's", "CONNECT": "those of a file or another server", "SPIDER": "another server's", "MRG_MyISAM": "those of other tables",
	"MRG_MYISAM": "those of other tables"}

// table yields the units of a table.
func (s *Source) table(ctx context.Context, c *session, t *table, r *rights, yield func(source.Unit, error) bool) bool {
	u := source.Unit{Name: t.full(), Size: -1, Stamp: t.stamp} // the server guesses sizes, each time another
	if whose := elsewhere[t.engine]; whose != "" {
		return yield(u, fault.Errorf(fault.Skipped, "read: its rows are %s, by its storage engine: name that as a target", whose))
	}
	columns, all, err := c.columns(ctx, t)
	if err != nil {
		return yield(u, err)
	}
	if len(columns) == 0 {
		return yield(u, fault.Errorf(fault.Unreadable, "read: no right to read it (SELECT is not granted), or its columns cannot be told"))
	}
	if s.sample > 0 {
		if u.Of, err = s.count(ctx, c, t); err != nil {
			return yield(u, err)
		}
	}
	cuts := []int64(nil)
	if k := key(t, columns); k >= 0 && t.bytes > s.bytes && s.sample == 0 {
		cuts = s.cuts(ctx, c, t, columns[k].name)
	}
	if len(cuts) > 0 {
		u.Place = t.full()
		if u.Stamp != "" {
			u.Stamp += "-" + strconv.FormatInt(cuts[0], 36) + "-" + strconv.Itoa(len(cuts))
		}
	}
	for i := range len(cuts) + 1 {
		p := &piece{t: t, place: t.full()}
		if i > 0 {
			p.from = &cuts[i-1]
		}
		if i < len(cuts) {
			p.to = &cuts[i]
		}
		u.Name = rows.Piece(t.full(), i)
		s.mu.Lock()
		s.units[u.Name] = p
		s.mu.Unlock()
		if !yield(u, nil) {
			return false
		}
	}
	if !s.files(t, columns, u.Stamp, yield) {
		return false
	}
	if !all || r.partly(t) {
		return yield(source.Unit{Name: t.full() + "/(columns)", Place: t.full(), Size: -1},
			fault.Errorf(fault.Unreadable, "read: SELECT is granted on some of the columns only; the others were not read"))
	}
	return true
}

// files yields the unit of the documents that stand in columns of bytes.
func (s *Source) files(t *table, columns []column, stamp string, yield func(source.Unit, error) bool) bool {
	if t.kind == "VIEW" || !slices.ContainsFunc(columns, func(c column) bool { return c.large }) {
		return true
	}
	u := source.Unit{Name: t.full() + "/(files)", Place: t.full(), Size: -1, Stamp: stamp}
	switch {
	case s.sample > 0:
		return yield(u, fault.Errorf(fault.Skipped, "read: documents in columns of bytes are not sampled; they were not read"))
	case key(t, columns) < 0:
		return yield(u, fault.Errorf(fault.Skipped, "read: documents in columns of bytes are read where the primary key is one integer; they were not read"))
	}
	s.mu.Lock()
	s.units[u.Name] = &piece{t: t, place: t.full(), files: true}
	s.mu.Unlock()
	return yield(u, nil)
}

// maxPieces bounds the number of pieces of a table.
const maxPieces = 4096

// cuts are the keys where the pieces of a table begin, but the first. They lie at multiples of a power of two, so that
// they stay where they are while the table grows. None where the key cannot be told.
func (s *Source) cuts(ctx context.Context, c *session, t *table, column string) []int64 {
	var low, high int64
	ok := false
	err := c.Rows(ctx, "ask for the range of the key", "SELECT MIN("+quote(column)+"), MAX("+quote(column)+") FROM "+t.ref(), func(v []driver.Value) error {
		var e1, e2 error
		low, e1 = strconv.ParseInt(Text(v[0]), 10, 64)
		high, e2 = strconv.ParseInt(Text(v[1]), 10, 64)
		ok = e1 == nil && e2 == nil
		return nil
	})
	if err != nil || !ok || high <= low {
		return nil
	}
	span := uint64(high) - uint64(low)
	n := uint64(min((t.bytes+s.bytes-1)/s.bytes, maxPieces))
	shift := bits.Len64(span / n)
	if shift > 62 {
		shift = 62
	}
	var out []int64
	for at := (low>>shift + 1) << shift; at <= high && at > low && len(out) < maxPieces; at += 1 << shift {
		out = append(out, at)
	}
	return out
}

// countBelow is up to what size rows are counted; what the server guesses may be off by half.
const countBelow = 256 << 20

// count is how many rows a table has, of which a sample is read.
func (s *Source) count(ctx context.Context, c *session, t *table) (int64, error) {
	if t.kind != "VIEW" && t.bytes > countBelow && t.rows > 0 {
		return t.rows, nil
	}
	c.wire.Bear(patience * s.timeout)
	defer c.wire.Bear(s.timeout)
	var n int64
	err := c.Rows(ctx, "count the rows", "SELECT COUNT(*) FROM "+t.ref(), func(v []driver.Value) error {
		n = number(v[0])
		return nil
	})
	return n, err
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
