package engine

import (
	"cmp"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/weigh"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Answer tells what was looked at in one place, and what became of it.
type Answer struct {
	Part, Type, Charset string
	Form                content.Form
	Locate              content.Locate
	Place               detect.Place
	Lang                detect.Lang
	Line, Record        int64   // from 1, 0 if there are none
	ID                  [8]byte // of the finding asked for, or zero
	Header              bool    // the line names the fields
	Fields              []FieldVerdict
	Candidates          []Candidate
	Refused             []Refusal
	More                int // candidates beyond those told

	escaped int
}

// Status is what became of a candidate.
type Status uint8

// What becomes of candidates.
const (
	Reported    Status = iota
	BelowFloor         // its likelihood is below the least that is reported
	NeedsLabel         // its kind is told only where a label, a field's name or a closed list says so
	NotPersonal        // recognised so that it is not taken for something personal
	Overlap            // a better candidate stands in the same place
	Twin               // another detector of the kind found the same
	Allowed            // on the allow list
	Ignored            // a comment beside it says so
	Unlooked           // the column's sample held nothing, so values like this one are passed over
	Passed             // what was settled about the column speaks against it
)

// String is the status's name in JSON.
func (s Status) String() string {
	return [...]string{"reported", "below_floor", "needs_label", "not_personal", "overlap", "twin", "allowed", "ignored", "passed_over", "column"}[s]
}

// Weight is one summand of a score: "prior", "column", or a term's name.
type Weight struct {
	Term  string
	Value float32
}

// Candidate is what a detector passed.
type Candidate struct {
	Kind     pii.Kind
	Detector string
	Field    string
	Start    int   // bytes in the part's text
	End      int   //
	Column   int64 // characters of the line, from 1
	Mask     string
	Whole    bool // judged as a whole value of a column
	Odd      bool // taken for the column's sake, though no detector passed it
	Evidence detect.Evidence
	Weights  []Weight // their sum is Score
	Score    float32  // log-odds
	Status   Status
	Against  *Rival
}

// Rival is what was reported instead.
type Rival struct {
	Kind       pii.Kind
	Start, End int
	Column     int64
	Score      float32
	Credential bool // it won because it opens something
}

// Refusal is a place at which detectors looked and found nothing.
type Refusal struct {
	Start, End int
	Column     int64
	Field      string
	Mask       string
	Kinds      []pii.Kind
}

// FieldVerdict is what the Frame settled about one column.
type FieldVerdict struct {
	Name    string
	Mode    string        // "kind", "text" or "nothing"
	Kind    pii.Kind      // of mode kind
	Says    label.Verdict // the field's name
	Sample  int           // different values looked at
	Weighed []Weighed     // the best first
}

// Weighed is one kind that was weighed for a column.
type Weighed struct {
	Kind    pii.Kind
	Share   float64 // of the sample that its detectors passed
	Score   float32
	Weights []Weight
	Why     string // "chosen", "less", "against", "share", "needs_label", "not_personal", "none_passed"
}

// chosen is how the score of the column's kind came about.
func (f *FieldVerdict) chosen() []Weight {
	for i := range f.Weighed {
		if f.Weighed[i].Why == "chosen" {
			return slices.Clone(f.Weighed[i].Weights)
		}
	}
	return nil
}

// weighed weighs all kinds for all columns again, as the Frame did from the same block.
func (w *worker) weighed(f *frame, b *content.Block) []FieldVerdict {
	samples, _ := w.samples(f, b)
	out := make([]FieldVerdict, len(f.columns))
	for i := range f.columns {
		col := &f.columns[i]
		s := &sample{}
		if i < len(samples) {
			s = samples[i]
		}
		v := FieldVerdict{Name: col.name, Mode: [...]string{"text", "kind", "nothing"}[col.mode], Says: col.says, Sample: len(s.values)}
		if col.mode == asKind {
			v.Kind = col.kind
		}
		for _, kind := range w.kindsOf(f, col, s) {
			v.Weighed = append(v.Weighed, w.weigh(f, kind, col, s))
		}
		slices.SortStableFunc(v.Weighed, func(a, b Weighed) int {
			return cmp.Or(-cmp.Compare(rank(a.Why), rank(b.Why)), -cmp.Compare(a.Score, b.Score))
		})
		out[i] = v
	}
	return out
}

func rank(why string) int {
	if why == "chosen" {
		return 1
	}
	return 0
}

func (w *worker) weigh(f *frame, kind pii.Kind, col *column, s *sample) Weighed {
	score, ev, share := w.columnScore(f, kind, col, s)
	row := w.e.weights.Row(kind)
	k := Weighed{Kind: kind, Share: share, Score: score}
	switch {
	case col.mode == asKind && kind == col.kind:
		k.Why, k.Score = "chosen", col.score
	case share == 0 && ev == 0:
		k.Why = "none_passed"
		return k
	case score == -100:
		k.Why = "needs_label"
		return k
	case kind.Has(pii.NotPersonal):
		k.Why = "not_personal"
	case score <= 0:
		k.Why = "against"
	case share < 0.3:
		k.Why = "share"
	default:
		k.Why = "less"
	}
	agree := float32(row.Column(int(share*float64(len(s.values))+0.5), len(s.values)))
	terms := termWeights(row, ev&^(detect.Column|detect.ColumnMixed|detect.FieldName))
	k.Weights = append([]Weight{{"prior", row.Prior[detect.Table]}}, terms...)
	if ev&detect.FieldName != 0 {
		rest := score - row.Prior[detect.Table] - agree
		for _, t := range terms {
			rest -= t.Value
		}
		k.Weights = append(k.Weights, Weight{"field_name", rest})
	}
	k.Weights = append(k.Weights, Weight{"column", agree})
	return k
}

// termWeights lists the terms of e with what each weighs.
func termWeights(row *weigh.Row, e detect.Evidence) []Weight {
	var out []Weight
	for i := range e.Terms {
		out = append(out, Weight{detect.TermAt(i).Name, row.Term(i)})
	}
	return out
}

// order puts what was reported first, then the likeliest.
func (a *Answer) order() {
	slices.SortStableFunc(a.Candidates, func(x, y Candidate) int {
		return cmp.Or(cmp.Compare(min(x.Status, 1), min(y.Status, 1)), cmp.Compare(x.Start, y.Start), -cmp.Compare(x.Score, y.Score))
	})
	slices.SortStableFunc(a.Refused, func(x, y Refusal) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End)) })
}
