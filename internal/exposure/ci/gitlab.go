package ci

import (
	"regexp"
	"slices"
	"strings"
)

// gitlabWords are keys of the file that are no jobs.
var gitlabWords = []string{"image", "services", "stages", "types", "before_script", "after_script", "variables", "cache", "include", "workflow", "default", "spec", "pages:deploy"}

// gitlabAll stands for the variables that are set for the project, its groups and the instance: each job has them all.
const gitlabAll = "CI/CD variables *"

// gitlab reads a .gitlab-ci.yml.
func (a *analyst) gitlab(text string) {
	doc, ok := parse(text)
	if !ok {
		a.bad = append(a.bad, a.pipe.file)
		return
	}
	a.gitlabIncludes(doc.get("include"))
	own := map[string]bool{}
	keys, _ := doc.get("variables").pairs()
	for _, k := range keys {
		own[k.Value] = true
	}
	names, jobs := doc.pairs()
	for i, n := range jobs {
		if slices.Contains(gitlabWords, names[i].Value) || names[i].Tag == "!!merge" {
			continue
		}
		if n.get("script").n == nil && n.get("before_script").n == nil && n.get("after_script").n == nil && n.get("image").n == nil && n.get("run").n == nil {
			continue
		}
		a.gitlabJob(doc, n, &job{name: names[i].Value, line: names[i].Line}, own)
	}
}

func (a *analyst) gitlabJob(doc, n node, j *job, own map[string]bool) {
	pick := func(key string) node {
		for _, from := range []node{n, doc.get("default"), doc} {
			if v := from.get(key); v.n != nil {
				return v
			}
		}
		return node{}
	}
	s := newShell()
	ghVars(s, doc.get("variables"))
	ghVars(s, n.get("variables"))
	keys, _ := n.get("secrets").pairs() // out of a vault
	for _, k := range keys {
		j.secrets = add(j.secrets, k.Value)
	}
	keys, _ = n.get("id_tokens").pairs()
	for _, k := range keys {
		j.secrets = add(j.secrets, k.Value)
	}
	jobOwn, _ := n.get("variables").pairs()
	isOwn := func(name string) bool {
		if own[name] {
			return true
		}
		for _, k := range jobOwn {
			if k.Value == name {
				return true
			}
		}
		return false
	}
	scripts := []node{pick("before_script"), n.get("script"), pick("after_script")}
	for _, sc := range append(slices.Clone(scripts), n.get("variables"), doc.get("variables")) {
		sc.walk(func(text string) {
			for _, name := range a.named(text) {
				if !isOwn(name) {
					j.secrets = add(j.secrets, name)
				}
			}
		}, 0)
	}
	j.secrets = add(j.secrets, gitlabAll)
	for _, sc := range scripts {
		for _, part := range flatten(sc, 0) {
			a.script(j, s, part.text(), part.begin(), j.secrets)
		}
	}
	images := append([]node{pick("image")}, pick("services").list()...)
	for _, img := range images {
		if img.text() == "" {
			img = img.get("name")
		}
		if u, ok := image(img.text()); ok {
			u.line, u.file, u.direct = img.line(), a.pipe.file, j.secrets
			j.uses = append(j.uses, u)
		}
	}
	a.pipe.jobs = append(a.pipe.jobs, j)
}

// flatten is the lines of a script, which may be lists of lists; !reference tags are left out.
func flatten(n node, depth int) []node {
	if depth > 10 {
		return nil
	}
	var out []node
	for _, x := range n.list() {
		switch r := x.real(); {
		case r == nil || r.Tag == "!reference":
		case len(r.Content) > 0:
			out = append(out, flatten(x, depth+1)...)
		default:
			out = append(out, x)
		}
	}
	return out
}

var version = regexp.MustCompile(`^v?[0-9]+\.[0-9]+\.[0-9]+$`)

// gitlabIncludes are files and components of others.
func (a *analyst) gitlabIncludes(n node) {
	j := &job{name: "include", line: n.line(), secrets: []string{gitlabAll}}
	for _, x := range n.list() {
		u := use{what: "include", line: x.line(), file: a.pipe.file, direct: j.secrets}
		switch text := x.text(); {
		case strings.Contains(text, "://"):
			u.name, u.pinned = address(text), fixed(text)
		case x.get("remote").n != nil:
			remote := x.get("remote").text()
			u.name, u.pinned = address(remote), fixed(remote) || x.get("integrity").text() != ""
		case x.get("project").n != nil:
			u.name, u.ref = x.get("project").text(), x.get("ref").text()
			u.pinned = commit.MatchString(u.ref)
		case x.get("component").n != nil:
			u.name, u.ref, _ = strings.Cut(x.get("component").text(), "@")
			u.pinned = commit.MatchString(u.ref) || version.MatchString(u.ref)
		default:
			continue
		}
		j.uses = append(j.uses, u)
	}
	if len(j.uses) > 0 {
		a.pipe.jobs = append(a.pipe.jobs, j)
	}
}
