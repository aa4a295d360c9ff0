package watch

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
)

// ID stands for a value (an account, an address, a path) by a 64-bit hash under the secret of the state. 0 is nobody and
// nothing. Two detectors that speak of one account by its ID mean the same.
type ID uint64

// Access is an event as detectors see it. It is valid until See returns: nothing of it may be kept but numbers and IDs, and
// what Out copies.
type Access struct {
	*event.Event
	At   int64 // µs since 1970 UTC, the log's skew taken off; never 0
	Late bool  // accesses after it were seen already
	Log  *Log
	Pos  Position

	Who    ID // the account that acted: upper and lower case, DOMAIN\ in front are the same; 0 if nobody logged in
	For    ID // the account in whose name it acted (Event.As); 0 if that is the same
	Target ID // the account that was acted on
	Login  ID // of a login that failed too: the account that was tried
	Origin ID // where it came from: an address, of IPv6 its /64; 0 if unknown
	Range  ID // its /24, or /48
	// Session, Device and Agent stand for what Event.Session, Event.Device and Event.Client say; 0 if nothing.
	SessionID, DeviceID, Agent ID

	Net network.Network // of From: country, network and what it is; the log's own country goes before
	// Local is the time of day where the organisation is, in minutes from midnight; Rest tells a night, a weekend, a holiday
	// or a day of leave of this account.
	Local int
	Rest  bool
	Role  Role

	Place ID     // the host, database, bucket or cluster that was asked, whatever of it; 0 if the log does not say
	Store *Store // what is known of what was asked; never nil, see Store.Known
	Shape ID     // the store's part without what names single things: a table, a route (/customers/*/card)
	Path  []byte // the shape in words, until See returns
	Thing ID     // what exactly was asked; 0 if no single thing
	Name  []byte // what names Thing as it was asked, in clear: "10234", "09012345678"; nil if Thing is 0
	// Personal tells that Thing is one of persons, there or not, by the word before it: /members/10234, ?phone=…
	Personal bool
	// People are the persons that it concerns, each an ID of its own: fingerprints that the log names, else the identifier of the single
	// thing that was asked for in a store that holds persons (but no product's, no article's). Empty: not known, which is not none.
	People []ID
	Named  bool  // People are fingerprints
	Rows   int64 // as Event.Rows, or how many People, whichever is known and larger; -1
}

// Persons is how many persons the access concerns, by what is known best: those it names, else its rows; 0 if nothing is known.
func (a *Access) Persons() int64 {
	if n := int64(len(a.People)); n > 0 {
		return n
	}
	return max(a.Rows, 0)
}

// OK tells that it did not fail.
func (a *Access) OK() bool { return a.Outcome != event.Failure }

// Takes tells that data went out: read, listed or exported, and not refused; and not only put elsewhere in the same database
// (INSERT INTO … SELECT, CREATE TABLE … AS).
func (a *Access) Takes() bool {
	return a.OK() && (a.Action == event.Read || a.Action == event.List || a.Action == event.Export) && !a.Stays()
}

// Stays tells a statement whose rows stay in the database.
func (a *Access) Stays() bool {
	if len(a.Text) < 8 || a.Text[6] > ' ' {
		return false
	}
	w := a.Text[:6]
	return lex.Is(w, "insert") || lex.Is(w, "create") || lex.Is(w, "update") || lex.Is(w, "delete")
}

// Crowd are networks behind which many people stand: an origin there is nobody in particular.
const Crowd = network.Office | network.VPN | network.Proxy | network.Mobile | network.Partner | network.Private

// Joins appends to ids what the story of an access is known by: the account, the session, the device, and the origin unless it is a
// crowd's. In whose name it acted does not count: many act in that of a role.
func (a *Access) Joins(ids []ID) []ID {
	for _, id := range [...]ID{a.Who, a.SessionID, a.DeviceID} {
		if id != 0 {
			ids = append(ids, id)
		}
	}
	if a.Origin != 0 && a.Net.Kind&Crowd == 0 {
		ids = append(ids, a.Origin)
	}
	return ids
}

// Role is what a principal is, as it was declared or the log says; bits.
type Role uint8

// The roles.
const (
	Customer Role = 1 << iota // a user of the public service
	Staff                     // somebody of the organisation or of a contractor
	Job                       // a machine: a service account, a batch job, a key
	Admin                     // may do all
)

// Log is what is read, an identity that stays while its files are rotated.
type Log struct {
	Name   string // fit to be shown
	Parser string // "nginx", "cloudtrail"
	Store  string // what the log is of, where its records do not say; a name of tsutsumi.yaml's sources, or a host
	Zone   int    // seconds east of UTC of times that do not say theirs
	Skew   int64  // µs that the clock which wrote it is behind; added to its times
	Index  int    // its place among the logs of the run, in the order of names
}

// Position is where a record stands.
type Position struct {
	File   uint32 // of the files that the log went through, from 0
	Offset int64  // bytes from the file's beginning, unpacked
	Line   int64  // from 1; 0 where lines mean nothing
}

// Feed reads one log as events, in the order in which they stand there. It is for one goroutine.
type Feed interface {
	Log() *Log
	// Next fills e, which was Reset, with the next access. Its bytes are valid until the next call. io.EOF: the log has ended
	// and does not grow; ErrIdle: nothing new for now; ctx's error when it ends. Other errors tell what could not be
	// read; reading goes on behind it.
	Next(e *event.Event, at *Position) error
	// Mark is from where the feed goes on, behind what Next gave last, when it is opened with it.
	Mark() []byte
	// File is the name of a file of the log, by its number, fit to be shown; "" if it is not known.
	File(n uint32) string
	Counts() Counts
	Close() error
}

// Counts are of the records of a feed so far.
type Counts struct {
	Lines     int64 // records, whatever they were
	Accesses  int64 // records that are events
	Nothing   int64 // well-formed and no access
	Malformed int64 // not of this log, or broken
	Short     int64 // longer than 1 MiB, and read as far as that
	Open      int64 // ends of files without an end of line, left until there is one
	Lost      int64 // files of which something may not have been read: cut short, shrunk, gone
	Dropped   int64 // messages that came and found no room
	Bytes     int64 // of text
}
