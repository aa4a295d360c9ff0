// Package notify tells alerts, and reminders of what is due, to where people and machines look: chats, mail, SIEMs, hooks.
//
// An alert is queued in the outbox in the transaction that keeps it, and delivered at least once; its ID and revision are
// the key by which a receiver knows one that comes twice. Each receiver has a courier of its own, so that one that hangs holds up
// neither another nor the reading of logs. What is told is masked as the alert is. Secrets are references; they stand in no error, and
// follow no redirection.
package notify

import (
	"context"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Sink is a place that alerts are told to. It is asked for one notice at a time, but for one that was left because it hangs.
type Sink interface {
	// Send tells a notice; it returns once the other side has taken it, as far as its protocol says so. An error of class
	// fault.Refused means that this notice will never be taken; any other that trying again may help (see After). Errors name
	// no URL and nothing that the other side sent.
	Send(ctx context.Context, n *Notice) error
}

// Notice is an alert, or a reminder, with the words in which it is told.
type Notice struct {
	Alert    *watch.Alert // nil of a reminder
	Reminder *Reminder    // nil of an alert
	Revision int64
	Test     bool   // invented, to try the way
	Lang     string // "en", "ja"
	Line     []byte // of the stream: {"alert":{…}} or {"reminder":{…}}, without a newline
	Words    Words
	At       time.Time // when it was queued
	Version  string    // of the program
}

// Reminder is of something that is due; it grows never: its Revision is 1.
type Reminder struct {
	ID       string // what is due, how long before, and its day: letters, digits, hyphens and dots
	Case     string
	Due      time.Time
	Severity watch.Severity
}

// Words is an alert for people, in one language, masked.
type Words struct {
	Title    string // "HIGH: People read by somebody – 1,234 people"
	Severity string
	Facts    []Fact // who, what, when, …
	Story    []string
	Evidence []string
}

// Fact is a name and what is to be said of it.
type Fact struct{ Name, Value string }

// Key is what a receiver knows a notice by that comes twice.
func (n *Notice) Key() string { return n.ID() + "." + strconv.FormatInt(n.Revision, 10) }

// ID is the alert's or the reminder's.
func (n *Notice) ID() string {
	if n.Reminder != nil {
		return n.Reminder.ID
	}
	return n.Alert.ID
}

// Severity is how grave what is told is.
func (n *Notice) Severity() watch.Severity {
	if n.Reminder != nil {
		return n.Reminder.Severity
	}
	return n.Alert.Severity
}

// Options are what a sink is made with.
type Options struct {
	config.Notify
	// What the references of Notify refer to.
	URL, Key, Password, Token string
	File, CA                  string // placed
	Hostname                  string // of this machine
	Now                       func() time.Time
}

// Kind is a type of sinks.
type Kind struct {
	Type string // of the configuration
	New  func(o *Options) (Sink, error)
}

// Later is an error of a receiver that said when to try again.
type Later struct {
	After time.Duration
	Err   error
}

func (l *Later) Error() string { return l.Err.Error() }

// Unwrap gives the error itself.
func (l *Later) Unwrap() error { return l.Err }
