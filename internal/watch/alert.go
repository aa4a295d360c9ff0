package watch

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Alert is a story: what several signals tell that have a principal, an origin or a store in common. It grows; its ID stays.
type Alert struct {
	ID       string // hexadecimal; the same for the same logs
	Detector string // that of the weightiest signal
	Also     []string
	Severity Severity
	// Principal, Origin are masks with a short fingerprint; "" unknown. Sealed holds them and what else must be read in clear (see
	// Seal).
	Principal, Origin string
	Sealed            []byte
	Country           string // alpha-2, the first that speaks against it; "" unknown
	Countries         []string
	Source            string // the store, as the inventory names it; else as the log does, masked
	Kinds             []pii.Kind
	People            *int64 // distinct persons; nil unknown
	PeopleMin         *int64
	PeopleMax         *int64
	Rows              *int64
	Accesses          int64
	Accounts          int64
	First, Last       time.Time
	Confidence        float64
	Story             []Sentence
	Gaps              []Gap
	Evidence          []Evidence
	Curve             []Point   // how the number of distinct persons grew, the oldest first; at most MaxCurve
	Changed           time.Time // of the logs' time when it last grew
}

// MaxCurve is how many points a curve has at most.
const MaxCurve = 64

// Point is how many distinct persons were known to have been read at a time. It says nothing of whom.
type Point struct {
	At     time.Time
	People int64
}

// Sentence is what one signal says: the rule of a detector, with what fills its text.
type Sentence struct {
	Detector, Rule string
	First, Last    time.Time
	Args           []Arg
	Text           Text // filled in
}

// Evidence is a record that speaks for an alert.
type Evidence struct {
	Log      string
	Position Position
	At       time.Time
	Text     string // masked
}

// Severity is how bad it is, from what could be done to how many people and how sure it is.
type Severity uint8

// The severities.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

// ParseSeverity is the inverse of String.
func ParseSeverity(s string) (Severity, bool) {
	for v := Info; v <= Critical; v++ {
		if v.String() == s {
			return v, true
		}
	}
	return Info, false
}

// String is the word of the stream.
func (s Severity) String() string {
	return [...]string{"info", "low", "medium", "high", "critical"}[min(s, Critical)]
}

// Clear is what an alert says of whom, for those entitled to read it.
type Clear struct {
	Principal, Origin string
	Accounts          []string // acted on
}
