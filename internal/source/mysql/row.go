package mysql

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// row hands on the row in values.
func (r *reading) row() error {
	r.scratch = r.scratch[:0]
	long := false
	for i, v := range r.values {
		r.fields[i] = r.bytes(v)
		if r.columns[i].binary && !rows.Text(r.fields[i]) {
			r.fields[i] = nil
		}
		long = long || rows.TooLong(r.fields[i])
	}
	if r.key >= 0 {
		if k, ok := r.values[r.key].(int64); ok {
			r.place(k)
		} else if k, err := strconv.ParseInt(string(r.fields[r.key]), 10, 64); err == nil {
			r.place(k)
		} else {
			r.beyond = true
		}
	}
	dst := r.out.Buffer()
	switch {
	case r.json:
		dst = r.object(dst)
	case long:
		return r.out.Put(rows.Long(dst, r.fields))
	default:
		for i, f := range r.fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = rows.AppendCSV(dst, f)
		}
	}
	return r.out.Put(append(dst, '\n'))
}

// place remembers the key of the row.
func (r *reading) place(k int64) {
	if r.last == nil {
		r.last = new(int64)
	}
	*r.last = k
}

// bytes is a value as the server writes it. Numbers stand in scratch, which may move only between rows.
func (r *reading) bytes(v driver.Value) []byte {
	from := len(r.scratch)
	switch v := v.(type) {
	case nil:
		return nil
	case []byte:
		return v
	case string:
		r.scratch = append(r.scratch, v...)
	case int64:
		r.scratch = strconv.AppendInt(r.scratch, v, 10)
	case uint64:
		r.scratch = strconv.AppendUint(r.scratch, v, 10)
	case float32:
		r.scratch = strconv.AppendFloat(r.scratch, float64(v), 'f', -1, 32)
	case float64:
		r.scratch = strconv.AppendFloat(r.scratch, v, 'f', -1, 64)
	case time.Time:
		r.scratch = v.AppendFormat(r.scratch, time.DateTime)
	default:
		r.scratch = fmt.Append(r.scratch, v)
	}
	return r.scratch[from:]
}

// object writes the row as a line of JSON.
func (r *reading) object(dst []byte) []byte {
	dst = append(dst, '{')
	for i, f := range r.fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		c := &r.columns[i]
		dst = append(dst, r.keys[i]...)
		switch {
		case r.values[i] == nil || f == nil:
			dst = append(dst, "null"...)
		case c.json && len(f) > 0:
			dst = rows.AppendLine(dst, f)
		default:
			dst = rows.AppendJSON(dst, f)
		}
	}
	return append(dst, '}')
}
