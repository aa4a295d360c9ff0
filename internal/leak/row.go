package leak

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// row is one judged record of a dump as the aspects look at it: a record of a table, or what running text says of one
// person. All of it is reused after the call; whoever keeps something copies it, and keeps no datum.
type row struct {
	values []value
	// all are the record's values as they stand, judged or not; nil in running text. Field indexes fields.
	all    []content.Value
	fields []string
	// person is a hash that tells the record's person within this dump, 0 if nothing does.
	person uint64
}

// value is a judged value.
type value struct {
	field    int // index in fields, -1 in running text
	kind     pii.Kind
	text     []byte // undone of escapes, without blanks around it
	hash     uint64 // keyed, of the normalised value; 0 for kinds whose fingerprint may not be kept
	evidence detect.Evidence
	score    float32 // log-odds
}

// find is the first value of the kind.
func (r *row) find(k pii.Kind) *value {
	for i := range r.values {
		if r.values[i].kind == k {
			return &r.values[i]
		}
	}
	return nil
}

// passed tells whether a detector passed the value, and not only its column.
func (v *value) passed() bool {
	return v.evidence&detect.Weak == 0 || v.evidence&(detect.Shape|detect.Check|detect.DateInside) != 0
}

// aspect gathers one side of a verdict. Each worker has its own, merged at the end in the order of blocks; what it gathers
// is bounded whatever the dump's size, and does not depend on the order or on where blocks were cut.
type aspect[T any] interface {
	// add takes a row. It allocates nothing once it is warm.
	add(*row)
	// merge adds what another one gathered.
	merge(T)
}

// scene is what the aspects are told beside the rows.
type scene struct {
	now time.Time
	// taken is the time at which the dump was taken, as far as the window or the newest timestamp tells; nil unknown.
	taken *time.Time
}
