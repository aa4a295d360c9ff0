package ndjson

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// maxKeys bounds the fields of one part: data whose keys are data (ids as keys) would otherwise grow without end. Values
// behind further keys are read under the name of their parent with ".*".
const maxKeys = 4096

type pathKey struct {
	parent int
	key    string
}

// guess is the key that stood at this place in the record before.
type guess struct {
	raw    []byte // `"key":` with the white space as it stood
	parent int
	path   int
}

type cursor struct {
	prefix  string
	names   []string // path index -> name; index 0 is the record itself
	paths   map[pathKey]int
	fields  []string // field index -> name
	fieldOf []int    // path index -> field index, -1 if none yet
	known   map[string]int
	guesses []guess
	scratch []byte

	text      []byte
	pos       int
	line      int
	lineStart int
	n         int // keys of this record so far
	r         *content.Record
}

// NewCursor takes the blocks of p apart. The first fields are those given; others follow as they are met.
func NewCursor(p *content.Part, fields []string) content.Cursor {
	c := &cursor{prefix: p.Prefix, paths: map[pathKey]int{}, known: map[string]int{}}
	c.names = append(c.names, p.Prefix)
	c.fieldOf = append(c.fieldOf, -1)
	for i, f := range fields {
		c.known[f] = i
	}
	c.fields = append([]string(nil), fields...)
	return c
}

func (c *cursor) Fields() []string { return c.fields }

func (c *cursor) Reset(b *content.Block) {
	c.text, c.pos, c.line, c.lineStart = b.Text[:b.To], b.From, 0, b.From
}

// Next implements content.Cursor.
func (c *cursor) Next(r *content.Record) bool {
	text, i := c.text, c.pos
	for i < len(text) && (text[i] <= ' ' || text[i] == ',') {
		i++
	}
	if i+2 < len(text) && text[i] == 0xef && text[i+1] == 0xbb && text[i+2] == 0xbf {
		i += 3
	}
	if i >= len(text) {
		c.pos = i
		return false
	}
	c.line += bytes.Count(text[c.lineStart:i], nl)
	c.lineStart = i
	r.Start, r.Line, r.Bad, r.Values = i, c.line, false, r.Values[:0]
	c.n, c.r, c.scratch = 0, r, c.scratch[:0]
	end, ok := c.value(i, 0, 0, false)
	if !ok {
		// Not JSON: the rest of the line is the record.
		r.Bad = true
		if n := bytes.IndexByte(text[min(end, len(text)):], '\n'); n >= 0 {
			end += n + 1
		} else {
			end = len(text)
		}
	}
	r.End, c.pos = end, end
	return true
}

var nl = []byte{'\n'}

func (c *cursor) space(i int) int {
	for i < len(c.text) && c.text[i] <= ' ' {
		i++
	}
	return i
}

// value reads the value at i whose path is given and returns the index behind it.
func (c *cursor) value(i, path, depth int, inArray bool) (int, bool) {
	text := c.text
	if i >= len(text) {
		return i, false
	}
	switch text[i] {
	case '{':
		if depth >= MaxDepth {
			return c.skip(i)
		}
		return c.object(i+1, path, depth+1)
	case '[':
		if depth >= MaxDepth {
			return c.skip(i)
		}
		return c.array(i+1, path, depth+1)
	case '"':
		end := content.IndexEither(text, i+1, '"', '\\')
		if end < len(text) && text[end] == '"' {
			c.emit(path, i+1, end, text[i+1:end])
			return end + 1, true
		}
		end, ok := stringEnd(text, end)
		end = min(end, len(text))
		c.emit(path, i+1, end, c.unescape(text[i+1:end]))
		return min(end+1, len(text)), ok
	}
	end := i
	for end < len(text) && text[end] > ' ' && text[end] != ',' && text[end] != '}' && text[end] != ']' {
		end++
	}
	if end == i {
		return i, false
	}
	if !literal(text[i:end]) {
		return end, false
	}
	if text[i] != 'n' {
		c.emit(path, i, end, text[i:end])
	}
	return end, true
}

// literal tells numbers and the words true, false and null from what is no JSON.
func literal(v []byte) bool {
	switch c := v[0]; {
	case '0' <= c && c <= '9' || c == '-':
		return true
	case c == 't':
		return string(v) == "true"
	case c == 'f':
		return string(v) == "false"
	case c == 'n':
		return string(v) == "null"
	}
	return false
}

