package sqldump

import "bytes"

// stops are the bytes that matter between strings.
var stops = [256]bool{'\'': true, '"': true, '`': true, '(': true, ')': true, '-': true, '/': true, '[': false}

// skipTuple returns the offset behind the bracket that closes the one at b[i], or -1 if b ends before. esc is the byte
// that escapes inside strings, or 0.
func skipTuple(b []byte, i int, esc byte) int {
	depth := 0
	for i < len(b) {
		c := b[i]
		if !stops[c] {
			i++
			continue
		}
		switch c {
		case '(':
			depth++
			i++
		case ')':
			depth--
			i++
			if depth == 0 {
				return i
			}
		default:
			if i = skipOther(b, i, esc); i < 0 {
				return -1
			}
		}
	}
	return -1
}

// skipItem returns the offset of the comma that ends the item of a list at b[i], or len(b).
func skipItem(b []byte, i int, esc byte) int {
	depth := 0
	for i < len(b) {
		switch c := b[i]; {
		case c == ',' && depth == 0:
			return i
		case c == '(':
			depth++
			i++
		case c == ')':
			depth--
			i++
		case stops[c]:
			if i = skipOther(b, i, esc); i < 0 {
				return len(b)
			}
		default:
			i++
		}
	}
	return i
}

// skipOther skips the string or comment that may begin at b[i], or the byte.
func skipOther(b []byte, i int, esc byte) int {
	switch c := b[i]; c {
	case '\'', '"':
		return skipString(b, i+1, c, escapeAt(b, i, esc))
	case '`':
		return skipString(b, i+1, c, 0)
	case '-':
		if i+2 >= len(b) {
			return -1
		}
		if b[i+1] == '-' && (b[i+2] == ' ' || b[i+2] == '\n') {
			return after(b, i, "\n")
		}
	case '/':
		if i+1 >= len(b) {
			return -1
		}
		if b[i+1] == '*' {
			return after(b, i+2, "*/")
		}
	}
	return i + 1
}

func after(b []byte, i int, end string) int {
	k := bytes.Index(b[i:], []byte(end))
	if k < 0 {
		return -1
	}
	return i + k + len(end)
}

// escapeAt is the escape byte of the string whose quote is b[i]: PostgreSQL's E'…' has one where others have none.
func escapeAt(b []byte, i int, esc byte) byte {
	if esc == 0 && i > 0 && b[i-1]|0x20 == 'e' && b[i] == '\'' && (i < 2 || !wordByte(b[i-2])) {
		return '\\'
	}
	return esc
}

// skipString returns the offset behind the quote that closes the string whose text begins at b[i], or -1. A quote at
// the very end of b may be the first half of a doubled one: more bytes are needed then, too.
func skipString(b []byte, i int, quote, esc byte) int {
	from := i
	for {
		k := bytes.IndexByte(b[i:], quote)
		if k < 0 {
			return -1
		}
		i += k
		if esc != 0 && i > from && b[i-1] == esc {
			n := 1
			for i-n > from && b[i-n-1] == esc {
				n++
			}
			if n&1 == 1 {
				i++
				from = i
				continue
			}
		}
		if i+1 >= len(b) {
			return -1
		}
		if b[i+1] != quote {
			return i + 1
		}
		i += 2
		from = i
	}
}
