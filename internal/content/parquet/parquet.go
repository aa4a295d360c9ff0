// Package parquet reads Parquet files: each becomes one part, a JSON object a row, whose keys are the dotted paths of the
// columns; a repeated column is an array. Dates, times and decimals stand as people write them.
package parquet

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Format reads Parquet files.
type Format struct{}

// Name implements content.Format.
func (Format) Name() string { return "parquet" }

// Match implements content.Format.
func (Format) Match(h *content.Head) content.Certainty {
	if bytes.HasPrefix(h.Bytes, []byte("PAR1")) || bytes.HasPrefix(h.Bytes, []byte("PARE")) {
		return content.Magic
	}
	return content.No
}

// Read implements content.Format.
func (Format) Read(ctx context.Context, w *content.Walk, b content.Body) (err error) {
	at, size, done, err := w.Spool(ctx, b)
	defer done()
	if err != nil {
		return err
	}
	var mark [4]byte
	if _, _ = at.ReadAt(mark[:], 0); string(mark[:]) == "PARE" {
		return fault.Errorf(fault.Unreadable, "read %q: encrypted", b.Name)
	}
	f, columns, err := open(b.Name, at, size)
	if err != nil {
		return err
	}
	p := &content.Part{
		Name: b.Name, Type: "application/vnd.apache.parquet", Size: -1, Form: content.NDJSON, Locate: content.ByRow,
	}
	r := &reader{name: b.Name, groups: f.RowGroups(), columns: columns, buf: make([]parquet.Row, 64)}
	defer r.close()
	return w.Part(ctx, p, ndjson.NewBlocks(r))
}

// open opens the file. The library panics on some corrupt ones.
func open(name string, at io.ReaderAt, size int64) (f *parquet.File, columns []column, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = corrupt(name)
		}
	}()
	f, err = parquet.OpenFile(at, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return nil, nil, corrupt(name)
	}
	return f, columnsOf(f.Metadata().Schema), nil
}

func corrupt(name string) error {
	return fault.Errorf(fault.Unreadable, "read %q: not a well-formed Parquet file", name)
}

// column is a leaf of the schema.
type column struct {
	key      []byte // quoted, with a colon
	repeated bool
	show     shower
}

// columnsOf lists the leaves in the order of their indexes.
func columnsOf(schema []format.SchemaElement) []column {
	var out []column
	i := 1
	var walk func(path []string, repeated bool, depth int)
	walk = func(path []string, repeated bool, depth int) {
		e := &schema[i]
		i++
		repeated = repeated || e.RepetitionType.Valid && e.RepetitionType.V == format.Repeated
		path = append(path[:len(path):len(path)], e.Name)
		if !e.NumChildren.Valid || e.NumChildren.V == 0 {
			out = append(out, column{key: key(path), repeated: repeated, show: showerOf(e)})
			return
		}
		for n := int32(0); n < e.NumChildren.V && i < len(schema) && depth < 256; n++ {
			walk(path, repeated, depth+1)
		}
	}
	for i < len(schema) {
		walk(nil, false, 0)
	}
	return out
}

// key is a column's path without the levels that lists and maps only add ("list.element", "key_value").
func key(path []string) []byte {
	var short []string
	for i, p := range path {
		if i > 0 && (p == "list" || p == "element" || p == "array" || p == "bag" || p == "key_value" || p == "item" && path[i-1] == "list") {
			continue
		}
		short = append(short, p)
	}
	return append(appendString(nil, []byte(strings.Join(short, "."))), ':')
}

// reader writes rows as lines of JSON while it is read.
type reader struct {
	name    string
	groups  []parquet.RowGroup
	columns []column
	rows    parquet.Rows
	buf     []parquet.Row
	line    []byte
	at      int
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			n, err = 0, corrupt(r.name)
		}
	}()
	for r.at == len(r.line) {
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	n = copy(p, r.line[r.at:])
	r.at += n
	return n, nil
}

func (r *reader) fill() error {
	r.line, r.at = r.line[:0], 0
	if r.rows == nil {
		if len(r.groups) == 0 {
			return io.EOF
		}
		r.rows = r.groups[0].Rows()
		r.groups = r.groups[1:]
	}
	n, err := r.rows.ReadRows(r.buf)
	for _, row := range r.buf[:n] {
		r.row(row)
	}
	switch {
	case err == io.EOF || err == nil && n == 0:
		r.rows.Close()
		r.rows = nil
	case err != nil:
		if n > 0 {
			r.groups, r.rows = []parquet.RowGroup{}, failed{r.rows}
			return nil
		}
		return corrupt(r.name)
	}
	return nil
}

// failed repeats the error behind the rows that could be read.
type failed struct{ parquet.Rows }

func (failed) ReadRows([]parquet.Row) (int, error) { return 0, io.ErrUnexpectedEOF }

// row appends a row as an object.
func (r *reader) row(row parquet.Row) {
	r.line = append(r.line, '{')
	for i := 0; i < len(row); {
		c := row[i].Column()
		k := i + 1
		for k < len(row) && row[k].Column() == c {
			k++
		}
		if c >= 0 && c < len(r.columns) {
			r.values(&r.columns[c], row[i:k])
		}
		i = k
	}
	if r.line[len(r.line)-1] == ',' {
		r.line = r.line[:len(r.line)-1]
	}
	r.line = append(r.line, '}', '\n')
}

// values appends the values of one column. Nulls and bytes that are no text are left out.
func (r *reader) values(c *column, values []parquet.Value) {
	start := len(r.line)
	r.line = append(r.line, c.key...)
	if c.repeated {
		r.line = append(r.line, '[')
	}
	from := len(r.line)
	for _, v := range values {
		if v.IsNull() {
			continue
		}
		if len(r.line) > from {
			r.line = append(r.line, ',')
		}
		at := len(r.line)
		if r.line = c.show(r.line, v); len(r.line) == at && at > from {
			r.line = r.line[:at-1]
		}
	}
	if len(r.line) == from {
		r.line = r.line[:start]
		return
	}
	if c.repeated {
		r.line = append(r.line, ']')
	}
	r.line = append(r.line, ',')
}

func (r *reader) close() {
	defer func() { _ = recover() }()
	if r.rows != nil {
		r.rows.Close()
	}
}
