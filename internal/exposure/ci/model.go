package ci

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// tree is the files of a folder, or of a commit.
type tree interface {
	// files lists the CI files by their slash paths.
	files() []string
	// read is a file's text, false if there is none that can be read.
	read(name string) (string, bool)
}

// pipeline is a CI file.
type pipeline struct {
	file   string
	system string // "github", "gitlab", "circleci", "jenkins"
	name   string // as its author calls it
	jobs   []*job
	heads  []head
}

// job is what runs on one machine: its steps see each other's files and processes, and so each other's secrets.
type job struct {
	name    string
	line    int
	secrets []string // in reach of anything in the job, in the order of being met
	calls   []call
	uses    []use
}

// use is something of others that a job takes.
type use struct {
	what   string // "action", "workflow", "orb", "image", "include"
	name   string
	ref    string
	line   int
	file   string
	pinned bool
	direct []string // secrets that it is handed
}

// head is a checkout of a stranger's code in a run that has secrets.
type head struct {
	line    int
	job     string
	secrets []string
}

// add notes secrets once.
func add(list []string, more ...string) []string {
	for _, m := range more {
		if m != "" && !slices.Contains(list, m) && len(list) < 500 {
			list = append(list, m)
		}
	}
	return list
}

const (
	maxFile  = 1 << 20 // bytes of a file that is read
	maxCalls = 5       // scripts that call scripts
)

// analyst reads the CI files of one tree.
type analyst struct {
	t    tree
	bad  []string // files that cannot be understood
	pipe *pipeline
}

// analyse reads all CI files of a tree.
func analyse(t tree) (out []*pipeline, bad []string) {
	a := &analyst{t: t}
	for _, f := range t.files() {
		text, ok := t.read(f)
		if !ok {
			a.bad = append(a.bad, f)
			continue
		}
		a.pipe = &pipeline{file: f, system: systemOf(f)}
		switch a.pipe.system {
		case "github":
			a.github(text)
		case "gitlab":
			a.gitlab(text)
		case "circleci":
			a.circle(text)
		case "jenkins":
			a.jenkins(text)
		}
		out = append(out, a.pipe)
	}
	return out, a.bad
}

// systemOf tells whose a CI file is by its path, "" if it is none.
func systemOf(file string) string {
	base, dir := path.Base(file), path.Dir(file)
	ext := path.Ext(base)
	yml := ext == ".yml" || ext == ".yaml"
	switch {
	case yml && (dir == ".github/workflows" || strings.HasSuffix(dir, "/.github/workflows")):
		return "github"
	case strings.HasSuffix(base, ".gitlab-ci.yml"), strings.HasSuffix(base, ".gitlab-ci.yaml"):
		return "gitlab"
	case yml && base[:len(base)-len(ext)] == "config" && path.Base(dir) == ".circleci":
		return "circleci"
	case base == "Jenkinsfile", strings.HasPrefix(base, "Jenkinsfile."), strings.HasSuffix(base, ".jenkinsfile"), strings.HasSuffix(base, ".Jenkinsfile"):
		return "jenkins"
	}
	return ""
}

// root is the folder of the repository that a CI file belongs to, "" for the tree's own.
func (a *analyst) root() string {
	f := a.pipe.file
	for _, mark := range []string{".github/", ".circleci/"} {
		if i := strings.Index("/"+f, "/"+mark); i >= 0 {
			return strings.TrimSuffix(f[:i], "/")
		}
	}
	if d := path.Dir(f); d != "." {
		return d
	}
	return ""
}

// script looks at a script with all that it calls in the repository.
func (a *analyst) script(j *job, s *shell, text string, line int, direct []string) {
	for _, name := range a.named(text) {
		if _, own := s.vars[name]; !own {
			direct, j.secrets = add(slices.Clone(direct), name), add(j.secrets, name)
		}
	}
	s.calls, s.runs = nil, nil
	s.read(text, line)
	a.take(j, s, a.pipe.file, direct, map[string]bool{}, 0)
}

func (a *analyst) take(j *job, s *shell, file string, direct []string, seen map[string]bool, depth int) {
	calls, runs := s.calls, s.runs
	for _, c := range calls {
		c.file, c.direct = file, direct
		j.calls = append(j.calls, c)
	}
	if depth >= maxCalls {
		return
	}
	for _, r := range runs {
		name := path.Join(a.root(), strings.TrimPrefix(strings.TrimPrefix(r, "$GITHUB_WORKSPACE/"), "$CI_PROJECT_DIR/"))
		if seen[name] || strings.HasPrefix(r, "/") || strings.HasPrefix(name, "..") || strings.ContainsAny(name, "$*{\n") {
			continue
		}
		seen[name] = true
		text, ok := a.t.read(name)
		if !ok || !isScript(name, text) {
			continue
		}
		inner := &shell{vars: s.vars, files: s.files}
		inner.read(text, 1)
		a.take(j, inner, name, add(slices.Clone(direct), a.named(text)...), seen, depth+1)
	}
}

// isScript tells scripts of a shell from programs in other languages.
func isScript(name, text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	if strings.HasPrefix(first, "#!") {
		return strings.Contains(first, "sh")
	}
	ext := path.Ext(name)
	return (ext == ".sh" || ext == ".bash" || ext == ".ps1" || ext == "") && !strings.Contains(text, "\x00")
}

var (
	variables = regexp.MustCompile(`\$\{?([A-Z][A-Z0-9_]{2,})\b`)
	secretive = regexp.MustCompile(`TOKEN|SECRET|PASSW|PWD|PASSPHRASE|_KEY$|^KEY_|APIKEY|ACCESS_KEY|PRIVATE|CREDENTIAL|_DSN$|WEBHOOK|_AUTH$|SIGNING`)
)

// named are variables of a script that by their names are secrets, where the system keeps them outside of the file.
func (a *analyst) named(text string) []string {
	if a.pipe.system == "github" { // there a secret has to be handed over by name
		return nil
	}
	var out []string
	for _, m := range variables.FindAllStringSubmatch(text, 1000) {
		if secretive.MatchString(m[1]) {
			out = add(out, m[1])
		}
	}
	return out
}

// image takes the name of a container image apart.
func image(name string) (u use, ok bool) {
	name = strings.TrimPrefix(strings.TrimSpace(name), "docker://")
	if name == "" || strings.ContainsAny(name, " \n") || strings.HasPrefix(name, "$") {
		return u, false
	}
	u.what = "image"
	var digest string
	u.name, digest, u.pinned = strings.Cut(name, "@sha256:")
	if u.pinned {
		u.ref = "sha256:" + digest
		return u, true
	}
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		u.name, u.ref = name[:i], name[i+1:]
	}
	return u, true
}
