// Package source is the contract of places that hold data.
package source

import (
	"context"
	"iter"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// Unit is what is planned, retried and recorded as one.
type Unit struct {
	// Name is the path relative to the target, with slashes; it is data and is labelled before it is stored or shown.
	Name string
	// Size in bytes, -1 if unknown.
	Size int64
	// Stamp changes whenever the content may have; "" means that the unit is read each time.
	Stamp string
}

// Body is an open unit.
type Body struct {
	content.Body
	// Changed tells, once the body was read, whether it changed meanwhile.
	Changed func() bool
	// Close ends the reading.
	Close func() error
}

// Source is one place that holds data. Its methods may be called from several goroutines.
type Source interface {
	// Name is the target without credentials.
	Name() string
	// Units enumerates. An error belongs to the unit yielded with it, and the iteration goes on; an error with an
	// empty unit means that the enumeration is not complete.
	Units(ctx context.Context) iter.Seq2[Unit, error]
	// Open reads a unit. Errors have a class.
	Open(ctx context.Context, u Unit) (*Body, error)
	Close() error
}
