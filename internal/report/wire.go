package report

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// lineOut is a line of the stream: exactly one of the four.
type lineOut struct {
	Config  *scan.Config `json:"config,omitempty"`
	Unit    *unitLine    `json:"unit,omitempty"`
	Summary *summaryLine `json:"summary,omitempty"`
}

// lineIn is the same for reading.
type lineIn struct {
	Config  *scan.Config `json:"config"`
	Unit    *unitLine    `json:"unit"`
	Finding *findingLine `json:"finding"`
	Summary *summaryLine `json:"summary"`
}

type unitLine struct {
	Source      string      `json:"source"`
	Unit        string      `json:"unit"`
	Part        string      `json:"part"`
	Size        int64       `json:"size"`
	Type        string      `json:"type"`
	Charset     string      `json:"charset"`
	Form        string      `json:"form,omitempty"`
	Records     int64       `json:"records"`
	People      *int64      `json:"people"`
	PeopleMin   *int64      `json:"people_min,omitempty"`
	PeopleMax   *int64      `json:"people_max,omitempty"`
	PeopleError float64     `json:"people_error,omitempty"`
	Fields      []fieldLine `json:"fields"`
	Unchanged   bool        `json:"unchanged"`
	Place       string      `json:"place,omitempty"` // what the part is a piece of
	Of          int64       `json:"of,omitempty"`    // records there are, where a sample was read
	Lived       *livedLine  `json:"lived,omitempty"`
	Error       *string     `json:"error"`
	Class       string      `json:"class,omitempty"`
}

// livedLine is when a content stood at its place, as a history tells it.
type livedLine struct {
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	Gone     bool      `json:"gone"`
	Versions int64     `json:"versions"`
	Authors  int64     `json:"authors"`
}

func livedOut(l inventory.Lived) *livedLine {
	if l.First.IsZero() {
		return nil
	}
	return &livedLine{l.First.UTC(), l.Last.UTC(), l.Gone, l.Versions, l.Authors}
}

func (l *livedLine) lived() inventory.Lived {
	if l == nil {
		return inventory.Lived{}
	}
	return inventory.Lived(*l)
}

type fieldLine struct {
	Name       string   `json:"name"`
	Kind       pii.Kind `json:"kind"`
	Values     int64    `json:"values"`
	Valid      int64    `json:"valid"`
	People     *int64   `json:"people"`
	Likelihood float64  `json:"likelihood"`
	Level      string   `json:"level"`
	Masks      []string `json:"masks,omitempty"`
	Why        string   `json:"why,omitempty"`
}

type findingLine struct {
	ID         string   `json:"id"`
	Kind       pii.Kind `json:"kind"`
	Source     string   `json:"source"`
	Unit       string   `json:"unit"`
	Record     int64    `json:"record"`
	Field      string   `json:"field"`
	Line       int64    `json:"line"`
	Place      string   `json:"place"`
	Start      int64    `json:"start"`
	End        int64    `json:"end"`
	Likelihood float64  `json:"likelihood"`
	Mask       string   `json:"mask"`
	Why        string   `json:"why"`
}

type summaryLine struct {
	Units       int64              `json:"units"`
	Parts       int64              `json:"parts"`
	Unchanged   int64              `json:"unchanged"`
	Bytes       int64              `json:"bytes"`
	Records     int64              `json:"records"`
	Findings    int64              `json:"findings"`
	People      *int64             `json:"people"`
	PeopleMin   *int64             `json:"people_min"`
	PeopleMax   *int64             `json:"people_max"`
	PeopleError float64            `json:"people_error"`
	Kinds       map[pii.Kind]int64 `json:"kinds"`
	Sample      *sampleLine        `json:"sample,omitempty"`
	Skipped     int64              `json:"skipped"`
	Errors      int64              `json:"errors"`
	ElapsedMS   int64              `json:"elapsed_ms"`
	Incomplete  bool               `json:"incomplete,omitempty"`
}

