// Package mysql reads the tables of MySQL and MariaDB.
//
// A unit is a range of a table's integer primary key, about 64 MiB each, or a whole table or view. Rows are streamed as
// the server sends them and written as CSV, or as a line of JSON each where columns hold JSON.
//
// Each connection reads in one snapshot (START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY); the connections are
// opened one right after another when the units are listed, since MySQL cannot share a snapshot without a lock that its
// owner's work would wait for. Behind each unit the transaction goes back to a savepoint, which frees the table for ALTER
// TABLE. A lock of somebody else is waited for a few seconds only.
package mysql
