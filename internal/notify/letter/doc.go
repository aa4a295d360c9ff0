// Package letter sends letters of one person each by SMTP, over several connections at a time and at a rate.
//
// The way is encrypted with a certificate that is checked, but to this machine itself. Before the first byte of a letter goes out its sender
// is asked (Job.Intend), after the server has answered it is told (Job.Done): when the program ends at any moment, there are at most as many letters
// whose fate is not known as there are connections. Commands are pipelined where the server can (RFC 2920): two exchanges a letter. What
// is not taken now is tried again later; a server that hangs or drops a connection stops one connection for a while, never the others.
//
// The client is that of wneessen/go-mail for greeting, encryption and logging in, and our own for handing letters over: see docs/adr/0034-notices.md.
package letter

import "time"

// Mail is a letter. What it points at is used until the next letter of the same job is written.
type Mail struct {
	To   string // one address, checked
	Name string // to stand before it in the header; "" is none. It is one line
	// Lang is that of the letter, ID what stands before the @ of its Message-ID: letters, digits.
	Lang, ID string
	// Subject is one line, Text plain text, Page the same as HTML, or nothing.
	Subject, Text, Page []byte
}

// Job is a letter to be sent. Its methods are called by one goroutine at a time.
type Job interface {
	// Write fills the letter. An error of class fault.Refused leaves it out as Failed, any other ends everything.
	Write(*Mail) error
	// Intend is called once the server is ready for the letter, before any of it is handed over; the hash is SHA-256 of what will be. An error ends everything.
	Intend(hash [32]byte, at time.Time) error
	// Done tells what became of it, once; before that, each time, that the server did not take it and it waits to be tried again (Later). An
	// error ends everything.
	Done(Outcome) error
}

// Fate is what became of a letter.
type Fate uint8

// The fates.
const (
	Sent    Fate = iota // the server took it
	Failed              // the server refuses it for good
	Later               // it was not taken now, and nothing was handed over
	Unknown             // it was handed over, at least in part, and the server did not say whether it took it
)

// Outcome is what became of a letter.
type Outcome struct {
	Fate   Fate
	Reply  int    // of the server, 0 none
	Status string // enhanced: 5.1.1; "" none
	At     time.Time
}
