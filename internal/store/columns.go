package store

import (
	"strconv"
	"strings"
)

// Columns in the order in which they are written and read.
var (
	runSourceColumns = []string{"run", "seq", "source", "complete"}
	partColumns      = []string{"unit", "seq", "name", "type", "charset", "form", "size", "records",
		"people_min", "people", "people_max", "people_error", "person_set", "more", "error", "class",
		"place", "of_records", "first_at", "last_at", "gone", "versions", "authors"}
	fieldColumns = []string{"unit", "part", "seq", "name", "kind", "found", "valid", "people",
		"likelihood", "masks", "why", "holder", "country"}
	personSetColumns = []string{"unit", "part", "seq", "more"}
	locatedColumns   = []string{"unit", "part", "seq", "id", "kind", "field", "record", "line",
		"first_byte", "end_byte", "place", "likelihood", "mask", "why"}
)

// insert is the statement that inserts a row. One row a statement is fastest here: the driver looks placeholders up by
// name, at a cost that grows with the square of their number.
func insert(table string, cols []string) string {
	return "INSERT INTO " + table + " (" + strings.Join(cols, ", ") + ") VALUES (" + placeholders(len(cols)) + ")"
}

// selectOf is the statement that reads a table's rows of so many units, in the order in which they were written.
func selectOf(table string, cols []string, units int) string {
	order := "unit, " + cols[1]
	if cols[1] != "seq" {
		order += ", seq"
	}
	return "SELECT " + strings.Join(cols, ", ") + " FROM " + table +
		" WHERE unit IN (" + placeholders(units) + ") ORDER BY " + order
}

func placeholders(n int) string { return behind(0, n) }

// behind are n placeholders behind the first skip.
func behind(skip, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(skip + i + 1))
	}
	return b.String()
}
