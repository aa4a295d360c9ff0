package world

import "slices"

// layout is the columns of a table of these takes.
func (d *dumper) layout(takes []Take) []Column {
	columns := d.Stores[takes[0].Store].Columns
	if slices.ContainsFunc(takes, func(t Take) bool { return t.Store != takes[0].Store }) {
		columns = united
	}
	columns = slices.DeleteFunc(slices.Clone(columns), func(c Column) bool { return slices.Contains(d.spec.Drop, c.Field) })
	if d.spec.Rename {
		for i := range columns {
			columns[i].Name = d.renamed(columns, columns[i])
		}
	}
	return columns
}

// renamed is a name that the column does not have, nor another one of the dump.
func (d *dumper) renamed(columns []Column, c Column) string {
	names := fields[c.Field].names
	from := d.r.IntN(len(names))
	for i := range names {
		n := names[(from+i)%len(names)]
		if !slices.ContainsFunc(columns, func(o Column) bool { return o.Name == n }) {
			return n
		}
	}
	return "col_" + string(c.Field)
}
