package hook

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/notifytest"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func command(t *testing.T, limit time.Duration, run ...string) *Hook {
	t.Helper()
	h, err := New(config.Hook{Name: "h", Run: run, Limit: limit}, "", "", t.TempDir(), "", notifytest.Now)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestCommand: the alert comes on standard input and nowhere else; none of our secrets is in the environment.
func TestCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a shell script")
	}
	t.Setenv("TSUTSUMI_PASSWORD", "himitsu")
	h := command(t, 10*time.Second, "/bin/sh", "-c", `cat > in; env > env; echo "$0 $*" > args`, "hook", "--now")
	if outcome, status, err := h.Call(t.Context(), "k", []byte(`{"alert":{"principal":"tanaka"}}`)); outcome != Done || status != 0 || err != nil {
		t.Fatal(outcome, status, err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(h.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if got := read("in"); got != `{"alert":{"principal":"tanaka"}}`+"\n" {
		t.Errorf("%q", got)
	}
	if got := read("args"); got != "hook --now\n" {
		t.Errorf("%q", got)
	}
	if env := read("env"); strings.Contains(env, "himitsu") || strings.Contains(env, "tanaka") || !strings.Contains(env, "PATH=") {
		t.Error(env)
	}
}

func TestCommandFails(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a shell script")
	}
	for _, c := range []struct {
		limit   time.Duration
		run     []string
		outcome string
		status  int64
		says    string
	}{
		{10 * time.Second, []string{"/bin/sh", "-c", "echo tanaka >&2; exit 3"}, Failed, 3, "status 3"},
		{50 * time.Millisecond, []string{"/bin/sh", "-c", "sleep 60 & sleep 60"}, Timeout, -1, "within 50ms"},
		{10 * time.Second, []string{"./none"}, Failed, -1, "no such command"},
		{10 * time.Second, []string{"no-such-command-at-all"}, Failed, -1, "no such command"},
		{10 * time.Second, []string{"true"}, Done, 0, ""},
	} {
		begun := time.Now()
		outcome, status, err := command(t, c.limit, c.run...).Call(t.Context(), "k", []byte(strings.Repeat("x", 1<<20)))
		says := ""
		if err != nil {
			says = err.Error()
		}
		if outcome != c.outcome || status != c.status || !strings.Contains(says, c.says) || strings.Contains(says, "tanaka") || (says == "") != (c.says == "") {
			t.Errorf("%v: %s %d %v", c.run, outcome, status, err)
		}
		if time.Since(begun) > 30*time.Second {
			t.Errorf("%v: what it started was waited for", c.run)
		}
	}
}

func TestServer(t *testing.T) {
	status := 200
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if string(body) != "{}" || r.Header.Get(post.Signature) != "sha256="+post.Sign("kagi", r.Header.Get(post.Timestamp), body) || r.Header.Get(post.Key) != "a.1" {
			t.Error(r.Header)
		}
		w.WriteHeader(status)
	}))
	defer srv.Close()
	h, err := New(config.Hook{Name: "h", Limit: 10 * time.Second}, srv.URL+"/block", "kagi", t.TempDir(), "", notifytest.Now)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(h.Does(), "127.0.0.1:") {
		t.Error(h.Does())
	}
	for s, want := range map[int]string{200: Done, 500: Failed} {
		status = s
		if outcome, got, _ := h.Call(t.Context(), "a.1", []byte("{}")); outcome != want || got != int64(s) {
			t.Error(outcome, got)
		}
	}
}

func TestWants(t *testing.T) {
	for _, c := range []struct {
		on   []string
		want bool
	}{
		{[]string{"high"}, true}, {[]string{"critical"}, false}, {[]string{"critical", "medium"}, true}, {[]string{"people-read"}, true}, {[]string{"country"}, true}, {[]string{"canary"}, false},
		{[]string{"canary", "country"}, true}, {[]string{"country", "critical"}, false}, {[]string{"canary", "low"}, false},
	} {
		h := &Hook{Hook: config.Hook{On: c.on}}
		if got := h.Wants(&watch.Alert{Detector: "people-read", Also: []string{"country"}, Severity: watch.High}); got != c.want {
			t.Errorf("%v: %v", c.on, got)
		}
	}
}
