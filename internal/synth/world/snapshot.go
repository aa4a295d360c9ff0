package world

import "io"

// WriteSnapshot writes what a store has at a snapshot as CSV in UTF-8, with the store's own header. Accounts come in the
// order of no time.
func (w *World) WriteSnapshot(out io.Writer, store, snapshot int) error {
	s, at := &w.Stores[store], w.bounds[snapshot+1]
	t := w.teller()
	f := &csv{sheet: sheet{out: out, table: s.Table, columns: s.Columns}, comma: ',', crlf: s.crlf}
	f.head()
	row, get := make([]string, len(s.Columns)), getters(s.Columns)
	for i := range uint64(w.people) {
		if !w.there(i, store, at) {
			continue
		}
		if err := f.put(values(row, t.tell(i, store, at), get, &s.style)); err != nil {
			return err
		}
	}
	return f.end()
}

// getter makes a value in a style.
type getter func(r *record, s *style) string

func getters(columns []Column) []getter {
	out := make([]getter, len(columns))
	for i := range columns {
		out[i] = fields[columns[i].Field].get
	}
	return out
}

// values fills row with what the getters make.
func values(row []string, r *record, get []getter, s *style) []string {
	for i := range get {
		row[i] = get[i](r, s)
	}
	return row
}
