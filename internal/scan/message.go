package scan

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Handler takes the messages of a scan in order: one Config, then for each part its findings and its Unit, then one
// Summary. Text, JSON, SARIF, CSV and HTML are handlers; a saved stream replays into any of them.
type Handler interface {
	Config(*Config) error
	// Findings takes findings of one part in order. The slice and what it points to are reused after the call.
	Findings(p *PartRef, fs []Finding) error
	Unit(*Unit) error
	Summary(*Summary) error
}

// Config opens the stream.
type Config struct {
	Version string    `json:"version"`
	Engine  string    `json:"engine"`
	Key     string    `json:"key"`
	Started time.Time `json:"started"`
	Targets []string  `json:"targets,omitempty"`
}

// PartRef names a part in findings.
type PartRef struct {
	Source, Part string
}

// Finding is one kind at one place. It holds a mask, never the value.
type Finding struct {
	ID         [8]byte
	Kind       pii.Kind
	Record     int64  // from 1, 0 if there are none
	Field      string // "" in text
	Line       int64  // from 1, 0 if lines mean nothing
	Start, End int64  // bytes in the part's text; both 0 where Place is given
	Place      string // "B12", "page 3", "row 7" where no text exists
	Likelihood float64
	Mask       []byte
	Why        detect.Evidence
}

// Unit tells of one part of a unit, or of a unit that could not be opened (Part == Unit, Error set).
type Unit struct {
	Source    string
	Unit      string
	Unchanged bool
	inventory.Part
	persons *people.Set // what Set encodes, where nobody asked for that yet
}

// Summary closes the stream.
type Summary struct {
	Units, Parts   int64
	Unchanged      int64
	Bytes, Records int64
	Findings       int64
	People         inventory.People
	Kinds          map[pii.Kind]int64
	Sample         Sample
	Skipped        int64 // bodies left out on purpose: binary of unknown form, devices
	Errors         int64 // parts that could not be read, or not to their end
	Elapsed        time.Duration
	Incomplete     bool // the run was stopped before its end
}

// Sample is what was read of the parts of which only a sample was. The zero Sample: everything was read.
type Sample struct {
	Read, Of int64 // records
}
