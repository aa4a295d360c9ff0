package rows

import (
	"bytes"
	"unicode/utf8"
)

// AppendCSV appends a value as a field of CSV.
func AppendCSV(dst, v []byte) []byte {
	quote := false
	for _, c := range v {
		if special[c] {
			quote = true
			break
		}
	}
	if !quote {
		return append(dst, v...)
	}
	dst = append(dst, '"')
	for {
		q := bytes.IndexByte(v, '"')
		if q < 0 {
			break
		}
		dst = append(dst, v[:q+1]...)
		dst = append(dst, '"')
		v = v[q+1:]
	}
	dst = append(dst, v...)
	return append(dst, '"')
}

var special = [256]bool{',': true, '"': true, '\n': true, '\r': true}

// AppendJSON appends a text as a string of JSON.
func AppendJSON(dst, v []byte) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i, c := range v {
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, v[from:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		from = i + 1
	}
	dst = append(dst, v[from:]...)
	return append(dst, '"')
}

// AppendLine appends a value of JSON without line ends, which inside it are white space only.
func AppendLine(dst, v []byte) []byte {
	for {
		n := bytes.IndexByte(v, '\n')
		if n < 0 {
			break
		}
		dst = append(dst, v[:n]...)
		dst = append(dst, ' ')
		v = v[n+1:]
	}
	return append(dst, v...)
}

// longest is how long a value of CSV is written at most: a quoted field that does not close within 64 KiB would be taken
// for one with a stray quote in it.
const longest = 48 << 10

// Long writes a row of CSV with a value longer than longest as several: the rest of it stands in rows of its own, in its
// own column. fields are the values, unquoted.
func Long(dst []byte, fields [][]byte) []byte {
	for more := true; more; {
		more = false
		for i, v := range fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			n := cut(v)
			dst = AppendCSV(dst, v[:n])
			fields[i] = v[n:]
			more = more || n < len(v)
		}
		dst = append(dst, '\n')
	}
	return dst
}

// TooLong tells whether a value must be written by Long.
func TooLong(v []byte) bool { return len(v) > longest }

// cut is where a long value is best cut: behind a line, behind a word, or between two characters.
func cut(v []byte) int {
	if len(v) <= longest {
		return len(v)
	}
	w := v[:longest]
	for _, c := range []byte("\n ") {
		if n := bytes.LastIndexByte(w, c); n > longest/2 {
			return n + 1
		}
	}
	n := longest
	for n > longest-utf8.UTFMax && !utf8.RuneStart(v[n]) {
		n--
	}
	return n
}
