// Package view tells, for people and for machines, what single commands answer: why something was found (explain), and
// what the inventory holds (inventory list and show).
//
// Like every report it is handed masks, never values.
package view

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

// encoder writes one JSON object a line.
func encoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

// percent writes a likelihood so that what is nearly sure or nearly impossible does not read as if it were.
func percent(p float64) string {
	switch {
	case p > 0 && p < 0.0001:
		return "<0.01%"
	case p < 0.01 || p > 0.99 && p < 0.9999:
		return fmt.Sprintf("%.2f%%", p*100)
	case p >= 0.9999:
		return ">99.99%"
	}
	return fmt.Sprintf("%.0f%%", p*100)
}

var termNames = func() map[string]detect.Term {
	m := map[string]detect.Term{}
	for i := range detect.NumberTerms {
		m[detect.TermAt(i).Name] = detect.TermAt(i)
	}
	return m
}()

// signed writes a weight with its sign.
func signed(v float32) string { return strings.Replace(fmt.Sprintf("%+.1f", v), "-", "−", 1) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }
