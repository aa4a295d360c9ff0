package jsondoc

import "github.com/tsutsumi-dev/tsutsumi/internal/content"

// marks are the bytes that matter outside strings.
var marks = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true}

// breaks end a number or word.
var breaks = [256]bool{' ': true, '\t': true, '\n': true, '\r': true, ',': true, ':': true, '"': true, '{': true, '}': true, '[': true, ']': true}

// skipString returns the offset behind the string whose text begins at i, or -1.
func skipString(b []byte, i int) int {
	for {
		i = content.IndexEither(b, i, '"', '\\')
		if i >= len(b) {
			return -1
		}
		if b[i] == '"' {
			return i + 1
		}
		i += 2
	}
}

// skipValue returns the offset behind the value that begins at i, by its brackets and strings, or -1 if b ends before.
// A number or word that reaches the end of b may go on, unless all is set.
func skipValue(b []byte, i int, all bool) int {
	if i >= len(b) {
		return -1
	}
	switch b[i] {
	case '"':
		return skipString(b, i+1)
	case '{', '[':
		end, _ := skipTree(b, i)
		return end
	}
	from := i
	for i < len(b) && !breaks[b[i]] {
		i++
	}
	if i == from { // not a value at all; one byte is passed so that things go on
		i++
	}
	if i >= len(b) && !all {
		return -1
	}
	return i
}

// skipTree is skipValue for an object or array. deep: it is nested deeper than MaxDepth.
func skipTree(b []byte, i int) (end int, deep bool) {
	depth := 0
	for i < len(b) {
		c := b[i]
		i++
		if !marks[c] {
			continue
		}
		switch c {
		case '"':
			i = content.IndexEither(b, i, '"', '\\')
			if i < len(b) && b[i] == '"' {
				i++
				continue
			}
			if i = skipString(b, i); i < 0 {
				return -1, deep
			}
		case '{', '[':
			depth++
			deep = deep || depth > MaxDepth
		default:
			if depth--; depth == 0 {
				return i, deep
			}
		}
	}
	return -1, deep
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// tables tells whether the object that b begins with holds an array of at least two objects on a path of objects: the
// object is then the envelope of a table.
func tables(b []byte) bool {
	depth := 0
	for i := 0; i < len(b); {
		c := b[i]
		i++
		switch c {
		case '"':
			if i = skipString(b, i); i < 0 {
				return false
			}
		case '{':
			depth++
		case '}':
			if depth--; depth <= 0 {
				return false
			}
		case '[':
			first := space(b, i)
			end, _ := skipTree(b, i-1)
			if first < len(b) && b[first] == '{' {
				k, _ := skipTree(b, first)
				if k < 0 {
					return false
				}
				if k = space(b, k); k < len(b) && b[k] == ',' {
					return true
				}
			}
			if end < 0 {
				return false
			}
			i = end
		}
	}
	return false
}
