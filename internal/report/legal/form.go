package legal

import (
	"fmt"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Reader is for whom a form is.
type Reader string

// The readers.
const (
	Authority Reader = "authority"
	Company   Reader = "company" // another one: a principal, an acquirer
	Persons   Reader = "persons"
	Public    Reader = "public"
	Inside    Reader = "inside"
)

// Form is a document that can be made of a case.
type Form struct {
	ID           string // jp-appi-preliminary; stable
	Title        law.Text
	Reader       Reader
	Jurisdiction string   // as law.Rule has it, "" none
	Rules        []string // that handing it in meets
	// Series is shared by forms that go on from each other: a final report completes the preliminary one. "" is the form alone.
	Series string
	// Write adds the entries to a sheet.
	Write func(*Sheet)
}

// Continues is the series of the form's versions.
func (f *Form) Continues() string {
	if f.Series != "" {
		return f.Series
	}
	return f.ID
}

// Find finds a form of a list. There being none is fault.Usage.
func Find(forms []Form, id string) (*Form, error) {
	i := slices.IndexFunc(forms, func(f Form) bool { return f.ID == id })
	if i < 0 {
		return nil, fault.Errorf(fault.Usage, "no such document: %q", id)
	}
	return &forms[i], nil
}

// Draft makes a form's document in a language, "ja" or "en".
func (f *Form) Draft(in *Input, lang string) *paper.Document {
	s := newSheet(f, in, lang)
	f.Write(s)
	if in.Previous != nil {
		Diff(&s.Doc, in.Previous.Fields, in.Mask)
	}
	if in.Final && (f.Reader == Public || f.Reader == Persons) {
		unsourced(&s.Doc)
	}
	return &s.Doc
}

// unsourced takes out what only tells us on what a text rests: numbers of events are nothing to those outside.
func unsourced(d *paper.Document) {
	d.Foot = ""
	for i, b := range d.Blocks {
		switch b := b.(type) {
		case paper.Text:
			b.By = nil
			d.Blocks[i] = b
		case paper.Fields:
			for j := range b.List {
				b.List[j].By, b.List[j].Help = nil, ""
			}
		}
	}
}

func (f *Form) file(in *Input) string { return fmt.Sprintf("%s.v%d", f.ID, max(in.Version, 1)) }
