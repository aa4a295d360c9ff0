package rows

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name is a table's name as people write it: its parts joined by dots, each in quotes if it is no plain word.
func Name(parts ...string) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte('.')
		}
		if plain(p) {
			b.WriteString(p)
		} else {
			b.WriteByte('"')
			b.WriteString(strings.ReplaceAll(p, `"`, `""`))
			b.WriteByte('"')
		}
	}
	return b.String()
}

func plain(s string) bool {
	for i, r := range s {
		if !(r == '_' || unicode.IsLetter(r) || i > 0 && (r == '$' || r == '-' || unicode.IsDigit(r))) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

// Piece is the name of the n-th piece of a table, counted from 0. The first is called like the table itself, so that a
// table which outgrows one piece keeps it.
func Piece(table string, n int) string {
	if n == 0 {
		return table
	}
	return table + "/" + strconv.Itoa(n+1)
}

// comments are cut at so many characters.
const commentRunes = 40

// Field is the name of a column with what its comment says it is, as a path of two names: label.Field reads the last name
// first, so that a comment counts for more than an abbreviation. most is the greatest length in bytes, 0 is any.
func Field(column, comment string, most int) string {
	c := strings.TrimSpace(comment)
	if i := strings.IndexAny(c, "\n\r。、，,；;：:（(「【"); i >= 0 {
		c = c[:i]
	}
	c = strings.Map(func(r rune) rune {
		switch {
		case r == '.' || r == '/' || unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(c, ""))
	c = strings.TrimSpace(c)
	if n := 0; utf8.RuneCountInString(c) > commentRunes {
		for i := range c {
			if n++; n > commentRunes {
				c = c[:i]
				break
			}
		}
	}
	if c == "" || strings.EqualFold(c, column) || most > 0 && len(column)+1+len(c) > most {
		return column
	}
	return column + "." + c
}
