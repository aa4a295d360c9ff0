package sqldump

import (
	"bytes"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/window"
)

// NewCursor makes a cursor over the blocks of a part of form Tuples or Copy. A value that is NULL has no Value.
func NewCursor(p *content.Part) content.Cursor {
	f := fields{names: p.Fields[:len(p.Fields):len(p.Fields)]}
	if p.Form == content.Copy {
		return &copyCursor{fields: f}
	}
	return &tupleCursor{fields: f, esc: p.Escape}
}

var newline = []byte{'\n'}

// fields are the names of the columns; those that the dump does not name are called by their number.
type fields struct {
	names   []string
	text    []byte
	i       int
	counted int // bytes whose lines are counted
	lines   int
	scratch []byte
}

func (f *fields) Fields() []string { return f.names }

// Reset implements content.Cursor.
func (f *fields) Reset(b *content.Block) {
	f.text = b.Text[:b.To]
	f.i, f.counted, f.lines = b.From, b.From, 0
}

// begin starts the record at the present offset.
func (f *fields) begin(r *content.Record) {
	f.lines += bytes.Count(f.text[f.counted:f.i], newline)
	f.counted = f.i
	r.Start, r.Line, r.Values, r.Bad = f.i, f.lines, r.Values[:0], false
	f.scratch = f.scratch[:0]
}

// name makes sure that the column has one.
func (f *fields) name(field int) {
	for field >= len(f.names) {
		f.names = append(f.names, "column_"+strconv.Itoa(len(f.names)+1))
	}
}

// tupleCursor takes (v, v), (v, v) apart, with the heads of further statements between them.
type tupleCursor struct {
	fields
	esc    byte
	prefix []byte // the head met last
}

// Next implements content.Cursor.
func (c *tupleCursor) Next(r *content.Record) bool {
	if !c.seek() {
		return false
	}
	c.begin(r)
	t := c.text
	i := c.i + 1
	for field := 0; ; field++ {
		var v content.Value
		var ok bool
		for i < len(t) && window.White(t[i]) {
			i++
		}
		if i < len(t) && t[i] == '\'' {
			v, i, ok = c.quoted(i+1, c.esc)
		} else {
			v, i, ok = c.plain(i)
		}
		if ok {
			if field >= len(c.names) {
				c.name(field)
			}
			v.Field = field
			r.Values = append(r.Values, v)
		}
		if i < len(t) && t[i] == ',' {
			i++
			continue
		}
		if i < len(t) && t[i] == ')' {
			i++
		} else {
			i, r.Bad = len(t), true
		}
		break
	}
	c.i, r.End = i, i
	return true
}

// seek goes to the bracket that opens the next row.
func (c *tupleCursor) seek() bool {
	t := c.text
	for i := c.i; i < len(t); {
		switch b := t[i]; {
		case b == '(':
			c.i = i
			return true
		case b == ',' || b == ';' || window.White(b):
			i++
		case len(c.prefix) > 0 && bytes.HasPrefix(t[i:], c.prefix):
			i += len(c.prefix)
		case mayBeHead(t[i:]):
			if n := headEnd(t[i:]); n > 0 {
				c.prefix = append(c.prefix[:0], t[i:i+n]...)
				i += n
				continue
			}
			fallthrough
		default:
			// GO, or the end of a statement without strings
			if len(t)-i >= 2 && equalFold(t[i:i+2], "GO") && (len(t)-i == 2 || window.White(t[i+2])) {
				i += 2
				continue
			}
			k := bytes.IndexByte(t[i:], ';')
			if k < 0 {
				k = len(t) - i
			}
			i += k
		}
	}
	c.i = len(t)
	return false
}

// headEnd is the length of the head of an INSERT at the beginning of b.
func headEnd(b []byte) int {
	if h := parseHead(b, true); h.kind == insert {
		return h.end
	}
	return 0
}

// quoted reads the string whose text begins at i, and what follows it up to the comma or bracket.
func (c *tupleCursor) quoted(i int, esc byte) (content.Value, int, bool) {
	t := c.text
	k := bytes.IndexByte(t[i:], '\'')
	if k < 0 {
		return content.Value{Start: i, End: len(t), Text: c.undo(t[i:], esc)}, len(t), true
	}
	end := i + k
	v := content.Value{Start: i, End: end, Text: t[i:end]}
	next := end + 1
	if next >= len(t) || t[next] == '\'' || esc != 0 && bytes.IndexByte(v.Text, esc) >= 0 {
		if next = skipString(t, i, '\'', esc); next < 0 {
			next = len(t)
			if t[next-1] != '\'' { // cut
				return content.Value{Start: i, End: next, Text: c.undo(t[i:], esc)}, next, true
			}
		}
		v.End = next - 1
		v.Text = c.undo(t[i:v.End], esc)
	}
	if next < len(t) && t[next] != ',' && t[next] != ')' {
		return c.behind(v, i-1, next)
	}
	return v, next, true
}