func (c *cursor) object(i, path, depth int) (int, bool) {
	text := c.text
	for {
		// The key that stood here before, with its colon.
		if c.n < len(c.guesses) {
			g := &c.guesses[c.n]
			if g.parent == path && bytes.HasPrefix(text[i:], g.raw) {
				c.n++
				end, ok := c.value(i+len(g.raw), g.path, depth, false)
				if !ok {
					return end, false
				}
				i = end
				if i < len(text) && text[i] == ',' {
					i++
					continue
				}
				if i < len(text) && text[i] == '}' {
					return i + 1, true
				}
				goto behind
			}
		}
		{
			start := i
			i = c.space(i)
			if i >= len(text) {
				return i, false
			}
			if text[i] == '}' {
				return i + 1, true
			}
			if text[i] != '"' {
				return i, false
			}
			end, ok := stringEnd(text, i+1)
			if !ok {
				return len(text), false
			}
			child := c.child(path, text[i+1:end])
			i = c.space(end + 1)
			if i >= len(text) || text[i] != ':' {
				return i, false
			}
			i = c.space(i + 1)
			c.learn(text[start:i], path, child)
			var good bool
			if i, good = c.value(i, child, depth, false); !good {
				return i, false
			}
		}
	behind:
		i = c.space(i)
		if i >= len(text) {
			return i, false
		}
		switch text[i] {
		case ',':
			i++
		case '}':
			return i + 1, true
		default:
			return i, false
		}
	}
}

func (c *cursor) array(i, path, depth int) (int, bool) {
	text := c.text
	item := path
	for {
		i = c.space(i)
		if i >= len(text) {
			return i, false
		}
		if text[i] == ']' {
			return i + 1, true
		}
		if text[i] == '{' && item == path {
			item = c.child(path, nil)
		}
		at := path
		if text[i] == '{' {
			at = item
		}
		var ok bool
		if i, ok = c.value(i, at, depth, true); !ok {
			return i, false
		}
		i = c.space(i)
		if i >= len(text) {
			return i, false
		}
		switch text[i] {
		case ',':
			i++
		case ']':
			return i + 1, true
		default:
			return i, false
		}
	}
}

// skip passes over a value too deep to be read, counting brackets only.
func (c *cursor) skip(i int) (int, bool) {
	c.r.Bad = true
	depth := 0
	for ; i < len(c.text); i++ {
		switch c.text[i] {
		case '"':
			end, ok := stringEnd(c.text, i+1)
			if !ok {
				return len(c.text), false
			}
			i = end
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
	}
	return len(c.text), false
}

func (c *cursor) learn(raw []byte, parent, path int) {
	if c.n > 1024 {
		return
	}
	for len(c.guesses) <= c.n {
		c.guesses = append(c.guesses, guess{})
	}
	g := &c.guesses[c.n]
	g.raw = append(g.raw[:0], raw...)
	g.parent, g.path = parent, path
	c.n++
}

// child is the path of a key below a path; a nil key stands for the objects of an array.
func (c *cursor) child(parent int, key []byte) int {
	if key == nil {
		key = brackets
	}
	if p, ok := c.paths[pathKey{parent, string(key)}]; ok {
		return p
	}
	if len(c.names) >= maxKeys {
		key = rest
		if p, ok := c.paths[pathKey{parent, string(key)}]; ok {
			return p
		}
		if len(c.names) >= 2*maxKeys {
			return parent
		}
	}
	name := c.names[parent]
	switch {
	case bytes.Equal(key, brackets):
		name += "[]"
	case name == "":
		name = string(c.unescape(key))
	default:
		name += "." + string(c.unescape(key))
	}
	p := len(c.names)
	c.names = append(c.names, name)
	c.fieldOf = append(c.fieldOf, -1)
	c.paths[pathKey{parent, string(key)}] = p
	return p
}

var (
	brackets = []byte("\x00[]")
	rest     = []byte("*")
)

func (c *cursor) emit(path, start, end int, text []byte) {
	f := c.fieldOf[path]
	if f < 0 {
		f = c.field(c.names[path])
		c.fieldOf[path] = f
	}
	c.r.Values = append(c.r.Values, content.Value{Field: f, Start: start, End: end, Text: text})
}

func (c *cursor) field(name string) int {
	if name == "" {
		name = "value"
	}
	if f, ok := c.known[name]; ok {
		return f
	}
	f := len(c.fields)
	c.fields = append(c.fields, name)
	c.known[name] = f
	return f
}

// unescape undoes the escapes of a string into the scratch.
func (c *cursor) unescape(raw []byte) []byte {
	b := bytes.IndexByte(raw, '\\')
	if b < 0 {
		return raw
	}
	start := len(c.scratch)
	for b >= 0 {
		c.scratch = append(c.scratch, raw[:b]...)
		raw = raw[b+1:]
		if len(raw) == 0 {
			break
		}
		switch e := raw[0]; e {
		case 'n':
			c.scratch = append(c.scratch, '\n')
		case 't':
			c.scratch = append(c.scratch, '\t')
		case 'r':
			c.scratch = append(c.scratch, '\r')
		case 'b':
			c.scratch = append(c.scratch, '\b')
		case 'f':
			c.scratch = append(c.scratch, '\f')
		case 'u':
			var n int
			c.scratch, n = appendUnicode(c.scratch, raw)
			raw = raw[n:]
		default:
			c.scratch = append(c.scratch, e)
		}
		raw = raw[1:]
		b = bytes.IndexByte(raw, '\\')
	}
	c.scratch = append(c.scratch, raw...)
	return c.scratch[start:]
}
