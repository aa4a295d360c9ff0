package report

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

type heldLine struct {
	*unitLine
	Read    string        `json:"read"`
	Located []locatedLine `json:"located,omitempty"`
	More    int64         `json:"located_more,omitempty"`
}

type locatedLine struct {
	ID         string   `json:"id"`
	Kind       pii.Kind `json:"kind"`
	Field      string   `json:"field,omitempty"`
	Record     int64    `json:"record,omitempty"`
	Line       int64    `json:"line,omitempty"`
	Start      int64    `json:"start"`
	End        int64    `json:"end"`
	Place      string   `json:"place,omitempty"`
	Likelihood float64  `json:"likelihood"`
	Level      string   `json:"level"`
	Mask       string   `json:"mask"`
	Why        string   `json:"why"`
}

// Held is a holding as machines read it: like the stream's unit, with the time when it was read and, if the holding has
// them, its located findings.
func Held(h *inventory.Holding) any {
	u := unitOut(&scan.Unit{Source: h.Source, Unit: h.Unit, Part: h.Part})
	out := &heldLine{unitLine: u, Read: h.At.UTC().Format(time.RFC3339), More: h.More}
	for i := range h.Located {
		l := &h.Located[i]
		out.Located = append(out.Located, locatedLine{
			ID: l.ID, Kind: l.Kind, Field: l.Field, Record: l.Record, Line: l.Line, Start: l.Start, End: l.End, Place: l.Place,
			Likelihood: float64(tenThousandths(l.Likelihood)) / 10000, Level: pii.LevelOf(l.Likelihood).String(), Mask: l.Mask,
			Why: why(detect.Evidence(l.Why)),
		})
	}
	return out
}
