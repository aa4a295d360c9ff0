package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Rows reads the rows that a function appends.
type Rows struct {
	ctx  context.Context
	next func(dst []byte) ([]byte, error)
	buf  []byte
	off  int
	err  error
}

// NewRows reads what next appends to dst: one row or many, whole lines. io.EOF ends the reading; another error is handed
// out behind the rows that came before it, so that they are not lost.
func NewRows(ctx context.Context, next func(dst []byte) ([]byte, error)) *Rows {
	return &Rows{ctx: ctx, next: next}
}

// Read implements io.Reader.
func (r *Rows) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for r.off == len(r.buf) {
		if r.err != nil {
			return 0, r.err
		}
		if err := r.ctx.Err(); err != nil {
			return 0, err
		}
		if cap(r.buf) > 16<<20 { // a row that was far larger than others
			r.buf = nil
		}
		r.off = 0
		r.buf, r.err = r.next(r.buf[:0])
	}
	n := copy(p, r.buf[r.off:])
	r.off += n
	return n, nil
}

// Body is a body of rows.
func Body(name string, r io.Reader) content.Body {
	return content.Body{Name: name, Size: -1, R: r, Known: &content.Part{
		Type: "application/x-ndjson", Size: -1, Form: content.NDJSON, Locate: content.ByRecord,
	}}
}

// Left counts what was not read, by why.
type Left map[string]int64

// Add counts one.
func (l *Left) Add(why string) { l.add(why, 1) }

// Merge adds what another counted.
func (l *Left) Merge(o Left) {
	for why, n := range o {
		l.add(why, n)
	}
}

func (l *Left) add(why string, n int64) {
	if *l == nil {
		*l = Left{}
	}
	(*l)[why] += n
}

// Err tells it behind what the caller says, as an error of class Skipped; nil if all was read.
func (l Left) Err(says string) error {
	if len(l) == 0 {
		return nil
	}
	var all []string
	for _, why := range slices.Sorted(maps.Keys(l)) {
		all = append(all, fmt.Sprintf("%d %s", l[why], why))
	}
	return fault.Errorf(fault.Skipped, "%s: %s", says, strings.Join(all, ", "))
}

// Rest tells whether err is none but the end.
func Rest(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// Name appends `"name":`, with a comma before it unless it is the object's first.
func Name[S string | []byte](dst []byte, name S) []byte {
	if n := len(dst); n > 0 && dst[n-1] != '{' && dst[n-1] != '[' {
		dst = append(dst, ',')
	}
	dst, _ = Text(dst, name)
	return append(dst, ':')
}

// Text appends s as a JSON string. Bytes that are not UTF-8 become U+FFFD; whole tells that there were none.
func Text[S string | []byte](dst []byte, s S) (out []byte, whole bool) {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	start, whole := 0, true
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			dst = append(dst, s[start:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, '\\', 'n')
			case '\r':
				dst = append(dst, '\\', 'r')
			case '\t':
				dst = append(dst, '\\', 't')
			default:
				dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, s[start:i]...)
			dst = append(dst, "\ufffd"...)
			i++
			start, whole = i, false
			continue
		}
		i += n
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"'), whole
}

// Value appends v as it is where it is a JSON object or array (on one line), and as a string otherwise.
func Value(dst, v []byte) (out []byte, whole bool) {
	t := bytes.TrimSpace(v)
	if len(t) < 2 || t[0] != '{' && t[0] != '[' || !utf8.Valid(t) || !json.Valid(t) {
		return Text(dst, v)
	}
	if bytes.IndexByte(t, '\n') < 0 {
		return append(dst, t...), true
	}
	b := bytes.NewBuffer(dst)
	if json.Compact(b, t) != nil {
		return Text(dst, v)
	}
	return b.Bytes(), true
}
