// Package sources is the room of where personal data is looked for: the sources that are declared, and those that are added here by a
// form, how often each is looked at, what came of it, and the work that is started by hand.
//
// What to log in with is taken, sealed and replaced, and never shown.
package sources

import (
	"context"
	"net/http"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// House is what the room asks of the program.
type House interface {
	// Sources are all within a scope, in the order of their declaration.
	Sources(ctx context.Context, scope access.Scope) ([]Entry, error)
	// Save adds a source (before is zero) or changes one that was added and last changed at before. secret replaces what it logs in with;
	// nil keeps it, "" takes it away.
	Save(ctx context.Context, a *config.Added, secret *string, before time.Time, by string) error
	// Remove takes out a source that was added.
	Remove(ctx context.Context, name string) error
	// Try opens a source and lists its first units, within a time. secret is as of Save; name is that of a source whose secret is kept.
	Try(ctx context.Context, a *config.Added, secret *string) (*Tried, error)
	// Start orders work on a source.
	Start(ctx context.Context, kind queue.Kind, name string, full bool, by string) (queue.Job, error)
	// Jobs are the last of a source, the newest first.
	Jobs(ctx context.Context, name string, most int) ([]queue.Job, error)
}

// Room is the room.
type Room struct{ House House }

// Entry is a source with what is known of it.
type Entry struct {
	config.Source
	Place string // as the inventory names it
	// Of one that was added: what was said of it, who did, and when; Sealed: there is something to log in with. Hidden: tsutsumi.yaml has
	// a source of the same name, which counts.
	Said    *config.Added
	By      string
	Changed time.Time
	Sealed  bool
	// What the inventory and the work know of it.
	Last    time.Time // when the last scan ended that saw all of it
	Open    bool      // the last scan goes on, or was cut off
	People  *int64
	Unread  int64 // things that could not be read, or not to their end
	Next    time.Time
	Working *queue.Job // that goes on or waits
	Failed  *queue.Job // the last, if it failed
}

// Tried is what came of opening a source.
type Tried struct {
	Good  bool
	Units []string // the first, as they are shown
	More  bool
	// JA and EN say what failed, and what to do about it.
	JA, EN string
	Took   time.Duration
}

// Routes are the room's.
func (r *Room) Routes() []web.Route {
	route := func(method, path string, needs access.Permission, scoped bool, act string, h func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: method, Path: path, Needs: needs, Scoped: scoped, Act: act, Handle: h}
	}
	return []web.Route{
		route(http.MethodGet, "/sources", access.View, true, "", r.list),
		route(http.MethodGet, "/sources/new", access.Sources, false, "", r.blank),
		route(http.MethodPost, "/sources", access.Sources, false, "add-source", r.add),
		route(http.MethodPost, "/sources/try", access.Sources, false, "test-source", r.tryForm),
		route(http.MethodGet, "/sources/{name}", access.View, true, "", r.show),
		route(http.MethodGet, "/sources/{name}/edit", access.Sources, false, "", r.edit),
		route(http.MethodPost, "/sources/{name}", access.Sources, false, "change-source", r.change),
		route(http.MethodPost, "/sources/{name}/remove", access.Sources, false, "remove-source", r.remove),
		route(http.MethodPost, "/sources/{name}/try", access.Sources, false, "test-source", r.try),
		route(http.MethodPost, "/sources/{name}/start", access.Run, true, "start-work", r.start),
	}
}
