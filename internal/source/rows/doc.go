// Package rows is what sources of tables have in common: rows on their way from who asks the server for them to who reads
// them, as lines of CSV or NDJSON; the names of tables, their columns and the pieces they are read in; and documents that
// stand in columns.
//
// Nothing here allocates for each row or value.
package rows
