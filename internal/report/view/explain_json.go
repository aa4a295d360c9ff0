package view

import (
	"encoding/hex"
	"io"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// ExplainJSON writes the same for machines: one object a part, with the one key "explain".
func ExplainJSON(w io.Writer, answers []*engine.Answer, floor float64) error {
	e := encoder(w)
	for _, a := range answers {
		if err := e.Encode(map[string]any{"explain": wire(a, floor)}); err != nil {
			return err
		}
	}
	return nil
}

type answerJSON struct {
	Part       string          `json:"part"`
	Type       string          `json:"type,omitempty"`
	Charset    string          `json:"charset,omitempty"`
	Form       string          `json:"form"`
	Line       int64           `json:"line,omitempty"`
	Record     int64           `json:"record,omitempty"`
	ID         string          `json:"id,omitempty"`
	Header     bool            `json:"header,omitempty"`
	Floor      float64         `json:"floor"`
	Candidates []candidateJSON `json:"candidates"`
	Fields     []fieldJSON     `json:"fields,omitempty"`
	Refused    []refusedJSON   `json:"refused"`
	More       int             `json:"more,omitempty"`
}

type candidateJSON struct {
	Kind       pii.Kind     `json:"kind"`
	Status     string       `json:"status"`
	Detector   string       `json:"detector,omitempty"`
	Field      string       `json:"field,omitempty"`
	Start      int          `json:"start"`
	End        int          `json:"end"`
	Column     int64        `json:"column,omitempty"`
	Mask       string       `json:"mask"`
	Likelihood float64      `json:"likelihood"`
	Level      string       `json:"level"`
	Score      float64      `json:"score"`
	Weights    []weightJSON `json:"weights"`
	Against    *againstJSON `json:"against,omitempty"`
}

type weightJSON struct {
	Term  string  `json:"term"`
	Value float64 `json:"value"`
}

type againstJSON struct {
	Kind       pii.Kind `json:"kind"`
	Start      int      `json:"start"`
	End        int      `json:"end"`
	Likelihood float64  `json:"likelihood"`
}

type fieldJSON struct {
	Name    string        `json:"name"`
	Mode    string        `json:"mode"`
	Kind    string        `json:"kind,omitempty"`
	Says    string        `json:"says,omitempty"`
	Sample  int           `json:"sample"`
	Weighed []weighedJSON `json:"weighed"`
}

type weighedJSON struct {
	Kind    pii.Kind     `json:"kind"`
	Why     string       `json:"why"`
	Share   float64      `json:"share"`
	Score   *float64     `json:"score"`
	Weights []weightJSON `json:"weights,omitempty"`
}

type refusedJSON struct {
	Start int        `json:"start"`
	End   int        `json:"end"`
	Field string     `json:"field,omitempty"`
	Mask  string     `json:"mask"`
	Kinds []pii.Kind `json:"kinds"`
}

func wire(a *engine.Answer, floor float64) answerJSON {
	out := answerJSON{Part: a.Part, Type: a.Type, Charset: a.Charset, Form: a.Form.String(), Line: a.Line, Record: a.Record, Header: a.Header,
		Floor: floor, Candidates: []candidateJSON{}, Refused: []refusedJSON{}, More: a.More}
	if a.ID != [8]byte{} {
		out.ID = hex.EncodeToString(a.ID[:])
	}
	for i := range a.Candidates {
		c := &a.Candidates[i]
		p := pii.Sigmoid(float64(c.Score))
		j := candidateJSON{Kind: c.Kind, Status: c.Status.String(), Detector: c.Detector, Field: c.Field, Start: c.Start, End: c.End, Column: c.Column,
			Mask: c.Mask, Likelihood: round(p), Level: pii.LevelOf(p).String(), Score: round(float64(c.Score)), Weights: weights(c.Weights)}
		if r := c.Against; r != nil {
			j.Against = &againstJSON{r.Kind, r.Start, r.End, round(pii.Sigmoid(float64(r.Score)))}
		}
		out.Candidates = append(out.Candidates, j)
	}
	for i := range a.Fields {
		out.Fields = append(out.Fields, wireField(&a.Fields[i]))
	}
	for i := range a.Refused {
		r := &a.Refused[i]
		out.Refused = append(out.Refused, refusedJSON{r.Start, r.End, r.Field, r.Mask, r.Kinds})
	}
	return out
}

func wireField(f *engine.FieldVerdict) fieldJSON {
	j := fieldJSON{Name: f.Name, Mode: f.Mode, Sample: f.Sample, Weighed: []weighedJSON{}}
	if f.Kind != pii.None {
		j.Kind = f.Kind.String()
	}
	if f.Says.Other {
		j.Says = "other"
	} else if f.Says.Kind != pii.None {
		j.Says = f.Says.Kind.String()
	}
	for _, k := range f.Weighed {
		wj := weighedJSON{Kind: k.Kind, Why: k.Why, Share: round(k.Share)}
		if len(k.Weights) > 0 {
			s := round(float64(k.Score))
			wj.Score, wj.Weights = &s, weights(k.Weights)
		}
		j.Weighed = append(j.Weighed, wj)
	}
	return j
}

func weights(ws []engine.Weight) []weightJSON {
	out := make([]weightJSON, len(ws))
	for i, w := range ws {
		out[i] = weightJSON{w.Term, round(float64(w.Value))}
	}
	return out
}

// round keeps four digits behind the point: the rest is noise of adding floats.
func round(f float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(f, 'f', 4, 64), 64)
	if err != nil {
		return f
	}
	return r
}
