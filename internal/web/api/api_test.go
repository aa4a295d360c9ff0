package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

type thing struct {
	Name string `json:"name" maxLength:"20" minLength:"1"`
	Size int    `json:"size,omitempty" minimum:"0" maximum:"9"`
}

type parent struct {
	Above *thing     `json:"above"`
	Names []string   `json:"names"`
	Kinds []pii.Kind `json:"kinds,omitempty"`
}

type happened struct {
	Thing *thing `json:"thing,omitempty"`
	Other *thing `json:"other,omitempty"`
}

// desk is an API with one operation of each sort.
type desk struct {
	*api.API
	h    http.Handler
	log  *bytes.Buffer
	made int // how often something was made
	wait chan struct{}
}

func opened(t testing.TB) *desk {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "t.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	d := &desk{API: api.New("test"), log: &bytes.Buffer{}}
	d.Log, d.Answers = slog.New(slog.NewTextHandler(d.log, nil)), db.Answers()
	d.operations()
	mux := http.NewServeMux()
	for _, r := range d.Routes() {
		mux.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, req *http.Request) {
			lang := web.Lang("en")
			if strings.HasPrefix(req.Header.Get("Accept-Language"), "ja") {
				lang = "ja"
			}
			asked := &web.Asked{Who: &access.Principal{User: req.Header.Get("X-User")}, Lang: lang, ID: "r1", Now: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}
			if err := r.Handle(w, req.WithContext(web.With(req.Context(), asked))); err != nil {
				t.Error(err)
			}
		})
	}
	d.h = mux
	return d
}

func (d *desk) operations() {
	type one struct {
		ID string `path:"id" maxLength:"8"`
		api.IfMatch
	}
	type named struct {
		ETag string `header:"ETag"`
		Body thing
	}
	api.Add(d.API, api.Operation{ID: "list-things", Method: "GET", Path: "/things", Tag: "things", Summary: "Things", JA: "もの", Needs: access.View},
		func(ctx context.Context, in *struct {
			api.Paging
			Kind string `query:"kind"`
		}) (*api.List[thing], error) {
			from := 0
			if _, err := in.At(ctx, &from); err != nil {
				return nil, err
			}
			var rows []thing
			for i := from + 1; i <= 7 && len(rows) <= in.Limit; i++ {
				rows = append(rows, thing{Name: fmt.Sprint(i)})
			}
			return api.Listed(ctx, in.Paging, rows, func(t thing) any { var n int; _, _ = fmt.Sscan(t.Name, &n); return n }), nil
		})
	api.Add(d.API, api.Operation{ID: "make-thing", Method: "POST", Path: "/things", Tag: "things", Summary: "Make", Needs: access.Decide, Status: 201},
		func(ctx context.Context, in *struct{ Body thing }) (*named, error) {
			d.made++
			if d.wait != nil {
				<-d.wait
			}
			if in.Body.Name == "missing" {
				return nil, web.Missing()
			}
			return &named{Body: thing{Name: in.Body.Name, Size: d.made}}, nil
		})
	api.Add(d.API, api.Operation{ID: "change-thing", Method: "PUT", Path: "/things/{id}", Tag: "things", Summary: "Change", Needs: access.Decide},
		func(ctx context.Context, in *one) (*named, error) {
			if err := in.Check(ctx, "v2"); err != nil {
				return nil, err
			}
			return &named{ETag: "v3"}, nil
		})
	api.Add(d.API, api.Operation{ID: "get-thing", Method: "GET", Path: "/things/{id}", Tag: "things", Summary: "One", Needs: access.View},
		func(_ context.Context, in *one) (*named, error) {
			switch in.ID {
			case "panic":
				panic("yamada@example.jp")
			case "inside":
				return nil, errors.New("query of yamada@example.jp broke")
			case "later":
				return nil, fault.Errorf(fault.Unavailable, "locked by yamada@example.jp")
			}
			return &named{ETag: "v2", Body: thing{Name: in.ID}}, nil
		})
	api.Add(d.API, api.Operation{ID: "make-parent", Method: "POST", Path: "/parents", Tag: "things", Summary: "Make", Needs: access.Decide},
		func(_ context.Context, in *struct{ Body parent }) (*struct{ Body parent }, error) {
			return &struct{ Body parent }{in.Body}, nil
		})
	api.Stream(d.API, api.Operation{ID: "follow-things", Method: "GET", Path: "/events", Tag: "things", Summary: "Follow", Needs: access.View},
		func(_ context.Context, in *api.Since, send func(string, happened) error) error {
			if in.LastEventID == "bad" {
				return web.Bad("だめ", "No.")
			}
			if err := send("1", happened{Thing: &thing{Name: "a\nb"}}); err != nil {
				return err
			}
			return send("2", happened{Other: &thing{Name: "c"}})
		})
}

