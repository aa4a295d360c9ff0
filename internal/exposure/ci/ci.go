// Package ci looks at what runs in CI: scripts from the network that run as they come, actions, orbs and images that may
// become others under the same name, strangers' code that is given secrets. It reads the files of GitHub Actions, GitLab CI,
// CircleCI and Jenkins, and the shell scripts and composite actions that they call in the same repository.
//
// Given what was altered and when (an advisory), it tells which runs and which secrets that concerns, by the exported list
// of runs and, where the repository's history is there, by the files as they were then: today's may be mended already.
//
// Secrets are told by their names; the files hold no values. What cannot be told is "in reach": every process of a job can
// read what its other processes were given.
package ci

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/git"
)

// Check looks at what stands in CI files today.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "ci" }

// Takes implements exposure.Check: folders, and what is said to be CI files.
func (Check) Takes(t *exposure.Target) bool {
	if t.Path == "" {
		return t.URL != nil && t.URL.Scheme == "git+file"
	}
	st, err := os.Stat(t.Path)
	return t.With == "ci" || t.With == "" && err == nil && st.IsDir()
}

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	l, pipelines, err := begin(ctx, t, v, told)
	for _, p := range pipelines {
		l.pipeline(p)
	}
	return err
}

// Advisory lays what was altered and when beside what CI ran. It is a check of its own: what it told is not closed where
// nobody asks for it.
type Advisory struct{}

// Name implements exposure.Check.
func (Advisory) Name() string { return "ci-advisory" }

// Takes implements exposure.Check.
func (Advisory) Takes(t *exposure.Target) bool {
	return t.Files["advisory"] != "" && (Check{}).Takes(t)
}

// Look implements exposure.Check.
func (Advisory) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	a, err := readAdvisory(t.Files["advisory"])
	if err != nil {
		return err
	}
	l, pipelines, err := begin(ctx, t, v, told)
	if l == nil {
		return err
	}
	l.advisory = a
	return l.affected(pipelines, t.Files["runs"]) // what could not be read today, the other check tells
}

// begin reads the CI files of a folder. An error beside them tells what could not be read.
func begin(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) (*look, []*pipeline, error) {
	dir := t.Path
	if dir == "" {
		dir = filepath.FromSlash(t.URL.Path)
	}
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return nil, nil, fault.Errorf(fault.Usage, "look at CI files: no such folder")
	}
	l := &look{ctx: ctx, v: v, told: told, dir: dir, places: places(t, dir)}
	tree, cut := folder(ctx, dir)
	defer tree.close()
	pipelines, bad := analyse(tree)
	errs := []error{cut}
	for _, b := range bad {
		errs = append(errs, fault.Errorf(fault.Unreadable, "read CI file %q: too large, or not what it is called", v.Label(b)))
	}
	return l, pipelines, errors.Join(errs...)
}

// look is one looking.
type look struct {
	ctx      context.Context
	v        *exposure.Visit
	told     func(exposure.Finding)
	dir      string
	places   []exposure.Place
	advisory *advisory
}

// places are what a thief of CI secrets reaches first: the repository itself, as a folder and with its history.
func places(t *exposure.Target, dir string) []exposure.Place {
	out := []exposure.Place{{Source: t.Name}}
	if root, ok := git.Find(dir); ok {
		out = append(out, exposure.Place{Source: filepath.ToSlash(root)}, exposure.Place{Source: git.Target(root)})
	}
	if abs, err := filepath.Abs(dir); err == nil {
		if real, err := filepath.EvalSymlinks(abs); err == nil {
			out = append(out, exposure.Place{Source: filepath.ToSlash(real)})
		}
	}
	return out
}

// pipeline tells what is found in one CI file.
func (l *look) pipeline(p *pipeline) {
	for _, h := range p.heads {
		l.tell("ci-strangers-code", p.file, h.line, 0, map[string]string{"job": l.v.Label(h.job), "secrets": l.secrets(h.secrets, nil)}, "")
	}
	for _, j := range p.jobs {
		for _, c := range j.calls {
			id := map[string]string{"pipe": "ci-script-unverified", "file": "ci-download-unverified", "sums": "ci-sums-unverified"}[c.how]
			severity := exposure.Medium
			if all := slices.Concat(c.direct, j.secrets); named(all) {
				severity = exposure.High
			}
			if c.how == "sums" {
				severity = exposure.Low
			}
			url := "?"
			if c.url != "" {
				url = l.v.Label(c.url)
			}
			l.tell(id, c.file, c.line, severity, map[string]string{"job": l.v.Label(j.name), "url": url, "secrets": l.secrets(c.direct, j.secrets)}, c.url)
		}
		for _, u := range j.uses {
			l.use(j, u)
		}
	}
}

// makers publish the actions that belong to the CI system itself: whoever can change those has the secrets anyway.
var makers = []string{"actions/", "github/"}

