// Package postgres reads the tables of PostgreSQL.
//
// A unit is a piece of a table: a range of its pages (ctid), 64 MiB each, so that a large table is read by several at
// once, resumes where it was, and a reading that broke off goes on behind the last row. Where there are no pages (views,
// tables of other storage) the whole is one unit. Rows travel as COPY writes them, or as a line of JSON each
// where columns hold JSON, arrays or rows.
//
// All units of a database are read in one snapshot, which one connection keeps open; each unit is a transaction of its
// own, READ ONLY, that holds no lock but ACCESS SHARE on its table, waits for none longer than a few seconds, and ends
// with its unit. What a policy of row security would hide is an error, never "no rows"; so is what there is no right to.
package postgres
