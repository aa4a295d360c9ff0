package store

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Table is a table with its columns, in the order in which the migrations made them.
type Table struct {
	Name    string
	Columns []Column
}

// Column is a column. Type is TEXT, BIGINT, DOUBLE PRECISION or BYTEA.
type Column struct {
	Name, Type string
	Null       bool // may be NULL
}

// passing are the tables of what must not outlive this moment: whoever is signed in, and answers that may be asked for again.
var passing = []string{"answers", "setup_links", "web_sessions"}

var (
	tableBegins = regexp.MustCompile(`^CREATE TABLE IF NOT EXISTS ([a-z_]+) \($`)
	columnIs    = regexp.MustCompile(`^\s+([a-z_]+)\s+(TEXT|BIGINT|DOUBLE PRECISION|BYTEA)\b(.*)$`)
	columnAdded = regexp.MustCompile(`^ALTER TABLE ([a-z_]+) ADD COLUMN ([a-z_]+) (TEXT|BIGINT|DOUBLE PRECISION|BYTEA)\b(.*)$`)
	tableGone   = regexp.MustCompile(`^DROP TABLE (?:IF EXISTS )?([a-z_]+)`)
)

// Tables are the tables that a backup holds, by name: all but those of what passes. They are read from the migrations, whose form a test
// holds.
func Tables() []Table {
	by := map[string]*Table{}
	names, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is a good one
	for _, name := range names {
		text, _ := migrations.ReadFile(name)
		var at *Table
		for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
			line, _, _ := strings.Cut(lines.Text(), "--")
			switch {
			case tableBegins.MatchString(line):
				at = &Table{Name: tableBegins.FindStringSubmatch(line)[1]}
				by[at.Name] = at
			case strings.HasPrefix(line, ")"):
				at = nil
			case at != nil && columnIs.MatchString(line):
				m := columnIs.FindStringSubmatch(line)
				at.Columns = append(at.Columns, Column{m[1], m[2], !strings.Contains(m[3], "NOT NULL")})
			case columnAdded.MatchString(line):
				m := columnAdded.FindStringSubmatch(line)
				if t := by[m[1]]; t != nil {
					t.Columns = append(t.Columns, Column{m[2], m[3], !strings.Contains(m[4], "NOT NULL")})
				}
			case tableGone.MatchString(line):
				delete(by, tableGone.FindStringSubmatch(line)[1])
			}
		}
	}
	var out []Table
	for _, t := range by {
		if !slices.Contains(passing, t.Name) {
			out = append(out, *t)
		}
	}
	slices.SortFunc(out, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// TablesVersion is the version of the tables that this program makes.
func TablesVersion() int64 { return knownVersion() }

// Snapshot is the store as it was at one moment, whatever goes on meanwhile.
type Snapshot struct {
	s  *Store
	tx *sql.Tx
}

// Snapshot begins one; it must be closed.
func (s *Store) Snapshot(ctx context.Context) (*Snapshot, error) {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return nil, s.fail("read", err)
	}
	var v int64 // the first that is read is the moment
	if err := tx.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&v); err != nil {
		_ = tx.Rollback()
		return nil, s.fail("read", err)
	}
	return &Snapshot{s, tx}, nil
}

// Close ends it.
func (n *Snapshot) Close() { _ = n.tx.Rollback() }

// Rows gives the rows of a table one by one: string, int64, float64, []byte or nil, in the order of its columns. They are f's until it
// returns.
func (n *Snapshot) Rows(ctx context.Context, t *Table, f func(row []any) error) error {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	rows, err := n.tx.QueryContext(ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+t.Name)
	if err != nil {
		return n.s.fail("read", err)
	}
	defer rows.Close()
	to, row := make([]any, len(names)), make([]any, len(names))
	for i, c := range t.Columns {
		switch c.Type {
		case "BIGINT":
			to[i] = new(sql.NullInt64)
		case "DOUBLE PRECISION":
			to[i] = new(sql.NullFloat64)
		case "BYTEA":
			to[i] = new(sql.RawBytes)
		default:
			to[i] = new(sql.NullString)
		}
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return n.s.fail("read", err)
		}
		for i := range to {
			row[i] = value(to[i], t.Columns[i].Null)
		}
		if err := f(row); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return n.s.fail("read", err)
	}
	return nil
}

