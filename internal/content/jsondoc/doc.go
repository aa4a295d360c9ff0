package jsondoc

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/window"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// doc is one reading of a document.
type doc struct {
	window.Window
	walk    *content.Walk
	decoded window.Decoded
	proto   content.Part

	stack   []frame
	env     []byte   // what stands around tables, since it was last handed out
	from    []origin // where its values stand
	end     int64    // of the last value in env
	inOrder bool
	filled  bool // env holds a value
	broken  bool // the text ended inside a value
	told    bool // that a value was too deep
	paths   map[string]bool
}

// frame is an object or array that the present place lies in.
type frame struct {
	kind byte   // '{', '[', or 's' and 'r', whose elements are records: a sequence, an array of objects
	key  string // raw, with quotes; "" in an array
}

// envelopeSize is how much envelope is kept before it is handed out.
const envelopeSize = 256 << 10

// maxPaths bounds the tables of one document; further ones are read as envelope.
const maxPaths = 64

func (d *doc) push(kind byte, key string) { d.stack = append(d.stack, frame{kind, key}) }

// read follows the document to its end.
func (d *doc) read(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		d.DropWhite()
		t := d.Want(1)
		if len(t) == 0 {
			d.broken = d.broken || len(d.stack) > 0 && d.stack[0].kind != 's' || len(d.stack) > 1
			return nil
		}
		top := byte(0)
		if len(d.stack) > 0 {
			top = d.stack[len(d.stack)-1].kind
		}
		var err error
		switch c := t[0]; {
		case c == '}' || c == ']':
			d.Drop(1)
			if top == 0 || top == 's' {
				continue
			}
			d.close()
		case c == ',' || c == ':':
			d.Drop(1)
		case top == 's' || top == 'r':
			err = d.records(ctx)
		case top == '{':
			err = d.member(ctx)
		default:
			err = d.value(ctx, "")
		}
		if err == nil && len(d.env) > envelopeSize {
			err = d.flush(ctx, false)
		}
		if err != nil {
			return err
		}
	}
}

// member reads a key, its colon and its value.
func (d *doc) member(ctx context.Context) error {
	end := d.whole(0)
	if end < 0 || end > 64<<10 || d.Text()[0] != '"' {
		return d.value(ctx, "")
	}
	key := string(d.Text()[:end])
	d.Drop(end)
	d.DropWhite()
	if t := d.Want(1); len(t) == 0 || t[0] != ':' {
		d.scalar("", []byte(key))
		return nil
	}
	d.Drop(1)
	d.DropWhite()
	return d.value(ctx, key)
}

// value reads the value that comes next.
func (d *doc) value(ctx context.Context, key string) error {
	t := d.Want(1)
	if len(t) == 0 {
		return nil
	}
	if c := t[0]; c == '{' || c == '[' {
		if len(d.stack) >= MaxDepth {
			return d.tooDeep()
		}
		kind := c
		if c == '[' && d.table(key) {
			kind = 'r'
		}
		d.Drop(1)
		d.separate(key)
		d.env = append(d.env, c)
		d.push(kind, key)
		return nil
	}
	if end := d.whole(0); end >= 0 {
		d.scalar(key, d.Text()[:end])
		d.Drop(end)
		return nil
	}
	return d.long(ctx)
}

// table tells whether the array that comes next is one: its elements are objects, or it is the whole document.
func (d *doc) table(key string) bool {
	if len(d.stack) == 0 {
		return true
	}
	n := 2
	for t := d.Want(n); space(t, 1) == len(t) && n < 4<<10; t = d.Want(n) {
		if len(t) < n {
			return false
		}
		n = len(t) + 1
	}
	t := d.Text()
	if i := space(t, 1); i >= len(t) || t[i] != '{' {
		return false
	}
	path := d.path(key)
	if !d.paths[path] && len(d.paths) >= maxPaths {
		return false
	}
	if d.paths == nil {
		d.paths = map[string]bool{}
	}
	d.paths[path] = true
	return true
}

// path is the dotted path of the present place and the key.
func (d *doc) path(key string) string {
	var b strings.Builder
	for _, f := range d.stack {
		step(&b, f.key)
		if f.kind != '{' && f.kind != 's' && b.Len() > 0 {
			b.WriteString("[]")
		}
	}
	step(&b, key)
	return b.String()
}

func step(b *strings.Builder, key string) {
	if len(key) < 2 {
		return
	}
	if b.Len() > 0 {
		b.WriteByte('.')
	}
	b.WriteString(key[1 : len(key)-1])
}

