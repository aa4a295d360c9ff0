package cli

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/accesstest"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/vital"
)

var updateWalk = flag.Bool("update-walk", false, "write the table of who may do what anew, for a person to review")

// walkTable says who may do what: a line a route, a column a visitor.
const walkTable = "../web/builtin/testdata/who.txt"

// walker is somebody who asks for every route.
type walker struct {
	name   string // of the column
	cookie *http.Cookie
	token  string
}

// TestWhoMayDoWhat asks for every route there is as everybody who may come, and compares with a table that a person has read. What a
// route does is replaced: it tells only that it would be done.
func TestWhoMayDoWhat(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	a := &app{Streams: Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, env: func(string) string { return "" }, home: home, lang: "en"}
	h, done, err := a.house(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	o := builtin.Options{Version: "test", Rooms: append(h.rooms(), vital.Room{}), Now: h.now, Log: h.log, Instead: func(w http.ResponseWriter, _ *http.Request, _ *web.Route) error {
		w.Header().Set("X-Would", "be done")
		w.WriteHeader(http.StatusNoContent)
		return nil
	}}
	h.admit(&o)
	s := builtin.New(o)
	walkers := []walker{{name: "nobody"}}
	const source = "/srv/a"
	for _, r := range access.All() {
		walkers = append(walkers, walker{name: string(r), cookie: accesstest.Cookie(t, h.db, "walk "+string(r), r)})
		walkers = append(walkers, walker{name: string(r) + "@src", cookie: accesstest.Confined(t, h.db, "walk "+string(r)+" confined", access.Scope{source}, r)})
	}
	walkers = append(walkers,
		walker{name: "token", token: accesstest.Token(t, h.db, "walk token", nil, access.All(), access.Permissions()...)},
		walker{name: "token:view", token: accesstest.Token(t, h.db, "walk view", nil, access.All(), access.View)},
		walker{name: "token@src", token: accesstest.Token(t, h.db, "walk source", access.Scope{source}, access.All(), access.Permissions()...)})

	var rows []string
	for i := range s.Routes() {
		r := &s.Routes()[i]
		row := fmt.Sprintf("%-6s %-52s %-8s", r.Method, r.Path, r.Needs)
		for _, w := range walkers {
			row += fmt.Sprintf(" %-*s", len(w.name), met(s, r, w))
		}
		rows = append(rows, strings.TrimRight(row, " "))
	}
	slices.Sort(rows)
	head := fmt.Sprintf("%-6s %-52s %-8s", "#", "route", "needs")
	for _, w := range walkers {
		head += " " + w.name
	}
	got := walkText + head + "\n" + strings.Join(rows, "\n") + "\n"
	if *updateWalk {
		if err := os.WriteFile(walkTable, []byte(got), 0o644); err != nil { //nolint:gosec // a file of the sources
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(walkTable)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("who may do what is not what %s says (read it, then go test ./internal/cli -run TestWhoMayDoWhat -update-walk):\n%s", walkTable, d)
	}
}

const walkText = `# Who may do what: every route, asked for by everybody who may come. A person has read each line of this file; a route without a line fails
# the test.  yes: it is done   in: sign in first (a page sends there, the API answers 401)   -: not allowed (403)
# @src: confined to one source   token: of an account with all roles, for everything; token:view: for seeing only. Tokens are for the API.
`

// met is what becomes of a request.
func met(s http.Handler, route *web.Route, w walker) string {
	path := route.Path
	for { // any value will do: nothing is looked up
		i := strings.IndexByte(path, '{')
		if i < 0 {
			break
		}
		j := i + strings.IndexByte(path[i:], '}')
		value := "x"
		if path[i:j+1] == "{$}" {
			value = ""
		}
		path = path[:i] + value + path[j+1:]
	}
	r := httptest.NewRequest(route.Method, path, nil)
	r.Host = "127.0.0.1:8470"
	if w.cookie != nil {
		r.AddCookie(w.cookie)
	}
	if w.token != "" {
		r.Header.Set("Authorization", "Bearer "+w.token)
	}
	a := httptest.NewRecorder()
	s.ServeHTTP(a, r)
	switch {
	case a.Header().Get("X-Would") != "":
		return "yes"
	case a.Code == http.StatusUnauthorized, a.Code == http.StatusSeeOther && strings.HasPrefix(a.Header().Get("Location"), "/login"):
		return "in"
	case a.Code == http.StatusForbidden:
		return "-"
	}
	return fmt.Sprint(a.Code)
}
