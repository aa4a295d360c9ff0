// Package sqldump reads SQL dumps: of MySQL and MariaDB, PostgreSQL (COPY and INSERT), SQLite, SQL Server and others
// that write INSERT statements.
//
// A dump becomes one part a table ("d.sql!/users") and one part of code with the dump's own name, which holds whatever
// is no row: comments, definitions, functions, UPDATE statements. Rows stay where they stand: a table's text is the
// dump's own text from the first byte of an INSERT to the end of the last consecutive one for the same table, heads
// included, so that offsets are those of the dump. Nothing is left out but white space between statements and the line
// that ends a COPY.
//
// The scanner follows strings and brackets only inside INSERT statements. Elsewhere it looks at the beginnings of lines
// and statements, so that a function body with unusual quoting cannot lead it astray for longer than that body.
package sqldump
