package scan

import (
	"context"
	"encoding/hex"
	"errors"
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/weigh"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// maxAnswers is the number of parts that are told of one place: an archive may hold thousands.
const maxAnswers = 20

// Explanation is why something was found, or was a candidate and dropped.
type Explanation struct {
	Answers []*engine.Answer
	// Skipped are parts asked about that could not be read, or not to their end, and why.
	Skipped []Skipped
	// Lines is the number of lines of the last part asked about, -1 if there was none.
	Lines int64
	// More: further parts have the place too.
	More bool
}

// Skipped is a part that was not read.
type Skipped struct {
	Name string
	Err  error
}

var errEnough = errors.New("enough parts")

// Explain reads a unit again, judges it as a scan would, and tells what became of each candidate in the place asked for.
// Names in the answers are safe to show. Of o, Engine, Formats, Limits and TempDir are used; the engine has to locate
// findings of tables too.
func Explain(ctx context.Context, o Options, src source.Source, u source.Unit, q engine.Question) (*Explanation, error) {
	body, err := src.Open(ctx, u)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }()
	out := &Explanation{}
	reader := o.Engine.NewReader(asked{out}, o.Engine.Name(src.Name()))
	reader.Ask(q, func(a *engine.Answer) error {
		out.Answers = append(out.Answers, a)
		if len(out.Answers) == maxAnswers {
			out.More = true
			return errEnough
		}
		return nil
	})
	walk := &content.Walk{Handler: reader, Formats: o.Formats, Limits: o.Limits, TempDir: o.TempDir}
	err = walk.Run(ctx, body.Body)
	if errors.Is(err, engine.ErrAnswered) || errors.Is(err, errEnough) {
		err = nil
	}
	out.Lines = reader.Lines()
	for _, a := range out.Answers {
		safe(o.Engine, a)
	}
	for i := range out.Skipped {
		out.Skipped[i].Name = o.Engine.Name(out.Skipped[i].Name)
	}
	return out, err
}

// safe makes the names in an answer safe to show.
func safe(e *engine.Engine, a *engine.Answer) {
	a.Part = e.Name(a.Part)
	for i := range a.Fields {
		a.Fields[i].Name = e.Name(a.Fields[i].Name)
	}
	for i := range a.Candidates {
		a.Candidates[i].Field = e.Name(a.Candidates[i].Field)
	}
	for i := range a.Refused {
		a.Refused[i].Field = e.Name(a.Refused[i].Field)
	}
}

// asked is a sink that keeps what could not be read and nothing else.
type asked struct{ out *Explanation }

func (asked) Hits(*engine.Part, []string, []engine.Hit) error { return nil }

func (s asked) Done(p *engine.Part) error {
	if p.Err != nil {
		s.out.Skipped = append(s.out.Skipped, Skipped{p.Name, p.Err})
	}
	return nil
}

func (s asked) Skip(name string, _ int64, err error) {
	if len(s.out.Skipped) < maxAnswers {
		s.out.Skipped = append(s.out.Skipped, Skipped{name, err})
	}
}

// Find looks for the unit with a name as the inventory has it: names of things are masked there.
func Find(ctx context.Context, e *engine.Engine, src source.Source, name string) (source.Unit, error) {
	for u, err := range src.Units(ctx) {
		if err == nil && (u.Name == name || e.Name(u.Name) == name) {
			return u, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return source.Unit{}, err
	}
	return source.Unit{}, fault.Errorf(fault.Unreadable, "read %q: not there any more", e.Name(name))
}

// Recall explains a located finding by what the inventory keeps of it, for when its source is out of reach.
func Recall(h *inventory.Holding, l *inventory.Located) *engine.Answer {
	a := &engine.Answer{Part: h.Name, Type: h.Type, Charset: h.Charset, Line: l.Line, Record: l.Record}
	for f := content.Text; f <= content.Copy; f++ {
		if f.String() == h.Form {
			a.Form = f
		}
	}
	switch {
	case a.Form.Table():
		a.Place = detect.Table
	case a.Form == content.Code:
		a.Place = detect.Code
	}
	if id, err := hex.DecodeString(l.ID); err == nil {
		copy(a.ID[:], id)
	}
	ev := detect.Evidence(l.Why)
	row := weigh.Default().Row(l.Kind)
	c := engine.Candidate{Kind: l.Kind, Field: l.Field, Start: int(l.Start), End: int(l.End), Mask: l.Mask, Evidence: ev,
		Weights: []engine.Weight{{Term: "prior", Value: row.Prior[a.Place]}}, Status: engine.Reported}
	for i := range ev.Terms {
		c.Weights = append(c.Weights, engine.Weight{Term: detect.TermAt(i).Name, Value: row.Term(i)})
	}
	c.Score = float32(math.Log(l.Likelihood / (1 - l.Likelihood)))
	a.Candidates = []engine.Candidate{c}
	return a
}
