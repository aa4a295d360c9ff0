// Package row is a judged record of a dump as the aspects look at it, and what several of them gather with: tables by hash
// (Sample), by field (Fields), sets of kinds (Kinds).
package row

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Record is one judged record of a dump as the aspects look at it: a record of a table, or what running text says of one
// person. All of it is reused after the call; whoever keeps something copies it, and keeps no datum.
type Record struct {
	Values []Value
	// All are the record's values as they stand, judged or not; nil in running text. Field indexes Fields.
	All    []content.Value
	Fields []string
	// Person is a hash that tells the record's person within this dump, 0 if nothing does.
	Person uint64
}

// Value is a judged value.
type Value struct {
	Field    int // index in Fields, -1 in running text
	Kind     pii.Kind
	Text     []byte // undone of escapes, without blanks around it
	Hash     uint64 // keyed, of the normalised value; 0 for kinds whose fingerprint may not be kept
	Evidence detect.Evidence
	Score    float32 // log-odds
}

// Find is the first value of the kind.
func (r *Record) Find(k pii.Kind) *Value {
	for i := range r.Values {
		if r.Values[i].Kind == k {
			return &r.Values[i]
		}
	}
	return nil
}

// Passed tells whether a detector passed the value, and not only its column.
func (v *Value) Passed() bool {
	return v.Evidence&detect.Weak == 0 || v.Evidence&(detect.Shape|detect.Check|detect.DateInside) != 0
}

// Aspect gathers one side of a verdict. Each worker has its own, merged at the end in the order of blocks; what it gathers
// is bounded whatever the dump's size, and does not depend on the order or on where blocks were cut.
type Aspect[T any] interface {
	// Add takes a row. It allocates nothing once it is warm.
	Add(*Record)
	// Merge adds what another one gathered.
	Merge(T)
}

// Scene is what the aspects are told beside the rows.
type Scene struct {
	Now time.Time
	// Taken is the time at which the dump was taken, as far as the window or the newest timestamp tells; nil unknown.
	Taken *time.Time
}
