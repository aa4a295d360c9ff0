// Package api is the API: operations with types, of which the description (OpenAPI 3.1) is made. Rooms add theirs by Add.
package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Prefix is where the API begins.
const Prefix = "/api/v1"

// API gathers the operations of all rooms.
type API struct {
	mux    *http.ServeMux
	huma   huma.API
	routes []web.Route
}

// Operation describes what can be asked.
type Operation struct {
	ID      string // "list-exposures": stable
	Method  string
	Path    string // behind Prefix
	Tag     string // the section: "exposures"
	Summary string
	// As in web.Route.
	Needs          access.Permission
	Scoped, Masked bool
	Stream         bool
}

// New makes an API without operations.
func New(version string) *API {
	mux := http.NewServeMux()
	return &API{mux: mux, huma: humago.New(mux, huma.DefaultConfig("Tsutsumi", version))}
}

// Add adds an operation. In and Out are structs as huma takes them: path, query and header parameters by tags, Body.
func Add[In, Out any](a *API, op Operation, do func(context.Context, *In) (*Out, error)) {
	huma.Register(a.huma, huma.Operation{OperationID: op.ID, Method: op.Method, Path: Prefix + op.Path, Summary: op.Summary, Tags: []string{op.Tag}},
		func(ctx context.Context, in *In) (*Out, error) {
			out, err := do(ctx, in)
			if err != nil {
				return nil, huma.NewError(web.Status(err), err.Error())
			}
			return out, nil
		})
	a.routes = append(a.routes, web.Route{Method: op.Method, Path: Prefix + op.Path, Needs: op.Needs, Scoped: op.Scoped, Masked: op.Masked, Stream: op.Stream, Act: op.ID,
		Handle: func(w http.ResponseWriter, r *http.Request) error {
			a.mux.ServeHTTP(w, r)
			return nil
		}})
}

// Routes are the operations as the router takes them.
func (a *API) Routes() []web.Route { return a.routes }

// Room is a room that has operations too.
type Room interface {
	web.Room
	API(*API)
}