// records hands out the run of elements that comes next.
func (d *doc) records(ctx context.Context) error {
	if d.whole(0) < 0 && len(d.Text()) >= content.BlockMax {
		return d.value(ctx, "") // too long for one record: its own inside may be a table
	}
	if err := d.before(ctx); err != nil {
		return err
	}
	p := d.proto
	p.Charset = d.decoded.Name()
	p.FirstLine = d.Line
	switch path := d.path(""); strings.TrimSuffix(path, "[]") {
	case "", "hits.hits":
	default:
		p.Prefix = strings.TrimSuffix(path, "[]")
		p.Name += "!/" + p.Prefix
	}
	return d.walk.Part(ctx, &p, &elements{doc: d})
}

// separate puts a comma and the key before a value of the envelope.
func (d *doc) separate(key string) {
	if n := len(d.env); n > 0 && d.env[n-1] != '{' && d.env[n-1] != '[' {
		d.env = append(d.env, ',')
	}
	if key != "" {
		d.env = append(append(d.env, key...), ':')
	}
}

func (d *doc) scalar(key string, v []byte) {
	if key == "" && len(d.stack) > 0 && d.stack[len(d.stack)-1].kind == '{' { // not well formed
		key = `""`
	}
	d.separate(key)
	d.from = append(d.from, origin{int64(len(d.env)), d.Offset})
	d.env = append(d.env, v...)
	d.filled, d.end = true, int64(len(d.env))
}

// before hands out what stands before a part, where the order matters.
func (d *doc) before(ctx context.Context) error {
	if d.inOrder && d.filled {
		return d.flush(ctx, false)
	}
	return nil
}

// origin tells where a value of the envelope stands in the document.
type origin struct{ env, doc int64 }

// origins maps offsets of an envelope into the document, up to the end of its last value.
func origins(from []origin, end int64) func(int64) int64 {
	from = slices.Clone(from)
	return func(at int64) int64 {
		at = min(at, end)
		i, ok := slices.BinarySearchFunc(from, at, func(o origin, at int64) int { return cmp.Compare(o.env, at) })
		if !ok {
			i--
		}
		if i < 0 {
			return -1
		}
		return from[i].doc + at - from[i].env
	}
}

func (d *doc) close() {
	f := d.stack[len(d.stack)-1]
	d.stack = d.stack[:len(d.stack)-1]
	d.env = append(d.env, closing(f.kind)...)
}

func closing(kind byte) string {
	switch kind {
	case '{':
		return "}"
	case 's':
		return ""
	}
	return "]"
}

// flush hands out the envelope so far as a record, closed where it stands, and opens it again.
func (d *doc) flush(ctx context.Context, last bool) error {
	text := d.env
	for i := len(d.stack) - 1; i >= 0; i-- {
		text = append(text, closing(d.stack[i].kind)...)
	}
	var err error
	if d.filled {
		p := d.proto
		p.Name += "#envelope"
		p.Charset = d.decoded.Name()
		p.Locate = content.ByRecord
		p.Origin = origins(d.from, d.end)
		err = d.walk.Part(ctx, &p, &single{text: text})
	}
	d.env, d.from, d.filled = d.env[:0], d.from[:0], false
	if last {
		return err
	}
	for _, f := range d.stack {
		if f.kind == 's' {
			continue
		}
		d.separate(f.key)
		d.env = append(d.env, "{["[min(1, int(f.kind^'{'))])
	}
	return err
}

// tooDeep passes over the value that comes next and tells it.
func (d *doc) tooDeep() error {
	depth, text := 0, false
	for {
		t := d.Want(1)
		i := 0
		for i < len(t) {
			c := t[i]
			switch {
			case text && c == '\\':
				i++
			case c == '"':
				text = !text
			case text:
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				depth--
			}
			i++
			if depth == 0 {
				break
			}
		}
		if i > len(t) { // a backslash at the end
			t = d.Want(i)
		}
		d.Drop(min(i, len(t)))
		if depth == 0 || len(d.Want(1)) == 0 {
			break
		}
	}
	d.tellDeep()
	return nil
}

// tellDeep tells once that something was too deep to be read.
func (d *doc) tellDeep() {
	if !d.told {
		d.told = true
		d.walk.Skip(d.proto.Name, -1, fault.Errorf(fault.Refused, "read %q: a value is nested deeper than %d", d.proto.Name, MaxDepth))
	}
}
