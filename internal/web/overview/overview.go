// Package overview is the first page of the console: whose data is held, open, being read and found outside, which clocks run, what
// changed since yesterday, and what is not known.
package overview

import (
	"context"
	"net/http"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Count is a number of people, and of how many things.
type Count struct {
	People inventory.People
	Things int64 // stores, open doors, alerts, matches
	// Unknown is of how many of the things it is not known how many people are concerned: People is then without them.
	Unknown int64
	Before  *int64 // People.N as it was at the end of the day before; nil is unknown
}

// Clock is a duty that runs.
type Clock struct {
	Name   law.Text
	Gone   float64   // of its time, 0 to 1
	At     time.Time // zero: unknown when
	AtOnce bool
	Late   bool
}

// Case is an open case in short.
type Case struct {
	ID, Title          string
	People             *int64
	First, Known, Told *time.Time // nil is unknown, or not yet
	Gaps               []Gap      // in which nothing was recorded
	Clocks             []Clock    // the most urgent first
	Undecided          int        // duties of which it is not known whether they apply
	Sent, Persons      int64      // letters
}

// Gap is a time without records.
type Gap struct {
	From, To time.Time
	Log      string
}

// Door is an open door.
type Door struct {
	ID, Place string
	What      law.Text
	From      law.Text // from where it was seen
	Grave     bool
	People    *int64
	Least     bool
	Kinds     law.Text
	First     time.Time
	New       bool
}

// Alert is an alert in short.
type Alert struct {
	ID       string
	What     law.Text
	Who      string // masked
	Severity law.Text
	Grave    bool
	People   *int64
	Least    bool
	Last     time.Time
	Gaps     int
}

// Change is what became different since yesterday.
type Change struct {
	At   time.Time
	Text law.Text
	Href string
	Tone look.Tone
}

// Doubt is what is not known, and where that can be mended.
type Doubt struct {
	Text law.Text
	N    int64
	Href string
}

// Digest is what the page shows.
type Digest struct {
	Held, Exposed, Read, Leaked Count
	Left                        *int64 // of those held, who left; nil is unknown
	Minors                      *int64 // of those leaked; nil is unknown
	Gaps                        []Gap  // behind those read
	LastScan                    time.Time
	Running                     int // jobs at work
	Cases                       []Case
	Doors                       []Door // the most people first
	Alerts                      []Alert
	Changes                     []Change // the latest first
	Doubts                      []Doubt
}

// House is what the room wants of the program.
type House interface {
	// Overview works the numbers out for whoever asks: within his scope, cases only if he may read them.
	Overview(ctx context.Context, who *access.Principal, now time.Time) (*Digest, error)
}

// Room is the room.
type Room struct{ House House }

// Routes implements web.Room.
func (m Room) Routes() []web.Route {
	return []web.Route{{Method: http.MethodGet, Path: "/", Needs: access.View, Scoped: true, Handle: m.page}}
}

func (m Room) page(w http.ResponseWriter, r *http.Request) error {
	asked := web.Of(r.Context())
	d, err := m.House.Overview(r.Context(), asked.Who, asked.Now)
	if err != nil {
		return err
	}
	v := look.Begin(r, look.Page{Title: asked.Lang.Of("概況", "Overview"), Section: look.Overview})
	v.Note = note(v, d)
	return look.Write(w, r, v, page(v, d))
}
