// Package sqlite reads the tables of a SQLite file that may be in use.
//
// The file is opened for reading only, and nothing is written beside it: a write-ahead log is read through the index that
// its writers keep; where there is none, the file is read as it stands, and a log that nobody has folded into it is told.
// A unit is a range of a table's rowids, or the whole of a table without them. Where a writer would wait for a reader
// (a file without a write-ahead log), rows are read a few thousand at a time, and a change between is told.
//
// Views are left out, since their rows are those of tables, and so are virtual tables, whose rows stand in tables of
// their own. A file as one of many is read by content/sqlitefile; here it is a target.
package sqlite
