//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/demo"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// program runs the command in this process and returns what it wrote.
func program(t *testing.T, home string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	env := func(name string) string {
		switch name {
		case "TSUTSUMI_HOME":
			return home
		case "LANG":
			return "en_US.UTF-8"
		}
		return ""
	}
	status = cli.Run(t.Context(), env, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, args)
	return out.String(), errs.String(), status
}

// estate makes the invented company once for all tests that need it.
func estate(t *testing.T) (string, demo.Result) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "estate")
	r, err := demo.Run(context.Background(), dir, demo.Options{People: 2000, Values: true})
	if err != nil {
		t.Fatal(err)
	}
	return dir, r
}

// TestNothingIsLeftBehind is decision 13: whatever a run leaves holds no planted value in clear.
func TestNothingIsLeftBehind(t *testing.T) {
	dir, r := estate(t)
	home := filepath.Join(t.TempDir(), "home")
	left := t.TempDir()
	t.Setenv("TMPDIR", left)
	extra := map[string][]byte{}
	for _, format := range []string{"text", "json", "sarif", "csv", "html"} {
		out, errs, status := program(t, home, "scan", "--format", format, "--full", dir)
		if status != cli.StatusDone && status != cli.StatusPartly {
			t.Fatalf("scan --format %s: status %d: %s", format, status, errs)
		}
		extra[format+" report"], extra[format+" errors"] = []byte(out), []byte(errs)
	}
	planted := make([]zerotest.Planted, len(r.Values))
	for i, v := range r.Values {
		planted[i] = zerotest.Planted(v)
	}
	zerotest.Check(t, []string{home, home + ".key", left}, extra, planted)
}

// results are the units and the summary of a stream, without what differs from run to run.
func results(t *testing.T, stream string) []map[string]any {
	t.Helper()
	var out []map[string]any
	n := 0
	for line := range strings.Lines(stream) {
		if n++; passable(line, n) {
			continue
		}
		var m map[string]map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("the stream holds a line that is no JSON object: %v", err)
		}
		if u := m["unit"]; u != nil {
			delete(u, "unchanged")
			out = append(out, u)
		}
		if s := m["summary"]; s != nil {
			delete(s, "elapsed_ms")
			delete(s, "unchanged")
			out = append(out, s)
		}
	}
	return out
}

// passable tells whether the n-th line is one of a great many findings, of which every hundredth is looked at: to decode all
// takes longer than to find them.
func passable(line string, n int) bool {
	return n > 1000 && n%100 != 0 && strings.HasPrefix(line, `{"finding":{`) && strings.HasSuffix(line, "}}\n")
}

// TestKilledAtAnyMoment kills a scan twenty times and compares what the inventory says in the end with a scan that was
// let alone.
func TestKilledAtAnyMoment(t *testing.T) {
	dir, _ := estate(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tool := filepath.Join(t.TempDir(), "tsutsumi")
	if err := os.Symlink(exe, tool); err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(t.TempDir(), "home")
	scan := func(home string) *exec.Cmd {
		c := exec.Command(tool, "scan", "--format", "json", "--jobs", "2", dir)
		// The test binary acts as the program if it is called by the program's name.
		c.Env = append(os.Environ(), "TSUTSUMI_HOME="+home, "TSUTSUMI_KEY_FILE="+keyFile(t, home))
		return c
	}
	start := time.Now()
	alone, err := scan(filepath.Join(t.TempDir(), "alone")).Output()
	if err != nil && len(alone) == 0 {
		t.Fatal(err)
	}
	usual := time.Since(start)
	killed(t, 20, usual, func() *exec.Cmd { return scan(home) })
	resumed, err := scan(home).Output()
	if err != nil && len(resumed) == 0 {
		t.Fatal(err)
	}
	want := results(t, string(alone))
	if len(want) < 50 {
		t.Fatalf("the scan told of %d units only", len(want))
	}
	if diff := cmp.Diff(want, results(t, string(resumed))); diff != "" {
		t.Errorf("the killed and resumed scan differs (-alone +resumed):\n%s", diff)
	}
}

// keyFile gives all homes of a test the same key, so that what they say can be compared.
func keyFile(t *testing.T, home string) string {
	t.Helper()
	path := filepath.Join(filepath.Dir(filepath.Dir(home)), "shared-key")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	const text = "tsutsumi-key-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
