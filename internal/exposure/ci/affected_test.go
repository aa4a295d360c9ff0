package ci

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

const codecovAdvisory = `id: codecov-2021
title: Codecov Bash Uploader
scripts: ["https://codecov.io/bash"]
actions:
  - name: codecov/codecov-action
    versions: [v1.2.1, v1.3.0]
    shas: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]
orbs: [{name: codecov/codecov}]
from: 2021-01-31
to: 2021-04-01
reference: https://about.codecov.io/security-update/
`

func put(t *testing.T, text string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// story is a repository whose CI ran the uploader until it was mended. It gives the commits: with, mended.
func story(t *testing.T) (dir, with, mended string) {
	t.Helper()
	program := livetest.Program(t, "git", "git")
	dir = t.TempDir()
	git := func(at string, args ...string) string {
		t.Helper()
		c := exec.CommandContext(t.Context(), program, append([]string{"-C", dir, "-c", "user.name=x", "-c", "user.email=x@example.jp"}, args...)...)
		c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_AUTHOR_DATE="+at, "GIT_COMMITTER_DATE="+at)
		var errs bytes.Buffer
		c.Stderr = &errs
		out, err := c.Output()
		if err != nil {
			t.Fatalf("git %v: %s", args, errs.Bytes())
		}
		return strings.TrimSpace(string(out))
	}
	git("", "init", "-q", "-b", "main")
	commit := func(at, text string) string {
		t.Helper()
		write(t, dir, text)
		git(at, "add", "-A")
		git(at, "commit", "-q", "-m", "x")
		return git(at, "rev-parse", "HEAD")
	}
	commit("2020-06-01T00:00:00Z", "-- .github/workflows/ci.yml --\nname: CI\non: push\njobs: {test: {steps: [{run: make}]}}\n")
	with = commit("2021-01-10T00:00:00Z", `-- .github/workflows/ci.yml --
name: CI
on: push
jobs:
  test:
    env: {AWS: "${{ secrets.AWS_KEY }}"}
    steps:
      - run: ./ci/upload.sh
        env: {CODECOV_TOKEN: "${{ secrets.CODECOV_TOKEN }}"}
      - run: echo ${{ secrets.GITHUB_TOKEN }}
-- .github/workflows/other.yml --
name: Other
jobs: {x: {steps: [{run: make, env: {N: "${{ secrets.NOT_CONCERNED }}"}}]}}
-- ci/upload.sh --
#!/bin/sh
curl -s https://codecov.io/bash | bash
`)
	mended = commit("2021-03-01T00:00:00Z", "-- ci/upload.sh --\n#!/bin/sh\necho nothing\n")
	return dir, with, mended
}

func affected(t *testing.T, dir, advisory, runs string) []string {
	t.Helper()
	files := map[string]string{"advisory": put(t, advisory)}
	if runs != "" {
		files["runs"] = put(t, runs)
	}
	r := exposuretest.Look(t, Advisory{}, func(o *exposure.Options) {
		o.Targets = []exposure.Target{{Path: dir, Name: dir, With: "ci", Files: files}}
		o.Now = func() time.Time { return time.Date(2021, 4, 15, 0, 0, 0, 0, time.UTC) }
	})
	exposuretest.IDs(t, r)
	for _, l := range r.Looked {
		for _, e := range l.Errors {
			t.Errorf("%s (%s)", e.Text, e.Class)
		}
	}
	var out []string
	for _, x := range r.Exposures {
		a := x.Args
		s := x.ID + " " + x.Object + ": " + a["first"] + " to " + a["last"]
		for _, k := range []string{"runs", "ids", "secrets", "what"} {
			if a[k] != "" {
				s += " " + k + "=" + a[k]
			}
		}
		if x.ID != "ci-advisory-token" && x.ID != "ci-advisory-used" && x.Weight != exposure.Critical {
			t.Errorf("%s weighs %s", x.ID, x.Weight)
		}
		out = append(out, s)
	}
	return sorted(out)
}

func TestRunsOfThen(t *testing.T) {
	dir, with, mended := story(t)
	page := func(runs ...string) string {
		return `{"total_count": 9, "workflow_runs": [` + strings.Join(runs, ",") + "]}\n"
	}
	run := func(id int, at, sha, path string) string {
		return fmt.Sprintf(`{"id": %d, "name": "CI", "path": %q, "head_branch": "main", "head_sha": %q, "created_at": %q, "run_started_at": %q, "actor": {"login": "hanako", "id": 5}}`, id, path, sha, at, at)
	}
	ci := ".github/workflows/ci.yml"
	runs := page(run(1, "2021-01-30T23:59:59Z", with, ci), run(2, "2021-01-31T00:00:00Z", with, ci), run(3, "2021-02-10T01:02:03Z", with, ".github/workflows/other.yml")) +
		page(run(4, "2021-02-28T12:00:00Z", with, ci+"@refs/heads/main"), run(5, "2021-03-02T00:00:00Z", mended, ci), run(6, "2021-04-01T23:00:00Z", with, ci), run(7, "2021-04-02T00:00:00Z", with, ci))
	name := "codecov-2021 (Codecov Bash Uploader) "
	want := []string{
		"ci-advisory-runs " + name + ci + ": 2021-01-31 to 2021-04-01 runs=3 ids=#2 2021-01-31T00:00Z, #4 2021-02-28T12:00Z, #6 2021-04-01T23:00Z secrets=AWS_KEY, CODECOV_TOKEN, GITHUB_TOKEN what=https://codecov.io/bash (ci/upload.sh:2)",
		"ci-advisory-secret " + name + "AWS_KEY: 2021-01-31 to 2021-04-01 runs=3",
		"ci-advisory-secret " + name + "CODECOV_TOKEN: 2021-01-31 to 2021-04-01 runs=3",
		"ci-advisory-token " + name + "GITHUB_TOKEN: 2021-01-31 to 2021-04-01 runs=3",
	}
	if d := cmp.Diff(want, affected(t, dir, codecovAdvisory, runs)); d != "" {
		t.Error(d)
	}
	// Without a list of runs: how long the file had it, though it is mended today.
	want = []string{"ci-advisory-used " + name + ci + ": 2021-01-31 to 2021-02-28 secrets=AWS_KEY, CODECOV_TOKEN, GITHUB_TOKEN what=https://codecov.io/bash (ci/upload.sh:2)"}
	if d := cmp.Diff(want, affected(t, dir, codecovAdvisory, "")); d != "" {
		t.Error(d)
	}
	// Of a commit that is not here, today's file tells, which has nothing any more.
	if got := affected(t, dir, codecovAdvisory, page(run(1, "2021-02-10T01:02:03Z", strings.Repeat("1", 40), ci))); len(got) > 0 {
		t.Errorf("by today's file: %q", got)
	}
	if got := affected(t, dir, strings.ReplaceAll(codecovAdvisory, "2021", "2019"), runs); len(got) > 0 {
		t.Errorf("outside of the window: %q", got)
	}
}

func TestRunLists(t *testing.T) {
	want := []string{"7 f=.gitlab-ci.yml n= 2021-02-03T04:05:06Z " + strings.Repeat("a", 40)}
	sha := strings.Repeat("a", 40)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"github":        {`{"workflow_runs":[{"id":7,"path":".gitlab-ci.yml","head_sha":"` + sha + `","created_at":"2021-02-03T04:05:06Z"}]}`, want},
		"github, slurp": {`[{"total_count":1,"workflow_runs":[{"id":7,"path":".gitlab-ci.yml","head_sha":"` + sha + `","created_at":"2021-02-03T04:05:06Z"}]}]`, want},
		"gh run list":   {`[{"databaseId":7,"workflowName":"CI","headSha":"` + sha + `","createdAt":"2021-02-03T04:05:06Z"}]`, []string{"7 f= n=CI 2021-02-03T04:05:06Z " + sha}},
		"gitlab":        {`[{"id":7,"iid":3,"sha":"` + sha + `","ref":"main","status":"success","created_at":"2021-02-03T13:05:06.000+09:00"}]`, []string{"7 f= n= 2021-02-03T04:05:06Z " + sha}},
		"circleci":      {`{"items":[{"id":"7","number":12,"created_at":"2021-02-03T04:05:06Z","vcs":{"revision":"` + sha + `","branch":"main"}}],"next_page_token":null}`, []string{"7 f= n= 2021-02-03T04:05:06Z " + sha}},
		"jenkins":       {`{"allBuilds":[{"number":7,"timestamp":1612325106000,"actions":[{},{"lastBuiltRevision":{"SHA1":"` + sha + `"}}]}]}`, []string{"7 f= n= 2021-02-03T04:05:06Z " + sha}},
		"csv":           {"\ufeffRun ID,Workflow Path,Commit SHA,Created At\n7,.gitlab-ci.yml," + sha + ",2021-02-03 04:05:06\n", want},
		"one a line":    {`{"id":7,"path":".gitlab-ci.yml","sha":"` + sha + `","timestamp":1612325106}` + "\n" + `{"id":8,"time":"2021-02-03"}`, append(want, "8 f= n= 2021-02-03T00:00:00Z ")},
		"empty":         {`[]`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			list, untimed, err := readRuns(put(t, c.text))
			if err != nil || untimed > 0 {
				t.Fatal(err, untimed)
			}
			var got []string
			for _, r := range list {
				got = append(got, fmt.Sprintf("%s f=%s n=%s %s %s", r.id, r.file, r.name, r.at.Format(time.RFC3339), r.sha))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
	for _, bad := range []string{"", "hello", "a,b\n1,2\n", "[1, 2", `{"workflow_runs": 5`, `[{"id":1}]`, "[[[[[[[[", strings.Repeat("[", 100_000)} {
		if _, _, err := readRuns(put(t, bad)); fault.Of(err) != fault.Usage {
			t.Errorf("%q: %v", bad[:min(len(bad), 50)], err)
		}
	}
}

func TestAdvisories(t *testing.T) {
	for name, bad := range map[string]string{
		"not yaml": "\t", "empty": "", "nothing named": "id: x\nfrom: 2021-01-01\nto: 2021-01-02\n", "no window": "scripts: [a.example]\n",
		"backwards": "scripts: [a.example]\nfrom: 2021-02-01\nto: 2021-01-01\n", "unknown key": "scripts: [a.example]\nfrom: 2021-01-01\nto: 2021-01-02\nwindow: 3\n",
		"too short": "scripts: [a]\nfrom: 2021-01-01\nto: 2021-01-02\n", "no name": "actions: [{versions: [v1]}]\nfrom: 2021-01-01\nto: 2021-01-02\n",
	} {
		if _, err := readAdvisory(put(t, bad)); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
	a, err := readAdvisory(put(t, codecovAdvisory))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		u    use
		want bool
	}{
		{use{what: "action", name: "codecov/codecov-action", ref: "v1"}, true},
		{use{what: "action", name: "Codecov/codecov-action", ref: "v1.3.0"}, true},
		{use{what: "action", name: "codecov/codecov-action", ref: "v2"}, false},
		{use{what: "action", name: "codecov/codecov-action-x", ref: "v1"}, false},
		{use{what: "action", name: "codecov/codecov-action", ref: strings.Repeat("a", 40), pinned: true}, true},
		{use{what: "action", name: "codecov/codecov-action", ref: strings.Repeat("b", 40), pinned: true}, false},
		{use{what: "orb", name: "codecov/codecov", ref: "1.2.3"}, true},
		{use{what: "image", name: "codecov/codecov", ref: "1"}, false},
	} {
		if got := len(a.concerns(&job{uses: []use{c.u}})) > 0; got != c.want {
			t.Errorf("%+v: %v", c.u, got)
		}
	}
	for _, c := range []struct {
		said, url string
		want      bool
	}{
		{"https://codecov.io/bash", "https://codecov.io/bash", true}, {"codecov.io", "https://codecov.io/bash", true}, {"codecov.io", "https://uploader.codecov.io/x", true},
		{"codecov.io/bash", "http://codecov.io/bash", true}, {"codecov.io/bash", "https://codecov.io/bash2", false}, {"codecov.io", "https://notcodecov.io/bash", false}, {"codecov.io", "", false},
	} {
		if got := sameScript(c.said, c.url); got != c.want {
			t.Errorf("%s, %s: %v", c.said, c.url, got)
		}
	}
}
