package custody

import "time"

// Dump is what is known of a dump that was handed over, whatever became of its bytes.
type Dump struct {
	ID   string // begins with the time it was made
	Name string // as it is shown: masked where it tells of somebody; never a path
	Way  Way
	// Target is where a chosen dump is, sealed; empty of an upload.
	Target []byte
	Size   int64  // bytes; -1 unknown
	Sum    string // SHA-256, hexadecimal; "" unknown
	State  State
	// Claim is what was said of it (docs/format/claim.md), already safe to show; empty if nothing was.
	Claim []byte
	// Remember: it is to be recognised when it comes again.
	Remember bool
	By       string // an account
	Made     time.Time
	Changed  time.Time // of State
	Match    string    // the matching it gave; "" none yet
	// Once is by what the same request is known that comes twice; "" nothing.
	Once string
}

// Way is how a dump came.
type Way string

// The ways.
const (
	Uploaded Way = "upload"
	Chosen   Way = "place" // it stays where it is
)

// State is what became of a dump.
type State string

// The states.
const (
	Receiving State = "receiving"
	Held      State = "held" // whole, waiting to be judged
	Judged    State = "judged"
	Dropped   State = "dropped" // cancelled, refused, broken off, expired: never judged
	Lost      State = "lost"    // of a process that ended: its key is gone
)

// Handling is one thing that was done with a dump. Handlings are only ever added.
type Handling struct {
	Dump string
	At   time.Time
	By   string // an account, or "tsutsumi"
	Act  Act
	Size int64  // bytes concerned; -1 unknown
	Sum  string // SHA-256 where it is known then
	Why  string // in words without a datum: an error, a matching's ID
}

// Act is what was done.
type Act string

// The acts.
const (
	Began     Act = "began"    // an upload
	Received  Act = "received" // all of it
	Chose     Act = "chosen"
	Judge     Act = "judged" // Why: the matching
	Delete    Act = "deleted"
	Cancel    Act = "cancelled"
	Refuse    Act = "refused" // Why: the quota, the disk
	Broke     Act = "broken-off"
	Expire    Act = "expired"
	Lose      Act = "lost"
	Forget    Act = "forgotten"  // the verdict, and what was remembered of the dump
	NotJudged Act = "not-judged" // Why: the error
)
