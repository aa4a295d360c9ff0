package western

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const maxLen = 160

// Labelled finds STREET_ADDRESS in Latin letters behind a label (Address: 1 Main St, Springfield).
type Labelled struct{}

// NewLabelled returns the detector.
func NewLabelled() Labelled { return Labelled{} }

// Kind is STREET_ADDRESS.
func (Labelled) Kind() pii.Kind { return pii.StreetAddress }

// Trigger is a label.
func (Labelled) Trigger() detect.Trigger { return detect.Trigger{Label: true, Parts: true} }

// MaxLen is that of a long address.
func (Labelled) MaxLen() int { return maxLen }

// Judge takes the text behind the label up to what parts it from something else.
func (Labelled) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole || c.End <= c.Start {
		return detect.Match{}, false
	}
	text := c.Text[c.Start:min(c.End, c.Start+maxLen)]
	n := 0
	for n < len(text) {
		b := text[n]
		if b == ';' || b == '\t' || b == '|' || b == '"' || b == '(' || b == '<' || b >= 0xE0 || b < ' ' || b == '.' && n+1 < len(text) && text[n+1] == ' ' && n > 12 && text[n-1] >= '0' && text[n-1] <= '9' {
			break
		}
		n++
	}
	for n > 0 && (text[n-1] == ' ' || text[n-1] == '.' || text[n-1] == ',') {
		n--
	}
	ev, ok := Whole(text[:n], true)
	return detect.Match{Start: c.Start, End: c.Start + n, Evidence: ev}, ok
}
