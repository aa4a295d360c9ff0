//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/width"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// history is a repository that a story fills, a commit at a time.
type history struct {
	t            *testing.T
	dir, program string
}

func newHistory(t *testing.T) *history {
	t.Helper()
	h := &history{t, filepath.Join(t.TempDir(), "shop"), livetest.Program(t, "git", "git")}
	if err := os.Mkdir(h.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	h.git(time.Time{}, "init", "-q", "-b", "main")
	return h
}

func (h *history) git(at time.Time, args ...string) string {
	h.t.Helper()
	c := exec.CommandContext(h.t.Context(), h.program, append([]string{"-C", h.dir, "-c", "user.name=Kawakami Taro", "-c", "user.email=kawakami@shop.example.jp"}, args...)...)
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	if !at.IsZero() {
		c.Env = append(c.Env, "GIT_AUTHOR_DATE="+at.Format(time.RFC3339), "GIT_COMMITTER_DATE="+at.Format(time.RFC3339))
	}
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		h.t.Fatalf("git %v: %s", args, errs.Bytes())
	}
	return strings.TrimSpace(string(out))
}

// commit writes files ("" removes one), commits at a time, and gives the commit.
func (h *history) commit(at time.Time, files map[string]string) string {
	h.t.Helper()
	for name, text := range files {
		p := filepath.Join(h.dir, name)
		if text == "" {
			h.git(at, "rm", "-q", name)
			continue
		}
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			h.t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			h.t.Fatal(err)
		}
	}
	h.git(at, "add", "-A")
	h.git(at, "commit", "-q", "-m", "change")
	return h.git(at, "rev-parse", "HEAD")
}

// transfers invents bank transfers: bank, branch, account, holder, amount, day.
func transfers(n int, seed uint64) (csv string, planted []zerotest.Planted) {
	g := synth.New(seed)
	var b strings.Builder
	b.WriteString("銀行コード,銀行名,支店コード,支店名,預金種目,口座番号,口座名義カナ,振込金額,振込日\n")
	day := time.Date(2013, 8, 5, 0, 0, 0, 0, time.UTC)
	for i := range n {
		p, a := g.Japanese(), g.Account()
		holder := width.Narrow.String(p.Kana(" "))
		fmt.Fprintf(&b, "%s,%s,%s,%s,普通,%s,%s,%d,%s\n", a.Bank, a.BankName, a.Branch, a.BranchName, a.Number, holder, 1000+g.N(90_000), day.AddDate(0, 0, i%168).Format("2006-01-02"))
		planted = append(planted, zerotest.Planted{Kind: pii.JapanBankAccount, Text: a.Number}, zerotest.Planted{Kind: pii.PersonNameKana, Text: holder}, zerotest.Planted{Kind: pii.PersonNameKana, Text: p.Kana("　")})
	}
	return b.String(), planted
}

const uploading = `name: CI
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
      - run: curl -s https://codecov.io/bash | bash
        env:
          CODECOV_TOKEN: ${{ secrets.CODECOV_TOKEN }}
          DEPLOY_TOKEN: ${{ secrets.DEPLOY_TOKEN }}
`

