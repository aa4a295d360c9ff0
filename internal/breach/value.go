package breach

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Precision is how exactly a time is known.
type Precision string

// The precisions, the finest first.
const (
	Second Precision = "second"
	Minute Precision = "minute"
	Hour   Precision = "hour"
	Day    Precision = "day"
	Month  Precision = "month"
	Year   Precision = "year"
)

// Moment is a time as it is known. At is the beginning of the second, minute, …, year that it lies in.
type Moment struct {
	At        time.Time `json:"at"`
	Precision Precision `json:"precision"`
	About     bool      `json:"about,omitempty"` // ごろ
	// Until is the end of a span; zero if it is a moment.
	Until time.Time `json:"until,omitzero"`
}

// Count is a number of persons: its bounds and the best of it; nil is unknown. Confirmed are those made sure of one by one.
type Count struct {
	Max       *int64 `json:"max"`
	Likely    *int64 `json:"likely"`
	Confirmed *int64 `json:"confirmed"`
}

// Value is the value of a fact: what law.Value has, or a time, or a text. One of its members is given.
type Value struct {
	Truth  law.Truth `json:"truth,omitempty"`
	Count  *Count    `json:"count,omitempty"`
	Set    []string  `json:"set,omitempty"`
	Whole  bool      `json:"whole,omitempty"` // Set is all
	Moment *Moment   `json:"moment,omitempty"`
	Text   *law.Text `json:"text,omitempty"` // of a language that is "" there is none
}

// Status is what is said of an assertion.
type Status string

// The statuses.
const (
	Asserted Status = "asserted"
	Disputed Status = "disputed"
	Refuted  Status = "refuted"
)

// The names of facts of a case beside those of package law. Texts are what documents say in their own words; where one is not
// given, the document says what is computed, or that it is under investigation.
const (
	FirstRead   = "first_read"   // moment: when somebody who should not first read it
	LastRead    = "last_read"    // moment
	Discovered  = "discovered"   // moment: when it was noticed, and how (Outline says who)
	Stopped     = "stopped"      // moment: when the hole was closed
	PersonsTold = "persons_told" // moment: when the first persons were told
	Published   = "published"    // moment
	Finder      = "finder"       // text: who found it
	Outline     = "outline"      // text: what happened
	CauseText   = "cause"        // text: where the causes are not enough
	Where       = "where"        // text: where it happened (a system, a contractor)
	Damage      = "damage"       // text: secondary damage, or its risk
	DamageSeen  = "damage_seen"  // bool: there was some
	ToPersons   = "to_persons"   // text: what was done towards the persons
	Publication = "publication"  // text
	Prevented   = "prevented"    // text: measures against recurrence that are done
	Preventing  = "preventing"   // text: those planned, with their date
	OtherText   = "other"        // text
	Medium      = "medium"       // set: paper, electronic, device, other
	Mishap      = "mishap"       // set: of a small case, what went wrong: email, post, fax, device, stolen, paper, web, handed, other
	Retrieved   = "retrieved"    // bool: what went astray came back, or is certain to be erased unread
	Manner      = "manner"       // set: how it was lost; see package evidence (misdirected, lost, stolen, intrusion, insider, contractor, setting, supplier, other)
)
