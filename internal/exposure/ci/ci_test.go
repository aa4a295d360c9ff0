package ci

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
)

func TestCatalogue(t *testing.T) { exposuretest.Catalogue(t, Check{}, Advisory{}) }

// repository writes files: "-- name --" lines begin them.
func repository(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, text)
	return dir
}

func write(t *testing.T, dir, text string) {
	t.Helper()
	name := ""
	var b strings.Builder
	flush := func() {
		if name == "" {
			return
		}
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		b.Reset()
	}
	for l := range strings.Lines(text) {
		if n, ok := strings.CutPrefix(l, "-- "); ok {
			flush()
			name = strings.TrimSuffix(strings.TrimSpace(n), " --")
			continue
		}
		b.WriteString(l)
	}
	flush()
}

// found is what a check tells of a folder: id, place, severity, secrets.
func found(t *testing.T, dir string) []string {
	t.Helper()
	return told(t, func(o *exposure.Options) { o.Targets = []exposure.Target{{Path: dir, Name: dir, With: "ci"}} })
}

func told(t *testing.T, change func(*exposure.Options)) []string {
	t.Helper()
	r := exposuretest.Look(t, Check{}, change)
	exposuretest.IDs(t, r)
	for _, l := range r.Looked {
		for _, e := range l.Errors {
			t.Errorf("%s (%s)", e.Text, e.Class)
		}
	}
	var out []string
	for _, x := range r.Exposures {
		s := x.ID + " " + x.Object
		if secrets := x.Args["secrets"]; secrets != "" {
			s += " [" + secrets + "]"
		}
		if x.Severity != 0 {
			s += " " + x.Severity.String()
		}
		if x.Args["name"] != "" {
			s += " " + x.Args["name"]
		}
		if x.From != exposure.Declared {
			t.Errorf("%s is seen from %s", x.ID, x.From)
		}
		out = append(out, s)
	}
	return out
}

func sorted(list []string) []string {
	var out []string
	out = append(out, list...)
	for i := range out {
		for j := i + 1; j < len(out); j++ {
			if out[j] < out[i] {
				out[i], out[j] = out[j], out[i]
			}
		}
	}
	return out
}

const github = `-- .github/workflows/ci.yml --
name: Build and test
on: [push]
env:
  REGION: ap-northeast-1
  DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }}
jobs:
  test:
    runs-on: ubuntu-latest
    container: golang:1.22
    steps:
      - uses: actions/checkout@v4
      - uses: example/setup@v2
        with:
          token: ${{ secrets.SETUP_TOKEN }}
      - uses: example/pinned@0123456789abcdef0123456789abcdef01234567 # v2
      - run: go test -coverprofile=c.out ./...
      - name: Upload
        env:
          CODECOV_TOKEN: ${{ secrets.CODECOV_TOKEN }}
        run: |
          echo uploading
          bash <(curl -s https://codecov.io/bash) -f c.out
      - uses: ./.github/actions/deploy
        with: {key: "${{ secrets.AWS_SECRET_ACCESS_KEY }}"}
      - run: ./ci/publish.sh
  call:
    uses: example/flows/.github/workflows/release.yml@main
    secrets: inherit
  clean:
    runs-on: ubuntu-latest
    steps:
      - run: curl -s https://example.com/api | jq .
-- .github/actions/deploy/action.yml --
runs:
  using: composite
  steps:
    - shell: bash
      run: curl -sSL https://deploy.example.com/install | sh
-- ci/publish.sh --
#!/bin/bash
set -e
wget -q https://example.com/publish
chmod +x publish
./publish
`

func TestGitHub(t *testing.T) {
	want := []string{
		"ci-action-unpinned .github/workflows/ci.yml:12 [DEPLOY_KEY, SETUP_TOKEN, CODECOV_TOKEN, AWS_SECRET_ACCESS_KEY] high example/setup@v2",
		"ci-action-unpinned .github/workflows/ci.yml:27 [secrets.*, DEPLOY_KEY] high example/flows/.github/workflows/release.yml@main",
		"ci-download-unverified ci/publish.sh:4 [DEPLOY_KEY, SETUP_TOKEN, CODECOV_TOKEN, AWS_SECRET_ACCESS_KEY] high",
		"ci-image-unpinned .github/workflows/ci.yml:9 [DEPLOY_KEY, SETUP_TOKEN, CODECOV_TOKEN, AWS_SECRET_ACCESS_KEY] low golang:1.22",
		"ci-script-unverified .github/actions/deploy/action.yml:5 [DEPLOY_KEY, AWS_SECRET_ACCESS_KEY, SETUP_TOKEN, CODECOV_TOKEN] high",
		"ci-script-unverified .github/workflows/ci.yml:22 [DEPLOY_KEY, CODECOV_TOKEN, SETUP_TOKEN, AWS_SECRET_ACCESS_KEY] high",
	}
	if d := cmp.Diff(want, sorted(found(t, repository(t, github)))); d != "" {
		t.Error(d)
	}
}

