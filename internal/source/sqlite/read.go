package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

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
	at, err := s.look()
	if err != nil {
		return nil, err
	}
	own := *p
	r := &reading{piece: &own, s: s, at: at, out: rows.NewStream()}
	if err := r.open(ctx); err != nil {
		return nil, err
	}
	write, known := r.write, r.part()
	if p.files {
		write, known = r.documents, nil
	}
	stop := r.out.Run(ctx, write)
	closed := false
	return &source.Body{
		Body: content.Body{Name: u.Name, Size: -1, R: r.out, Known: known},
		Changed: func() bool {
			now, err := s.look()
			return at.mode != live && (err != nil || now.stamp != at.stamp)
		},
		Close: func() error {
			if !closed {
				closed = true
				stop()
				r.c.close()
			}
			return nil
		},
	}, nil
}

// reading is one reading of a piece.
type reading struct {
	*piece
	s       *Source
	at      state
	c       *conn
	json    bool
	keys    [][]byte
	out     *rows.Stream
	fields  [][]byte
	scratch []byte
	last    *int64 // rowid of the row written last
	n       int    // rows of this batch
	huge    int    // rows that were left out
}

// open opens a connection and looks whether the table is what it was.
func (r *reading) open(ctx context.Context) error {
	c, err := r.s.open(ctx, r.at.mode)
	if err != nil {
		return err
	}
	t := &table{name: r.t.name}
	if err = c.describe(ctx, t); err == nil && (len(t.columns) == 0 || t.rowid != r.t.rowid) {
		err = fault.Errorf(fault.Changed, "read: it is not there any more, or not as it was when it was listed")
	}
	if err != nil {
		c.close()
		return err
	}
	r.c, r.t = c, t
	r.fields = make([][]byte, len(t.columns))
	for i := range t.columns {
		r.json = r.json || t.columns[i].json
		r.keys = append(r.keys, append(rows.AppendJSON(nil, []byte(t.columns[i].name)), ':'))
	}
	return nil
}

// part is what the rows are.
func (r *reading) part() *content.Part {
	p := &content.Part{Type: "application/vnd.sqlite3", Size: -1, Form: content.CSV, Locate: content.ByRow, Comma: ','}
	if r.json {
		p.Form = content.NDJSON
		return p
	}
	for i := range r.t.columns {
		p.Fields = append(p.Fields, r.t.columns[i].name)
	}
	return p
}

// batch is how many rows are read while a writer may have to wait.
const batch = 2000

// write writes the rows of the piece.
func (r *reading) write(ctx context.Context) error {
	for {
		err := retry.Policy{}.Do(ctx, func(ctx context.Context) error {
			r.n = 0
			err := r.c.rows(ctx, "read", r.query(), r.row)
			if r.t.rowid == "" && r.out.Rows > 0 && fault.Of(err) == fault.Unavailable {
				return fault.As(fault.Changed, err) // nothing to go on behind
			}
			return err
		})
		switch {
		case is(err, codeTooBig) && r.t.rowid != "":
			if err := r.over(ctx); err != nil {
				return err
			}
		case err != nil:
			return err
		case r.at.mode != short || r.t.rowid == "" || r.n < batch:
			if r.huge > 0 {
				return fault.Errorf(fault.Refused, "read: %d rows of more than 64 MiB were left out", r.huge)
			}
			return nil
		}
	}
}

// over goes over a row that is too large.
func (r *reading) over(ctx context.Context) error {
	found := false
	err := r.c.rows(ctx, "read", "SELECT "+r.t.rowid+r.from()+" ORDER BY "+r.t.rowid+" LIMIT 1", func(v []driver.Value) error {
		r.place(number(v[0]))
		found = true
		return nil
	})
	if err == nil && !found {
		err = fault.Errorf(fault.Changed, "read: a row is not there any more")
	}
	r.huge++
	return err
}

// query is the rows from where the reading is. The sign before a column takes its declared type off, by which the driver
// would make times of texts.
func (r *reading) query() string {
	var b strings.Builder
	b.WriteString("SELECT ")
	if r.t.rowid != "" {
		b.WriteString(r.t.rowid)
	} else {
		b.WriteString("0")
	}
	for i := range r.t.columns {
		c := &r.t.columns[i]
		if c.blob && r.t.rowid != "" { // longer ones are read as documents
			fmt.Fprintf(&b, ", iif(typeof(%s) = 'blob' AND length(%s) > %d, NULL, %s)", quote(c.name), quote(c.name), rows.TextSize, quote(c.name))
		} else {
			b.WriteString(", +" + quote(c.name))
		}
	}
	b.WriteString(r.from())
	if r.t.rowid != "" {
		b.WriteString(" ORDER BY " + r.t.rowid)
		if r.at.mode == short {
			b.WriteString(" LIMIT " + strconv.Itoa(batch))
		}
	}
	return b.String()
}

