// Package queue holds the words of work to do, and the contract of what hands it out.
//
// A Job is recorded before it is queued, and what is recorded decides: the queue may hand out the same job twice, and may be
// empty after a restart. Whoever starts puts again what is not at its end.
package queue

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Kind is what sort of work it is.
type Kind string

// The kinds of work.
const (
	Scan     Kind = "scan"     // Subject: a source's name
	Exposure Kind = "exposure" // Subject: a source's name, or "" for all
	Snapshot Kind = "snapshot" // Subject: a source's name
	Watch    Kind = "watch"    // Subject: "": all logs that are declared
	Match    Kind = "match"    // Subject: a dump's ID
	Letters  Kind = "letters"  // Subject: a case's number
	Digest   Kind = "digest"   // the numbers that pages show, worked out anew. Subject: a source as the inventory names it, or "" for all
	Remind   Kind = "remind"   // reminders of what is due
)

// State is how far a job is.
type State string

// The states.
const (
	Waiting   State = "waiting" // for its turn, or for its next try
	Running   State = "running"
	Done      State = "done"
	Parked    State = "parked"    // failed for good: somebody has to look; it can be started again
	Cancelled State = "cancelled" // by somebody
)

// Ended tells whether nothing more will happen by itself.
func (s State) Ended() bool { return s == Done || s == Parked || s == Cancelled }

// Order is what somebody wants to be done.
type Order struct {
	Kind    Kind
	Subject string
	Args    json.RawMessage // what the kind needs beside; no datum, no secret
	By      string          // who wants it: an account, or "schedule"
	At      time.Time       // not before; zero is now
}

// Job is an order that was taken.
type Job struct {
	ID string // begins with the time it was made
	Order
	State                State
	Made, Started, Ended time.Time
	Tries                int
	Progress             Progress
	// Error says why the last try failed, or what could not be read; no datum. Class is fault.Class as a word.
	Error, Class string
	// Result is what a page links to when it is done: {"match":"…"}, {"unread":3}.
	Result json.RawMessage
}

// Progress is how far it has come. Total 0 is unknown.
type Progress struct {
	Done, Total int64
	Unit        string // of Done: "files", "bytes", "records", "targets", "letters"
	At          time.Time
}

// Filter chooses jobs. The zero Filter is all.
type Filter struct {
	Kind    Kind
	Subject string
	States  []State
	Before  string // only older than this ID
	Limit   int    // 0 is 100
}

// Queue hands out the IDs of jobs. It is safe for use by several goroutines.
type Queue interface {
	// Put queues a job. It may be put again at any time: what is queued already, or at work, is not done twice at once.
	Put(ctx context.Context, id string, notBefore time.Time) error
	// Work hands out jobs, several at a time, until ctx ends, and returns when all that it handed out are given back. do's
	// nil acknowledges; fault.Unavailable puts it back for later, for when Later says; anything else takes it out.
	Work(ctx context.Context, do func(ctx context.Context, id string) error) error
}

// Later is err as one that gives work back, to be handed out again after a while. Its class is fault.Unavailable.
func Later(after time.Duration, err error) error {
	return &later{fault.As(fault.Unavailable, err), after}
}

// After is how long an error asks to wait; ok is false where it says nothing of it.
func After(err error) (after time.Duration, ok bool) {
	var l *later
	if ok = errors.As(err, &l); ok {
		after = l.after
	}
	return after, ok
}

type later struct {
	error
	after time.Duration
}

func (l *later) Unwrap() error { return l.error }

// Bench is what pages and the API do with work.
type Bench interface {
	// Start takes an order. Where the same kind of the same subject waits already, that job is returned and nothing added.
	Start(ctx context.Context, o Order) (Job, error)
	// Cancel ends a job that is not at its end; Retry starts a parked or cancelled one again.
	Cancel(ctx context.Context, id, by string) error
	Retry(ctx context.Context, id, by string) error
	// Jobs lists, the newest first.
	Jobs(ctx context.Context, f Filter) ([]Job, error)
	// Follow sends jobs as they change until ctx ends. A reader that is too slow misses states in between, never the last.
	Follow(ctx context.Context) <-chan Job
}