// TestMercari: bank transfers stood in a repository, and were deleted three years ago. Its CI ran a coverage tool's script
// that somebody altered for two months. Whose data could be read, by which runs, with which secrets?
func TestMercari(t *testing.T) {
	n := 1000
	if underRace {
		n = 200
	}
	csv, planted := transfers(n, 21)
	h := newHistory(t)
	now := time.Now().UTC().Truncate(24 * time.Hour)
	came, went := now.AddDate(-5, 0, 0), now.AddDate(-3, 0, 0)
	h.commit(came, map[string]string{"batch/transfers.csv": csv, "main.go": "package main\n", "README.md": "The shop.\n"})
	with := h.commit(now.AddDate(-4, 0, 0), map[string]string{".github/workflows/ci.yml": uploading})
	gone := h.commit(went, map[string]string{"batch/transfers.csv": ""})
	from, to := now.AddDate(0, -2, 0), now.AddDate(0, 0, -1)
	mended := h.commit(now.AddDate(0, 0, -10), map[string]string{".github/workflows/ci.yml": strings.ReplaceAll(uploading, "curl -s https://codecov.io/bash | bash", "make coverage")})

	home, left := filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	run := func(want int, args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, args...)
		if status != want {
			t.Fatalf("%v: status %d: %s", args, status, errs)
		}
		said[fmt.Sprint(len(said), " ", args[:2])] = []byte(out + errs)
		return out
	}
	target := "git+file://" + h.dir

	// The list of what stood in the repository: per file the persons, and from when to when.
	run(cli.StatusDone, "scan", target)
	out := run(cli.StatusDone, "scan", "--format", "json", target)
	var unit struct {
		Part, Place string
		People      int
		Lived       struct {
			First, Last string
			Gone        bool
		}
		Unchanged bool
	}
	met := false
	for l := range strings.Lines(out) {
		var m struct{ Unit json.RawMessage }
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatal(err)
		}
		if m.Unit == nil || !strings.Contains(string(m.Unit), "transfers.csv@") {
			continue
		}
		met = true
		if err := json.Unmarshal(m.Unit, &unit); err != nil {
			t.Fatal(err)
		}
	}
	if !met || unit.Place != "batch/transfers.csv" || !unit.Unchanged || unit.People < n*9/10 || unit.People > n {
		t.Errorf("the transfers: %+v of %d", unit, n)
	}
	day := func(t time.Time) string { return t.Format("2006-01-02") }
	if l := unit.Lived; !l.Gone || !strings.HasPrefix(l.First, day(came)) || !strings.HasPrefix(l.Last, day(went)) {
		t.Errorf("they stood there from %s to %s, in truth from %s to %s", l.First, l.Last, day(came), day(went))
	}
	run(cli.StatusDone, "inventory", "list")
	if out := run(cli.StatusDone, "inventory", "list", "--format", "csv"); !strings.Contains(out, "batch/transfers.csv") {
		t.Errorf("inventory list: %s", out)
	}
	run(cli.StatusDone, "inventory", "show", "batch/transfers.csv")

	// The supplier's notice, and what CI ran in its window.
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	advisory := write("codecov.yaml", "id: codecov\ntitle: Codecov Bash Uploader\nscripts: [\"https://codecov.io/bash\"]\nfrom: "+day(from)+"\nto: "+day(to)+"\nreference: https://about.codecov.io/security-update/\n")
	list := func(id int, at time.Time, sha string) string {
		return fmt.Sprintf(`{"id":%d,"name":"CI","path":".github/workflows/ci.yml","head_sha":%q,"created_at":%q}`, id, sha, at.Format(time.RFC3339))
	}
	runs := write("runs.json", `{"workflow_runs":[`+strings.Join([]string{
		list(101, from.AddDate(0, 0, -3), gone), list(102, from.AddDate(0, 0, 1), gone), list(103, from.AddDate(0, 0, 20), with), list(104, now.AddDate(0, 0, -5), mended),
	}, ",")+"]}")
	for _, lang := range []string{"ja", "en"} {
		run(cli.StatusDone, "exposure", "--ci", h.dir, "--advisory", advisory, "--runs", runs, "--lang", lang)
	}
	found := map[string]map[string]any{}
	for l := range strings.Lines(run(cli.StatusDone, "exposure", "--ci", h.dir, "--advisory", advisory, "--runs", runs, "--format", "json")) {
		var m struct{ Exposure map[string]any }
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatal(err)
		}
		if m.Exposure != nil {
			found[fmt.Sprint(m.Exposure["id"], " ", m.Exposure["object"])] = m.Exposure
		}
	}
	name := "codecov (Codecov Bash Uploader) "
	x := found["ci-advisory-runs "+name+".github/workflows/ci.yml"]
	if x == nil {
		t.Fatalf("the runs are not told: %v", found)
	}
	text := fmt.Sprint(x["what"], x["seen"])
	if !strings.Contains(text, "2 runs") || !strings.Contains(text, "#102") || !strings.Contains(text, "#103") || strings.Contains(text, "#101") || strings.Contains(text, "#104") {
		t.Errorf("told of the runs: %s", text)
	}
	if p, ok := x["people"].(float64); !ok || int(p) < n*9/10 {
		t.Errorf("behind the door stand %v, in truth %d", x["people"], n)
	}
	for _, s := range []string{"CODECOV_TOKEN", "DEPLOY_TOKEN"} {
		if found["ci-advisory-secret "+name+s] == nil {
			t.Errorf("%s is not told to be rotated", s)
		}
	}
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}

// TestAKilledScanOfAHistory kills scans of a history at random moments; the inventory is then what it is after a scan that
// was let alone.
func TestAKilledScanOfAHistory(t *testing.T) {
	h := newHistory(t)
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 12 {
		files := map[string]string{}
		for j := range 25 {
			csv, _ := transfers(40, uint64(100*i+j))
			files[fmt.Sprintf("data/%d.csv", j)] = csv
		}
		h.commit(at.AddDate(0, 0, i), files)
	}
	target := "git+file://" + h.dir
	key := keyFile(t, t.TempDir())
	start := func(home string, args ...string) *exec.Cmd {
		c := child(t, home, args...)
		c.Env = append(c.Env, "TSUTSUMI_KEY_FILE="+key)
		return c
	}
	state := func(home string) string {
		r := run(t, start(home, "inventory", "export", "--format", "csv"))
		if r.status != 0 {
			t.Fatal(r.err)
		}
		return r.out
	}
	dir := t.TempDir()
	alone, home := filepath.Join(dir, "alone"), filepath.Join(dir, "home")
	began := time.Now()
	if r := run(t, start(alone, "scan", target)); r.status != 0 {
		t.Fatal(r.err)
	}
	usual := time.Since(began)
	killed(t, 5, usual, func() *exec.Cmd { return start(home, "scan", target) })
	if r := run(t, start(home, "scan", target)); r.status != 0 {
		t.Fatal(r.err)
	}
	if got, want := state(home), state(alone); got != want {
		t.Errorf("after kills:\n%.2000s\nlet alone:\n%.2000s", got, want)
	}
	if r := run(t, start(home, "scan", "--format", "json", target)); !strings.Contains(r.out, `"unchanged":true`) || strings.Count(r.out, `"unchanged":true`) < 301 {
		t.Errorf("read again: %d of 301 unchanged", strings.Count(r.out, `"unchanged":true`))
	}
}
