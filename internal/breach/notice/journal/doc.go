// Package journal keeps what became of each letter of a batch: a file that is only ever added to.
//
// Before the first byte of a letter goes out, that it is about to is written (Intend); what became of it follows (Done). So whenever the
// program ends, by whatever cause, a letter that was intended and whose fate is not there is uncertain, no other is, and there are at
// most as many as went out at a time. If the machine fails, what was written last may be lost: that letters may be sent is synced
// before (Promise), and all that were promised and have no fate are uncertain then. There is never a letter sent that is not known of, as
// far as the disk keeps what it says it synced.
//
// Persons stand in it as keyed fingerprints, recipients as the number of their row, letters as their hash. Records have checksums; what a
// kill or a power failure left half written at the end is cut off, damage anywhere else is an error.
package journal

import "time"

// Person is the keyed fingerprint by which a person of a case is named.
type Person [16]byte

// Fate is what became of a letter.
type Fate uint8

// The fates.
const (
	None      Fate = iota // nothing was sent
	Uncertain             // it was about to be sent, and what became of it is not known
	Sent                  // the server took it, or it was written into a file for printing
	Failed                // the server refuses it for good
	Later                 // the server did not take it now; nothing was sent
)

// String is the word of the stream.
func (f Fate) String() string {
	return [...]string{"none", "uncertain", "sent", "failed", "later"}[min(f, Later)]
}

// Batch begins a journal, or goes on with it with another text.
type Batch struct {
	Case    string    `json:"case"`
	ID      string    `json:"batch"`
	Channel string    `json:"channel"`
	Content string    `json:"content"` // hash of what the letters say; see package notice
	Seq     int64     `json:"seq"`     // of the case's last event when the text was made
	Key     string    `json:"key"`     // ID of the key of the fingerprints
	At      time.Time `json:"at"`
}

// Letter is a letter that is about to be sent.
type Letter struct {
	// Persons are those whom it tells: one, or what several stores know the one as. The first names it.
	Persons []Person
	Row     int64 // of the recipient in the file or table, from 1
	Lang    string
	Hash    [32]byte
	At      time.Time
}

// Outcome is what became of a letter, or that it came back.
type Outcome struct {
	Person Person
	Fate   Fate
	Reply  int    // of the server, 0 none
	Status string // 5.1.1; "" none
	At     time.Time
}

// Counts are how many letters had which fate. Bounced are of those that were sent.
type Counts struct {
	Sent, Failed, Uncertain, Later, Bounced int64
	First, Last                             time.Time // of those sent
}