func TestStrangersCode(t *testing.T) {
	dir := repository(t, `-- .github/workflows/label.yml --
on:
  pull_request_target:
    types: [opened]
jobs:
  good:
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ secrets.BOT }}
  bad:
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.event.pull_request.head.sha }}
      - run: npm test
        env: {TOKEN: "${{ secrets.NPM_TOKEN }}"}
-- .github/workflows/comment.yml --
on: issue_comment
jobs:
  x:
    steps:
      - run: gh pr checkout ${{ github.event.issue.number }}
-- .github/workflows/harmless.yml --
on: pull_request
jobs:
  x:
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
`)
	want := []string{"ci-strangers-code .github/workflows/comment.yml:5 [GITHUB_TOKEN]", "ci-strangers-code .github/workflows/label.yml:11 [NPM_TOKEN, GITHUB_TOKEN]"}
	if d := cmp.Diff(want, sorted(found(t, dir))); d != "" {
		t.Error(d)
	}
}

func TestGitLab(t *testing.T) {
	dir := repository(t, `-- .gitlab-ci.yml --
include:
  - local: /templates/x.yml
  - remote: https://example.com/ci.yml
  - project: group/templates
    ref: v1
    file: /a.yml
  - project: group/templates
    ref: 0123456789abcdef0123456789abcdef01234567
    file: /b.yml
  - component: gitlab.example.com/group/c/x@1.2.3
image: ruby:3.2
variables:
  OWN_TOKEN: public
.base: &base
  before_script:
    - apt-get update
test:
  <<: *base
  image: {name: "alpine@sha256:0123456789012345678901234567890123456789012345678901234567890123"}
  secrets:
    DATABASE_PASSWORD: {vault: production/db/password}
  script:
    - !reference [.base, script]
    - - make
      - curl -s https://codecov.io/bash | bash -s -- -t $CODECOV_TOKEN $OWN_TOKEN
`)
	want := []string{
		"ci-image-unpinned .gitlab-ci.yml:11 [CI/CD variables *] low ruby:3.2",
		"ci-include-unpinned .gitlab-ci.yml:3 [CI/CD variables *] high https://example.com/ci.yml",
		"ci-include-unpinned .gitlab-ci.yml:4 [CI/CD variables *] high group/templates@v1",
		"ci-script-unverified .gitlab-ci.yml:25 [DATABASE_PASSWORD, CODECOV_TOKEN, CI/CD variables *] high",
	}
	if d := cmp.Diff(want, sorted(found(t, dir))); d != "" {
		t.Error(d)
	}
}

func TestCircleCI(t *testing.T) {
	dir := repository(t, `-- .circleci/config.yml --
version: 2.1
orbs:
  codecov: codecov/codecov@1
  fixed: circleci/node@5.1.0
commands:
  upload:
    steps:
      - run:
          name: up
          command: |
            set -e
            bash <(curl -s https://codecov.io/bash) -t $CODECOV_TOKEN
jobs:
  build:
    docker: [{image: "cimg/go:1.22"}]
    steps:
      - checkout
      - when: {condition: true, steps: [upload]}
      - codecov/upload
workflows:
  main:
    jobs:
      - build: {context: [aws-production, slack]}
`)
	want := []string{
		"ci-image-unpinned .circleci/config.yml:15 [context aws-production, context slack, project variables *, CODECOV_TOKEN] low cimg/go:1.22",
		"ci-orb-unpinned .circleci/config.yml:3 [context aws-production, context slack, project variables *, CODECOV_TOKEN] high codecov/codecov@1",
		"ci-script-unverified .circleci/config.yml:12 [context aws-production, context slack, project variables *, CODECOV_TOKEN] high",
	}
	if d := cmp.Diff(want, sorted(found(t, dir))); d != "" {
		t.Error(d)
	}
}

