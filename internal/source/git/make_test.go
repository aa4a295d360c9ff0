package git

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

// now is when the tests read.
var now = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// tree is a repository with a work tree that a test fills.
type tree struct {
	t       testing.TB
	dir     string
	program string
	at      time.Time
}

func newTree(t testing.TB, args ...string) *tree {
	t.Helper()
	g := &tree{t: t, dir: filepath.Join(t.TempDir(), "repo"), program: livetest.Program(t, "git", "git"), at: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	if err := os.Mkdir(g.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	g.git(append([]string{"init", "-q", "-b", "main"}, args...)...)
	return g
}

// git runs git as its user does, at the tree's time.
func (g *tree) git(args ...string) string {
	g.t.Helper()
	return g.in(nil, args...)
}

func (g *tree) in(stdin []byte, args ...string) string {
	g.t.Helper()
	c := exec.CommandContext(g.t.Context(), g.program, args...)
	date := fmt.Sprintf("%d +0900", g.at.Unix())
	c.Dir, c.Stdin = g.dir, bytes.NewReader(stdin)
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date,
		"GIT_AUTHOR_NAME=Tsutsumi Hanako", "GIT_AUTHOR_EMAIL=hanako@example.jp", "GIT_COMMITTER_NAME=Tsutsumi Hanako", "GIT_COMMITTER_EMAIL=hanako@example.jp")
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		g.t.Fatalf("git %v: %v: %s", args, err, errs.Bytes())
	}
	return strings.TrimSpace(string(out))
}

// write writes files: a name, a text, and so on. A nil text removes.
func (g *tree) write(files ...string) {
	g.t.Helper()
	for i := 0; i < len(files); i += 2 {
		p := filepath.Join(g.dir, files[i])
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			g.t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(files[i+1]), 0o600); err != nil {
			g.t.Fatal(err)
		}
	}
}

// commit commits all that is there a day later, and returns its short name.
func (g *tree) commit(message string) string {
	g.t.Helper()
	g.at = g.at.Add(24 * time.Hour)
	g.git("add", "-A")
	g.git("commit", "-q", "--allow-empty", "-m", message)
	return g.git("rev-parse", "HEAD")[:12]
}

func (g *tree) remove(names ...string) {
	g.t.Helper()
	for _, n := range names {
		if err := os.Remove(filepath.Join(g.dir, n)); err != nil {
			g.t.Fatal(err)
		}
	}
}

// options are what tests open with.
func options(t testing.TB, change ...func(*source.Options)) *source.Options {
	o := &source.Options{TempDir: t.TempDir(), Now: func() time.Time { return now }, Getenv: func(string) string { return "" }, Agent: "tsutsumi/test"}
	for _, c := range change {
		c(o)
	}
	return o
}

// open opens a repository, and closes it with the test.
func openTree(t *testing.T, dir string, change ...func(*source.Options)) *Source {
	t.Helper()
	s, err := Open(t.Context(), dir, options(t, change...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(s.o.TempDir); len(left) > 0 {
			t.Errorf("%d folders were left behind", len(left))
		}
	})
	return s
}

// texts reads all units that can be read: name to text.
func texts(t *testing.T, s source.Source) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, u := range sourcetest.Units(t, s) {
		out[u.Name] = string(sourcetest.Read(t, s, u))
	}
	return out
}

// errs enumerates, and gives units and errors.
func errs(t *testing.T, s source.Source) (units []source.Unit, all []string) {
	t.Helper()
	for u, err := range s.Units(t.Context()) {
		if err != nil {
			all = append(all, u.Name+": "+err.Error())
			continue
		}
		units = append(units, u)
	}
	return units, all
}
