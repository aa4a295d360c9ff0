package cases

import "io"

// Act is something to be recorded: one of the types below. Fields are as a person types them; times are as exact as they are known (2026-12-04
// 09:12, 2026-12, about 2026-10-18).
type Act interface{ act() }

// Evidence is what a case is opened with, or what is added to one.
type Evidence struct {
	Alerts    []string `json:"alerts,omitempty" doc:"alerts, by their IDs"`
	Matches   []string `json:"matches,omitempty" doc:"matched dumps, by their IDs"`
	Exposures []string `json:"exposures,omitempty" doc:"open doors, by their keys"`
	Inventory []string `json:"inventory,omitempty" doc:"sources or parts of the inventory"`
	Tip       string   `json:"tip,omitempty" doc:"what somebody outside told us"`
	Statement string   `json:"statement,omitempty" doc:"what somebody says"`
	From      string   `json:"from,omitempty" doc:"who: a role, no person's name"`
	At        string   `json:"at,omitempty" doc:"when"`
	Notice    *Notice  `json:"notice,omitempty" doc:"a supplier's notice"`
	File      *Upload  `json:"-"`
}

// Notice is what a supplier or a partner tells.
type Notice struct {
	Supplier string `json:"supplier"`
	System   string `json:"system,omitempty"`
	Received string `json:"received,omitempty"`
	From     string `json:"from,omitempty"`
	Until    string `json:"until,omitempty"`
	Count    string `json:"count,omitempty"`
	Wrongful string `json:"wrongful,omitempty" enum:",yes,no,suspected,unknown"`
	Kinds    string `json:"kinds,omitempty" doc:"kinds, with commas"`
}

// Upload is a file that a reader sent.
type Upload struct {
	Name string
	R    io.Reader
	Keep bool
}

// None tells whether there is nothing.
func (e *Evidence) None() bool {
	return len(e.Alerts)+len(e.Matches)+len(e.Exposures)+len(e.Inventory) == 0 && e.Tip == "" && e.Statement == "" && e.Notice == nil && e.File == nil
}

