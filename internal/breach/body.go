package breach

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Opened begins a case.
type Opened struct {
	Title string `json:"title"`
	Small bool   `json:"small,omitempty"` // of everyday: a misdirected e-mail, a lost stick
	// NearMiss: nothing was lost in the end (ヒヤリハット); it is kept for the yearly list.
	NearMiss bool `json:"near_miss,omitempty"`
	// Of is the case that this one is a recurrence of, "" none.
	Of string `json:"of,omitempty"`
}

// The sorts of evidence.
const (
	FromAlert     = "alert"
	FromExposure  = "exposure"
	FromMatch     = "match"
	FromClaim     = "claim"
	FromInventory = "inventory"
	FromLogs      = "logs" // what logs answered to a question
	FromFile      = "file"
	FromTip       = "tip"       // from outside: the contact of security.txt, a reporter
	FromStatement = "statement" // what somebody says
	FromSupplier  = "supplier"  // the notice of a contractor or a partner
)

// Added is a piece of evidence, with what was computed of it. Everything in it is fit to be shown.
type Added struct {
	ID      string   `json:"id"` // E1, E2, … within the case
	Sort    string   `json:"sort"`
	Ref     string   `json:"ref,omitempty"` // the alert's, match's, exposure's ID
	Name    string   `json:"name"`
	Summary law.Text `json:"summary"`
	// SHA256 is of the file, or of the record that was kept of it; it can be read in the vault if Kept.
	SHA256 string `json:"sha256,omitempty"`
	Size   int64  `json:"size,omitempty"`
	Media  string `json:"media,omitempty"`
	Kept   bool   `json:"kept,omitempty"`
	Origin string `json:"origin,omitempty"` // who handed it over: a role
	Taken  Moment `json:"taken,omitzero"`   // of when it tells

	Kinds   []Held      `json:"kinds,omitempty"`
	People  Count       `json:"people"`
	Persons []PersonSet `json:"persons,omitempty"`
	Regions []Region    `json:"regions,omitempty"` // where the persons live
	Systems []System    `json:"systems,omitempty"`
	From    *time.Time  `json:"from,omitempty"` // the period that the data cover
	To      *time.Time  `json:"to,omitempty"`
	Facts   []Fact      `json:"facts,omitempty"`
	Causes  []Cause     `json:"causes,omitempty"` // that it suggests
	Marks   []Mark      `json:"marks,omitempty"`  // of the time line
	// Gaps is what it cannot tell: times without a log, parts not read.
	Gaps []law.Text `json:"gaps,omitempty"`
	// Indicators are how many are sealed with it.
	Indicators int `json:"indicators,omitempty"`
}

// Held is a kind that is concerned, with the values and the persons; nil unknown.
type Held struct {
	Kind   pii.Kind `json:"kind"`
	Values *int64   `json:"values"`
	People *int64   `json:"people"`
}

// PersonSet is a set of persons of a store; who they are stands in the vault (Persons).
type PersonSet struct {
	Store  string     `json:"store"`
	SHA256 string     `json:"sha256"`
	People int64      `json:"people"`
	Kinds  []pii.Kind `json:"kinds"`
}

// Persons is the content of a PersonSet: rows of the people index of Store, by the kinds that were found of them.
type Persons struct {
	Store     string  `json:"store"`
	Snapshots int     `json:"snapshots"` // of the index when it was made
	All       bool    `json:"all"`       // everybody of the index, with the kinds of the one group, whose Rows are empty
	Groups    []Group `json:"groups"`
}

// Group is persons of whom the same kinds were found; Rows ascend.
type Group struct {
	Kinds []pii.Kind `json:"kinds"`
	Rows  []uint32   `json:"rows"`
}

// Region counts persons by where they live.
type Region struct {
	Country string `json:"country"` // ISO 3166-1 alpha-2
	Name    string `json:"name,omitempty"`
	People  int64  `json:"people"`
}

