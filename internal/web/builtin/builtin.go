// Package builtin puts the console together: all rooms, and the way of every request to them.
//
// The router asks who it is, whether he may, and records what is changed and what masked samples are looked at, so that no room can
// forget to. What a route needs stands in its web.Route; docs/accounts.md has the table.
package builtin

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/http"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// Log is where the router records. store.AuditLog implements it.
type Log interface {
	// Ready tells whether an entry could be recorded now.
	Ready(ctx context.Context) error
	Append(ctx context.Context, e *access.Entry) error
}

// Options are what the console is made of.
type Options struct {
	Version string
	Rooms   []web.Room
	Now     func() time.Time
	Log     *slog.Logger
	// Badges are the counts of the navigation; nil for none. It is asked once a page and must be quick.
	Badges func(context.Context) look.Badges

	// Gate tells who asks. Without one everybody is nobody: only what needs no sign-in is open.
	Gate *gate.Gate
	// Audit records. Without one nothing can be changed.
	Audit Log
	// Label makes what people typed safe to be recorded (engine.Name).
	Label func(string) string
	// TLS: the server speaks TLS. Hosts are names by which it may be asked for beside those of this machine itself and of Certificate.
	TLS         bool
	Hosts       []string
	Certificate *x509.Certificate
	// Answers and Secret are the API's; see api.API.
	Answers api.Answers
	Secret  []byte
	// Instead, if set, is what every route does once it may be done: for tests that ask only who may.
	Instead func(w http.ResponseWriter, r *http.Request, route *web.Route) error
}

// Server is the console.
type Server struct {
	o      Options
	mux    *http.ServeMux
	routes []web.Route
	cross  *http.CrossOriginProtection
}

// New puts the rooms together.
func New(o Options) *Server {
	if o.Label == nil {
		o.Label = func(string) string { return "…" }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{o: o, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection()}
	a := api.New(o.Version)
	a.Log, a.Answers = o.Log, o.Answers
	if o.Secret != nil {
		a.Secret = o.Secret
	}
	for _, room := range append([]web.Room{look.Assets{}}, o.Rooms...) {
		s.routes = append(s.routes, room.Routes()...)
		if r, ok := room.(api.Room); ok {
			r.API(a)
		}
	}
	s.routes = append(s.routes, a.Routes()...)
	for i := range s.routes {
		r := &s.routes[i]
		path := r.Path
		if path == "/" {
			path = "/{$}" // the page itself, and not all that nothing else takes
		}
		s.mux.HandleFunc(r.Method+" "+path, func(w http.ResponseWriter, req *http.Request) { s.route(w, req, r) })
	}
	return s
}

// Routes are all there are.
func (s *Server) Routes() []web.Route { return s.routes }
