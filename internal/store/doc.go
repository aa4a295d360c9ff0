// Package store keeps the inventory in a database.
//
// One SQL serves every database: TEXT, BIGINT, DOUBLE PRECISION and BYTEA only, identities made in Go, times as int64
// microseconds, no JSON operators, no booleans, placeholders $1, $2, …; a test reads every statement. SQLite is the
// database of one machine; it is opened by Open.
//
// What Record returns from without error survives the process being killed and the machine losing power: the database
// runs with a write-ahead log that is synced at each commit, which costs little because units are recorded in groups. A
// disk that fills up undoes the group being recorded and nothing else.
//
// No datum is ever handed to this package: it sees counts, masks and keyed sketches.
package store
