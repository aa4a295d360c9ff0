package cli

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/accesstest"
	"github.com/tsutsumi-dev/tsutsumi/internal/store/filltest"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api/apitest"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/builtin"
)

// lookedThrough takes the API out of a console.
type lookedThrough struct{ api *api.API }

func (*lookedThrough) Routes() []web.Route { return nil }
func (l *lookedThrough) API(a *api.API)    { l.api = a }

// wholeConsole is the console of a home with all its rooms, in this process.
func wholeConsole(tb testing.TB, home string, log io.Writer) (*house, *builtin.Server, *api.API) {
	tb.Helper()
	a := &app{Streams: Streams{Out: io.Discard, Err: io.Discard}, home: home, lang: "en"}
	a.env = func(name string) string {
		if name == "TSUTSUMI_HOME" {
			return home
		}
		return ""
	}
	h, done, err := a.house(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(done)
	h.log = slog.New(slog.NewTextHandler(log, nil))
	var f serveFlags
	h.begin(tb.Context(), &f) // what is ordered waits: nothing is done
	through := &lookedThrough{}
	o := builtin.Options{Version: "test", Rooms: append(h.rooms(), h.vital(&f), through), Now: h.now, Log: h.log}
	h.admit(&o)
	return h, builtin.New(o), through.api
}

// safely is a buffer for several writers.
type safely struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safely) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safely) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestHostileInput sends what means harm to every operation, page and form. TSUTSUMI_TEST_FUZZ says for how long (1m); 12 s if nothing
// is said.
func TestHostileInput(t *testing.T) {
	long := 12 * time.Second
	if d, err := time.ParseDuration(os.Getenv("TSUTSUMI_TEST_FUZZ")); err == nil {
		long = d
	}
	var log safely
	h, s, a := wholeConsole(t, filltest.Home(t, filltest.Small), &log)
	alerts, err := h.db.Alerts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	doors, err := h.db.Doors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	year := time.Now().UTC().Format("2006")
	examples := map[string][]string{"alert": {alerts[0].ID}, "exposure": {doors[0].Key}, "door": {doors[0].Key}, "case": {year + "-0001", year + "-0002"},
		"id": {alerts[1].ID, doors[1].Key, year + "-0003"}, "rule": {"jp-appi-final"}, "operation": {"list-kinds"}, "name": {"E1", "T1"}, "source": {doors[0].Target}}
	n := apitest.Attack(t, &apitest.Console{
		Handler: s, Routes: s.Routes(), API: a, Examples: examples, Seed: 7, For: long,
		Cookie: func() *http.Cookie { return accesstest.Cookie(t, h.db, "fuzz", access.All()...) },
	})
	t.Logf("%d requests", n)
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "level=ERROR") {
			t.Log(strings.TrimSpace(line))
		}
	}
	if strings.Contains(log.String(), "x8470") {
		at := strings.Index(log.String(), "x8470")
		t.Errorf("the log repeats what was sent: %q", log.String()[max(0, at-300):min(len(log.String()), at+100)])
	}
	if found, err := filepath.Glob(filepath.Join(h.set.home.Data, "*x8470*")); err != nil || len(found) > 0 {
		t.Errorf("files were named by what was sent: %d %v", len(found), err)
	}
}
