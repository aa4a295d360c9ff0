package audit

import (
	"encoding/json"
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type exposureJSON struct {
	ID          string             `json:"id"`
	Target      string             `json:"target"`
	Object      string             `json:"object"`
	What        string             `json:"what"`
	Seen        string             `json:"seen"`
	From        exposure.Vantage   `json:"from"`
	People      *int64             `json:"people"`
	PeopleKnown bool               `json:"people_known"`
	PeopleLeast bool               `json:"people_at_least,omitempty"`
	Records     int64              `json:"records,omitempty"`
	Kinds       map[pii.Kind]int64 `json:"kinds"`
	Severity    string             `json:"severity"`
	Fix         string             `json:"fix"`
	Reference   string             `json:"reference,omitempty"`
	Since       *time.Time         `json:"since"`
	New         bool               `json:"new"`
}

type unknownJSON struct {
	System string `json:"system,omitempty"`
	About  string `json:"about,omitempty"`
	Why    string `json:"why"`
	Detail string `json:"detail,omitempty"`
}

type closedJSON struct {
	ID     string    `json:"id"`
	Target string    `json:"target"`
	Object string    `json:"object"`
	Since  time.Time `json:"since"`
	Last   time.Time `json:"last"`
}

type systemJSON struct {
	Name  string     `json:"name"`
	New   bool       `json:"new,omitempty"`
	Gone  bool       `json:"gone,omitempty"`
	Was   *int64     `json:"people_then"`
	Is    *int64     `json:"people"`
	Kinds []pii.Kind `json:"new_kinds,omitempty"`
}

type summaryJSON struct {
	Systems    int            `json:"systems"`
	Severities map[string]int `json:"severities"`
	New        int            `json:"new"`
	Unknown    int            `json:"unknown"`
	Accepted   *time.Time     `json:"accepted"`
}

// JSON writes the comparison for machines: one object a line, exactly one key each: exposure, unknown, closed, changed and, last,
// summary. lang is that of the sentences.
func (a *Audit) JSON(w io.Writer, lang string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	s := summaryJSON{Systems: a.Systems, Severities: map[string]int{}, Unknown: len(a.Unknowns)}
	for i := range a.Exposures {
		x := &a.Exposures[i]
		out := exposureJSON{ID: x.ID, Target: x.Target, Object: x.Object, What: x.Entry.What.In(lang, x.Args), Seen: x.Entry.Seen.In(lang, x.Args), From: x.From,
			People: x.Behind.People, PeopleKnown: x.Behind.People != nil, PeopleLeast: x.Behind.Sampled, Records: x.Behind.Records, Kinds: x.Behind.Kinds,
			Severity: x.Weight.String(), Fix: x.Entry.Fix.In(lang, x.Args), Reference: x.Entry.Reference, New: x.New}
		if out.Kinds == nil {
			out.Kinds = map[pii.Kind]int64{}
		}
		if !x.Since.IsZero() {
			out.Since = &x.Since
		}
		s.Severities[out.Severity]++
		if x.New {
			s.New++
		}
		if err := e.Encode(map[string]any{"exposure": out}); err != nil {
			return err
		}
	}
	for _, u := range a.Unknowns {
		if err := e.Encode(map[string]any{"unknown": unknownJSON{u.System, u.About, u.Why, u.Detail}}); err != nil {
			return err
		}
	}
	if err := a.changed(e, &s); err != nil {
		return err
	}
	return e.Encode(map[string]any{"summary": s})
}

func (a *Audit) changed(e *json.Encoder, s *summaryJSON) error {
	for _, k := range a.Closed {
		if err := e.Encode(map[string]any{"closed": closedJSON{k.ID, k.Target, k.Object, k.First, k.Last}}); err != nil {
			return err
		}
	}
	if a.Changes == nil {
		return nil
	}
	s.Accepted = &a.Changes.Since
	for _, c := range a.Changes.Systems {
		if err := e.Encode(map[string]any{"changed": systemJSON(c)}); err != nil {
			return err
		}
	}
	return nil
}
