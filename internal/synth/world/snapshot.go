package world

import "io"

// WriteSnapshot writes what a store has at a snapshot as CSV in UTF-8, with the store's own header. Accounts come in the
// order of no time.
func (w *World) WriteSnapshot(out io.Writer, store, snapshot int) error {
	s, at := &w.Stores[store], w.bounds[snapshot+1]
	t := w.teller()
	f := &csv{sheet: sheet{out: out, table: s.Table, columns: s.Columns}, comma: ',', crlf: s.crlf}
	f.head()
	row := make([]string, len(s.Columns))
	for i := range uint64(w.people) {
		if !w.there(i, store, at) {
			continue
		}
		if err := f.put(t.values(row, t.tell(i, store, at), s.Columns, &s.style)); err != nil {
			return err
		}
	}
	return f.end()
}

// values fills row with what stands in the columns.
func (t *teller) values(row []string, r *record, columns []Column, s *style) []string {
	for i := range columns {
		row[i] = fields[columns[i].Field].get(r, s)
	}
	return row
}
