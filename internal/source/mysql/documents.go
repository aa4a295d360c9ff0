package mysql

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// documents writes the documents in the table's columns of bytes.
func (r *reading) documents(ctx context.Context) error {
	if r.key < 0 {
		return fault.Errorf(fault.Changed, "read: its primary key is not what it was when it was listed")
	}
	err := rows.Documents(ctx, r.out, r.blobs, r.chunk)
	if err != nil && fault.Of(err) != fault.Skipped {
		r.drop(fault.Of(err) == fault.Unavailable && ctx.Err() == nil)
		return err
	}
	r.s.give(ctx, r.c)
	r.c = nil
	return err
}

// blobs are the values of some rows behind the one given.
func (r *reading) blobs(ctx context.Context, last string) ([]rows.Blob, error) {
	for {
		var out []rows.Blob
		n := 0
		err := r.c.Rows(ctx, "look for documents", r.heads(last), func(v []driver.Value) error {
			last = Text(v[0])
			n++
			i := 1
			for k := range r.columns {
				if c := &r.columns[k]; c.large {
					if size := number(v[i]); size > 0 {
						out = append(out, rows.Blob{Key: last, Column: c.name, Size: size, Head: []byte(Text(v[i+1]))})
					}
					i += 2
				}
			}
			return nil
		})
		if err != nil || len(out) > 0 || n < rows.Batch {
			return out, err
		}
	}
}

// heads asks for the lengths and beginnings of values.
func (r *reading) heads(last string) string {
	k := quote(r.columns[r.key].name)
	var b strings.Builder
	b.WriteString("SELECT " + k)
	for i := range r.columns {
		if c := &r.columns[i]; c.large {
			fmt.Fprintf(&b, ", OCTET_LENGTH(%s), LEFT(%s, %d)", quote(c.name), quote(c.name), rows.HeadSize)
		}
	}
	b.WriteString(" FROM " + r.t.ref())
	if last != "" {
		b.WriteString(" WHERE " + k + " > " + last)
	}
	fmt.Fprintf(&b, " ORDER BY %s LIMIT %d", k, rows.Batch)
	return b.String()
}

// chunk is some bytes of a value.
func (r *reading) chunk(ctx context.Context, b *rows.Blob, from int64) ([]byte, error) {
	var out []byte
	sql := fmt.Sprintf("SELECT SUBSTRING(%s, %d, %d) FROM %s WHERE %s = %s", quote(b.Column), from+1, rows.ChunkSize, r.t.ref(), quote(r.columns[r.key].name), b.Key)
	err := r.c.Rows(ctx, "read a document", sql, func(v []driver.Value) error {
		out = []byte(Text(v[0]))
		return nil
	})
	return out, err
}
