package api

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Prefix is where the API begins.
const Prefix = "/api/v1"

// maxBody is the longest body of a request, in bytes.
const maxBody = 1 << 20

// API gathers the operations of all rooms.
type API struct {
	mux    *http.ServeMux
	huma   huma.API
	routes []web.Route
	tags   []string // in the order of their first operation
	once   sync.Once
	doc    documents
	seen   map[reflect.Type]bool // whose fields were looked at for null

	// What follows is set before the first request, by whoever has it. Without Log errors go to slog's default; without Answers
	// Idempotency-Key is refused with 503; without Secret cursors and kept answers are good for this process only.
	Log     *slog.Logger
	Answers Answers
	Secret  []byte
}

// Operation describes what can be asked.
type Operation struct {
	ID      string // "list-exposures": stable
	Method  string
	Path    string // behind Prefix
	Tag     string // the section: "exposures"
	Summary string
	JA      string // the summary in Japanese
	// About is a paragraph on what the operation does, AboutJA the same in Japanese.
	About, AboutJA string
	// As in web.Route.
	Needs          access.Permission
	Scoped, Masked bool
	Stream         bool
	// Status is that of success. 0 is 200, or 204 if Out has no Body.
	Status int
}

// New makes an API without operations.
func New(version string) *API {
	own.Do(func() { // huma knows one form of errors for all of a program
		huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
			return refusal(context.Background(), status, msg, errs)
		}
		huma.NewErrorWithContext = func(c huma.Context, status int, msg string, errs ...error) huma.StatusError {
			return refusal(c.Context(), status, msg, errs)
		}
	})
	mux := http.NewServeMux()
	a := &API{mux: mux, Secret: once(), seen: map[reflect.Type]bool{}}
	a.huma = humago.New(mux, description(version))
	a.describe()
	return a
}

var own sync.Once

// Add adds an operation. In and Out are structs as huma takes them: path, query and header parameters by tags, Body.
func Add[In, Out any](a *API, op Operation, do func(context.Context, *In) (*Out, error)) {
	d := a.operation(op)
	huma.Register(a.huma, d, func(ctx context.Context, in *In) (*Out, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, a.failed(ctx, err)
		}
		return out, nil
	})
	a.route(op)
}

// takesJSON tells whether the body of an operation is JSON, or there is none.
func takesJSON(d *huma.Operation) bool {
	return d.RequestBody == nil || d.RequestBody.Content["application/json"] != nil
}

// operation is what huma has to know of an operation.
func (a *API) operation(op Operation) huma.Operation {
	if !slices.Contains(a.tags, op.Tag) {
		a.tags = append(a.tags, op.Tag)
	}
	return huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: Prefix + op.Path, Summary: op.Summary, Description: op.About,
		Tags: []string{op.Tag}, DefaultStatus: op.Status, MaxBodyBytes: maxBody + 1, BodyReadTimeout: 30 * time.Second,
		RejectUnknownQueryParameters: true, Errors: mistakes(op), Security: secured(op), Extensions: extensions(op),
	}
}

// mistakes are the statuses of an operation that are no success.
func mistakes(op Operation) []int {
	out := []int{http.StatusUnprocessableEntity, http.StatusServiceUnavailable, http.StatusTooManyRequests}
	if op.Needs != access.Anyone {
		out = append(out, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(op.Path, "{") {
		out = append(out, http.StatusNotFound)
	}
	if op.Method != http.MethodGet {
		out = append(out, http.StatusBadRequest, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired,
			http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if op.Stream && op.Method != http.MethodGet { // an upload
		out = append(out, http.StatusInsufficientStorage)
	}
	return out
}

// route makes the operation a route of the console.
func (a *API) route(op Operation) {
	a.mend()
	raw := !takesJSON(a.described(op)) // it reads its body by itself: an upload
	a.routes = append(a.routes, web.Route{
		Method: op.Method, Path: Prefix + op.Path, Needs: op.Needs, Scoped: op.Scoped, Masked: op.Masked, Stream: op.Stream, Act: op.ID,
		Handle: func(w http.ResponseWriter, r *http.Request) error {
			a.handle(w, r, &op, raw)
			return nil
		},
	})
}

// described is the operation in the description.
func (a *API) described(op Operation) *huma.Operation {
	item := a.huma.OpenAPI().Paths[Prefix+op.Path]
	for _, d := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
		if d != nil && d.Method == op.Method {
			return d
		}
	}
	return &huma.Operation{}
}

// Routes are the operations as the router takes them, and the description of them all.
func (a *API) Routes() []web.Route {
	return append(slices.Clone(a.routes), a.documentRoutes()...)
}

// Room is a room that has operations too.
type Room interface {
	web.Room
	API(*API)
}

// call is what is known of a request beside web.Asked.
type call struct {
	api *API
	op  *Operation
	r   *http.Request
}

type callKey struct{}

func calling(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// handle is the way of a request: body, repetition, the operation itself, its answer's tag.
func (a *API) handle(w http.ResponseWriter, r *http.Request, op *Operation, raw bool) {
	c := &call{api: a, op: op, r: r}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	c.r = r
	w.Header().Add("Vary", "Accept-Language, Authorization, Cookie")
	if op.Stream || raw {
		a.serve(w, r)
		return
	}
	h := hold(w)
	if err := strict(w, r, op); err != nil {
		a.write(h, r, err)
	} else if op.Method == http.MethodPost && r.Header.Get("Idempotency-Key") != "" {
		a.repeat(h, r)
	} else {
		a.serve(h, r)
	}
	h.release(r)
}

// serve lets the operation answer. A panic is a defect of ours and no end of the program.
func (a *API) serve(w http.ResponseWriter, r *http.Request) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler {
			panic(v)
		}
		a.log().ErrorContext(r.Context(), "operation broke", "request", web.Of(r.Context()).ID, "operation", calling(r.Context()).op.ID, "at", place())
		if h, ok := w.(*held); ok {
			h.reset()
			a.write(w, r, problem(r.Context(), http.StatusInternalServerError, "", nil))
		}
	}()
	a.mux.ServeHTTP(w, r)
}

func (a *API) log() *slog.Logger {
	if a.Log != nil {
		return a.Log
	}
	return slog.Default()
}