// from is the table and the range that is left.
func (r *reading) from() string {
	var where []string
	switch {
	case r.last != nil:
		where = append(where, r.t.rowid+" > "+strconv.FormatInt(*r.last, 10))
	case r.piece.from != nil:
		where = append(where, r.t.rowid+" >= "+strconv.FormatInt(*r.piece.from, 10))
	}
	if r.to != nil {
		where = append(where, r.t.rowid+" < "+strconv.FormatInt(*r.to, 10))
	}
	if r.s.sample > 0 {
		where = append(where, r.s.chosen(r.t.rowid))
	}
	out := " FROM " + quote(r.t.name)
	if len(where) > 0 {
		out += " WHERE " + strings.Join(where, " AND ")
	}
	return out
}

// chosen is true for a share of the rows; by their rowids, if there are any, the same each time.
func (s *Source) chosen(rowid string) string {
	if rowid == "" {
		return fmt.Sprintf("abs(random() %% 1000000) < %d", int64(s.sample*1e6))
	}
	// The bits of a product with a constant are spread well enough.
	return fmt.Sprintf("((%s & 268435455) * 2654435761 >> 8) %% 1000000 < %d", rowid, int64(s.sample*1e6))
}

func (r *reading) place(rowid int64) {
	if r.last == nil {
		r.last = new(int64)
	}
	*r.last = rowid
}

// row hands a row on; its first value is the rowid.
func (r *reading) row(v []driver.Value) error {
	r.scratch = r.scratch[:0]
	long := false
	for i, v := range v[1:] {
		r.fields[i] = r.bytes(v)
		long = long || rows.TooLong(r.fields[i])
	}
	r.n++
	if r.t.rowid != "" {
		r.place(number(v[0]))
	}
	dst := r.out.Buffer()
	switch {
	case r.json:
		dst = r.object(dst, v[1:])
	case long:
		return r.out.Put(rows.Long(dst, r.fields))
	default:
		for i, f := range r.fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = rows.AppendCSV(dst, f)
		}
	}
	return r.out.Put(append(dst, '\n'))
}

// object writes the row as a line of JSON.
func (r *reading) object(dst []byte, v []driver.Value) []byte {
	dst = append(dst, '{')
	for i, f := range r.fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, r.keys[i]...)
		switch {
		case v[i] == nil || f == nil:
			dst = append(dst, "null"...)
		case r.t.columns[i].json && json.Valid(f):
			dst = rows.AppendLine(dst, f)
		default:
			dst = rows.AppendJSON(dst, f)
		}
	}
	return append(dst, '}')
}

// bytes is a value as text; of blobs only those that are text.
func (r *reading) bytes(v driver.Value) []byte {
	from := len(r.scratch)
	switch v := v.(type) {
	case string:
		r.scratch = append(r.scratch, v...)
	case []byte:
		if !rows.Text(v) {
			return nil
		}
		return v
	case int64:
		r.scratch = strconv.AppendInt(r.scratch, v, 10)
	case float64:
		r.scratch = strconv.AppendFloat(r.scratch, v, 'f', -1, 64)
	case bool:
		r.scratch = strconv.AppendBool(r.scratch, v)
	case time.Time:
		r.scratch = v.AppendFormat(r.scratch, time.DateTime)
	default:
		return nil
	}
	return r.scratch[from:]
}

// documents writes the documents in the table's columns of bytes.
func (r *reading) documents(ctx context.Context) error {
	chunk := func(ctx context.Context, b *rows.Blob, from int64) (out []byte, err error) {
		sql := fmt.Sprintf("SELECT substr(%s, %d, %d) FROM %s WHERE %s = %s", quote(b.Column), from+1, rows.ChunkSize, quote(r.t.name), r.t.rowid, b.Key)
		return out, r.c.rows(ctx, "read a document", sql, func(v []driver.Value) error {
			out = []byte(text(v[0]))
			return nil
		})
	}
	return rows.Documents(ctx, r.out, r.blobs, chunk)
}

// blobs are the values of some rows behind the one given.
func (r *reading) blobs(ctx context.Context, last string) ([]rows.Blob, error) {
	for {
		var b strings.Builder
		b.WriteString("SELECT " + r.t.rowid)
		var names []string
		for i := range r.t.columns {
			if n := quote(r.t.columns[i].name); r.t.columns[i].blob {
				names = append(names, r.t.columns[i].name)
				fmt.Fprintf(&b, ", iif(typeof(%s) = 'blob', length(%s), 0), substr(%s, 1, %d)", n, n, n, rows.HeadSize)
			}
		}
		b.WriteString(" FROM " + quote(r.t.name))
		if last != "" {
			b.WriteString(" WHERE " + r.t.rowid + " > " + last)
		}
		fmt.Fprintf(&b, " ORDER BY %s LIMIT %d", r.t.rowid, rows.Batch)
		var out []rows.Blob
		n := 0
		err := r.c.rows(ctx, "look for documents", b.String(), func(v []driver.Value) error {
			last = text(v[0])
			n++
			for i, name := range names {
				if size := number(v[1+2*i]); size > 0 {
					out = append(out, rows.Blob{Key: last, Column: name, Size: size, Head: []byte(text(v[2+2*i]))})
				}
			}
			return nil
		})
		if err != nil || len(out) > 0 || n < rows.Batch {
			return out, err
		}
	}
}