// System is where the data were, as the inventory and the declared register tell it.
type System struct {
	Name        string   `json:"name"`
	Owner       string   `json:"owner,omitempty"`
	Country     string   `json:"country,omitempty"`     // of storage
	Access      []string `json:"access,omitempty"`      // countries from which it is seen
	Contractors []string `json:"contractors,omitempty"` // with their country: 再委託先B（CN）
}

// Mark is a moment of the time line.
type Mark struct {
	When Moment   `json:"when"`
	Kind string   `json:"kind"` // see paper.Mark
	Text law.Text `json:"text"`
}

// Fact says something of a fact of law or of a case.
type Fact struct {
	Name   string   `json:"name"`
	Value  Value    `json:"value"`
	Status Status   `json:"status"`
	Source string   `json:"source"` // the ID of a piece of evidence (E3), or who says so
	Why    law.Text `json:"why,omitzero"`
}

// Stated is an event that says something of a fact; whoever edits a figure leaves reason and source.
type Stated struct{ Fact }

// Counted revises the number of persons.
type Counted struct {
	Count  Count    `json:"count"`
	Source string   `json:"source"`
	Why    law.Text `json:"why"`
}

// Cause is one of several that compete. For and Against grow; a Status that is not Asserted needs a source.
type Cause struct {
	ID      string   `json:"id"` // C1, …; the same ID adds to it
	Text    law.Text `json:"text,omitzero"`
	Status  Status   `json:"status"`
	For     []Ground `json:"for,omitempty"`
	Against []Ground `json:"against,omitempty"`
}

// Ground is what speaks for or against.
type Ground struct {
	Source string   `json:"source"`
	Text   law.Text `json:"text"`
}

// Weighed adds to a cause.
type Weighed struct{ Cause }

// The acts that are decided on.
const (
	ActSend   = "send"   // notices to persons
	ActClose  = "close"  // the case
	ActReport = "report" // a report to an authority
	ActApply  = "apply"  // whether a duty applies: Of is the rule, Choice yes or no
	ActOther  = "other"
)

// Decided is a decision. Where two must decide, the second is another By with the same Act and Of.
type Decided struct {
	Act    string `json:"act"`
	Of     string `json:"of,omitempty"` // what: a rule, a batch of letters with its hash
	Choice string `json:"choice"`       // yes, no, or what was decided
	Why    string `json:"why"`
}

// Met says that a duty was met, with the proof.
type Met struct {
	Rule    string    `json:"rule"`
	At      time.Time `json:"at"`
	Proof   string    `json:"proof"` // a receipt number, a piece of evidence, a document's hash
	Partial bool      `json:"partial,omitempty"`
	Note    string    `json:"note,omitempty"`
}

// Drafted is a document that was made, and up to which event it tells.
type Drafted struct {
	Document string `json:"document"` // jp-appi-preliminary
	Version  int    `json:"version"`
	Lang     string `json:"lang"`
	Seq      int64  `json:"seq"`
	Files    []File `json:"files"`
	// Personal is what the check for personal data found: kinds and numbers of findings; empty is none.
	Personal []Held `json:"personal,omitempty"`
}

// File is a file by its hash.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	// Fields are the values of a form by their IDs, as they stood in that version: what the next version is compared with. Masked like all.
	Fields map[string]string `json:"fields,omitempty"`
}

// Submitted says that a document went to an authority or to another company.
type Submitted struct {
	Document string    `json:"document"`
	Version  int       `json:"version"`
	To       string    `json:"to"`
	At       time.Time `json:"at"`
	Receipt  string    `json:"receipt,omitempty"` // the number that was given
	Rules    []string  `json:"rules,omitempty"`   // that it meets
}

// Noticed is what became of a batch of letters; counts grow from event to event.
type Noticed struct {
	Batch     string    `json:"batch"`
	Channel   string    `json:"channel"` // email, post, page
	Persons   int64     `json:"persons"` // to be told
	Sent      int64     `json:"sent"`
	Failed    int64     `json:"failed"`
	Uncertain int64     `json:"uncertain"`
	Bounced   int64     `json:"bounced"`
	Without   int64     `json:"without"` // persons of the case for whom no recipient was found
	First     time.Time `json:"first,omitzero"`
	Last      time.Time `json:"last,omitzero"`
	Journal   string    `json:"journal,omitempty"` // SHA-256 of the proofs so far
}

