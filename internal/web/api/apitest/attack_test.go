package apitest_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api/apitest"
)

// told is a test that takes what is told and goes on.
type told struct {
	testing.TB
	errors []string
}

func (t *told) Errorf(format string, args ...any) {
	t.errors = append(t.errors, fmt.Sprintf(format, args...))
}

// TestFindsPlanted: each defect that is planted is found, and nothing is told of what is sound.
func TestFindsPlanted(t *testing.T) {
	a := api.New("test")
	a.Log = slog.New(slog.DiscardHandler)
	type in struct {
		ID   string `path:"id"`
		Name string `query:"name"`
	}
	type out struct {
		Body struct {
			N int `json:"n" minimum:"0" maximum:"3"`
		}
	}
	get := func(id string, do func(*in) (*out, error)) {
		api.Add(a, api.Operation{ID: id, Method: "GET", Path: "/" + id + "/{id}", Tag: "t", Summary: id, Needs: access.View},
			func(_ context.Context, in *in) (*out, error) { return do(in) })
	}
	get("sound", func(*in) (*out, error) { return &out{}, nil })
	get("breaks", func(in *in) (*out, error) { return nil, fmt.Errorf("broke") })
	get("repeats", func(in *in) (*out, error) { return nil, web.Bad(in.Name, in.ID+in.Name) })
	get("unfit", func(*in) (*out, error) { o := &out{}; o.Body.N = 9; return o, nil })
	get("teapot", func(*in) (*out, error) { return nil, &web.Error{Status: http.StatusTeapot} })
	page := func(path string, do func(w http.ResponseWriter, r *http.Request)) web.Route {
		return web.Route{Method: "GET", Path: path, Handle: func(w http.ResponseWriter, r *http.Request) error { do(w, r); return nil }}
	}
	raw := func(form string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte(strings.ReplaceAll(form, "%s", r.URL.Query().Get("q"))))
		}
	}
	routes := append(a.Routes(), page("/soundpage", func(w http.ResponseWriter, r *http.Request) { raw("<p>hello</p>")(w, r) }),
		page("/scripts", raw("<p>%s</p>")), page("/links", raw(`<a href="%s">x</a>`)),
		page("/leads", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", r.URL.Query().Get("next"))
			w.WriteHeader(303)
		}),
		page("/panics", func(http.ResponseWriter, *http.Request) { panic("x") }))
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, req *http.Request) {
			_ = r.Handle(w, req.WithContext(web.With(req.Context(), &web.Asked{Lang: "en", ID: "r", Now: time.Now()})))
		})
	}
	got := &told{TB: t}
	n := apitest.Attack(got, &apitest.Console{Handler: mux, Routes: routes, API: a, Cookie: func() *http.Cookie { return &http.Cookie{Name: "s", Value: "v"} }, Seed: 1, For: 1500 * time.Millisecond})
	for _, want := range []string{"broke: GET \"/api/v1/breaks", "repeated: GET \"/api/v1/repeats", "schema says", "not documented: GET \"/api/v1/teapot", "let in: GET \"/scripts", "href: GET \"/links", "leads elsewhere", `panic`} {
		if !slices.ContainsFunc(got.errors, func(e string) bool { return strings.Contains(e, want) }) {
			t.Errorf("%q was not found by %d requests", want, n)
		}
	}
	for _, e := range got.errors {
		if strings.Contains(e, "sound") {
			t.Errorf("told of what is sound: %s", e)
		}
	}
}
