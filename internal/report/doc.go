// Package report tells what a scan found: as text, JSON, SARIF, CSV or HTML.
//
// Every report is a scan.Handler. The JSON stream is the lossless one: Replay reads it back into any other. Text and
// HTML begin with what matters, the number of people, go on to the worst places, and keep only so many parts in detail
// that memory stays bounded whatever the scan's size; JSON, SARIF and CSV leave nothing out.
//
// A report is handed masks, never values; nothing here could print a datum in clear.
package report

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
)

// Options are common to the reports for people.
type Options struct {
	Lang  string // "ja" or "en"
	Width int    // columns of the terminal; 0 is 80
	Color bool   // ANSI colours are understood
	Root  string // folder to which paths in SARIF are relative; "" leaves them relative to their target
	// Zone is where the reader is, for reports that tell times of day; nil is where the machine is.
	Zone *time.Location
	BOM  bool // CSV begins with a byte order mark, which Excel needs to read UTF-8
}

func (o Options) ja() bool { return o.Lang == "ja" }

// known is the best single number of p, 0 if nothing is known.
func known(p inventory.People) int64 {
	switch {
	case p.N != nil:
		return *p.N
	case p.Min != nil:
		return *p.Min
	}
	return 0
}
