package pdf

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

// file writes the objects of a PDF file as they come (ISO 32000-1, 7.5): of what is written, only where each object begins is
// kept, eight bytes an object. The first error is kept and told by close.
type file struct {
	w   io.Writer
	n   int64
	at  []int64 // where object i+1 begins; 0 while it is only promised
	sum *xxhash.Digest
	z   *zlib.Writer
	buf bytes.Buffer
	err error
}

// squeezers are kept from file to file: each has tables of a megabyte, more than a letter costs.
var squeezers = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

func newFile(w io.Writer) *file {
	f := &file{w: w, sum: xxhash.New()}
	f.z = squeezers.Get().(*zlib.Writer)
	f.write([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"))
	return f
}

func (f *file) write(b []byte) {
	if f.err != nil {
		return
	}
	_, _ = f.sum.Write(b)
	n, err := f.w.Write(b)
	f.n += int64(n)
	f.err = err
}

// promise is the number of an object that is written later.
func (f *file) promise() int {
	f.at = append(f.at, 0)
	return len(f.at)
}

// object writes a promised object.
func (f *file) object(number int, body string) {
	f.at[number-1] = f.n
	f.write([]byte(strconv.Itoa(number) + " 0 obj\n" + body + "\nendobj\n"))
}

// stream writes a promised object that is a compressed stream; dict holds what its dictionary has besides.
func (f *file) stream(number int, dict string, data []byte) {
	f.buf.Reset()
	f.z.Reset(&f.buf)
	if _, err := f.z.Write(data); err != nil && f.err == nil {
		f.err = err
	}
	if err := f.z.Close(); err != nil && f.err == nil {
		f.err = err
	}
	f.at[number-1] = f.n
	f.write(fmt.Appendf(nil, "%d 0 obj\n<</Filter/FlateDecode/Length %d%s>>stream\n", number, f.buf.Len(), dict))
	f.write(f.buf.Bytes())
	f.write([]byte("\nendstream\nendobj\n"))
}

// plain writes a promised object that is a stream as it is, for those who look for metadata in the file.
func (f *file) plain(number int, dict string, data []byte) {
	f.at[number-1] = f.n
	f.write(fmt.Appendf(nil, "%d 0 obj\n<</Length %d%s>>stream\n", number, len(data), dict))
	f.write(data)
	f.write([]byte("\nendstream\nendobj\n"))
}

// close writes the table of objects. The file's identity is made of what it holds: the same document gives the same file.
func (f *file) close(root, info int) error {
	id := binary.BigEndian.AppendUint64(nil, f.sum.Sum64())
	id = binary.BigEndian.AppendUint64(id, uint64(f.n))
	start := f.n
	b := fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(f.at)+1)
	for i, at := range f.at {
		if at == 0 && f.err == nil {
			f.err = fmt.Errorf("write PDF: object %d was promised and not written", i+1)
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
	return f.err
}

// literal is a text as an object: UTF-16 in hexadecimal digits, or as it is where it is plain.
func literal(s string) string {
	simple := true
	for _, r := range s {
		simple = simple && r >= ' ' && r < 0x7f && r != '(' && r != ')' && r != '\\'
	}
	if simple {
		return "(" + s + ")"
	}
	return "<FEFF" + hex16(s) + ">"
}

// hex16 is a text in UTF-16, in hexadecimal digits.
func hex16(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = appendHex(b, u)
	}
	return string(b)
}

func appendHex(b []byte, u uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
}

// appendNumber appends a number with at most two places, and no more of it than is needed: 72 an inch is fine enough.
func appendNumber(b []byte, v float64) []byte {
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