// value is what was scanned, or nil for NULL.
func value(v any, null bool) any {
	switch v := v.(type) {
	case *sql.NullInt64:
		if v.Valid {
			return v.Int64
		}
	case *sql.NullFloat64:
		if v.Valid {
			return v.Float64
		}
	case *sql.NullString:
		if v.Valid {
			return v.String
		}
	case *sql.RawBytes:
		if len(*v) > 0 {
			return []byte(*v)
		}
		if !null { // an empty one reads as none
			return []byte{}
		}
	}
	return nil
}

// Filling is a store that is being filled.
type Filling struct {
	ctx   context.Context //nolint:containedctx // it lives within one call
	s     *Store
	tx    *sql.Tx
	known map[string]*Table
	into  *sql.Stmt
	table string
	cols  []string
}

// Fill fills the tables of a store, all or none; one that holds something is fault.Usage. id names what it is filled from: on a
// server it stands there until Filled, so that what was broken off in between is known.
func (s *Store) Fill(ctx context.Context, id string, fill func(*Filling) error) error {
	return s.tx(ctx, "restore into", func(tx *sql.Tx) error {
		p, remote := s.base.(*postgres)
		if remote {
			if err := p.clear(ctx, tx); err != nil {
				return err
			}
		}
		f := &Filling{ctx: ctx, s: s, tx: tx, known: map[string]*Table{}}
		for _, t := range Tables() {
			f.known[t.Name] = &t
			var n int64
			if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+t.Name).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return fault.Errorf(fault.Usage, "it is not empty; a backup is restored into an empty store only")
			}
		}
		if err := fill(f); err != nil {
			return err
		}
		if remote {
			_, err := tx.ExecContext(ctx, "INSERT INTO "+markTable+" (application) VALUES ($1)", id)
			return err
		}
		return nil
	})
}

// Into says of which table the next rows are, and which of its columns they have. A table or column that is not there is fault.Usage.
func (f *Filling) Into(table string, columns []string) error {
	t := f.known[table]
	if t == nil {
		return fault.Errorf(fault.Usage, "a table that this version does not know")
	}
	for _, c := range columns {
		if !slices.ContainsFunc(t.Columns, func(k Column) bool { return k.Name == c }) {
			return fault.Errorf(fault.Usage, "a column that this version does not know")
		}
	}
	if f.into != nil {
		_ = f.into.Close()
	}
	st, err := f.tx.PrepareContext(f.ctx, insert(table, columns)) //nolint:sqlclosecheck // closed with the transaction
	f.into, f.table, f.cols = st, table, columns
	return err
}

// Put adds a row.
func (f *Filling) Put(row []any) error {
	if len(row) != len(f.cols) {
		return fmt.Errorf("a row of %d columns, of %d", len(row), len(f.cols))
	}
	_, err := f.into.ExecContext(f.ctx, row...)
	return err
}

// Sound reads everything of the database and tells what is damaged, in words; "" is nothing.
func (s *Store) Sound(ctx context.Context) (string, error) {
	if _, remote := s.base.(*postgres); !remote {
		return s.soundSQLite(ctx)
	}
	n, err := s.Snapshot(ctx)
	if err != nil {
		return "", err
	}
	defer n.Close()
	for _, t := range Tables() {
		if err := n.Rows(ctx, &t, func([]any) error { return nil }); err != nil {
			if fault.Of(err) == fault.Usage {
				return err.Error(), nil
			}
			return "", err
		}
	}
	return "", nil
}
