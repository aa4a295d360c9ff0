// Package source is the contract of places that hold data.
package source

import (
	"context"
	"iter"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// Unit is what is planned, retried and recorded as one.
type Unit struct {
	// Name is the path relative to the target, with slashes; it is data and is labelled before it is stored or shown.
	Name string
	// Place is what a person calls the thing that this unit is a piece of (a table read in ranges, a file with a history),
	// and "" where the unit is the thing itself. Reports tell units of one place as one. Like Name, it is data.
	Place string
	// Size in bytes, -1 if unknown.
	Size int64
	// Stamp changes whenever the content may have; "" means that the unit is read each time.
	Stamp string
	// Of is how many records the unit holds where only a sample of them is read; 0 where all are.
	Of int64
	// Lived tells when the content stood at its place, where the source keeps a history.
	Lived Lived
}

// Lived is when a content stood at its place. The zero Lived tells nothing.
type Lived struct {
	First, Last       time.Time // when it came, and when it was last there (the moment of reading if it still is)
	Gone              bool      // it is not there any more, but can still be read
	Versions, Authors int64     // how many commits had it so, by how many authors
}

// Body is an open unit.
type Body struct {
	content.Body
	// Changed tells, once the body was read, whether it changed meanwhile.
	Changed func() bool
	// Close ends the reading. It may be called before the end of the bytes.
	Close func() error
}

// Source is one place that holds data. Its methods may be called from several goroutines.
//
// A source reads only, with the least privilege that will do, and holds no lock that its owner's work would wait for. It
// ends soon after its context does. A server that does not answer is asked again a few times (package retry) before the
// unit is given up with an error of class Unavailable; what a reading has already yielded is never yielded twice.
type Source interface {
	// Name is the target without credentials.
	Name() string
	// Units enumerates, in an order that is the same each time as long as nothing changed. An error belongs to the unit
	// yielded with it, and the iteration goes on; an error with an empty unit means that the enumeration is not complete.
	Units(ctx context.Context) iter.Seq2[Unit, error]
	// Open reads a unit. Errors have a class.
	Open(ctx context.Context, u Unit) (*Body, error)
	Close() error
}

// Partial is what a source may do besides: tell that it was asked for a part of what is there (what came since a day), so
// that units it does not enumerate are not gone.
type Partial interface {
	Partial() bool
}
