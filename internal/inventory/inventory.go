// Package inventory is what is known of what is held where: the 台帳.
//
// It keeps counts, mergeable sets and sketches of keyed hashes, and two masked examples a field; never a datum. It is the
// only record of completion: a unit that has a row here with the same job identity is done, whatever happened since.
package inventory

import (
	"context"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Field is what one field of a part holds of one kind. Text parts have one Field per kind with an empty Name.
type Field struct {
	Name       string // safe to store: passed through the detectors (decision 7)
	Kind       pii.Kind
	Values     int64   // values seen that are findings
	Valid      int64   // of these, values whose check digit or closed list holds (equals Values where there is none)
	People     *int64  // distinct values by keyed hash, nil if unknown or not counted
	Least      bool    // People is a lower bound: of fields put together out of pieces; never recorded
	Likelihood float64 // of the field's verdict, or the greatest of its findings in text
	Masks      []string
	Why        uint64 // detect.Evidence
	// Holder and Country are said by the owner (an imported register), not found.
	Holder, Country string
}

// Part is one thing to a person: a file, a sheet, a table.
type Part struct {
	Name    string
	Type    string
	Charset string
	Form    string
	Size    int64
	Records int64
	People  People
	Fields  []Field
	// Set is the encoded people.Set of the part, mergeable with others' (decision 4).
	Set []byte
	// Located are findings in prose and code, bounded; More counts the rest.
	Located []Located
	More    int64
	// Place is what a person calls the thing that this part is a piece of (all ranges of a table, all versions of a file);
	// "" where the part is the thing itself.
	Place string
	// Of is how many records there are, where only a sample was read; 0 where all were.
	Of int64
	// Lived is when the content stood there, where its source keeps a history.
	Lived Lived
	// Error says why the part could not be read, or not to its end; "" if it was. Class is fault.Class as a word.
	Error, Class string
}

// Lived is when a content stood at its place. The zero Lived tells nothing.
type Lived struct {
	First, Last       time.Time // when it came and when it was last there
	Gone              bool      // it is not there any more, but can still be read from the history
	Versions, Authors int64     // how many commits had it so, by how many authors
}

// Located is a finding in prose or code, without its value.
type Located struct {
	ID         string
	Kind       pii.Kind
	Field      string
	Record     int64 // from 1
	Line       int64 // from 1, 0 if lines mean nothing
	Start, End int64 // bytes in the part's text
	Place      string
	Likelihood float64
	Mask       string
	Why        uint64
}

// People is a number of persons with its bounds. Nil is unknown, never 0.
type People struct {
	Min, N, Max *int64
	// Error is the relative standard error stated as 2σ; 0 where the count is exact.
	Error float64
}

// Unit is what is planned, retried and recorded as one.
type Unit struct {
	Source string // target without credentials
	Name   string // path relative to the target
	Job    string // job identity: hex of the hash over source, unit, stamp and engine (decision 9)
	Stamp  string
	Size   int64
	Parts  []Part
	Error  string
	Class  string
	At     time.Time
}

// Run is one scan of one or several sources.
type Run struct {
	ID      string
	Sources []string
	Engine  string
	Key     string // key ID
	Started time.Time
	Ended   time.Time // zero while it goes on or if it was killed
}

// Inventory records what runs find.
type Inventory interface {
	// Begin opens a run.
	Begin(ctx context.Context, run Run) error
	// Known tells the job identities recorded for a source: unit name to job. It is asked once, before planning. Units
	// recorded with an error of their own are left out: they are always tried again.
	Known(ctx context.Context, source string) (map[string]string, error)
	// Load reads a unit back as it was recorded, for a summary that counts what is unchanged.
	Load(ctx context.Context, source, unit string) (Unit, error)
	// Record replaces all parts of the units. It is called with up to 1,000 units or what came within 200 ms, and is
	// one transaction: all of them or none.
	Record(ctx context.Context, run string, units []Unit) error
	// Seen marks units that the run found unchanged, so that Finish keeps them. Names unknown to the source are ignored.
	Seen(ctx context.Context, run, source string, units []string) error
	// Finish closes the run and, for the sources whose enumeration ended without error, removes units not seen in it.
	Finish(ctx context.Context, run string, complete []string) error
}
