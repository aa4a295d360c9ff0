// Package flat takes JSON objects apart into named fields: nested names joined by dots, the values of arrays under one name
// in their order, nulls left out. What was learnt of the structure of earlier objects (which key follows which, and what its
// path is called) makes that nothing is allocated for an object like those before.
package flat

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

const (
	maxDepth  = 64
	maxNodes  = 4096 // keys may be data (an id as a key); behind so many, values stand under their parent's name with ".*"
	maxFields = 4096
)

// Flattener takes objects apart. Its zero value is ready; it is for one goroutine.
type Flattener struct {
	nodes   []node
	text    []byte
	fields  []event.Field
	scratch []byte
}

// node is a path. first is the child that the object behind it began with last time, next the sibling that followed it; 0 is
// none.
type node struct {
	raw         []byte // the key as it stands, without quotes
	name        string
	parent      int32
	first, next int32
	kids        map[string]int32
}

// Object appends the fields of the object to into. They are valid until the next call, and as long as the text. It is false
// if the text is no object.
func (f *Flattener) Object(text []byte, into []event.Field) ([]event.Field, bool) {
	if len(f.nodes) == 0 {
		f.nodes = append(f.nodes, node{})
	}
	f.text, f.fields, f.scratch = text, into, f.scratch[:0]
	i := f.space(0)
	if i >= len(text) || text[i] != '{' {
		return into, false
	}
	i, ok := f.object(i+1, 0, 1)
	ok = ok && f.space(i) == len(text)
	into = f.fields
	f.text, f.fields = nil, nil
	return into, ok
}

func (f *Flattener) space(i int) int {
	for i < len(f.text) && (f.text[i] == ' ' || f.text[i] == '\n' || f.text[i] == '\t' || f.text[i] == '\r') {
		i++
	}
	return i
}

// object reads the members behind a brace.
func (f *Flattener) object(i int, path int32, depth int) (int, bool) {
	if depth > maxDepth {
		return i, false
	}
	text := f.text
	if i = f.space(i); i < len(text) && text[i] == '}' {
		return i + 1, true
	}
	last := int32(0)
	for {
		if i >= len(text) || text[i] != '"' {
			return i, false
		}
		i++
		guess := f.nodes[path].first
		if last != 0 {
			guess = f.nodes[last].next
		}
		var kid int32
		if g := &f.nodes[guess]; guess != 0 && g.parent == path && len(text)-i > len(g.raw) && text[i+len(g.raw)] == '"' && string(text[i:i+len(g.raw)]) == string(g.raw) {
			kid = guess
			i += len(g.raw) + 1
		} else {
			end, _, ok := StringEnd(text, i)
			if !ok {
				return end, false
			}
			kid = f.child(path, text[i:end])
			if last == 0 {
				f.nodes[path].first = kid
			} else {
				f.nodes[last].next = kid
			}
			i = end + 1
		}
		if i >= len(text) || text[i] != ':' {
			if i = f.space(i); i >= len(text) || text[i] != ':' {
				return i, false
			}
		}
		i++
		if i < len(text) && text[i] <= ' ' {
			i = f.space(i)
		}
		var ok bool
		if i, ok = f.value(i, kid, depth); !ok {
			return i, false
		}
		last = kid
		if i >= len(text) || text[i] != ',' {
			if i = f.space(i); i >= len(text) {
				return i, false
			}
			if text[i] == '}' {
				return i + 1, true
			}
			if text[i] != ',' {
				return i, false
			}
		}
		i++
		if i < len(text) && text[i] <= ' ' {
			i = f.space(i)
		}
	}
}

func (f *Flattener) array(i int, path int32, depth int) (int, bool) {
	if depth > maxDepth {
		return i, false
	}
	text := f.text
	if i = f.space(i); i < len(text) && text[i] == ']' {
		return i + 1, true
	}
	for {
		var ok bool
		if i, ok = f.value(i, path, depth); !ok {
			return i, false
		}
		if i = f.space(i); i >= len(text) {
			return i, false
		}
		if text[i] == ']' {
			return i + 1, true
		}
		if text[i] != ',' {
			return i, false
		}
		i = f.space(i + 1)
	}
}

func (f *Flattener) value(i int, path int32, depth int) (int, bool) {
	text := f.text
	if i >= len(text) {
		return i, false
	}
	switch text[i] {
	case '"':
		end, escaped, ok := StringEnd(text, i+1)
		if !ok {
			return end, false
		}
		v := text[i+1 : end : end]
		if escaped {
			v = f.unescape(v)
		}
		f.emit(path, v)
		return end + 1, true
	case '{':
		return f.object(i+1, path, depth+1)
	case '[':
		return f.array(i+1, path, depth+1)
	}
	end := i
	for end < len(text) && text[end] > ' ' && text[end] != ',' && text[end] != '}' && text[end] != ']' {
		end++
	}
	v := text[i:end:end]
	switch {
	case len(v) == 0:
		return i, false
	case v[0]-'0' <= 9 || v[0] == '-' || string(v) == "true" || string(v) == "false":
		f.emit(path, v)
	case string(v) != "null":
		return i, false
	}
	return end, true
}

func (f *Flattener) emit(path int32, v []byte) {
	if len(f.fields) < maxFields {
		f.fields = append(f.fields, event.Field{Name: f.nodes[path].name, Value: v})
	}
}

// child is the path of a key below a path.
func (f *Flattener) child(parent int32, key []byte) int32 {
	if k, ok := f.nodes[parent].kids[string(key)]; ok {
		return k
	}
	name := ""
	if len(f.nodes) >= maxNodes {
		key = []byte("*")
		if k, ok := f.nodes[parent].kids["*"]; ok {
			return k
		}
		if len(f.nodes) >= 2*maxNodes {
			return parent
		}
	}
	if p := f.nodes[parent].name; p != "" {
		name = p + "."
	}
	name += string(f.unescape(key))
	k := int32(len(f.nodes))
	f.nodes = append(f.nodes, node{raw: bytes.Clone(key), name: name, parent: parent})
	if f.nodes[parent].kids == nil {
		f.nodes[parent].kids = map[string]int32{}
	}
	f.nodes[parent].kids[string(key)] = k
	return k
}