func (l *look) use(j *job, u use) {
	if u.pinned || (u.what == "action" || u.what == "workflow") && slices.ContainsFunc(makers, func(m string) bool { return strings.HasPrefix(u.name, m) }) {
		return
	}
	id, severity := "ci-"+u.what+"-unpinned", exposure.Medium
	switch {
	case u.what == "image":
		severity = exposure.Low
	case named(u.direct) || u.what != "action" && len(u.direct) > 0:
		severity = exposure.High
	}
	if u.what == "workflow" {
		id = "ci-action-unpinned"
	}
	name := l.v.Label(u.name)
	if u.ref != "" {
		name += "@" + l.v.Label(u.ref)
	}
	if u.what == "image" {
		name = strings.Replace(name, "@", ":", 1)
	}
	l.tell(id, u.file, u.line, severity, map[string]string{"job": l.v.Label(j.name), "name": name, "secrets": l.secrets(u.direct, j.secrets)}, u.ref)
}

// named tells whether a secret is among them that is worth more than the run's own token.
func named(secrets []string) bool {
	return slices.ContainsFunc(secrets, func(s string) bool { return s != "GITHUB_TOKEN" && s != "CI_JOB_TOKEN" })
}

func (l *look) tell(id, file string, line int, severity exposure.Severity, args map[string]string, state string) {
	args["file"], args["line"] = l.v.Label(file), strconv.Itoa(line)
	l.told(exposure.Finding{
		ID: id, Object: place(args["file"], line), Args: args, From: exposure.Declared, Severity: severity, Places: l.places,
		State: state + " " + args["secrets"],
	})
}

const maxShown = 20

// secrets names secrets: those in the environment of the step first.
func (l *look) secrets(direct, job []string) string {
	all := add(slices.Clone(direct), job...)
	if len(all) == 0 {
		return "-"
	}
	var shown []string
	for i, s := range all {
		if i == maxShown {
			shown = append(shown, "+"+strconv.Itoa(len(all)-maxShown))
			break
		}
		shown = append(shown, l.secret(s))
	}
	return strings.Join(shown, ", ")
}

func (l *look) secret(name string) string {
	switch name {
	case allSecrets, gitlabAll, circleAll:
		return name
	}
	if context, ok := strings.CutPrefix(name, "context "); ok {
		return "context " + l.v.Label(context)
	}
	return l.v.Label(name)
}

// folderTree is a folder's files.
type folderTree struct {
	root *os.Root
	list []string
}

const maxEntries = 500_000

// folder lists the CI files below a folder.
func folder(ctx context.Context, dir string) (*folderTree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return &folderTree{}, fault.Errorf(fault.Unreadable, "look at CI files: the folder cannot be opened")
	}
	t := &folderTree{root: root}
	n := 0
	err = fs.WalkDir(root.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		if n++; n > maxEntries || ctx.Err() != nil {
			return fault.Errorf(fault.Refused, "look at CI files: more than %d files; name the repositories one by one", maxEntries)
		}
		switch {
		case err != nil:
			return nil //nolint:nilerr // what cannot be listed has no CI file that could run
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.Type().IsRegular() && systemOf(p) != "":
			t.list = append(t.list, p)
		}
		return nil
	})
	return t, err
}

func (t *folderTree) files() []string { return t.list }

func (t *folderTree) close() {
	if t.root != nil {
		_ = t.root.Close()
	}
}

func (t *folderTree) read(name string) (string, bool) {
	if t.root == nil {
		return "", false
	}
	st, err := t.root.Stat(filepath.FromSlash(name))
	if err != nil || !st.Mode().IsRegular() || st.Size() > maxFile {
		return "", false
	}
	b, err := t.root.ReadFile(filepath.FromSlash(name))
	return string(b), err == nil
}

// commitTree is a commit's files.
type commitTree struct {
	ctx context.Context
	s   *git.Source
	id  string
	in  string // the folder that was named, below the repository's top
	all []string
}

// homes are where CI files stand.
var homes = []string{".github/workflows", ".circleci", ".gitlab-ci.yml", "Jenkinsfile"}

// at lists the CI files of a commit below a folder of it.
func at(ctx context.Context, s *git.Source, id, in string) (*commitTree, error) {
	t := &commitTree{ctx: ctx, s: s, id: id, in: in}
	var paths []string
	for _, h := range homes {
		paths = append(paths, in+h)
	}
	all, err := s.Files(ctx, id, paths...)
	for _, p := range all {
		if p = strings.TrimPrefix(p, in); systemOf(p) != "" {
			t.all = append(t.all, p)
		}
	}
	return t, err
}

func (t *commitTree) files() []string { return t.all }

func (t *commitTree) read(name string) (string, bool) {
	b, err := t.s.File(t.ctx, t.id, t.in+name, maxFile)
	return string(b), err == nil
}