// Contained is a step that stops the leak or its spread.
type Contained struct {
	What string `json:"what"`
	At   Moment `json:"at"`
	// Proof is what shows it: a piece of evidence ("none after": no access in the logs from then on).
	Proof string `json:"proof,omitempty"`
}

// Asked is a request to another company (a contractor, a partner) or an authority, with a date.
type Asked struct {
	ID   string    `json:"id"` // Q1, …
	To   string    `json:"to"`
	What string    `json:"what"`
	Due  time.Time `json:"due,omitzero"`
}

// Answered is the answer to a request.
type Answered struct {
	ID       string `json:"id"`
	Answer   string `json:"answer"`
	Evidence string `json:"evidence,omitempty"`
	Closed   bool   `json:"closed"` // nothing is left open
}

// Task is something to be done, for the persons (relief) or against a recurrence.
type Task struct {
	ID      string    `json:"id"` // T1, …; the same ID changes it
	Sort    string    `json:"sort"`
	Measure string    `json:"measure,omitempty"` // of package relief: card_reissue
	What    law.Text  `json:"what"`
	Kind    pii.Kind  `json:"kind,omitzero"` // whose loss it answers
	Owner   string    `json:"owner,omitempty"`
	Due     time.Time `json:"due,omitzero"`
	Of      *int64    `json:"of"` // persons, or things, to whom it is to be done; nil unknown
}

// The sorts of tasks.
const (
	Relief     = "relief"
	Prevention = "prevention"
	Hunt       = "hunt" // a leftover to look for
)

// Progressed is how far a task is. Tested: a measure against a recurrence was tried, and held or did not.
type Progressed struct {
	ID     string `json:"id"`
	Done   *int64 `json:"done,omitempty"`
	Ended  bool   `json:"ended,omitempty"`
	Tested *bool  `json:"tested,omitempty"`
	Source string `json:"source"` // how it was measured
}

// Spent is a cost, or what a model reckons.
type Spent struct {
	Item     string   `json:"item"`
	Text     law.Text `json:"text,omitzero"`
	Amount   int64    `json:"amount"` // in the smallest unit that is not divided: yen
	Currency string   `json:"currency"`
	Planned  bool     `json:"planned,omitempty"`
	Source   string   `json:"source"`
}

// Looked is a question at the desk: whether somebody is affected. It keeps that it was asked and whether the answer was yes.
type Looked struct {
	Asked int64 `json:"asked"` // since the last such event
	Found int64 `json:"found"`
}

// Closed ends a case; Indicators of it go on to watch.
type Closed struct {
	Why string `json:"why"`
}

// Reopened opens it again.
type Reopened struct {
	Why    string `json:"why"`
	Source string `json:"source,omitempty"`
}

// The types, as they stand in the stream.
func (Opened) Type() Type     { return "opened" }
func (Added) Type() Type      { return "evidence" }
func (Stated) Type() Type     { return "fact" }
func (Counted) Type() Type    { return "count" }
func (Weighed) Type() Type    { return "cause" }
func (Decided) Type() Type    { return "decision" }
func (Met) Type() Type        { return "met" }
func (Drafted) Type() Type    { return "draft" }
func (Submitted) Type() Type  { return "submitted" }
func (Noticed) Type() Type    { return "notice" }
func (Contained) Type() Type  { return "contained" }
func (Asked) Type() Type      { return "request" }
func (Answered) Type() Type   { return "answer" }
func (Task) Type() Type       { return "task" }
func (Progressed) Type() Type { return "progress" }
func (Spent) Type() Type      { return "cost" }
func (Looked) Type() Type     { return "desk" }
func (Closed) Type() Type     { return "closed" }
func (Reopened) Type() Type   { return "reopened" }
