// Package feed reads the logs that an organisation has, each as events in the order in which they stand: files that are packed,
// rotated and still growing, standard input, what syslog sends, journald, and searches in Splunk and Elasticsearch.
//
// A Set is what a user named; a Feed is one log in it, whatever files it stands in. Where a feed stands is a Mark, from which
// another process goes on: nothing is read twice and nothing is left out, whatever was rotated, packed or cut meanwhile.
// docs/logs.md says what is remembered, and what is lost when.
package feed

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
)

// ErrIdle says that a log has nothing new now: Set.Wait waits until it may.
var ErrIdle = watch.ErrIdle

// What is read, as the contract has it.
type (
	Log      = watch.Log
	Position = watch.Position
	Counts   = watch.Counts
	Feed     = watch.Feed
)

// What is to be read, and how.
type (
	Spec    = reading.Spec
	Options = reading.Options
)

// Keeper is what a Feed is besides. Forget may be called while another goroutine reads the feed.
type Keeper interface {
	// Forget says that a mark was kept safely, so that nothing before it is asked for again: spools shrink by it.
	Forget(mark []byte) error
}
