package sqldump

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/window"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Format reads SQL dumps.
type Format struct{}

// Name implements content.Format.
func (Format) Name() string { return "sql" }

// archive begins what pg_dump writes in its custom form.
var archive = []byte("PGDMP")

var marks = [][]byte{
	[]byte("-- MySQL dump"), []byte("-- MariaDB dump"), []byte("-- PostgreSQL database dump"),
	[]byte("-- phpMyAdmin SQL Dump"), []byte("-- Dump completed"), []byte("PRAGMA foreign_keys=OFF;"),
}

// Match implements content.Format.
func (Format) Match(h *content.Head) content.Certainty {
	if bytes.HasPrefix(h.Bytes, archive) {
		return content.Magic
	}
	named := strings.EqualFold(path.Ext(h.Name), ".sql")
	first := h.Bytes[:min(len(h.Bytes), 4<<10)]
	for _, m := range marks {
		if i := bytes.Index(first, m); i == 0 || i > 0 && (first[i-1] == '\n' || named) {
			return content.ByForm
		}
	}
	if statements(h.Bytes, h.All) {
		return content.ByForm
	}
	if named && (bytes.IndexByte(first, 0) < 0 || len(first) > 1 && (first[0] == 0xFF || first[0] == 0xFE)) {
		return content.ByName
	}
	return content.No
}

// firsts begin a text that is SQL from its first word on.
var firsts = []string{"INSERT", "REPLACE", "COPY", "CREATE", "SET", "DROP", "BEGIN", "USE", "LOCK", "START", "PRAGMA", "ALTER", "TRUNCATE", "DELETE"}

// statements tells whether b is SQL from its first word on and has rows.
func statements(b []byte, all bool) bool {
	l := lexer{b: bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))}
	l.space()
	sql := false
	for _, w := range firsts {
		at := l.i
		sql = sql || l.keyword(w)
		l.i = at
	}
	if !sql {
		return false
	}
	b = l.b
	for i := l.i; i < len(b); i = next(b, i) {
		for i < len(b) && window.White(b[i]) {
			i++
		}
		if !mayBeHead(b[i:]) {
			continue
		}
		if h := parseHead(b[i:], all); h.kind == insert || h.kind == copyIn {
			return true
		}
	}
	return false
}

// next is the offset behind the line or statement that b[i] stands in.
func next(b []byte, i int) int {
	return min(content.IndexEither(b, i, '\n', ';')+1, len(b))
}

// Read implements content.Format.
func (Format) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	in := window.Decode(b.R)
	d := dump{Window: window.New(in.R), schema: schema{columns: map[string][]string{}, variants: map[string][]string{}}}
	first := d.Want(64 << 10)
	if bytes.HasPrefix(first, archive) {
		return fault.Errorf(fault.Unreadable, "read %q: dump in PostgreSQL's custom form; pg_restore -f turns it into SQL", b.Name)
	}
	d.esc = escape(first)
	d.proto = content.Part{Name: b.Name, Type: "application/sql", Size: -1, Escape: d.esc, Broken: in.Broken, Again: true}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if d.rest == nil {
			d.DropWhite()
		}
		if len(d.Want(1)) == 0 {
			break
		}
		d.proto.Charset = in.Name()
		if err := d.part(ctx, w); err != nil {
			return err
		}
	}
	switch {
	case !errors.Is(d.Err(), io.EOF):
		return d.Err()
	case d.open:
		return fault.Errorf(fault.Unreadable, "read %q: ends inside a statement", b.Name)
	}
	return nil
}

// part hands out the run of rows or of other text that comes next.
func (d *dump) part(ctx context.Context, w *content.Walk) error {
	p := d.proto
	p.FirstLine = d.Line
	p.Form = content.Code
	if rest := d.rest; rest != nil {
		d.rest = nil
		return w.Part(ctx, &p, rest)
	}
	run := d.going
	d.going = nil
	if run == nil {
		h := d.head(0)
		name, ok := "", false
		if h.kind == insert || h.kind == copyIn {
			name, ok = d.resolve(&h)
		}
		if !ok {
			return w.Part(ctx, &p, &others{dump: d, skip: h.kind == insert || h.kind == copyIn})
		}
		run = &rows{dump: d, head: h, name: name}
		if h.kind == insert {
			run.prefix = bytes.Clone(d.Text()[:h.end])
		}
	}
	p.Name += "!/" + run.name
	p.Fields = run.head.columns
	if run.head.kind == insert {
		p.Form = content.Tuples
		return w.Part(ctx, &p, &tuples{rows: run})
	}
	p.Form = content.Copy
	if !run.going {
		d.Drop(run.head.end)
		p.FirstLine = d.Line
	}
	return w.Part(ctx, &p, &lines{rows: run})
}

// escape tells by the beginning of a dump whether a backslash escapes inside its strings: so it is in MySQL, and not in
// the standard, which PostgreSQL, SQLite, SQL Server and Oracle follow.
func escape(b []byte) byte {
	for _, m := range []string{
		"PostgreSQL database dump", "standard_conforming_strings = on", "PRAGMA foreign_keys", "SET IDENTITY_INSERT",
		"INSERT [", "INSERT INTO [", "[dbo].", "Insert into ", "SET DEFINE OFF",
	} {
		if bytes.Contains(b, []byte(m)) && !bytes.Contains(b, []byte("MySQL dump")) {
			return 0
		}
	}
	return '\\'
}

func variant(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "#" + strconv.Itoa(i+1)
}
