package sqldump

import "strings"

// maxHead is the greatest length of a statement's head.
const maxHead = 1 << 20

// head reads the head of the statement at offset i of the text.
func (w *dump) head(i int) head {
	for n := 4 << 10; ; n *= 4 {
		t := w.Want(i + n)[i:]
		t = t[:min(n, len(t))]
		if !mayBeHead(t) {
			return head{}
		}
		h := parseHead(t, len(t) < n)
		if h.kind != short {
			return h
		}
		if n >= maxHead {
			return head{}
		}
	}
}

// schema is what the dump has said of its tables so far.
type schema struct {
	database string              // of the last USE
	columns  map[string][]string // by table, from CREATE TABLE
	variants map[string][]string // by table, the column lists met, joined
}

// The bounds of what is remembered of hostile dumps.
const (
	maxTables   = 1 << 16
	maxVariants = 32
)

// full is the table's name with the database of the last USE.
func (s *schema) full(table string) string {
	if s.database == "" || strings.Contains(table, ".") {
		return table
	}
	return s.database + "." + table
}

func (s *schema) learn(h head) {
	switch {
	case h.kind == use:
		s.database = h.table
	case h.kind == create && len(s.columns) < maxTables:
		s.columns[s.full(h.table)] = h.columns
	}
}

// resolve completes the columns of a run and finds its part's name: lists that differ make parts of their own, because
// the fields of a part are fixed.
func (s *schema) resolve(h *head) (name string, ok bool) {
	name = s.full(h.table)
	if h.columns == nil {
		h.columns = s.columns[name]
	}
	list := strings.Join(h.columns, "\x00")
	seen := s.variants[name]
	for i, v := range seen {
		if v == list {
			return variant(name, i), true
		}
	}
	if len(seen) >= maxVariants || len(s.variants) >= maxTables {
		return "", false
	}
	s.variants[name] = append(seen, list)
	return variant(name, len(seen)), true
}
