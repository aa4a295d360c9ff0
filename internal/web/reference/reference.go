// Package reference is the API's reference as a page of the console: made of the same description that programs read, so that it cannot
// tell anything else.
package reference

import (
	"net/http"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Room is the room.
type Room struct{ api *api.API }

// API takes the API whose operations are shown.
func (m *Room) API(a *api.API) { m.api = a }

// Routes are the list, an operation, and the sorts of problem. They tell nothing of this installation.
func (m *Room) Routes() []web.Route {
	route := func(path string, do func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Needs: access.Self, Scoped: true, Handle: do}
	}
	return []web.Route{route("/reference", m.list), route("/reference/problems", m.problems), route("/reference/{operation}", m.one)}
}

func (m *Room) sections(r *http.Request) []section {
	return (&teller{m.api.Description(), web.Of(r.Context()).Lang}).sections()
}

func (m *Room) view(r *http.Request, title string) *look.View {
	v := look.Begin(r, look.Page{Title: title, Section: look.Reference})
	if title != v.Of("APIリファレンス", "API reference") {
		v.Up = &look.Link{Text: v.Of("APIリファレンス", "API reference"), Href: "/reference"}
	}
	return v
}

func (m *Room) list(w http.ResponseWriter, r *http.Request) error {
	words := strings.Fields(strings.ToLower(r.URL.Query().Get("q")))
	all, shown := 0, 0
	var out []section
	for _, s := range m.sections(r) {
		all += len(s.Ops)
		s.Ops = slices.DeleteFunc(s.Ops, func(o operation) bool { return !o.has(words) })
		if shown += len(s.Ops); len(s.Ops) > 0 {
			out = append(out, s)
		}
	}
	v := m.view(r, web.Of(r.Context()).Lang.Of("APIリファレンス", "API reference"))
	v.Actions = downloads(v)
	return look.Write(w, r, v, index(v, out, r.URL.Query().Get("q"), shown, all))
}

// has tells whether all words stand somewhere in the operation.
func (o *operation) has(words []string) bool {
	text := []string{o.ID, o.Method, o.Path, o.Summary, o.About, o.Permission, o.Section}
	for _, fs := range [][]field{o.Params, o.Body, o.Answer} {
		for _, f := range fs {
			text = append(text, f.Name)
		}
	}
	whole := strings.ToLower(strings.Join(text, " "))
	for _, word := range words {
		if !strings.Contains(whole, word) {
			return false
		}
	}
	return true
}

func (m *Room) one(w http.ResponseWriter, r *http.Request) error {
	for _, s := range m.sections(r) {
		for i := range s.Ops {
			if s.Ops[i].ID == r.PathValue("operation") {
				v := m.view(r, s.Ops[i].Summary)
				return look.Write(w, r, v, single(v, &s.Ops[i]))
			}
		}
	}
	return web.Missing()
}

func (m *Room) problems(w http.ResponseWriter, r *http.Request) error {
	v := m.view(r, web.Of(r.Context()).Lang.Of("エラーの種類", "Sorts of problem"))
	return look.Write(w, r, v, sorts(v, api.Problems()))
}
