package audit

import (
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/door"
)

type unknownJSON struct {
	System string `json:"system,omitempty"`
	About  string `json:"about,omitempty"`
	Why    string `json:"why"`
	Detail string `json:"detail,omitempty"`
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

// JSON writes the comparison for machines: one object a line, exactly one key each: exposure, closed, unknown, changed and, last,
// summary. Exposures are told as report/door tells them. lang is that of the sentences.
func (a *Audit) JSON(w io.Writer, lang string) error {
	s := summaryJSON{Systems: a.Systems, Severities: map[string]int{}, Unknown: len(a.Unknowns)}
	for i := range a.Exposures {
		x := &a.Exposures[i]
		s.Severities[x.Weight.String()]++
		if x.New {
			s.New++
		}
	}
	if err := door.Lines(w, lang, a.Exposures, a.Closed); err != nil {
		return err
	}
	var rest []map[string]any
	for _, u := range a.Unknowns {
		rest = append(rest, map[string]any{"unknown": unknownJSON{u.System, u.About, u.Why, u.Detail}})
	}
	if c := a.Changes; c != nil {
		s.Accepted = &c.Since
		for _, x := range c.Systems {
			rest = append(rest, map[string]any{"changed": systemJSON(x)})
		}
	}
	for _, line := range append(rest, map[string]any{"summary": s}) {
		if err := door.Encode(w, line); err != nil {
			return err
		}
	}
	return nil
}
