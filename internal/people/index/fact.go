package index

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// FP is the first twelve bytes of a pii.Fingerprint. Among ten thousand million of them, a value that is not there is taken
// for one that is with a probability of 10^-19.
type FP [12]byte

// Cut shortens a fingerprint to what the index keeps of it.
func Cut(f pii.Fingerprint) FP { return FP(f[:len(FP{})]) }

// head is the first eight bytes, by which fingerprints are ordered first, and the key of the filter.
func (f *FP) head() uint64 { return binary.BigEndian.Uint64(f[:8]) }

// Identity is the field of the facts that hold the fingerprint by which a person is told apart.
const Identity = 0

// MaxFields is how many fields an index can have.
const MaxFields = 255

// Fact is one fingerprint at one row in one field.
type Fact struct {
	FP       FP
	Row      uint32 // the person
	Field    uint8  // Identity, or 1 + the place in Meta.Fields
	Interval uint32 // for Index.Interval
}

// Compare orders facts as the file does: by fingerprint, row, field.
func (f Fact) Compare(g Fact) int {
	if c := bytes.Compare(f.FP[:], g.FP[:]); c != 0 {
		return c
	}
	a, b := uint64(f.Row)<<8|uint64(f.Field), uint64(g.Row)<<8|uint64(g.Field)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Row is what is known of a person beside facts.
type Row struct {
	Row uint32
	// Interval is when the person was present. Interval 0, the empty one, is a hole: the person was forgotten.
	Interval uint32
	Fields   FieldSet // in which the person has ever had a value
}

// FieldSet is a set of fields. Identity is in none.
type FieldSet [4]uint64

// Has tells whether the field is in the set.
func (s FieldSet) Has(field uint8) bool { return s[field>>6]>>(field&63)&1 == 1 }

// Add puts a field into the set.
func (s *FieldSet) Add(field uint8) { s[field>>6] |= 1 << (field & 63) }

// last is the highest field of the set, 0 if it is empty.
func (s FieldSet) last() int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] != 0 {
			return 64*i + bits.Len64(s[i]) - 1
		}
	}
	return 0
}

// Field is a column of the store.
type Field struct {
	Name string   `json:"name"` // safe to show: what is personal in it is masked by the caller
	Kind pii.Kind `json:"-"`    // None if this program does not know the kind any more
	Word string   `json:"kind"` // the kind's name as it was when the field was made
	// Facts counts the facts ever, Current those of the last snapshot.
	Facts   int64 `json:"facts"`
	Current int64 `json:"current"`
}

// Snapshot is one reading of the store.
type Snapshot struct {
	At      time.Time `json:"at"`
	Records int64     `json:"records"` // calls of Add: a person may take several
	Persons int64     `json:"persons"` // present
	Facts   int64     `json:"facts"`   // valid, identities not counted
	// What came and went against the snapshot before it.
	NewPersons  int64 `json:"new_persons"`
	GonePersons int64 `json:"gone_persons"`
	NewFacts    int64 `json:"new_facts"`
	GoneFacts   int64 `json:"gone_facts"`
}

// Meta says what an index holds. It is not to be changed.
type Meta struct {
	Store     string     `json:"store"`
	Key       string     `json:"key"`       // ID of the key of the fingerprints
	Snapshots []Snapshot `json:"snapshots"` // ascending in time; an interval names them by their place
	Fields    []Field    `json:"fields"`    // field n of a Fact is Fields[n-1]
	Rows      int64      `json:"rows"`      // persons ever, forgotten ones (holes) among them
	Facts     int64      `json:"facts"`     // ever, identities not counted
	Intervals int        `json:"intervals"` // numbers below this are known to Index.Interval
	Size      int64      `json:"-"`         // of the file
}