// The acts.
type (
	// Begin opens a case.
	Begin struct {
		Title    string   `json:"title,omitempty"`
		Known    string   `json:"known,omitempty" doc:"when anybody of yours first knew; now"`
		Source   string   `json:"source,omitempty"`
		Of       string   `json:"of,omitempty" doc:"the case that this is a recurrence of"`
		Facts    []string `json:"facts,omitempty" doc:"NAME=VALUE"`
		Evidence Evidence `json:"evidence,omitzero"`
	}
	// Small opens an everyday case.
	Small struct {
		Title      string   `json:"title,omitempty"`
		What       string   `json:"what" enum:"email,post,fax,device,stolen,paper,web,handed,other"`
		Who        string   `json:"who,omitempty"`
		People     string   `json:"people,omitempty"`
		Kinds      []string `json:"kinds,omitempty"`
		Retrieved  string   `json:"retrieved,omitempty" enum:",yes,no,unknown"`
		Encrypted  string   `json:"encrypted,omitempty" enum:",yes,no,unknown"`
		When       string   `json:"when,omitempty"`
		Known      string   `json:"known,omitempty"`
		Department string   `json:"department,omitempty"`
		Near       bool     `json:"near_miss,omitempty"`
	}
	// Add adds evidence.
	Add struct{ Evidence }
	// State says something of a fact. Refuted, Value may be left out, and Fact may be a piece of evidence.
	State struct {
		Fact   string `json:"fact"`
		Value  string `json:"value,omitempty"`
		Status string `json:"status,omitempty" enum:",asserted,disputed,refuted"`
		Source string `json:"source"`
		Why    string `json:"why"`
	}
	// Count sets the number of persons: MAX/LIKELY/CONFIRMED, ? is left as it is.
	Count struct {
		Count  string `json:"count"`
		Source string `json:"source"`
		Why    string `json:"why"`
	}
	// Weigh adds to a cause, or makes a new one.
	Weigh struct {
		Cause   string `json:"cause"`
		For     string `json:"for,omitempty"`
		Against string `json:"against,omitempty"`
		Status  string `json:"status,omitempty" enum:",asserted,disputed,refuted"`
		Source  string `json:"source,omitempty"`
		Why     string `json:"why,omitempty"`
	}
	// Contain is a step that stops the leak.
	Contain struct {
		What  string `json:"what"`
		At    string `json:"at,omitempty"`
		Proof string `json:"proof,omitempty"`
	}
	// Meet says that a duty was met.
	Meet struct {
		Rule    string `json:"rule"`
		Proof   string `json:"proof"`
		At      string `json:"at,omitempty"`
		Note    string `json:"note,omitempty"`
		Partial bool   `json:"partial,omitempty"`
	}
	// Decide is a decision.
	Decide struct {
		Act    string `json:"act" enum:"send,close,report,apply,other"`
		Of     string `json:"of,omitempty"`
		Choice string `json:"choice"`
		Why    string `json:"why"`
	}
	// Close closes the case.
	Close struct {
		Why string `json:"why,omitempty"`
	}
	// Reopen opens it again.
	Reopen struct {
		Why    string `json:"why"`
		Source string `json:"source,omitempty"`
	}
	// Draft makes a version of a document.
	Draft struct {
		Form     string `json:"form"`
		Formats  string `json:"formats,omitempty" doc:"docx, pdf, md, html, json, csv; with commas"`
		To       string `json:"to,omitempty"`
		Final    bool   `json:"final,omitempty"`
		Personal bool   `json:"allow_personal,omitempty"`
		Why      string `json:"why,omitempty"`
	}
	// Submit says that a version was handed in.
	Submit struct {
		Form    string `json:"form"`
		Version int    `json:"version,omitempty"`
		To      string `json:"to"`
		Receipt string `json:"receipt,omitempty"`
		At      string `json:"at,omitempty"`
		Why     string `json:"why,omitempty"`
	}
	// Task makes a task (ID ""), or says how far one is.
	Task struct {
		ID     string `json:"id,omitempty"`
		What   string `json:"what,omitempty"`
		Sort   string `json:"sort,omitempty" enum:",relief,prevention,hunt"`
		Kind   string `json:"kind,omitempty"`
		Owner  string `json:"owner,omitempty"`
		Due    string `json:"due,omitempty"`
		Of     string `json:"of,omitempty"`
		Done   string `json:"done,omitempty"`
		Source string `json:"source,omitempty"`
		Tested string `json:"tested,omitempty" enum:",yes,no"`
		Ended  bool   `json:"ended,omitempty"`
	}
	// Propose makes tasks of what the kinds call for.
	Propose struct {
		Owner string `json:"owner,omitempty"`
	}
	// Request asks another company or an authority (ID ""), or records its answer.
	Request struct {
		ID       string `json:"id,omitempty"`
		To       string `json:"to,omitempty"`
		What     string `json:"what,omitempty"`
		Due      string `json:"due,omitempty"`
		Answer   string `json:"answer,omitempty"`
		Evidence string `json:"evidence,omitempty" doc:"a piece of evidence: E4"`
		Closed   bool   `json:"closed,omitempty"`
	}
	// Spend records a cost.
	Spend struct {
		Item     string `json:"item"`
		Amount   string `json:"amount"`
		Currency string `json:"currency,omitempty"`
		Text     string `json:"text,omitempty"`
		Source   string `json:"source"`
		Planned  bool   `json:"planned,omitempty"`
	}
)

func (*Begin) act()   {}
func (*Small) act()   {}
func (*Add) act()     {}
func (*State) act()   {}
func (*Count) act()   {}
func (*Weigh) act()   {}
func (*Contain) act() {}
func (*Meet) act()    {}
func (*Decide) act()  {}
func (*Close) act()   {}
func (*Reopen) act()  {}
func (*Draft) act()   {}
func (*Submit) act()  {}
func (*Task) act()    {}
func (*Propose) act() {}
func (*Request) act() {}
func (*Spend) act()   {}
