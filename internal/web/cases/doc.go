// Package cases is the room of cases: the list, a case with everything that is to be known and done of it, and its API.
//
// Nothing is worked out here. A case comes as package dossier has it, and whatever is to be recorded goes as an Act to the same
// functions that the commands call: who may record, what two persons must decide, what is masked of what somebody typed. A form carries
// the number of the last event that its reader saw; if somebody recorded meanwhile, he gets back what he typed, with what is new.
package cases

import (
	"context"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/desk"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

//go:generate templ generate

// House is what the room wants of the program. Who asks, in which language and when, stands in the context (web.Of). A case that is not there
// is web.Missing.
type House interface {
	// Briefs are all cases, the most urgent first.
	Briefs(ctx context.Context) ([]dossier.Brief, error)
	// Case is a case as it stands, or as it stood: at is a time or the number of an event, "" now.
	Case(ctx context.Context, id, at string) (*dossier.Case, error)
	// Do records. seen is the number of events that whoever asks saw of the case; 0: whatever there is. If there are more it is fault.Changed.
	Do(ctx context.Context, id string, seen int64, act Act) (*Done, error)
	// Open is what is open of a case, a line each: what stands against closing it.
	Open(ctx context.Context, id string) ([]string, error)
	// Verify checks the events of a case, or of all ("").
	Verify(ctx context.Context, id string) (*breach.Report, error)
}

// Papers are the documents of cases.
type Papers interface {
	// Papers are the documents that a case needs, in the order of urgency; all: every form there is.
	Papers(ctx context.Context, id string, all bool) ([]Paper, error)
	// Preview makes a form without recording anything; against is what the version before said, nil there is none.
	Preview(ctx context.Context, id, form string) (*paper.Document, *legal.Previous, error)
	// Write writes a file of a case: kept (its SHA-256), bundle, revealed, events, calendar, request (its ID).
	Write(ctx context.Context, id string, f File, w io.Writer) error
}

// Letters are the notices to the persons.
type Letters interface {
	// Post is how far the letters of a case are, and what it takes to send them.
	Post(ctx context.Context, id string) (*Post, error)
	// Sample is what a letter says, to an invented person.
	Sample(ctx context.Context, id, lang string) (subject, text string, err error)
	// Send starts sending, or goes on, as a job, to the recipients in a source that the house declares, by its name.
	Send(ctx context.Context, id, source, lang string) (queue.Job, error)
}

// Desk answers who calls.
type Desk interface {
	// Ask looks a value up. It is kept nowhere; that it was asked is recorded.
	Ask(ctx context.Context, id string, value []byte) (*desk.Answer, []law.Text, error)
}

// Paper is a form as the list of documents tells it.
type Paper struct {
	Form    string            `json:"form"`
	Title   string            `json:"title"`
	Reader  legal.Reader      `json:"reader"`
	Rule    string            `json:"rule,omitempty"`
	Status  breach.DutyStatus `json:"status,omitempty"`
	Fields  int               `json:"fields"`
	Missing []string          `json:"missing"`
	Version int               `json:"version"`   // made last, 0: none
	Handed  int               `json:"submitted"` // handed in last, 0: none
	Receipt string            `json:"receipt,omitempty"`
	Duty    *breach.Duty      `json:"-"`
	Lacking []string          `json:"-"` // the names of what is missing
}

// File names what is to be written.
type File struct{ Sort, Name string }

// Post is the letters of a case.
type Post struct {
	Batches []Batch
	Sources []string // where recipients may stand
	Of      string   // what is decided on (decision "send"); "" while no letter can be written
	Lacks   string   // why no letter can be written yet
	Allowed bool     // those who must decide have
	Two     bool     // two must
}

// Batch is what became of a batch of letters.
type Batch struct {
	Batch     string `json:"batch"`
	Channel   string `json:"channel"`
	Persons   int64  `json:"persons"`
	Sent      int64  `json:"sent"`
	Failed    int64  `json:"failed"`
	Uncertain int64  `json:"uncertain"`
	Later     int64  `json:"later"`
	Bounced   int64  `json:"bounced"`
	Without   *int64 `json:"without"`
	Intact    *bool  `json:"journal_intact"`
	First     string `json:"first,omitempty"`
	Last      string `json:"last,omitempty"`
}

// Left is how many letters are still to be sent.
func (b *Batch) Left() int64 { return max(0, b.Persons-b.Sent-b.Failed-b.Uncertain) }

// Done is what an act recorded.
type Done struct {
	Case string   `json:"case"`
	Seq  int64    `json:"seq"`  // of the last event now
	Said []string `json:"said"` // what was recorded and what became of duties, a line each
	Told []string `json:"told"` // what the user must know beside: that something was masked
}
