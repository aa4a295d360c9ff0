package postgres

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// errDigits stands for an error that quotes what the server sent.
var errDigits = fault.Errorf(fault.Unreadable, "read a column of bytes: the server sends no hexadecimal digits")

// documents writes the documents in the table's columns of bytes.
func (r *reading) documents(ctx context.Context) error {
	err := rows.Documents(ctx, r.out, r.blobs, r.chunk)
	if r.c == nil {
		return err
	}
	if err != nil && r.c.IsClosed() {
		r.drop()
		return err
	}
	r.c.finish(ctx, r.db)
	r.c = nil
	return err
}

// blobs are the values of some rows behind the one given.
func (r *reading) blobs(ctx context.Context, last string) ([]rows.Blob, error) {
	from := last
	for {
		var out []rows.Blob
		at, n := "", 0
		err := r.c.rows(ctx, "look for documents", r.heads(from), func(v [][]byte) error {
			at = string(v[0])
			n++
			i := 1
			for k := range r.columns {
				c := &r.columns[k]
				if !c.binary {
					continue
				}
				if v[i] != nil && v[i+1] != nil {
					head := make([]byte, hex.DecodedLen(len(v[i+1])))
					if _, err := hex.Decode(head, v[i+1]); err != nil {
						return errDigits
					}
					out = append(out, rows.Blob{Key: at, Column: c.name, Size: number(v[i]), Head: head})
				}
				i += 2
			}
			return nil
		})
		if err != nil || len(out) > 0 || n < rows.Batch {
			return out, err
		}
		from = at
	}
}

// heads asks for the lengths and beginnings of values.
func (r *reading) heads(last string) string {
	var b strings.Builder
	b.WriteString("SELECT x.ctid")
	for i := range r.columns {
		if c := &r.columns[i]; c.binary {
			fmt.Fprintf(&b, ", octet_length(x.%s), encode(substring(x.%s FOR %d), 'hex')", quote(c.name), quote(c.name), rows.HeadSize)
		}
	}
	b.WriteString(" FROM " + r.t.only() + " x")
	if last != "" {
		b.WriteString(" WHERE x.ctid > '" + last + "'::pg_catalog.tid")
	}
	fmt.Fprintf(&b, " LIMIT %d", rows.Batch)
	return b.String()
}

// chunk is some bytes of a value.
func (r *reading) chunk(ctx context.Context, b *rows.Blob, from int64) ([]byte, error) {
	var out []byte
	sql := fmt.Sprintf("SELECT encode(substring(x.%s FROM %d FOR %d), 'hex') FROM %s x WHERE x.ctid = '%s'::pg_catalog.tid", quote(b.Column), from+1, rows.ChunkSize, r.t.only(), b.Key)
	err := r.c.rows(ctx, "read a document", sql, func(v [][]byte) error {
		out = make([]byte, hex.DecodedLen(len(v[0])))
		if _, err := hex.Decode(out, v[0]); err != nil {
			return errDigits
		}
		return nil
	})
	return out, err
}
