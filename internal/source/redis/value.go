package redis

import (
	"bytes"
	"compress/zlib"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/redis/go-redis/v9"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// writer writes the records of one key.
type writer struct {
	dst  []byte
	key  string
	told *wire.Left
}

// begin opens a record.
func (w *writer) begin() {
	w.dst = wire.Name(append(w.dst, '{'), "key")
	w.dst, _ = wire.Text(w.dst, w.key)
}

func (w *writer) end() { w.dst = append(w.dst, '}', '\n') }

// field adds a value under a name.
func (w *writer) field(name, v string) {
	w.dst = wire.Name(w.dst, name)
	w.plain(v)
}

// plain adds a value: unpacked if it is packed, as JSON if it is JSON.
func (w *writer) plain(v string) {
	b := []byte(v)
	if why := packed(b); why != "" {
		if open, ok := unpack(b); ok {
			b = open
		} else {
			w.told.Add(why)
			w.dst = append(w.dst, "null"...)
			return
		}
	}
	var whole bool
	if w.dst, whole = wire.Value(w.dst, b); !whole {
		w.told.Add("binary")
	}
}

// value writes a record of the key's one value.
func (w *writer) value(v string) {
	w.begin()
	w.field("value", v)
	w.end()
}

// text writes a record of a stretch of the key's value.
func (w *writer) text(v []byte) (whole bool) {
	w.begin()
	w.dst = wire.Name(w.dst, "value")
	w.dst, whole = wire.Text(w.dst, v)
	w.end()
	return whole
}

// elements writes a record of each.
func (w *writer) elements(list []string) {
	for _, v := range list {
		w.value(v)
	}
}

func (w *writer) scores(list []redis.Z) {
	for _, z := range list {
		v, _ := z.Member.(string)
		w.begin()
		w.field("value", v)
		w.field("score", strconv.FormatFloat(z.Score, 'f', -1, 64))
		w.end()
	}
}

func (w *writer) messages(list []redis.XMessage) {
	for _, m := range list {
		w.begin()
		w.field("id", m.ID)
		w.dst = append(wire.Name(w.dst, "value"), '{')
		for _, name := range slices.Sorted(maps.Keys(m.Values)) {
			v, _ := m.Values[name].(string)
			w.field(name, v)
		}
		w.dst = append(w.dst, '}')
		w.end()
	}
}

// hash writes a hash whose fields have names as one record, and one whose fields are data as a record a field.
func (w *writer) hash(fields map[string]string) {
	pairs := make([]string, 0, 2*len(fields))
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		pairs = append(pairs, f, fields[f])
	}
	w.pairs(pairs, len(fields) <= namedFields)
}

// pairs writes fields and values. named tells that they are few enough to have names.
func (w *writer) pairs(pairs []string, named bool) {
	if len(pairs) == 0 {
		return
	}
	if !named || ids(pairs) {
		for i := 0; i+1 < len(pairs); i += 2 {
			w.begin()
			w.field("field", pairs[i])
			w.field("value", pairs[i+1])
			w.end()
		}
		return
	}
	w.begin()
	w.dst = append(wire.Name(w.dst, "value"), '{')
	for i := 0; i+1 < len(pairs); i += 2 {
		w.field(pairs[i], pairs[i+1])
	}
	w.dst = append(w.dst, '}')
	w.end()
}

// ids tells whether most fields are data, or counted on: no names of what stands in them.
func ids(pairs []string) bool {
	n, odd, stems := len(pairs)/2, 0, map[string]bool{}
	for i := 0; i+1 < len(pairs); i += 2 {
		stem := strings.TrimRight(pairs[i], "0123456789")
		if stem == "" || strings.ContainsAny(stem, "0123456789@") {
			odd++
		}
		stems[stem] = true
	}
	return 2*odd > n || n > 4 && 2*len(stems) < n
}

// packed tells how a value that is no text is packed, or "".
func packed(v []byte) string {
	switch {
	case len(v) < 4:
	case v[0] == 0x1f && v[1] == 0x8b, bytes.HasPrefix(v, []byte{0x28, 0xb5, 0x2f, 0xfd}), bytes.HasPrefix(v, []byte{4, 0x22, 0x4d, 0x18}):
		return "compressed"
	case v[0] == 0x78 && (int(v[0])<<8|int(v[1]))%31 == 0 && !utf8.Valid(v):
		return "compressed"
	case bytes.HasPrefix(v, []byte{0xac, 0xed, 0, 5}):
		return "serialized by Java"
	case v[0] == 0x80 && v[1] >= 2 && v[1] <= 5 && v[len(v)-1] == '.':
		return "serialized by Python"
	}
	return ""
}

// maxOpen is what a packed value may unpack to.
const maxOpen = 8 << 20

// unpack undoes the compression of a value that is text inside.
func unpack(v []byte) ([]byte, bool) {
	var r io.Reader
	var err error
	switch {
	case v[0] == 0x1f:
		r, err = gzip.NewReader(bytes.NewReader(v))
	case v[0] == 0x78:
		r, err = zlib.NewReader(bytes.NewReader(v))
	case v[0] == 0x28:
		var d *zstd.Decoder
		if d, err = zstd.NewReader(bytes.NewReader(v), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(2*maxOpen)); err == nil {
			defer d.Close()
			r = d
		}
	default:
		return nil, false
	}
	if err != nil {
		return nil, false
	}
	out, err := io.ReadAll(io.LimitReader(r, maxOpen+1))
	return out, err == nil && len(out) <= maxOpen && utf8.Valid(out)
}
