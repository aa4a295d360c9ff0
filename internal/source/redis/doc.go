// Package redis is the source of keys and their values in Redis and what speaks its protocol (Valkey, KeyDB).
//
// A million keys are not a million things to a person: `user:17:profile` and `user:18:profile` are one. So a unit is the
// keys of one database that have one pattern: the key with its data (numbers, hashes, addresses) replaced by `*`. A pass of
// SCAN over the keys' names finds the patterns; each unit is read by a SCAN of its own with MATCH. Where many names stand in
// one place (`user:taro`, `user:hanako`), the whole place is data and becomes `*`, too.
//
// A record is one key, or one element of what is a collection (list, set, sorted set, stream, a hash whose fields are
// data). The key stands in each record, since it may be a person's address. Values that are JSON are read as such.
//
// Reading is SCAN, never KEYS; huge values come in pieces. A key that went meanwhile is no error: keys expire.
package redis
