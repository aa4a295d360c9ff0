//go:build unix

package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/demo"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// changing is what differs from run to run: times, how long something took, names of runs.
var changing = regexp.MustCompile(`\d{4}-\d\d-\d\d(T|, | )?(\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?|\d+(\.\d+)? ?m?s\b|"(elapsed_ms|run|started|ended)":[^,}]*|\d+h\d+m\d+s|[0-9a-f]{16,}`)

// TestStoreOnPostgres: what the commands say is the same, whichever database keeps it, and nothing stands in the home then.
func TestStoreOnPostgres(t *testing.T) {
	const secret = "pw-of-the-inventory"
	pg := livetest.StartPostgres(t, secret)
	dir := filepath.Join(t.TempDir(), "estate")
	if _, err := demo.Run(t.Context(), dir, demo.Options{People: 300}); err != nil {
		t.Fatal(err)
	}
	homes := t.TempDir()
	run := func(home string, args ...string) string {
		t.Helper()
		remote := home == "remote"
		if remote {
			args = append([]string{"--store", pg.URL("postgres", "postgres")}, args...)
		}
		var out, errs bytes.Buffer
		status := cli.Run(t.Context(), func(name string) string {
			switch {
			case name == "TSUTSUMI_HOME":
				return filepath.Join(homes, home)
			case name == "TSUTSUMI_KEY_FILE":
				return keyFile(t, filepath.Join(homes, "a", "b"))
			case name == "LANG":
				return "en_US.UTF-8"
			case name == "PGPASSWORD" && remote:
				return secret
			}
			return ""
		}, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, args)
		if status != cli.StatusDone {
			t.Fatalf("%v: status %d: %s", args, status, errs.String())
		}
		if strings.Contains(out.String()+errs.String(), secret) {
			t.Errorf("%v: the password is told", args)
		}
		return changing.ReplaceAllString(out.String()+errs.String(), "…")
	}
	for _, args := range [][]string{
		{"scan", dir},
		{"scan", dir},
		{"inventory", "list"},
		{"inventory", "list", "--format", "json"},
		{"exposure", dir},
		{"case", "open", "a copy was lost", "--known", "2026-11-02 09:12", "--by", "sato"},
		{"case", "contain", "1", "credentials revoked", "--at", "2026-11-02 13:40", "--proof", "E1", "--by", "sato"},
		{"case", "show", "1", "--by", "sato"},
		{"case", "list", "--by", "sato", "--format", "json"},
		{"case", "verify", "1"},
	} {
		if d := cmp.Diff(run("local", args...), run("remote", args...)); d != "" {
			t.Errorf("%v: (- SQLite, + PostgreSQL)\n%s", args, d)
		}
	}
	if _, err := os.Stat(filepath.Join(homes, "remote", "tsutsumi.db")); err == nil {
		t.Error("a database stands in the home too")
	}
	inArgv := strings.Replace(pg.URL("postgres", "postgres"), "postgres@", "postgres:"+secret+"@", 1)
	_, errs, status := program(t, filepath.Join(homes, "x"), "inventory", "list", "--store", inArgv)
	if status != cli.StatusUsage || strings.Contains(errs, secret) {
		t.Errorf("a password in the arguments: status %d: %s", status, errs)
	}
	// A store of the command's own and the inventory's, in one line.
	_, errs, status = program(t, filepath.Join(homes, "x"), "match", "--store", "crm", "--store="+inArgv, "x")
	if status != cli.StatusUsage || !strings.Contains(errs, "PGPASSWORD") {
		t.Errorf("status %d: %s", status, errs)
	}
}
