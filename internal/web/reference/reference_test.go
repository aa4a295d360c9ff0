package reference_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/reference"
)

type node struct {
	Name  string `json:"name" maxLength:"9" doc:"What it is called."`
	Below []node `json:"below,omitempty"`
}

// get asks for a page.
func get(t *testing.T, lang web.Lang, path string) (int, string) {
	t.Helper()
	a := api.New("test")
	api.Add(a, api.Operation{ID: "make-node", Method: "POST", Path: "/nodes/{id}", Tag: "general", Summary: "Make a node", JA: "節を作る", Needs: access.Decide},
		func(context.Context, *struct {
			ID   string `path:"id"`
			Body node
		}) (*struct{ Body node }, error) {
			return nil, nil
		})
	room := &reference.Room{}
	room.API(a)
	mux := http.NewServeMux()
	for _, r := range room.Routes() {
		mux.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, req *http.Request) {
			asked := &web.Asked{Who: &access.Principal{User: "v"}, Lang: lang, Now: time.Date(2026, 12, 4, 9, 0, 0, 0, time.UTC)}
			req = req.WithContext(web.With(req.Context(), asked))
			if err := r.Handle(w, req); err != nil {
				w.WriteHeader(web.Status(err))
			}
		})
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String()
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		lang       web.Lang
		path       string
		code       int
		wanted     []string
		unexpected string
	}{
		{"en", "/reference", 200, []string{"Make a node", "/api/v1/nodes/{id}", "openapi.yaml"}, "節を作る"},
		{"ja", "/reference?q=NODE+decide", 200, []string{"節を作る", "1 / 1"}, "Make a node"},
		{"en", "/reference?q=%3Cscript%3E", 200, []string{"No operation matches.", "&lt;script&gt;"}, "<script>"},
		{"en", "/reference/make-node", 200, []string{"below[].name", "What it is called.", "length ≤ 9", "Idempotency-Key", "-d &#39;{&#34;name&#34;:&#34;…&#34;}&#39;", "Bearer $TSUTSUMI_TOKEN", "409"}, "below[].below[].name"},
		{"en", "/reference/none", 404, nil, "Make"},
		{"ja", "/reference/problems", 200, []string{`id="too-large"`, "Retry-After"}, "Wait for"},
	} {
		code, body := get(t, c.lang, c.path)
		if code != c.code || strings.Contains(body, c.unexpected) {
			t.Errorf("%s: %d, or %q is there", c.path, code, c.unexpected)
		}
		for _, w := range c.wanted {
			if !strings.Contains(body, w) {
				t.Errorf("%s: no %q in %s", c.path, w, body)
			}
		}
	}
}
