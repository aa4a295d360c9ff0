package breach

import (
	"context"
	"io"
	"iter"
	"time"
)

// Ledger keeps events. It is only ever added to.
type Ledger interface {
	// Append records bodies as the next events of a case, all or none, and returns them. seen is the number of events that the caller
	// has seen of it: if there are more, nothing is recorded and the error is fault.Changed. Once it returns they survive whatever happens.
	Append(ctx context.Context, id string, seen int64, by string, bodies ...Entry) ([]Event, error)
	// New gives the number for a new case of a year (2026-0007): never one given before.
	New(ctx context.Context, year int) (string, error)
	// Events are those of a case in order, checked against each other (hashes; not signatures, see Verify). A case that is not there is fault.Usage.
	Events(ctx context.Context, id string) ([]Event, error)
	// Cases lists the cases by their numbers.
	Cases(ctx context.Context) ([]string, error)
	// Verify checks everything of a case ("" of all): hashes, signatures, order, and that nothing is missing at the end.
	Verify(ctx context.Context, id string) (Report, error)
}

// Entry is a body to be recorded, with what is to be sealed of it.
type Entry struct {
	Body   Body
	Secret *Secret
}

// Report is what Verify found.
type Report struct {
	Cases, Events int64
	Problems      []Problem // empty: nothing was changed
	Head          [32]byte  // of the event recorded last
	Key           string    // the public key, hexadecimal
}

// Problem is a change that was found.
type Problem struct {
	Case string
	Seq  int64
	Code string // gap, hash, link, signature, order, missing, unreadable
}

// Vault keeps files by their SHA-256 (hexadecimal). What was put is there until it is erased; nothing is ever changed.
type Vault interface {
	Put(ctx context.Context, r io.Reader) (sha256 string, size int64, err error)
	Open(sha256 string) (io.ReadCloser, error)
	List() iter.Seq2[string, error]
	Erase(sha256 string) error
}

// Letter is one notice to one person.
type Letter struct {
	// Person is the fingerprint by which the recipient was found; it names the letter in the journal.
	Person [16]byte
	Lang   string
	Hash   [32]byte // of what is sent
	At     time.Time
}
