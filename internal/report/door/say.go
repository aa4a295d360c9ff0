package door

import (
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Words say of exposures, in a language, what the reports say: for pages.
type Words struct{ t *teller }

// In are the words of a language.
func In(lang string) Words { return Words{newTeller(io.Discard, report.Options{Lang: lang})} }

// Said is a text of the catalogue with the exposure's arguments in it.
func (w Words) Said(x *exposure.Exposure, text exposure.Text) string { return w.t.said(x, text) }

// Severity is a severity in a word.
func (w Words) Severity(s exposure.Severity) string { return w.t.severity(s) }

// From says from where a door was seen open.
func (w Words) From(v exposure.Vantage) string { return w.t.from(v) }

// Whose says whose data stands behind a door, and how that is known.
func (w Words) Whose(b *exposure.Behind) string { return w.t.whose(b) }

// People is how many stand behind a door, short.
func (w Words) People(b *exposure.Behind) string { return w.t.people(b) }

// Reason says why something could not be looked at.
func (w Words) Reason(e exposure.Error) string { return w.t.reason(e) }

// Steps are how to close a door, a line each; commands are told apart.
func (w Words) Steps(x *exposure.Exposure) (out []Step) {
	for _, l := range lines(w.t.said(x, x.Entry.Fix)) {
		if l == "" {
			continue
		}
		command := len(l) > 2 && l[:2] == "  "
		if command {
			l = l[2:]
		}
		out = append(out, Step{command, l})
	}
	return out
}

// Step is a line of how to close a door.
type Step struct {
	Command bool
	Text    string
}

// Clean makes a name fit to be shown.
func Clean(s string) string { return clean(s) }
