// Package inventory is the room of what is held where: things with their people, kinds and countries, a page for each, the sources as
// a whole, the countries in which data is stored and from which it is reached, and how what was found differs from what is declared.
package inventory

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// House is what the room asks of the program. All of it is within a scope: what is beyond it is not there.
type House interface {
	// Current is what is known of the sources.
	Current(ctx context.Context, scope access.Scope) (*Now, error)
	// Things lists what a query chooses.
	Things(ctx context.Context, scope access.Scope, q *Query) (*Things, error)
	// Thing is all that is known of a thing; nil if there is none. Masked samples and places of findings come with it only if masks.
	Thing(ctx context.Context, scope access.Scope, source, name string, masks bool) (*Thing, error)
	// Register is what is declared.
	Register(ctx context.Context) (*declared.Register, error)
	// State lays what was found beside it.
	State(ctx context.Context, scope access.Scope) (*State, error)
	// Export writes what a query chooses as a file of a format: csv, json, xlsx, pdf.
	Export(ctx context.Context, scope access.Scope, q *Query, format, lang string, w io.Writer) error
}

// Room is the room.
type Room struct{ House House }

// Now is what is known of sources.
type Now struct {
	Digests []shelf.Digest // by name
	All     shelf.Digest   // together, persons once
	// Stale are the sources whose digests do not tell yet what is recorded.
	Stale []string
	Runs  map[string]Run
	// Before is how it was a day ago; nil is not known (or not told within a scope).
	Before *shelf.Numbers
}

// Digest finds a source's; nil if there is none.
func (n *Now) Digest(source string) *shelf.Digest {
	for i := range n.Digests {
		if n.Digests[i].Source == source {
			return &n.Digests[i]
		}
	}
	return nil
}

// Run is what is known of the last runs of a source.
type Run struct {
	Ended, Complete time.Time // of the last that ended, and of the last that saw all of it
	Open            bool      // the last goes on, or was killed
}

// Things is a page of a list.
type Things struct {
	Now   *Now
	Rows  []shelf.Row
	Count int64
	Next  *shelf.Ref // the last row; nil if there are no more
}

// Thing is a file or a table with its fields.
type Thing struct {
	shelf.Row
	inventory.Part                  // its fields, and with masks where findings stand
	System         *declared.System // nil: nobody declared it
	Stale          bool
}

// State is what was found beside what is declared.
type State struct {
	*register.State
	Differences []exposure.Exposure // the most harmful first
	Unknowns    []register.Unknown
}

// Routes are the room's.
func (r *Room) Routes() []web.Route {
	get := func(path string, needs access.Permission, masked bool, h func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Needs: needs, Scoped: true, Masked: masked, Handle: h}
	}
	return []web.Route{
		get("/inventory", access.View, false, r.list),
		get("/inventory/thing", access.View, false, r.thing),
		get("/inventory/samples", access.Sample, true, r.samples),
		get("/inventory/sources", access.View, false, r.sources),
		get("/inventory/map", access.View, false, r.atlas),
		get("/inventory/differences", access.View, false, r.differences),
		{Method: http.MethodGet, Path: "/inventory/export", Needs: access.View, Scoped: true, Stream: true, Handle: r.export},
	}
}

// ThingPath is the page of a thing.
func ThingPath(source, name string) string {
	return "/inventory/thing?" + url.Values{"source": {source}, "name": {name}}.Encode()
}
