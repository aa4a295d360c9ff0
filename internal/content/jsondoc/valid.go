package jsondoc

// maxKnown is how deep the grammar is followed when a document is recognised.
const maxKnown = 4096

// valid tells whether b begins like JSON: no byte of it is against the grammar. More than one value may stand there. all
// says that nothing follows b, which may still be a document broken off.
func valid(b []byte) bool {
	var stack []byte
	key, comma := false, false // a key is due; a comma or a closing bracket is due
	for i := space(b, 0); i < len(b); i = space(b, i) {
		c := b[i]
		top := byte(0)
		if len(stack) > 0 {
			top = stack[len(stack)-1]
		}
		switch {
		case c == '}' && top == '{' && (key || comma), c == ']' && top == '[':
			stack = stack[:len(stack)-1]
			key, comma = false, len(stack) > 0
		case c == ',' && comma:
			comma, key = false, top == '{'
			i++
			continue
		case comma:
			return false
		case key:
			if c != '"' {
				return false
			}
			end := skipString(b, i+1)
			if end < 0 {
				return true
			}
			if end = space(b, end); end >= len(b) {
				return true
			}
			if b[end] != ':' {
				return false
			}
			i, key = end+1, false
			continue
		case c == '{' || c == '[':
			if len(stack) >= maxKnown {
				return true
			}
			stack = append(stack, c)
			key = c == '{'
		case c == '"':
			end := skipString(b, i+1)
			if end < 0 {
				return true
			}
			i, comma = end, len(stack) > 0
			continue
		default:
			end := i
			for end < len(b) && !breaks[b[end]] {
				end++
			}
			if !scalar(b[i:end], end == len(b)) {
				return false
			}
			i, comma = end, len(stack) > 0
			continue
		}
		i++
	}
	return true
}

// scalar tells a number or word, or the beginning of one if it is cut.
func scalar(v []byte, cut bool) bool {
	if len(v) == 0 {
		return false
	}
	for _, w := range []string{"true", "false", "null"} {
		if string(v) == w || cut && len(v) < len(w) && string(v) == w[:len(v)] {
			return true
		}
	}
	if v[0] != '-' && (v[0] < '0' || v[0] > '9') {
		return false
	}
	for i, c := range v {
		digit := c >= '0' && c <= '9'
		if !digit && c != '.' && c|0x20 != 'e' && c != '+' && c != '-' {
			return false
		}
		if c == '-' && i > 0 && v[i-1]|0x20 != 'e' { // a date is no number
			return false
		}
	}
	return true
}
