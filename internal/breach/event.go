package breach

import (
	"time"
)

// Event is something that was added to a case.
type Event struct {
	Case string    // 2026-0007
	Seq  int64     // from 1, without gaps
	At   time.Time // when it was recorded, µs, UTC
	By   string    // who recorded it: a name that the installation knows
	Body Body
	// Sealed is what may only be read by those entitled: names of accounts and addresses of indicators (JSON of Secret, sealed for "case").
	Sealed []byte
	// Prev is the hash of the event before in the case, zeros of the first; Before that of the event recorded last in any case, by which
	// a case that was taken away whole is missed. Hash is SHA-256 over all of the above in the canonical form; Signature is Ed25519 over Hash.
	Prev, Before, Hash [32]byte
	Signature          []byte
}

// Type names what happened; it stands in the stream.
type Type string

// Body is what an event says: one of the types in body.go.
type Body interface{ Type() Type }

// Secret is what is sealed of an event.
type Secret struct {
	Indicators []Indicator `json:"indicators,omitempty"`
}

// Indicator is something that was seen where harm was done; see watch.Indicator.
type Indicator struct {
	Type  string    `json:"type"`
	Value string    `json:"value"`
	Name  string    `json:"name"`
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
}
