// Package object writes PDF as a format (ISO 32000-1): objects, streams and their table, and the fonts that a file uses. What is on
// the pages is package pdf's.
package object

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"sync"
	"unicode/utf16"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/zlib"
)

// File writes the objects of a PDF file as they come (ISO 32000-1, 7.5): of what is written, only where each object begins is
// kept, eight bytes an object. The first error is kept and told by close.
type File struct {
	w   io.Writer
	n   int64
	at  []int64 // where object i+1 begins; 0 while it is only promised
	sum *xxhash.Digest
	z   *zlib.Writer
	buf bytes.Buffer
	Err error
}

// squeezers are kept from file to file: each has tables of a megabyte, more than a letter costs.
var squeezers = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

// NewFile begins a file.
func NewFile(w io.Writer) *File {
	f := &File{w: w, sum: xxhash.New()}
	f.z = squeezers.Get().(*zlib.Writer)
	f.write([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"))
	return f
}

func (f *File) write(b []byte) {
	if f.Err != nil {
		return
	}
	_, _ = f.sum.Write(b)
	n, err := f.w.Write(b)
	f.n += int64(n)
	f.Err = err
}

// Promise is the number of an object that is written later.
func (f *File) Promise() int {
	f.at = append(f.at, 0)
	return len(f.at)
}

// Object writes a promised object.
func (f *File) Object(number int, body string) {
	f.at[number-1] = f.n
	f.write([]byte(strconv.Itoa(number) + " 0 obj\n" + body + "\nendobj\n"))
}

// Stream writes a promised object that is a compressed stream; dict holds what its dictionary has besides.
func (f *File) Stream(number int, dict string, data []byte) {
	f.buf.Reset()
	f.z.Reset(&f.buf)
	if _, err := f.z.Write(data); err != nil && f.Err == nil {
		f.Err = err
	}
	if err := f.z.Close(); err != nil && f.Err == nil {
		f.Err = err
	}
	f.at[number-1] = f.n
	f.write(fmt.Appendf(nil, "%d 0 obj\n<</Filter/FlateDecode/Length %d%s>>stream\n", number, f.buf.Len(), dict))
	f.write(f.buf.Bytes())
	f.write([]byte("\nendstream\nendobj\n"))
}

// Plain writes a promised object that is a stream as it is, for those who look for metadata in the file.
func (f *File) Plain(number int, dict string, data []byte) {
	f.at[number-1] = f.n
	f.write(fmt.Appendf(nil, "%d 0 obj\n<</Length %d%s>>stream\n", number, len(data), dict))
	f.write(data)
	f.write([]byte("\nendstream\nendobj\n"))
}

// Close writes the table of objects. The file's identity is made of what it holds: the same document gives the same file.
func (f *File) Close(root, info int) error {
	id := binary.BigEndian.AppendUint64(nil, f.sum.Sum64())
	id = binary.BigEndian.AppendUint64(id, uint64(f.n))
	start := f.n
	b := fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(f.at)+1)
	for i, at := range f.at {
		if at == 0 && f.Err == nil {
			f.Err = fmt.Errorf("write PDF: object %d was promised and not written", i+1)
		}
		b = fmt.Appendf(b, "%010d 00000 n \n", at)
		if len(b) > 1<<16 {
			f.write(b)
			b = b[:0]
		}
	}
	b = fmt.Appendf(b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n", len(f.at)+1, root, info, id, id, start)
	f.write(b)
	squeezers.Put(f.z)
	f.z = nil
	return f.Err
}

// Literal is a text as an object: UTF-16 in hexadecimal digits, or as it is where it is plain.
func Literal(s string) string {
	simple := true
	for _, r := range s {
		simple = simple && r >= ' ' && r < 0x7f && r != '(' && r != ')' && r != '\\'
	}
	if simple {
		return "(" + s + ")"
	}
	return "<FEFF" + Hex16(s) + ">"
}

// Hex16 is a text in UTF-16, in hexadecimal digits.
func Hex16(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = AppendHex(b, u)
	}
	return string(b)
}

// AppendHex appends four hexadecimal digits.
func AppendHex(b []byte, u uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
}

// AppendNumber appends a number with at most two places, and no more of it than is needed: 72 an inch is fine enough.
func AppendNumber(b []byte, v float64) []byte {
	n := int64(v*100 + 0.5)
	if v < 0 {
		n = int64(v*100 - 0.5)
	}
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	if n %= 100; n == 0 {
		return b
	}
	b = append(b, '.', byte('0'+n/10))
	if n%10 != 0 {
		b = append(b, byte('0'+n%10))
	}
	return b
}