// sampleLine is how many records were read of how many, in parts of which a sample was read.
type sampleLine struct {
	Records int64 `json:"records"`
	Of      int64 `json:"of"`
}

func unitOut(u *scan.Unit) *unitLine {
	l := &unitLine{
		Source: u.Source, Unit: u.Unit, Part: u.Name, Size: u.Size, Type: u.Type, Charset: u.Charset, Form: u.Form,
		Records: u.Records, People: u.People.N, PeopleMin: u.People.Min, PeopleMax: u.People.Max,
		PeopleError: u.People.Error, Unchanged: u.Unchanged, Class: u.Class,
		Place: u.Place, Of: u.Of, Lived: livedOut(u.Lived),
		Fields: make([]fieldLine, len(u.Fields)),
	}
	if u.Error != "" {
		l.Error = &u.Error
	}
	for i := range u.Fields {
		f := &u.Fields[i]
		l.Fields[i] = fieldLine{
			Name: f.Name, Kind: f.Kind, Values: f.Values, Valid: f.Valid, People: f.People,
			Likelihood: float64(tenThousandths(f.Likelihood)) / 10000, Level: pii.LevelOf(f.Likelihood).String(),
			Masks: f.Masks, Why: why(detect.Evidence(f.Why)),
		}
		if f.Least {
			l.Fields[i].People = nil
		}
	}
	return l
}

func (l *unitLine) unit() *scan.Unit {
	u := &scan.Unit{Source: l.Source, Unit: l.Unit, Unchanged: l.Unchanged, Part: inventory.Part{
		Name: l.Part, Size: l.Size, Type: l.Type, Charset: l.Charset, Form: l.Form, Records: l.Records, Class: l.Class,
		People: inventory.People{Min: l.PeopleMin, N: l.People, Max: l.PeopleMax, Error: l.PeopleError},
		Place:  l.Place, Of: l.Of, Lived: l.Lived.lived(),
	}}
	if l.Error != nil {
		u.Error = *l.Error
	}
	for i := range l.Fields {
		f := &l.Fields[i]
		u.Fields = append(u.Fields, inventory.Field{
			Name: f.Name, Kind: f.Kind, Values: f.Values, Valid: f.Valid, People: f.People,
			Likelihood: f.Likelihood, Masks: f.Masks, Why: uint64(evidence(f.Why)),
		})
	}
	return u
}

func summaryOut(s *scan.Summary) *summaryLine {
	l := &summaryLine{
		Units: s.Units, Parts: s.Parts, Unchanged: s.Unchanged, Bytes: s.Bytes, Records: s.Records, Findings: s.Findings,
		People: s.People.N, PeopleMin: s.People.Min, PeopleMax: s.People.Max, PeopleError: s.People.Error,
		Kinds: s.Kinds, Skipped: s.Skipped, Errors: s.Errors, ElapsedMS: s.Elapsed.Milliseconds(), Incomplete: s.Incomplete,
	}
	if s.Sample.Of > 0 {
		l.Sample = &sampleLine{s.Sample.Read, s.Sample.Of}
	}
	if l.Kinds == nil {
		l.Kinds = map[pii.Kind]int64{}
	}
	return l
}

func (l *summaryLine) summary() *scan.Summary {
	s := &scan.Summary{
		Units: l.Units, Parts: l.Parts, Unchanged: l.Unchanged, Bytes: l.Bytes, Records: l.Records, Findings: l.Findings,
		People: inventory.People{Min: l.PeopleMin, N: l.People, Max: l.PeopleMax, Error: l.PeopleError},
		Kinds:  l.Kinds, Skipped: l.Skipped, Errors: l.Errors,
		Elapsed: time.Duration(l.ElapsedMS) * time.Millisecond, Incomplete: l.Incomplete,
	}
	if l.Sample != nil {
		s.Sample = scan.Sample{Read: l.Sample.Records, Of: l.Sample.Of}
	}
	return s
}
