package lookup_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/lookup"
)

type house struct{}

func (house) Stores(_ context.Context, s access.Scope) (out []lookup.Store, _ error) {
	for _, name := range []string{"/a", "/b"} {
		if s.Allows(name) {
			out = append(out, lookup.Store{Source: name})
		}
	}
	return out, nil
}

func (house) Places(_ context.Context, s access.Scope, words []string, most int) ([]lookup.Place, error) {
	return []lookup.Place{{Source: "/a", Name: words[0]}}, nil
}
func (house) Doors(context.Context, access.Scope, []string, int) ([]lookup.Door, error) {
	return nil, nil
}
func (house) Cases(context.Context, []string, int) ([]lookup.Case, error) {
	return []lookup.Case{{ID: "2026-0001"}}, nil
}

// ask asks as somebody; the answer is decoded into out.
func ask(t *testing.T, who *access.Principal, method, path, body string, out any) int {
	t.Helper()
	a := api.New("1.2.3")
	lookup.Room{House: house{}, Version: "1.2.3"}.API(a)
	mux := http.NewServeMux()
	for _, r := range a.Routes() {
		mux.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, req *http.Request) {
			asked := &web.Asked{Who: who, Lang: "en", ID: "r1", Now: time.Date(2026, 12, 4, 9, 0, 0, 0, time.FixedZone("JST", 9*3600))}
			if err := r.Handle(w, req.WithContext(web.With(req.Context(), asked))); err != nil {
				t.Error(err)
			}
		})
	}
	r := httptest.NewRequest(method, api.Prefix+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return w.Code
}

var (
	viewer  = &access.Principal{User: "v", Roles: []access.Role{access.Viewer}}
	officer = &access.Principal{User: "o", Roles: []access.Role{access.Officer}}
)

func TestSearchObeys(t *testing.T) {
	for name, c := range map[string]struct {
		who   *access.Principal
		cases int
	}{
		"viewer": {viewer, 0}, "officer": {officer, 1},
		"confined": {&access.Principal{Roles: []access.Role{access.Officer}, Scope: access.Scope{"/a"}}, 0},
	} {
		var f lookup.Found
		if code := ask(t, c.who, "GET", "/search?q=x", "", &f); code != 200 || len(f.Cases) != c.cases || len(f.Places) != 1 {
			t.Errorf("%s: %d %+v", name, code, f)
		}
	}
}

func TestVersion(t *testing.T) {
	var got lookup.About
	ask(t, &access.Principal{User: "v", Token: "ci", Roles: []access.Role{access.Viewer}, Only: []access.Permission{access.View}, Scope: access.Scope{"/a"}}, "GET", "/version", "", &got)
	want := lookup.About{Version: "1.2.3", Now: got.Now, User: "v", Token: "ci", Permissions: []access.Permission{access.Self, access.View}, Scope: []string{"/a"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDue(t *testing.T) {
	var got struct {
		Applies string  `json:"applies"`
		LastDay *string `json:"last_day"`
	}
	if code := ask(t, viewer, "POST", "/laws/due", `{"rule":"jp-appi-final","known":"2026-12-04","facts":{"people":"1200"}}`, &got); code != 200 || got.Applies != "yes" || got.LastDay == nil {
		t.Errorf("%d %+v", code, got)
	}
	for body, field := range map[string]string{
		`{"rule":"none","known":"2026-12-04"}`:                                                  "body.rule",
		`{"rule":"jp-appi-final","known":"yesterday"}`:                                          "body.known",
		`{"rule":"jp-appi-final","known":"2026-12-04","facts":{"people":"yamada"}}`:             "body.facts.people",
		`{"rule":"jp-appi-final","known":"2026-12-04","facts":{"yamada@example.jp":"1"}}`:       "body.facts",
		`{"rule":"jp-appi-final","known":"2026-12-04","facts":{"people":"1200"},"more":"else"}`: "body.more",
	} {
		var p api.Problem
		if code := ask(t, viewer, "POST", "/laws/due", body, &p); code != 422 || len(p.Errors) != 1 || p.Errors[0].Field != field || strings.Contains(p.Errors[0].Message, "yamada") {
			t.Errorf("%s: %d %+v", body, code, p)
		}
	}
}

func TestLists(t *testing.T) {
	for path, least := range map[string]int{"/kinds": 40, "/laws": 10, "/laws?jurisdiction=jp&on=2026-12-04": 3, "/laws/facts": 10, "/stores": 2} {
		var got struct{ Items []json.RawMessage }
		if code := ask(t, viewer, "GET", path, "", &got); code != 200 || len(got.Items) < least {
			t.Errorf("%s: %d, %d items", path, code, len(got.Items))
		}
	}
	var one struct{ Items []lookup.Store }
	if ask(t, &access.Principal{Roles: []access.Role{access.Viewer}, Scope: access.Scope{"/b"}}, "GET", "/stores", "", &one); len(one.Items) != 1 {
		t.Errorf("%+v", one)
	}
	var p api.Problem
	if code := ask(t, viewer, "GET", "/laws/none", "", &p); code != 404 {
		t.Error(code)
	}
}