func TestJenkins(t *testing.T) {
	dir := repository(t, `-- Jenkinsfile --
// curl https://example.com/x | bash is not run here: sh 'curl https://example.com/x | bash'
pipeline {
  agent { docker { image 'maven:3.9' } }
  environment { SONAR = credentials('sonar-token') }
  stages {
    stage('Test') {
      environment { ONLY_HERE = credentials('test-only') }
      steps {
        sh 'mvn test'
        sh '''
          set -e
          curl -s https://codecov.io/bash | bash
        '''
      }
    }
    stage('Deploy') {
      steps {
        withCredentials([string(credentialsId: 'aws-key', variable: 'AWS'),
                         usernamePassword(credentialsId: 'registry', usernameVariable: 'U', passwordVariable: 'P')]) {
          sh(label: 'install', script: """curl -sL https://deploy.example.com/i.sh -o i.sh
            sh i.sh""")
        }
        sh script: "echo \"done\"", returnStdout: true
        powershell 'iwr https://example.com/w.ps1 | iex'
      }
    }
  }
}
`)
	want := []string{
		"ci-download-unverified Jenkinsfile:21 [sonar-token, aws-key, registry, test-only] high",
		"ci-image-unpinned Jenkinsfile:3 [sonar-token, test-only, aws-key, registry] low maven:3.9",
		"ci-script-unverified Jenkinsfile:12 [sonar-token, test-only, aws-key, registry] high",
		"ci-script-unverified Jenkinsfile:24 [sonar-token, test-only, aws-key, registry] high",
	}
	if d := cmp.Diff(want, sorted(found(t, dir))); d != "" {
		t.Error(d)
	}
}

// TestHostileFiles: each is told as not understood, or gives nothing, and soon.
func TestHostileFiles(t *testing.T) {
	bomb := "a0: &a0 [x]\n"
	for i := 1; i < 30; i++ {
		bomb += "a" + num(i) + ": &a" + num(i) + " [*a" + num(i-1) + ", *a" + num(i-1) + ", *a" + num(i-1) + "]\n"
	}
	for name, c := range map[string]struct {
		file, text string
		bad        bool
	}{
		"aliases":      {".gitlab-ci.yml", bomb + "job:\n  script: *a29\n", true},
		"itself":       {".gitlab-ci.yml", "a: &a\n  b: *a\njob: {script: [*a]}\n", false},
		"deep":         {".github/workflows/a.yml", "jobs: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000), false},
		"no yaml":      {".github/workflows/a.yml", "\tx: [", true},
		"binary":       {".circleci/config.yml", "\x00\x01\x02", true},
		"huge":         {".github/workflows/a.yml", strings.Repeat("# x\n", 300_000), true},
		"a list":       {".github/workflows/a.yml", "[1, 2]", false},
		"empty":        {".github/workflows/a.yml", "", true},
		"open string":  {"Jenkinsfile", "sh '''curl", false},
		"braces":       {"Jenkinsfile", strings.Repeat("{", 100_000), false},
		"odd types":    {".github/workflows/a.yml", "on: {pull_request_target: 1}\njobs: {a: {steps: {uses: [x]}}, b: [1], c: 3}", false},
		"calls itself": {".github/actions/a/action.yml", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := repository(t, "-- "+c.file+" --\n"+c.text)
			if name == "calls itself" {
				write(t, dir, "-- .github/workflows/a.yml --\njobs: {a: {steps: [{uses: ./.github/actions/a}, {run: ./a.sh}]}}\n-- .github/actions/a/action.yml --\nruns: {steps: [{uses: ./.github/actions/a}]}\n-- a.sh --\n./a.sh\n")
			}
			r := exposuretest.Look(t, Check{}, func(o *exposure.Options) { o.Targets = []exposure.Target{{Path: dir, Name: dir, With: "ci"}} })
			if got := len(r.Looked[0].Errors) > 0; got != c.bad {
				t.Errorf("errors: %v", r.Looked[0].Errors)
			}
			if len(r.Exposures) > 0 {
				t.Errorf("found %v", r.Exposures)
			}
		})
	}
}

func num(i int) string { return string([]byte{byte('0' + i/10), byte('0' + i%10)}) }

// TestLinks: a link out of the folder is not followed.
func TestLinks(t *testing.T) {
	dir := repository(t, "-- .github/workflows/a.yml --\njobs: {a: {steps: [{run: ./out.sh}]}}\n")
	outside := filepath.Join(t.TempDir(), "out.sh")
	if err := os.WriteFile(outside, []byte("curl https://example.com/a | sh\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "out.sh")); err != nil {
		t.Fatal(err)
	}
	if got := found(t, dir); len(got) > 0 {
		t.Errorf("found %q", got)
	}
}
