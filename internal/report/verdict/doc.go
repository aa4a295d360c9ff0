// Package verdict tells what a leaked dump says of us: as text for a terminal, as JSON for machines, as one page of HTML
// for whoever has to decide.
//
// Each begins with what decides the next hour: is it ours, is it real, how many people and how many of them children, out
// of which store and of what time. The evidence follows, one question after the other, and what to do. What is unknown
// (nil in a leak.Match) is said to be unknown, never left out and never told as none.
//
// A match holds masks and counts, no datum; but its names come out of a dump, and a dump is hostile: nothing in them
// steers a terminal or becomes part of a page.
package verdict

import (
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// teller says things in the reader's language; text and HTML share it, so that they never say different things.
type teller struct {
	*report.Page
	ja   bool
	here *time.Location
}

func newTeller(w io.Writer, o report.Options) *teller {
	where := o.Zone
	if where == nil {
		where = time.Local
	}
	return &teller{report.NewPage(w, o), o.Lang == "ja", where}
}

// longest is how many columns of a name are shown: more is no name but an attack on the reader.
const longest = 240

// clean makes a name fit to be shown.
func clean(s string) string {
	if len(s) > 16*longest { // whatever it is, its end tells nothing
		s = s[:16*longest]
	}
	return report.CutPath(report.Clean(s), longest)
}

// concerns tells whether a dump holds something of ours, as far as is known.
func concerns(m *leak.Match) bool {
	switch m.Ours.Verdict {
	case leak.IsOurs, leak.IsPartly, leak.IsAggregate:
		return true
	}
	return false
}
