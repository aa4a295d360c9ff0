// Package builtin puts the console together: all rooms, and the way of every request to them.
package builtin

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// Options are what the console is made of.
type Options struct {
	Version string
	Rooms   []web.Room
	Now     func() time.Time
	Log     *slog.Logger
	// Badges are the counts of the navigation; nil for none. It is asked once a page and must be quick.
	Badges func(context.Context) look.Badges
}

// Server is the console.
type Server struct {
	mux    *http.ServeMux
	routes []web.Route
}

// New puts the rooms together.
func New(o Options) *Server {
	s := &Server{mux: http.NewServeMux()}
	a := api.New(o.Version)
	for _, room := range append([]web.Room{look.Assets{}}, o.Rooms...) {
		s.routes = append(s.routes, room.Routes()...)
		if r, ok := room.(api.Room); ok {
			r.API(a)
		}
	}
	s.routes = append(s.routes, a.Routes()...)
	for _, r := range s.routes {
		s.mux.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, req *http.Request) {
			// Until accounts are there, whoever reaches this machine's loopback is everybody.
			asked := &web.Asked{Who: &access.Principal{User: "developer", Roles: access.All()}, Lang: language(req), Now: o.Now()}
			req = req.WithContext(look.WithBadges(web.With(req.Context(), asked), o.Badges))
			if err := r.Handle(w, req); err != nil {
				_ = look.Refuse(w, req, err) // who went away needs no answer
			}
		})
	}
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Routes are all there are.
func (s *Server) Routes() []web.Route { return s.routes }

func language(r *http.Request) web.Lang {
	if c, err := r.Cookie("lang"); err == nil && (c.Value == "ja" || c.Value == "en") {
		return web.Lang(c.Value)
	}
	if len(r.Header.Get("Accept-Language")) >= 2 && r.Header.Get("Accept-Language")[:2] == "ja" {
		return "ja"
	}
	return "en"
}
