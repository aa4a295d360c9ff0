// Package fault holds the few classes of error that Tsutsumi tells apart.
//
// A class is set once, where the cause is known, and translated once, at the edge: to an exit status by the command
// line, to an HTTP status by the API, to acknowledge, delay or park by the queue. In between errors are only wrapped.
package fault

import (
	"errors"
	"fmt"
)

// Class is what a caller may do about an error.
type Class uint8

const (
	// Internal is an error nobody classified: a defect, or the machine failing.
	Internal Class = iota
	// Usage means that what the caller asked cannot be meant: a flag, a file of rules, a wrong key.
	Usage
	// Unreadable means that one object could not be read; it is counted and told, and the rest goes on.
	Unreadable
	// Refused means that an object was read far enough to know that going on would do harm (a bomb, a depth, a quota).
	Refused
	// Unavailable means that trying again later may succeed.
	Unavailable
	// Changed means that the object changed while it was read.
	Changed
	// Skipped means that the object was left out on purpose (binary of unknown form, a device, an ignored path).
	Skipped
)

var names = [...]string{"internal", "usage", "unreadable", "refused", "unavailable", "changed", "skipped"}

// String is the class's name as it stands in the stream and in logs.
func (c Class) String() string {
	if int(c) < len(names) {
		return names[c]
	}
	return "internal"
}

type classed struct {
	class Class
	err   error
}

func (e *classed) Error() string { return e.err.Error() }
func (e *classed) Unwrap() error { return e.err }

// As gives err a class. A nil error stays nil.
func As(class Class, err error) error {
	if err == nil {
		return nil
	}
	return &classed{class, err}
}

// Errorf is fmt.Errorf with a class. The text names the act and its object and holds no datum.
func Errorf(class Class, format string, args ...any) error {
	return &classed{class, fmt.Errorf(format, args...)}
}

// Of returns the outermost class in err's chain, or Internal.
func Of(err error) Class {
	var c *classed
	if errors.As(err, &c) {
		return c.class
	}
	return Internal
}
