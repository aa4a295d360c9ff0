package csv

import (
	"bytes"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// Column is the name of a field that has none: column_1 for index 0.
func Column(i int) string { return "column_" + strconv.Itoa(i+1) }

// Sniff tells from the beginning of a text whether it is delimited and how. last says that text is all there is.
func Sniff(text []byte, last bool) (comma byte, ok bool) {
	best := 0
	for _, d := range []byte(",\t;|") {
		if n := agreement(text, d, last); n > best {
			best, comma = n, d
		}
	}
	return comma, best > 0
}

// agreement scores a delimiter: the number of fields of the usual record if at least nine records in ten have it, and
// two fields and two records are there; 0 otherwise.
func agreement(text []byte, comma byte, last bool) int {
	p := &content.Part{Comma: comma}
	c := NewCursor(p)
	end := ends(text, comma, last)
	if end == 0 {
		return 0
	}
	c.Reset(&content.Block{Text: text, To: end})
	var r content.Record
	count := map[int]int{}
	records, bad := 0, 0
	for c.Next(&r) && records < 200 {
		if len(r.Values) == 0 {
			continue
		}
		records++
		if r.Bad {
			bad++
		}
		count[len(r.Values)]++
	}
	usual, times := 0, 0
	for n, k := range count {
		if k > times || k == times && n > usual {
			usual, times = n, k
		}
	}
	if records < 2 || usual < 2 || times*10 < records*9 || bad*10 > records {
		return 0
	}
	if usual == 2 && records < 4 && bytes.IndexByte(text, '"') < 0 && comma != '\t' {
		return 0 // two lines of prose with a comma each
	}
	return usual
}

// Header tells whether the first record names the fields, given what is known of names (named says that a text is a
// usual field name).
func Header(text []byte, comma byte, last bool, named func(string) bool) ([]string, bool) {
	c := NewCursor(&content.Part{Comma: comma})
	end := ends(text, comma, last)
	c.Reset(&content.Block{Text: text, To: end})
	var r content.Record
	for c.Next(&r) && len(r.Values) == 0 {
	}
	names := make([]string, len(r.Values))
	seen := map[string]bool{}
	known, digits, empty, long := 0, 0, 0, 0
	for i, v := range r.Values {
		s := string(bytes.TrimSpace(bytes.TrimPrefix(v.Text, bom)))
		switch {
		case s == "":
			empty++
			s = Column(i)
		case seen[s]:
			digits++ // the same word twice is seldom a header
		case named(s):
			known++
		case shapedLikeValue(s):
			digits++
		case len(s) > 60:
			long++
		}
		seen[s] = true
		names[i] = s
	}
	if len(names) == 0 {
		return nil, false
	}
	switch {
	case known > 0 && digits <= known:
		return names, true
	case digits > 0 || long > 0 || empty*2 > len(names):
		return nil, false
	}
	return names, differs(c, &r, len(names))
}

var bom = []byte("\xef\xbb\xbf")

// differs tells whether the records below look unlike the first: some field below holds digits where the first has none.
func differs(c content.Cursor, first *content.Record, n int) bool {
	digits := make([]int, n)
	rows := 0
	for c.Next(first) && rows < 100 {
		if len(first.Values) != n {
			continue
		}
		rows++
		for i, v := range first.Values {
			if shapedLikeValue(string(v.Text)) {
				digits[i]++
			}
		}
	}
	for _, k := range digits {
		if rows > 0 && k*10 >= rows*7 {
			return true
		}
	}
	return false
}

// shapedLikeValue tells values from names: mostly digits, or an e-mail address.
func shapedLikeValue(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c == '@':
			return true
		}
	}
	return digits*2 >= len(s) && digits > 0 || digits >= 4
}
