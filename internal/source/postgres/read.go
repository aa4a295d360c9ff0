package postgres

import (
	"bytes"
	"context"
	"encoding/hex"
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
	r := &reading{piece: p, s: s}
	err = retry.Policy{}.Do(ctx, func(ctx context.Context) error { return r.start(ctx) })
	if err != nil {
		s.release()
		return nil, err
	}
	r.out = rows.NewStream()
	write, known := r.write, r.part()
	if p.files {
		write, known = r.documents, nil
	}
	stop := r.out.Run(ctx, write)
	closed := false
	return &source.Body{
		Body:    content.Body{Name: u.Name, Size: -1, R: r.out, Known: known},
		Changed: func() bool { return false }, // what changed under the snapshot is an error at the end of the rows
		Close: func() error {
			if !closed {
				closed = true
				stop()
				r.drop()
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
	age     int      // of the snapshot that c reads in
	first   int      // of the one that the reading began in
	started bool
	columns []column
	json    bool
	out     *rows.Stream
	whole   bool   // all rows are written
	last    []byte // the ctid of the row written last
	say     bool   // the rows are of a later moment than others
	cut     bool   // texts are cut, since a row was too long
	binary  bool   // some columns are
}

// start opens a transaction and looks at the columns.
func (r *reading) start(ctx context.Context) error {
	c, age, err := r.db.begin(ctx)
	if err != nil {
		return err
	}
	columns, err := c.columns(ctx, r.t)
	if err != nil {
		c.end()
		return err
	}
	if !r.started {
		r.columns, r.first, r.started = columns, age, true
		for i := range columns {
			r.json = r.json || columns[i].nested
			r.binary = r.binary || columns[i].binary
		}
	}
	r.c, r.age = c, age
	r.say = r.db.since(r.place, age) || r.say
	return nil
}

// drop ends a connection whose transaction is not over.
func (r *reading) drop() {
	if r.c != nil {
		r.c.end()
		r.c = nil
	}
}

// part is what the rows are.
func (r *reading) part() *content.Part {
	p := &content.Part{Type: "application/x-postgresql-table", Size: -1, Form: content.Copy, Locate: content.ByRow}
	if r.json {
		p.Form = content.NDJSON
		return p
	}
	p.Fields = make([]string, len(r.columns))
	for i := range r.columns {
		p.Fields[i] = r.columns[i].field(0)
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
			if r.whole {
				return nil
			}
			err := r.copy(ctx)
			if err == nil {
				r.whole = true
				return nil
			}
			r.drop()
			if is(err, tooLarge) && !r.cut && (r.resumable() || r.out.Rows == before) {
				r.cut = true
				return fault.As(fault.Unavailable, err) // to be asked for again
			}
			if !r.resumable() && r.out.Rows > before || is(err, lockNotAvailable, queryCanceled) {
				final = err
				return nil
			}
			return err
		})
		switch {
		case final != nil:
			return final
		case err == nil:
			if err = r.end(ctx); fault.Of(err) == fault.Unavailable && n < rounds && ctx.Err() == nil {
				continue // broken off behind the last row: what is left is to look whether they were the snapshot's
			}
			return err
		case fault.Of(err) != fault.Unavailable || r.out.Rows == before || n >= rounds || ctx.Err() != nil:
			return err
		}
	}
}

// resumable tells whether the rows come in an order that allows to go on behind the last.
func (r *reading) resumable() bool { return r.t.heap }

// end looks whether the rows were those of the snapshot, and gives the connection back.
func (r *reading) end(ctx context.Context) error {
	now := ""
	err := r.c.rows(ctx, "look at the table again", "SELECT coalesce(pg_catalog.pg_relation_filenode("+r.t.oid+"), 0)", func(v [][]byte) error {
		now = string(v[0])
		return nil
	})
	r.c.finish(ctx, r.db)
	r.c = nil
	switch {
	case err != nil:
		return err
	case now != r.t.filenode:
		return fault.Errorf(fault.Changed, "read: the table was emptied or written anew (TRUNCATE, ALTER TABLE, VACUUM FULL) while it was read")
	case r.cut:
		return fault.Errorf(fault.Refused, "read: rows of more than %d MiB; from the first of them on, of each text only the first %d characters were read", maxRow>>20, cutText)
	case r.say || r.age != r.first:
		return fault.Errorf(fault.Changed, "read: the connection that kept the snapshot was lost; these rows are of a later moment than others")
	}
	return nil
}

// copy lets the server write the rows that are left.
func (r *reading) copy(ctx context.Context) error {
	if len(r.columns) == 0 {
		return nil
	}
	sql := r.query()
	if !r.resumable() {
		r.c.wire.Bear(patience * r.s.timeout)
	}
	if r.s.sample > 0 && !r.resumable() {
		if err := r.c.exec(ctx, "seed", "SELECT pg_catalog.setseed(0.42)"); err != nil {
			return err
		}
	}
	_, err := r.c.CopyTo(ctx, writer{r}, sql)
	return failed("read", err)
}

// query is the rows from where the reading is.
func (r *reading) query() string {
	var b strings.Builder
	b.WriteString("COPY (SELECT ")
	var inner strings.Builder
	for i := range r.columns {
		c := &r.columns[i]
		if r.json && c.binary { // digits would stand there
			continue
		}
		if inner.Len() > 0 {
			inner.WriteString(", ")
		}
		inner.WriteString(c.expression(r.cut))
		if r.json {
			inner.WriteString(" AS " + quote(c.field(63)))
		}
	}
	if r.json {
		b.WriteString("(SELECT pg_catalog.row_to_json(t) FROM (SELECT " + inner.String() + ") t)")
	} else {
		b.WriteString(inner.String())
	}
	if r.resumable() {
		b.WriteString(", x.ctid")
	}
	b.WriteString(" FROM " + r.t.only() + " x")
	var where []string
	if r.s.sample > 0 {
		if r.t.kind == 'r' || r.t.kind == 'm' {
			b.WriteString(r.tablesample())
		} else {
			where = append(where, "pg_catalog.random() < "+strconv.FormatFloat(r.s.sample, 'f', -1, 64))
		}
	}
	switch {
	case len(r.last) > 0:
		where = append(where, "x.ctid > '"+string(r.last)+"'::pg_catalog.tid")
	case r.resumable() && r.from > 0:
		where = append(where, "x.ctid >= '("+strconv.FormatInt(r.from, 10)+",0)'::pg_catalog.tid")
	}
	if r.resumable() && r.to >= 0 {
		where = append(where, "x.ctid < '("+strconv.FormatInt(r.to, 10)+",0)'::pg_catalog.tid")
	}
	if len(where) > 0 {
		b.WriteString(" WHERE " + strings.Join(where, " AND "))
	}
	b.WriteString(") TO STDOUT")
	if r.json { // by bytes that stand in no JSON, so that nothing in it is doubled
		b.WriteString(` (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')`)
	}
	return b.String()
}

// systemFrom is from how many pages on a sample takes whole pages, which costs as much less as the sample is smaller.
const systemFrom = 20_000

func (r *reading) tablesample() string {
	method := "BERNOULLI"
	if r.t.bytes/8192 > systemFrom {
		method = "SYSTEM"
	}
	return " TABLESAMPLE " + method + " (" + strconv.FormatFloat(100*r.s.sample, 'f', -1, 64) + ") REPEATABLE (42)"
}

// writer takes the messages of COPY, of which each is one row.
type writer struct{ r *reading }

// Write implements io.Writer.
func (w writer) Write(row []byte) (int, error) {
	n := len(row)
	if err := w.r.row(row); err != nil {
		return 0, err
	}
	return n, nil
}

// row hands a row on without its ctid.
func (r *reading) row(row []byte) error {
	row = bytes.TrimSuffix(row, []byte("\n"))
	comma := byte('\t')
	if r.json {
		comma = 2
	}
	if r.resumable() {
		at := bytes.LastIndexByte(row, comma)
		if at < 0 {
			return fault.Errorf(fault.Internal, "read: a row without its place")
		}
		r.last = append(r.last[:0], row[at+1:]...)
		row = row[:at]
	}
	dst := r.out.Buffer()
	switch {
	case r.json:
		dst = rows.AppendLine(dst, bytes.Trim(row, "\x01"))
	case r.binary:
		dst = r.readable(dst, row)
	default:
		dst = append(dst, row...)
	}
	return r.out.Put(append(dst, '\n'))
}

// readable writes a row with what its values of bytes say, if they are text; they come as \\x and hexadecimal digits.
func (r *reading) readable(dst, row []byte) []byte {
	for i := range r.columns {
		if i > 0 {
			dst = append(dst, '\t')
		}
		end := bytes.IndexByte(row, '\t')
		if end < 0 {
			end = len(row)
		}
		v := row[:end]
		row = row[min(end+1, len(row)):]
		if !r.columns[i].binary {
			dst = append(dst, v...)
			continue
		}
		if digits, ok := bytes.CutPrefix(v, []byte(`\\x`)); ok {
			if n, err := hex.Decode(digits, digits); err == nil && rows.Text(digits[:n]) {
				dst = appendCopied(dst, digits[:n])
				continue
			}
		}
		dst = append(dst, `\N`...)
	}
	return dst
}

// appendCopied appends a text as COPY writes it.
func appendCopied(dst, v []byte) []byte {
	for _, c := range v {
		switch c {
		case '\\':
			dst = append(dst, '\\', '\\')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
