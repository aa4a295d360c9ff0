package sqldump

import (
	"strings"
)

// kind of a statement by its head.
type kind uint8

const (
	other  kind = iota
	short       // more bytes are needed to tell
	insert      // rows follow in brackets
	copyIn      // lines of COPY follow
	create      // CREATE TABLE with columns
	use         // USE database
)

// head is the beginning of a statement, up to its first row.
type head struct {
	kind    kind
	end     int // offset of the first row
	table   string
	columns []string
}

// mayBeHead tells cheaply whether b, without white space before it, may begin a statement that matters.
func mayBeHead(b []byte) bool {
	if len(b) < 4 {
		return len(b) > 0
	}
	switch b[0] | 0x20 {
	case 'i':
		return b[1]|0x20 == 'n' && b[2]|0x20 == 's'
	case 'r':
		return b[1]|0x20 == 'e' && b[2]|0x20 == 'p'
	case 'c':
		return b[1]|0x20 == 'o' && b[2]|0x20 == 'p' || b[1]|0x20 == 'r' && b[2]|0x20 == 'e'
	case 'u':
		return b[1]|0x20 == 's' && b[2]|0x20 == 'e'
	}
	return false
}

// parseHead reads the head of the statement that b begins with. all: no bytes follow b.
func parseHead(b []byte, all bool) head {
	l := lexer{b: b}
	var h head
	switch {
	case l.keyword("INSERT"), l.keyword("REPLACE"):
		h = insertHead(&l)
	case l.keyword("COPY"):
		h = copyHead(&l)
	case l.keyword("CREATE"):
		h = createHead(&l)
	case l.keyword("USE"):
		if name, ok := l.ident(); ok {
			h = head{kind: use, table: name}
		}
	}
	if h.kind == other && l.i >= len(b) && !all {
		h.kind = short
	}
	h.end = l.i
	return h
}

func insertHead(l *lexer) (h head) {
	for _, w := range []string{"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"} {
		l.keyword(w)
	}
	if l.keyword("OR") {
		if _, ok := l.ident(); !ok {
			return h
		}
	}
	l.keyword("INTO")
	name, ok := l.table()
	if !ok {
		return h
	}
	h.table = name
	for {
		l.space()
		switch {
		case l.i >= len(l.b):
			return h
		case l.b[l.i] == '(':
			if h.columns, ok = l.columns(); !ok {
				return h
			}
		case l.keyword("OVERRIDING"):
			_, _ = l.ident()
			l.keyword("VALUE")
		case l.keyword("VALUES"), l.keyword("VALUE"):
			l.space()
			if l.i < len(l.b) && l.b[l.i] == '(' {
				h.kind = insert
			}
			return h
		default:
			return h
		}
	}
}

func copyHead(l *lexer) (h head) {
	name, ok := l.table()
	if !ok {
		return h
	}
	h.table = name
	l.space()
	if l.i < len(l.b) && l.b[l.i] == '(' {
		if h.columns, ok = l.columns(); !ok {
			return h
		}
	}
	if !l.keyword("FROM") || !l.keyword("STDIN") {
		return h
	}
	l.space()
	if l.i >= len(l.b) || l.b[l.i] != ';' {
		return h // options: another form than the text form
	}
	for l.i++; l.i < len(l.b); l.i++ {
		if l.b[l.i] == '\n' {
			l.i++
			h.kind = copyIn
			return h
		}
	}
	return h
}

// notColumns begin the items of a CREATE TABLE that define no column.
var notColumns = map[string]bool{
	"PRIMARY": true, "KEY": true, "UNIQUE": true, "CONSTRAINT": true, "INDEX": true, "FULLTEXT": true,
	"SPATIAL": true, "FOREIGN": true, "CHECK": true, "EXCLUDE": true, "LIKE": true, "PERIOD": true,
}

func createHead(l *lexer) (h head) {
	for _, w := range []string{"GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "FOREIGN"} {
		l.keyword(w)
	}
	if !l.keyword("TABLE") {
		return h
	}
	if l.keyword("IF") {
		l.keyword("NOT")
		l.keyword("EXISTS")
	}
	name, ok := l.table()
	l.space()
	if !ok || l.i >= len(l.b) || l.b[l.i] != '(' {
		return h
	}
	end := skipTuple(l.b, l.i, '\\')
	if end < 0 {
		l.i = len(l.b)
		return h
	}
	h = head{kind: create, table: name}
	in := lexer{b: l.b[:end-1], i: l.i + 1}
	for in.space(); in.i < len(in.b); in.space() {
		quoted := !wordByte(in.b[in.i])
		col, ok := in.ident()
		if ok && (quoted || !notColumns[strings.ToUpper(col)]) {
			h.columns = append(h.columns, col)
		}
		in.i = skipItem(in.b, in.i, '\\') + 1
	}
	l.i = end
	return h
}