// undo takes the escapes and doubled quotes out of a string.
func (c *tupleCursor) undo(raw []byte, esc byte) []byte {
	if bytes.IndexByte(raw, '\'') < 0 && (esc == 0 || bytes.IndexByte(raw, esc) < 0) {
		return raw
	}
	from := len(c.scratch)
	c.scratch = appendUnquoted(c.scratch, raw, esc)
	return c.scratch[from:len(c.scratch):len(c.scratch)]
}

// behind looks at what follows a string: a cast or nothing leaves the string, a further string makes the whole
// expression the value.
func (c *tupleCursor) behind(v content.Value, from, i int) (content.Value, int, bool) {
	end := skipField(c.text, i, c.esc)
	if bytes.IndexByte(c.text[i:end], '\'') >= 0 {
		return c.whole(from, end)
	}
	return v, end, true
}

func (c *tupleCursor) whole(from, end int) (content.Value, int, bool) {
	raw := bytes.TrimRight(c.text[from:end], " \t\r\n")
	return content.Value{Start: from, End: from + len(raw), Text: raw}, end, true
}

// plain reads a value that does not begin with a quote: a number, a word, a string with an introducer, a call.
func (c *tupleCursor) plain(i int) (content.Value, int, bool) {
	t := c.text
	from := i
	for i < len(t) && !ends[t[i]] {
		i++
	}
	if i >= len(t) || t[i] == ',' || t[i] == ')' {
		v, end, _ := c.whole(from, i)
		ok := len(v.Text) > 0 && !(len(v.Text) == 4 && equalFold(v.Text, "NULL"))
		return v, end, ok
	}
	if t[i] == '\'' { // N'…', E'…', _utf8mb4'…', X'…', DATE '…'
		return c.quoted(i+1, escapeAt(t, i, c.esc))
	}
	end := skipField(t, i, c.esc)
	if t[i] == '"' && i == from {
		if k := skipString(t, i+1, '"', c.esc); k > 0 && k <= end {
			return content.Value{Start: i + 1, End: k - 1, Text: c.undo(t[i+1:k-1], c.esc)}, end, true
		}
	}
	if t[i] != '(' {
		return c.whole(from, end)
	}
	return c.call(from, i, end)
}

// call reads f(…): its value is the only string inside, or the first where the function converts one.
func (c *tupleCursor) call(from, open, end int) (content.Value, int, bool) {
	t := c.text
	q := bytes.IndexByte(t[open:end], '\'')
	if q < 0 {
		return c.whole(from, end)
	}
	q += open
	esc := escapeAt(t, q, c.esc)
	stop := skipString(t, q+1, '\'', esc)
	if stop < 0 || stop > end || bytes.IndexByte(t[stop:end], '\'') >= 0 && !converts(t[from:open]) {
		return c.whole(from, end)
	}
	return content.Value{Start: q + 1, End: stop - 1, Text: c.undo(t[q+1:stop-1], esc)}, end, true
}

// converts tells whether the function's first string is the value and a second only its format.
func converts(name []byte) bool {
	for _, f := range []string{"TO_DATE", "TO_TIMESTAMP", "TO_TIMESTAMP_TZ", "STR_TO_DATE", "CONVERT", "CAST", "TO_NUMBER"} {
		if len(name) == len(f) && equalFold(name, f) {
			return true
		}
	}
	return false
}

// ends are the bytes at which a plain value ends or turns out to be none.
var ends = [256]bool{',': true, ')': true, '(': true, '\'': true, '"': true, '`': true}

// skipField returns the offset of the comma or bracket that ends the value, or len(t).
func skipField(t []byte, i int, esc byte) int {
	depth := 0
	for i < len(t) {
		switch b := t[i]; {
		case b == ',' && depth == 0:
			return i
		case b == '(':
			depth++
			i++
		case b == ')':
			if depth == 0 {
				return i
			}
			depth--
			i++
		case stops[b]:
			if i = skipOther(t, i, esc); i < 0 {
				return len(t)
			}
		default:
			i++
		}
	}
	return i
}
