package lex

import "bytes"

// Pair is the next key=value of a line, its value in quotes or bare, and what follows it behind a blank or the separator.
// Words without a sign are passed over.
func Pair(s []byte, sep byte) (key, value, rest []byte, ok bool) {
	for {
		for len(s) > 0 && (s[0] == ' ' || s[0] == '\t' || s[0] == sep) {
			s = s[1:]
		}
		if len(s) == 0 {
			return nil, nil, nil, false
		}
		i := 0
		for i < len(s) && s[i] != '=' && s[i] != ' ' && s[i] != '\t' && s[i] != sep {
			i++
		}
		if i < len(s) && s[i] == '=' && i > 0 {
			key, s = s[:i], s[i+1:]
			break
		}
		if i == 0 {
			i = 1
		}
		s = s[i:]
	}
	if len(s) > 0 && s[0] == '"' {
		if v, rest, good := Quoted(s); good {
			return key, v, rest, true
		}
	}
	i := 0
	for i < len(s) && s[i] != ' ' && s[i] != '\t' && s[i] != sep {
		i++
	}
	return key, s[:i], s[i:], true
}

// Row takes a row of CSV apart. Quotes doubled inside a field are undone into the scratch, which is returned grown. open
// tells that the row ends within quotes: it goes on in the next line.
func Row(line []byte, comma byte, fields [][]byte, scratch []byte) (_ [][]byte, _ []byte, open bool) {
	fields, scratch = fields[:0], scratch[:0]
	for {
		if len(line) > 0 && line[0] == '"' {
			v, rest, ok, doubled := csvQuoted(line)
			if doubled {
				at := len(scratch)
				for i := 0; i < len(v); i++ {
					scratch = append(scratch, v[i])
					if v[i] == '"' && i+1 < len(v) && v[i+1] == '"' {
						i++
					}
				}
				v = scratch[at:len(scratch):len(scratch)]
			}
			fields = append(fields, v)
			if !ok {
				return fields, scratch, true
			}
			if i := bytes.IndexByte(rest, comma); i >= 0 {
				line = rest[i+1:]
				continue
			}
			return fields, scratch, false
		}
		i := bytes.IndexByte(line, comma)
		if i < 0 {
			return append(fields, line), scratch, false
		}
		fields = append(fields, line[:i])
		line = line[i+1:]
	}
}

func csvQuoted(s []byte) (v, rest []byte, ok, doubled bool) {
	for at := 1; ; {
		i := bytes.IndexByte(s[at:], '"')
		if i < 0 {
			return s[1:], nil, false, doubled
		}
		at += i
		if at+1 < len(s) && s[at+1] == '"' {
			doubled = true
			at += 2
			continue
		}
		return s[1:at], s[at+1:], true, doubled
	}
}
