// Package feed reads the logs that an organisation has, each as events in the order in which they stand: files that are packed,
// rotated and still growing, standard input, what syslog sends, journald, and searches in Splunk and Elasticsearch.
//
// A Set is what a user named; a Feed is one log in it, whatever files it stands in. Where a feed stands is a Mark, from which
// another process goes on: nothing is read twice and nothing is left out, whatever was rotated, packed or cut meanwhile.
// docs/logs.md says what is remembered, and what is lost when.
package feed

import (
	"errors"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

// ErrIdle says that a log has nothing new now: Set.Wait waits until it may.
var ErrIdle = errors.New("nothing new")

// Log is what is read: an identity that stays while it is rotated.
type Log struct {
	Name   string // fit to be shown
	Parser string // the parser's name
	Store  string // what the log is of, where its records do not say
	Zone   int    // seconds east of UTC, of times that do not say theirs
}

// Position is where a record stands.
type Position struct {
	File   uint32 // counts the files of a feed from 1, in the order in which they were begun
	Offset int64  // bytes of the file's text, unpacked, before the record
	Line   int64  // of the record's beginning, from 1
}

// Counts are what a feed has read since it was opened.
type Counts struct {
	Lines     int64 // records, whatever they were
	Accesses  int64 // records that are events
	Nothing   int64 // well-formed and no access
	Malformed int64 // not of this log, or broken
	Short     int64 // longer than 1 MiB, and read as far as that
	Open      int64 // ends of files without an end of line, left until there is one
	Lost      int64 // files of which something may not have been read: cut short, shrunk, gone
	Dropped   int64 // messages that came and found no room
	Bytes     int64 // of text
}

// Feed reads one log as events in the order in which they stand. It is for one goroutine. All feeds are Keepers too.
type Feed interface {
	Log() *Log
	// Next fills e (which it resets) with the next access, and at with where it stands. Its bytes are valid until the next call.
	// io.EOF: the log has ended and does not grow. ErrIdle: nothing new now, only where logs are followed. Another error is of
	// the context, or says that the log cannot be read on; what could not be read within it is counted and told, and no error.
	Next(e *event.Event, at *Position) error
	// Mark is where to go on: behind the record that Next gave last. It is sealed under Options.Key, which must be given.
	Mark() []byte
	Counts() Counts
	Close() error
}

// Keeper is what a Feed is besides.
type Keeper interface {
	// Forget says that a mark was kept safely, so that nothing before it is asked for again: spools shrink by it.
	Forget(mark []byte) error
	// File is the name of a file of the feed, by its number, fit to be shown; "" if it is not known any more.
	File(n uint32) string
}
