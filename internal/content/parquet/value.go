package parquet

import (
	"bytes"
	"encoding/hex"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// shower appends a value as JSON, or nothing if it has no text.
type shower func(dst []byte, v parquet.Value) []byte

// showerOf chooses how the values of a column are shown, by its logical or older converted type.
func showerOf(e *format.SchemaElement) shower {
	switch t := e.LogicalType.Value.(type) {
	case *format.DateType:
		return date
	case *format.TimestampType:
		switch t.Unit.Value.(type) {
		case *format.MilliSeconds:
			return moment(time.Millisecond)
		case *format.MicroSeconds:
			return moment(time.Microsecond)
		}
		return moment(time.Nanosecond)
	case *format.DecimalType:
		return decimal(t.Scale)
	case *format.UUIDType:
		return uuid
	}
	if e.ConvertedType.Valid {
		switch e.ConvertedType.V {
		case deprecated.Date:
			return date
		case deprecated.TimestampMillis:
			return moment(time.Millisecond)
		case deprecated.TimestampMicros:
			return moment(time.Microsecond)
		case deprecated.Decimal:
			return decimal(e.Scale.V)
		case deprecated.Uint64:
			return func(dst []byte, v parquet.Value) []byte { return strconv.AppendUint(dst, v.Uint64(), 10) }
		}
	}
	return plain
}

func plain(dst []byte, v parquet.Value) []byte {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.AppendBool(dst, v.Boolean())
	case parquet.Int32:
		return strconv.AppendInt(dst, int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.AppendInt(dst, v.Int64(), 10)
	case parquet.Int96: // nanoseconds of the day and Julian day, as older writers wrote times
		x := v.Int96()
		nanos := int64(uint64(x[1])<<32 | uint64(x[0]))
		return quoteTime(dst, time.Unix((int64(x[2])-2440588)*86400, nanos).UTC())
	case parquet.Float:
		return float(dst, float64(v.Float()), 32)
	case parquet.Double:
		return float(dst, v.Double(), 64)
	}
	b := v.ByteArray()
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return dst
	}
	return appendString(dst, b)
}

func float(dst []byte, f float64, bits int) []byte {
	if f != f || f-f != 0 {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, bits)
}

func date(dst []byte, v parquet.Value) []byte {
	dst = append(dst, '"')
	dst = time.Unix(int64(v.Int32())*86400, 0).UTC().AppendFormat(dst, "2006-01-02")
	return append(dst, '"')
}

func moment(unit time.Duration) shower {
	per := int64(time.Second / unit)
	return func(dst []byte, v parquet.Value) []byte {
		n := v.Int64()
		return quoteTime(dst, time.Unix(n/per, n%per*int64(unit)).UTC())
	}
}

func quoteTime(dst []byte, t time.Time) []byte {
	dst = append(dst, '"')
	dst = t.AppendFormat(dst, "2006-01-02 15:04:05")
	return append(dst, '"')
}

func decimal(scale int32) shower {
	if scale < 0 || scale > 100 {
		return plain
	}
	return func(dst []byte, v parquet.Value) []byte {
		n := new(big.Int)
		switch v.Kind() {
		case parquet.Int32:
			n.SetInt64(int64(v.Int32()))
		case parquet.Int64:
			n.SetInt64(v.Int64())
		default: // big-endian, two's complement
			b := v.ByteArray()
			if len(b) > 64 {
				return dst
			}
			n.SetBytes(b)
			if len(b) > 0 && b[0]&0x80 != 0 {
				n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(b))*8))
			}
		}
		if n.Sign() < 0 {
			dst = append(dst, '-')
			n.Neg(n)
		}
		s := n.String()
		for len(s) <= int(scale) {
			s = "0" + s
		}
		dst = append(dst, s[:len(s)-int(scale)]...)
		if scale > 0 {
			dst = append(append(dst, '.'), s[len(s)-int(scale):]...)
		}
		return dst
	}
}

func uuid(dst []byte, v parquet.Value) []byte {
	b := v.ByteArray()
	if len(b) != 16 {
		return dst
	}
	dst = append(dst, '"')
	for i, n := range []int{4, 2, 2, 2, 6} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, b[:n])
		b = b[n:]
	}
	return append(dst, '"')
}

// appendString appends a JSON string.
func appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c < ' ':
			const digits = "0123456789abcdef"
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
