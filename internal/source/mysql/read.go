package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// Open begins to read a piece.
func (s *Source) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	p, err := s.piece(ctx, u.Name)
	if err != nil {
		return nil, err
	}
	if err := s.acquire(ctx); err != nil {
		return nil, failed("connect", err)
	}
	r := &reading{piece: p, s: s, out: rows.NewStream()}
	err = retry.Policy{}.Do(ctx, func(ctx context.Context) error { return r.start(ctx) })
	if err != nil {
		s.release()
		return nil, err
	}
	write, known := r.write, r.part()
	if p.files {
		write, known = r.documents, nil
	}
	stop := r.out.Run(ctx, write)
	closed := false
	return &source.Body{
		Body:    content.Body{Name: u.Name, Size: -1, R: r.out, Known: known},
		Changed: func() bool { return false }, // a changed definition is an error of the server
		Close: func() error {
			if !closed {
				closed = true
				stop()
				r.drop(false)
				s.release()
			}
			return nil
		},
	}, nil
}

// reading is one reading of a piece.
type reading struct {
	*piece
	s       *Source
	c       *session // nil while there is none
	rows    driver.Rows
	first   int // the age of the session that the reading began with
	columns []column
	key     int // index of the key's column, -1 if there is none
	json    bool
	out     *rows.Stream
	last    *int64 // key of the row written last
	values  []driver.Value
	fields  [][]byte
	keys    [][]byte // the columns' names in JSON
	scratch []byte
	started bool
	beyond  bool // a key was met that does not fit 64 bits with a sign: there is nothing to go on behind
}

// start takes a connection and looks at the columns.
func (r *reading) start(ctx context.Context) error {
	c, err := r.s.take(ctx)
	if err != nil {
		return err
	}
	if r.started {
		r.c = c
		return nil
	}
	columns, _, err := c.columns(ctx, r.t)
	if err == nil && len(columns) == 0 {
		err = fault.Errorf(fault.Changed, "read: it is not there any more")
	}
	if err != nil {
		_ = c.end()
		return err
	}
	r.c, r.columns, r.key, r.first, r.started = c, columns, key(r.t, columns), c.age, true
	if r.piece.from != nil || r.piece.to != nil {
		if r.key < 0 {
			r.drop(false)
			return fault.Errorf(fault.Changed, "read: its primary key is not what it was when it was listed")
		}
	}
	r.values, r.fields = make([]driver.Value, len(columns)), make([][]byte, len(columns))
	for i := range columns {
		r.json = r.json || columns[i].json
		r.keys = append(r.keys, append(rows.AppendJSON(nil, []byte(columns[i].field())), ':'))
	}
	return nil
}

// begin asks for the rows from where the reading is.
func (r *reading) begin(ctx context.Context) error {
	if r.key < 0 {
		r.c.wire.Bear(patience * r.s.timeout)
	}
	var err error
	r.rows, err = r.c.query(ctx, "read", r.query())
	return err
}

// drop ends a connection that is in the middle of something.
func (r *reading) drop(broken bool) {
	if r.c != nil {
		_ = r.c.end()
		if broken {
			r.s.lost(r.c.age)
		}
	}
	r.c, r.rows = nil, nil
}

// part is what the rows are.
func (r *reading) part() *content.Part {
	p := &content.Part{Type: "application/x-mysql-table", Size: -1, Form: content.CSV, Locate: content.ByRow, Comma: ','}
	if r.json {
		p.Form = content.NDJSON
		return p
	}
	p.Fields = make([]string, len(r.columns))
	for i := range r.columns {
		p.Fields[i] = r.columns[i].field()
	}
	return p
}

// rounds is how often a reading that came forward may break off.
const rounds = 20

// write writes the rows of the piece, and goes on behind the last of them after a connection broke off.
func (r *reading) write(ctx context.Context) error {
	for n := 0; ; n++ {
		before := r.out.Rows
		var final error // one that asking again does not help against
		err := retry.Policy{}.Do(ctx, func(ctx context.Context) error {
			if r.c == nil {
				if err := r.start(ctx); err != nil {
					return err
				}
			}
			var err error
			if r.rows == nil {
				err = r.begin(ctx)
			}
			if err == nil {
				err = r.copy()
			}
			if err == nil {
				return nil
			}
			r.drop(fault.Of(err) == fault.Unavailable && ctx.Err() == nil)
			if (r.key < 0 || r.beyond) && r.out.Rows > before || is(err, lockWait, statementTime, executionTime) {
				final = err
				return nil
			}
			return err
		})
		switch {
		case final != nil:
			return final
		case err == nil:
			return r.end(ctx)
		case fault.Of(err) != fault.Unavailable || r.out.Rows == before || n >= rounds || ctx.Err() != nil:
			return err
		}
	}
}

// end gives the connection back.
func (r *reading) end(ctx context.Context) error {
	age := r.c.age
	r.s.give(ctx, r.c)
	r.c = nil
	if age != r.first {
		return fault.Errorf(fault.Changed, "read: the connection was lost, and its snapshot with it; the last rows are of a later moment than the first")
	}
	return nil
}

// copy writes the rows that come.
func (r *reading) copy() (err error) {
	defer rows.Guard("read", &err)
	for {
		err := r.rows.Next(r.values)
		if errors.Is(err, io.EOF) {
			err = r.rows.Close()
			r.rows = nil
			return failed("read", err)
		}
		if err != nil {
			return failed("read", err)
		}
		if err := r.row(); err != nil {
			return err
		}
	}
}

// query is the rows from where the reading is.
func (r *reading) query() string {
	var b strings.Builder
	b.WriteString("SELECT ")
	for i := range r.columns {
		if i > 0 {
			b.WriteString(", ")
		}
		if c := &r.columns[i]; c.large { // longer ones are read as documents
			fmt.Fprintf(&b, "IF(OCTET_LENGTH(%s) <= %d, %s, NULL)", quote(c.name), rows.TextSize, quote(c.name))
		} else {
			b.WriteString(quote(c.name))
		}
	}
	b.WriteString(" FROM " + r.t.ref())
	var where []string
	if r.key >= 0 {
		k := quote(r.columns[r.key].name)
		switch {
		case r.last != nil:
			where = append(where, k+" > "+strconv.FormatInt(*r.last, 10))
		case r.from != nil:
			where = append(where, k+" >= "+strconv.FormatInt(*r.from, 10))
		}
		if r.to != nil {
			where = append(where, k+" < "+strconv.FormatInt(*r.to, 10))
		}
	}
	if r.s.sample > 0 {
		where = append(where, fmt.Sprintf("RAND(42) < %g", r.s.sample))
	}
	if len(where) > 0 {
		b.WriteString(" WHERE " + strings.Join(where, " AND "))
	}
	if r.key >= 0 {
		b.WriteString(" ORDER BY " + quote(r.columns[r.key].name))
	}
	return b.String()
}
