package breach

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// State is a case as its events tell it. It is made by Fold only.
type State struct {
	ID       string
	Title    string
	Small    bool
	NearMiss bool
	Of       string
	Opened   time.Time
	OpenedBy string
	Closed   time.Time // zero: it is open
	Events   int64
	Head     [32]byte // hash of the last event
	Last     time.Time

	Evidence []Source[Added]
	// Facts are all assertions of each fact in the order of time; Now tells which holds.
	Facts map[string][]Source[Fact]
	// Counts are the numbers as they were revised.
	Counts      []Source[Counted]
	Causes      []Cause // as they stand, the best supported first
	Decisions   []Source[Decided]
	Met         []Source[Met]
	Drafts      []Source[Drafted]
	Submissions []Source[Submitted]
	Notices     []Source[Noticed] // the last of each batch
	Contained   []Source[Contained]
	Requests    []Request
	Tasks       []Work
	Costs       []Source[Spent]
	Looked      Looked
	Turns       []Turn // closed, reopened
	Indicators  int
}

// Source is a body with the event that said it.
type Source[T any] struct {
	Seq  int64
	At   time.Time
	By   string
	Body T
}

// Request is a request with what was answered.
type Request struct {
	Source[Asked]
	Answers []Source[Answered]
	Open    bool
}

// Work is a task with how far it is.
type Work struct {
	Task
	Seq    int64
	At     time.Time
	Done   *int64
	Ended  bool
	Tested *bool
	Steps  []Source[Progressed]
}

// Turn is when a case was closed or opened again.
type Turn struct {
	Seq    int64
	At     time.Time
	By     string
	Closed bool
	Why    string
}

// Belief is what holds of a fact at present.
type Belief struct {
	Name  string
	Value Value
	// By are the events that say so; Against those that dispute it.
	By, Against []int64
	Disputed    bool
	Since       time.Time // when the present value became known
}

// Times are the three by which a breach is judged; nil unknown.
type Times struct {
	FirstRead, Known, Told *Belief
}

// Affected is what was concerned, computed from the evidence: not typed in.
type Affected struct {
	Count   Count
	By      []int64  // events that support the count
	Why     law.Text // which of them count, and how they were put together
	Kinds   []Held   // the gravest first
	Sets    []PersonSet
	Regions []Region
	Systems []System
	From    *time.Time
	To      *time.Time
	Gaps    []law.Text
}

// Duty is what a rule asks of a case.
type Duty struct {
	law.Answer
	Met     []Source[Met]
	Status  DutyStatus
	Missing []law.Item // that its report must say and that is not known yet
	// History is how it came to be and moved, the first first.
	History []Change
	// Asserted: somebody decided whether it applies, against or beyond what was computed.
	Decided *Source[Decided]
	// Computed is what the facts say of whether it applies, where somebody decided.
	Computed law.Truth
}

// DutyStatus is how a duty stands.
type DutyStatus string

// The statuses.
const (
	Due       DutyStatus = "due"
	Late      DutyStatus = "late"
	Done      DutyStatus = "done"
	DoneLate  DutyStatus = "done_late"
	Undecided DutyStatus = "undecided" // whether it applies is unknown
	None      DutyStatus = "none"      // it does not apply
)

// Change is a change of a duty at an event.
type Change struct {
	Seq     int64
	At      time.Time
	Applies law.Truth
	LastDay string
	Due     time.Time
	Why     law.Text // what moved it
}
