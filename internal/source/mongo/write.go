package mongo

import (
	"encoding/hex"
	"io"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// maxDepth is how deep documents nest; MongoDB's own limit is 100.
const maxDepth = 200

// writer writes documents as JSON, as one reads them: dates as dates, ObjectIds as their digits.
type writer struct{ left wire.Left }

// rest tells what was not read, or io.EOF.
func (w *writer) rest() error {
	if err := w.left.Err("read documents: values not read"); err != nil {
		return err
	}
	return io.EOF
}

// document appends one, on a line of its own.
func (w *writer) document(dst []byte, d bsoncore.Document) []byte {
	return append(w.members(dst, d, 0, false), '\n')
}

// members appends what a document or an array holds.
func (w *writer) members(dst, d []byte, depth int, array bool) []byte {
	first, last := byte('{'), byte('}')
	if array {
		first, last = '[', ']'
	}
	dst = append(dst, first)
	if len(d) < 5 {
		return append(dst, last)
	}
	for rest := d[4:]; len(rest) > 1; {
		e, more, ok := bsoncore.ReadElement(rest)
		if !ok {
			w.left.Add("malformed")
			break
		}
		rest = more
		mark := len(dst)
		if array {
			if dst[mark-1] != '[' {
				dst = append(dst, ',')
			}
		} else {
			dst = wire.Name(dst, e.KeyBytes())
		}
		before := len(dst)
		if dst = w.value(dst, e.Value(), depth); len(dst) == before {
			dst = dst[:mark] // nothing to be read
		}
	}
	return append(dst, last)
}

// value appends one, or nothing if there is nothing to be read in it.
func (w *writer) value(dst []byte, v bsoncore.Value, depth int) []byte {
	switch v.Type {
	case bsoncore.TypeString, bsoncore.TypeSymbol, bsoncore.TypeJavaScript:
		if len(v.Data) < 5 {
			return dst
		}
		dst, _ = wire.Text(dst, v.Data[4:len(v.Data)-1])
		return dst
	case bsoncore.TypeEmbeddedDocument, bsoncore.TypeArray:
		if depth >= maxDepth {
			w.left.Add("nested too deep")
			return dst
		}
		return w.members(dst, v.Data, depth+1, v.Type == bsoncore.TypeArray)
	case bsoncore.TypeInt32, bsoncore.TypeInt64:
		n, _ := v.AsInt64OK()
		return strconv.AppendInt(dst, n, 10)
	case bsoncore.TypeDouble:
		f, _ := v.DoubleOK()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return append(dst, "null"...)
		}
		if f == math.Trunc(f) && math.Abs(f) < 1<<53 { // numbers of a shell: a telephone number is not 3.1E9
			return strconv.AppendInt(dst, int64(f), 10)
		}
		return strconv.AppendFloat(dst, f, 'g', -1, 64)
	case bsoncore.TypeBoolean:
		b, _ := v.BooleanOK()
		return strconv.AppendBool(dst, b)
	case bsoncore.TypeNull, bsoncore.TypeUndefined:
		return append(dst, "null"...)
	case bsoncore.TypeObjectID:
		dst = append(dst, '"')
		return append(hex.AppendEncode(dst, v.Data), '"')
	case bsoncore.TypeDateTime:
		ms, _ := v.DateTimeOK()
		return appendTime(dst, ms)
	case bsoncore.TypeTimestamp:
		t, _, _ := v.TimestampOK()
		return appendTime(dst, int64(t)*1000)
	case bsoncore.TypeDecimal128:
		h, l, _ := v.Decimal128OK()
		dst, _ = wire.Text(dst, bson.NewDecimal128(h, l).String())
		return dst
	case bsoncore.TypeRegex:
		p, _, _ := v.RegexOK()
		dst, _ = wire.Text(dst, p)
		return dst
	case bsoncore.TypeBinary:
		return w.binary(dst, v)
	}
	return dst
}

// appendTime appends a time, without its clock where it is a day: so birthdays are kept.
func appendTime(dst []byte, ms int64) []byte {
	t := time.UnixMilli(ms).UTC()
	if t.Year() < 0 || t.Year() > 9999 {
		return strconv.AppendInt(dst, ms, 10)
	}
	layout := "2006-01-02T15:04:05Z"
	if ms%86_400_000 == 0 {
		layout = "2006-01-02"
	}
	dst = append(dst, '"')
	return append(t.AppendFormat(dst, layout), '"')
}

func (w *writer) binary(dst []byte, v bsoncore.Value) []byte {
	subtype, data, ok := v.BinaryOK()
	switch {
	case !ok:
		w.left.Add("malformed")
	case (subtype == 3 || subtype == 4) && len(data) == 16:
		h := hex.EncodeToString(data)
		return append(dst, `"`+h[:8]+"-"+h[8:12]+"-"+h[12:16]+"-"+h[16:20]+"-"+h[20:]+`"`...)
	case subtype == 6:
		w.left.Add("encrypted by their writer")
	case len(data) > 0 && utf8.Valid(data) && !slices.Contains(data, 0):
		dst, _ = wire.Text(dst, data)
	case len(data) > 0:
		w.left.Add("binary")
	}
	return dst
}
