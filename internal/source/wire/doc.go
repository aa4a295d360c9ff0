// Package wire holds what sources need that ask a server for rows, entries or messages: rows written as NDJSON and read
// as bytes, TLS settings, a connection that may not be silent for long, and the classes of what goes wrong on it.
package wire