// ask sends a request; head is name, value, ….
func (d *desk) ask(method, path, body string, head ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body == "" {
		r.Body = http.NoBody
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	return w
}

func TestProblems(t *testing.T) {
	d := opened(t)
	deep := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	for _, c := range []struct {
		name, method, path, body string
		head                     []string
		want                     api.Problem
	}{
		{"value is not repeated", "POST", "/things", `{"name":"yamada@example.jp, Tokyo"}`, nil, api.Problem{Type: "invalid", Status: 422, Errors: []api.Flaw{{Field: "body.name", Message: "expected length <= 20"}}}},
		{"unknown field", "POST", "/things", `{"name":"a","sise":1}`, nil, api.Problem{Type: "invalid", Status: 422, Errors: []api.Flaw{{Field: "body.sise", Message: "unexpected property"}}}},
		{"unknown field that is a datum", "POST", "/things", `{"name":"a","yamada@example.jp":1}`, nil, api.Problem{Type: "invalid", Status: 422, Errors: []api.Flaw{{Field: "body.…", Message: "unexpected property"}}}},
		{"unknown query", "GET", "/things?lim=1", "", nil, api.Problem{Type: "invalid", Status: 422, Errors: []api.Flaw{{Field: "query.lim", Message: "unknown query parameter"}}}},
		{"limit", "GET", "/things?limit=501", "", nil, api.Problem{Type: "invalid", Status: 422, Errors: []api.Flaw{{Field: "query.limit", Message: "expected number <= 500"}}}},
		{"key twice", "POST", "/things", `{"name":"a","Name":"b"}`, nil, api.Problem{Type: "malformed", Status: 400, Errors: []api.Flaw{{Field: "body", Message: "expected JSON in UTF-8, every key once, at most 32 deep"}}}},
		{"deep", "POST", "/things", deep, nil, api.Problem{Type: "malformed", Status: 400, Errors: []api.Flaw{{Field: "body", Message: "expected JSON in UTF-8, every key once, at most 32 deep"}}}},
		{"broken text", "POST", "/things", "{\"name\":\"\xff\"}", nil, api.Problem{Type: "malformed", Status: 400, Errors: []api.Flaw{{Field: "body", Message: "expected JSON in UTF-8, every key once, at most 32 deep"}}}},
		{"more after it", "POST", "/things", `{"name":"a"} {}`, nil, api.Problem{Type: "malformed", Status: 400, Errors: []api.Flaw{{Field: "body", Message: "expected JSON in UTF-8, every key once, at most 32 deep"}}}},
		{"no body", "POST", "/things", "", nil, api.Problem{Type: "malformed", Status: 400}},
		{"long body", "POST", "/things", `{"name":"` + strings.Repeat("a", 1<<20) + `"}`, nil, api.Problem{Type: "too-large", Status: 413}},
		{"type", "POST", "/things", "name=a", []string{"Content-Type", "application/x-www-form-urlencoded"}, api.Problem{Type: "media-type", Status: 415}},
		{"control", "GET", "/things?kind=%00", "", nil, api.Problem{Type: "invalid", Status: 422, Errors: []api.Flaw{{Field: "query", Message: "expected UTF-8 without control characters"}}}},
		{"no version", "PUT", "/things/a", "", nil, api.Problem{Type: "if-match", Status: 428}},
		{"old version", "PUT", "/things/a", "", []string{"If-Match", `"v1"`}, api.Problem{Type: "changed", Status: 412}},
		{"weak version", "PUT", "/things/a", "", []string{"If-Match", `W/"v2"`}, api.Problem{Type: "changed", Status: 412}},
		{"inside", "GET", "/things/inside", "", nil, api.Problem{Type: "internal", Status: 500}},
		{"panic", "GET", "/things/panic", "", nil, api.Problem{Type: "internal", Status: 500}},
		{"later", "GET", "/things/later", "", nil, api.Problem{Type: "unavailable", Status: 503}},
		{"cursor", "GET", "/things?cursor=aGVsbG8", "", nil, api.Problem{Type: "invalid", Status: 422, Detail: "The cursor is not one of this list: take next of the page before, with the same filters."}},
		{"stream", "GET", "/events", "", []string{"Last-Event-ID", "bad"}, api.Problem{Type: "invalid", Status: 422, Detail: "No."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := d.ask(c.method, api.Prefix+c.path, c.body, c.head...)
			var got api.Problem
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatalf("%d %s: %v", w.Code, w.Body, err)
			}
			if w.Code != c.want.Status || w.Header().Get("Content-Type") != "application/problem+json" || got.Request != "r1" || got.Title == "" {
				t.Errorf("%d %s %+v", w.Code, w.Header(), got)
			}
			if strings.Contains(w.Body.String(), "yamada") {
				t.Errorf("the answer repeats a value: %s", w.Body)
			}
			c.want.Type = "/reference/problems#" + c.want.Type
			got.Title, got.Request = "", ""
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if n := strings.Count(d.log.String(), "request=r1"); n != 3 { // inside, panic, later
		t.Errorf("%d lines in the log:\n%s", n, d.log)
	}
	if strings.Contains(d.log.String(), "panic: ") || strings.Contains(d.log.String(), "msg=\"operation broke\"") && !strings.Contains(d.log.String(), "api_test") {
		t.Errorf("the log does not say where it broke:\n%s", d.log)
	}
	if w := d.ask("GET", api.Prefix+"/things?limit=0", "", "Accept-Language", "ja"); !strings.Contains(w.Body.String(), "受け付けられない内容") {
		t.Errorf("not in Japanese: %s", w.Body)
	}
}

func TestPages(t *testing.T) {
	d := opened(t)
	var got []string
	path := api.Prefix + "/things?limit=3&kind=x"
	for range 5 {
		w := d.ask("GET", path, "")
		var page api.Page[thing]
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != 200 {
			t.Fatal(w.Code, w.Body, err)
		}
		for _, x := range page.Items {
			got = append(got, x.Name)
		}
		if page.Next == "" {
			break
		}
		link, ok := strings.CutSuffix(w.Header().Get("Link"), `>; rel="next"`)
		if !ok || !strings.Contains(link, page.Next) {
			t.Fatalf("Link %q", w.Header().Get("Link"))
		}
		if other := d.ask("GET", api.Prefix+"/things?kind=y&cursor="+page.Next, ""); other.Code != 422 {
			t.Errorf("a cursor is taken with other filters: %d", other.Code)
		}
		path = link[1:]
	}
	if diff := cmp.Diff([]string{"1", "2", "3", "4", "5", "6", "7"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTags(t *testing.T) {
	d := opened(t)
	w := d.ask("GET", api.Prefix+"/things", "")
	tag := w.Header().Get("ETag")
	for _, c := range []struct {
		path, sent string
		want       int
	}{
		{"/things", tag, 304}, {"/things", "W/" + tag, 304}, {"/things", `"x", ` + tag, 304}, {"/things", "*", 304}, {"/things", `"x"`, 200},
		{"/things?limit=2", tag, 200}, {"/things/a", `"v2"`, 304},
	} {
		if w := d.ask("GET", api.Prefix+c.path, "", "If-None-Match", c.sent); w.Code != c.want || w.Code == 304 && w.Body.Len() > 0 {
			t.Errorf("%s %s: %d, want %d", c.path, c.sent, w.Code, c.want)
		}
	}
	if w := d.ask("PUT", api.Prefix+"/things/a", "", "If-Match", `"v2"`); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestOnce(t *testing.T) {
	d := opened(t)
	send := func(user, key, body string) *httptest.ResponseRecorder {
		return d.ask("POST", api.Prefix+"/things", body, "X-User", user, "Idempotency-Key", key)
	}
	first := send("a", "key-number-1", `{"name":"x"}`)
	again := send("a", "key-number-1", `{"name":"x"}`)
	if first.Code != 201 || again.Code != 201 || first.Body.String() != again.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" || d.made != 1 {
		t.Errorf("%d %s, %d %s, made %d", first.Code, first.Body, again.Code, again.Body, d.made)
	}
	if w := send("a", "key-number-1", `{"name":"y"}`); w.Code != 422 || d.made != 1 {
		t.Errorf("another body: %d, made %d", w.Code, d.made)
	}
	if w := send("b", "key-number-1", `{"name":"x"}`); w.Code != 201 || d.made != 2 {
		t.Errorf("somebody else's key: %d, made %d", w.Code, d.made)
	}
	for range 2 { // what failed may be tried again
		if w := send("a", "key-number-2", `{"name":"missing"}`); w.Code != 404 {
			t.Error(w.Code)
		}
	}
	if w := send("a", "short", `{"name":"x"}`); w.Code != 422 {
		t.Error(w.Code)
	}
}

func TestAtOnce(t *testing.T) {
	d := opened(t)
	d.wait = make(chan struct{})
	done := make(chan int)
	for range 2 {
		go func() {
			done <- d.ask("POST", api.Prefix+"/things", `{"name":"z"}`, "Idempotency-Key", "key-number-4").Code
		}()
	}
	if code := <-done; code != http.StatusConflict { // the other waits inside
		t.Errorf("%d", code)
	}
	d.wait <- struct{}{}
	if code := <-done; code != http.StatusCreated || d.made != 1 {
		t.Errorf("%d, made %d", code, d.made)
	}
}

func TestStream(t *testing.T) {
	d := opened(t)
	s := httptest.NewServer(d.h)
	defer s.Close()
	req, _ := http.NewRequestWithContext(t.Context(), "GET", s.URL+api.Prefix+"/events", nil)
	r, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(bufio.NewReader(r.Body))
	if err != nil || r.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatal(err, r.Header)
	}
	want := "id: 1\nevent: thing\ndata: {\"thing\":{\"name\":\"a\\nb\"}}\n\nid: 2\nevent: other\ndata: {\"other\":{\"name\":\"c\"}}\n\n"
	if diff := cmp.Diff(want, string(b)); diff != "" {
		t.Error(diff)
	}
}

func TestNull(t *testing.T) {
	d := opened(t)
	for body, want := range map[string]int{`{"above":null,"names":[]}`: 200, `{"above":{"name":"x"},"names":[]}`: 200, `{"above":"x","names":[]}`: 422, `{"above":{"name":1},"names":[]}`: 422, `{"names":[]}`: 422,
		`{"above":null,"names":[],"kinds":["EMAIL_ADDRESS"]}`: 200, `{"above":null,"names":[],"kinds":"AAAA"}`: 422, `{"above":null,"names":[],"kinds":["yamada"]}`: 422} {
		if w := d.ask("POST", api.Prefix+"/parents", body); w.Code != want {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
}

func TestDocument(t *testing.T) {
	d := opened(t)
	var doc struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			Summary    string                     `json:"summary"`
			Permission string                     `json:"x-permission"`
			Security   []map[string][]string      `json:"security"`
			Responses  map[string]json.RawMessage `json:"responses"`
		} `json:"paths"`
		Components struct {
			Schemas map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
	}
	w := d.ask("GET", api.Prefix+"/openapi.json", "", "Accept-Language", "ja")
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	list := doc.Paths[api.Prefix+"/things"]["get"]
	if doc.OpenAPI != "3.1.0" || list.Summary != "もの" || list.Permission != "view" || len(list.Security) != 2 || list.Responses["304"] == nil || list.Responses["422"] == nil {
		t.Errorf("%+v", list)
	}
	for _, name := range []string{"Problem", "PageOfApiTestThing"} {
		if doc.Components.Schemas[name] == nil {
			t.Errorf("no schema %s in %d", name, len(doc.Components.Schemas))
			for k := range doc.Components.Schemas {
				t.Log(k)
			}
		}
	}
	if y := d.ask("GET", api.Prefix+"/openapi.yaml", ""); !strings.Contains(y.Body.String(), "x-permission: view") {
		t.Errorf("%.300s", y.Body)
	}
}

// quote writes a text as JSON.
func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}
