// Package exposure tells how data could leak: the ways in which someone who should not can reach it.
//
// A Check looks at targets and tells Findings: which door of its catalogue stands open, on what, seen from where. Run adds
// whose data stands behind it (from the inventory, or from a quick sample), how grave that is, since when, and whether it
// is new against the accepted state. Nothing is ever written to a target, and only targets that the owner named are
// touched: a check reaches them through its Visit, which is slow enough, names itself, and in a dry run only notes.
package exposure

import (
	"context"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Severity is how grave an exposure is.
type Severity uint8

// The severities.
const (
	Low Severity = iota + 1
	Medium
	High
	Critical
)

// String is the word in the stream.
func (s Severity) String() string {
	if s < Low || s > Critical {
		return "unknown"
	}
	return [...]string{"low", "medium", "high", "critical"}[s-1]
}

// Text is a text in both languages. {name} stands for an argument of the finding.
type Text struct{ EN, JA string }

// Entry is a door as the catalogue describes it. IDs are stable: they are never given to something else.
type Entry struct {
	ID       string // "elasticsearch-no-auth"
	Severity Severity
	// Happened: it tells that something happened (a ransom note), which is no less grave where few could see it.
	Happened bool
	Title    Text // what it is, in a few words
	What     Text // what it means: who can do what
	Seen     Text // how it was seen
	Fix      Text // how to close it: commands for that product, a line each
	// Reference is a page of the product's maker or of an authority.
	Reference string
}

// Vantage is from where a door was seen open.
type Vantage string

// The vantages.
const (
	Here     Vantage = "host"     // the address is one of this host only (loopback, a socket, a file)
	Network  Vantage = "network"  // a private address: whoever is on this network
	World    Vantage = "world"    // a public address, or a service on the public network
	Relayed  Vantage = "relay"    // through the relay that was given
	Inside   Vantage = "inside"   // with the credentials given: whoever has such an account
	Declared Vantage = "declared" // told by a file (exported permissions, a CI file), not by the system itself
)

// Finding is an open door as a check sees it.
type Finding struct {
	ID string // of the Entry
	// Object is what the door leads to inside the target: an index, a table and a role, a file and its line. It is fit to
	// be shown, and the same each time; "" is the whole target. Target, ID and Object make the finding's identity.
	Object string
	// Args fill the catalogue's sentences: one for each {name} in them, but for {target}, {object} and {host}, which Run
	// fills. They are fit to be shown: never a datum.
	Args map[string]string
	// From is from where it was seen; "" is as the target is seen (Visit.From of its host, or Here for a path).
	From Vantage
	// Severity, if given, stands for the entry's.
	Severity Severity
	// Places are the places of the inventory (source and place, both as the inventory names them) whose data stands behind
	// the door; {Source: …} alone is all of a source. None: Run looks under the target's own name.
	Places []Place
	// Sample, if the check had a look itself, is whose data it saw; it is used where the inventory knows nothing.
	Sample *Behind
	// Peek has that look later: it is called where neither the inventory nor Sample tells anything; nil is unknown. Most are
	// Visit.Sample of the target that a scan of the object would have.
	Peek func(ctx context.Context) *Behind
	// State is what is compared with the accepted state: a finding is new if it was not accepted with this State.
	// "" where its being there is all there is to say.
	State string
}

// Place names a place of the inventory.
type Place struct{ Source, Place string }

// Behind is whose data stands behind a door.
type Behind struct {
	People   *int64 // nil is unknown
	Kinds    map[pii.Kind]int64
	Sampled  bool // told from a sample: a lower bound
	Records  int64
	LastSeen time.Time // when the inventory last looked; zero if it was now
	// Set is the persons themselves by keyed hashes, by which several doors' are counted once; nil if only the number is known.
	Set *people.Set
}

// Exposure is a finding with all that is said of it.
type Exposure struct {
	Finding
	Entry  Entry
	Target string // without credentials, fit to be shown
	Check  string // that told it
	Behind Behind
	Weight Severity // the severity, with whose data stands behind it taken into account
	Since  time.Time
	New    bool // not in the accepted state
}
