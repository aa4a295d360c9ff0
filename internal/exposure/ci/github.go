package ci

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// github reads a workflow of GitHub Actions.
func (a *analyst) github(text string) {
	doc, ok := parse(text)
	if !ok {
		a.bad = append(a.bad, a.pipe.file)
		return
	}
	a.pipe.name = doc.get("name").text()
	everywhere := ghSecrets(doc.get("env"))
	keys, jobs := doc.get("jobs").pairs()
	for i, n := range jobs {
		j := &job{name: keys[i].Value, line: keys[i].Line, secrets: everywhere}
		s := newShell()
		ghVars(s, doc.get("env"))
		ghVars(s, n.get("env"))
		base := add(slices.Clone(everywhere), ghSecrets(n.get("env"))...)
		j.secrets = add(slices.Clone(base), ghSecrets(n)...)
		a.images(j, n)
		if u := n.get("uses"); u.n != nil {
			a.ghUse(j, s, u, "workflow", ghSecrets(n.get("secrets")), map[string]bool{})
			if n.get("secrets").text() == "inherit" {
				j.secrets = add(j.secrets, allSecrets)
				if len(j.uses) > 0 {
					j.uses[len(j.uses)-1].direct = []string{allSecrets}
				}
			}
		}
		for _, step := range n.get("steps").list() {
			a.ghStep(j, s, step, base, map[string]bool{})
		}
		a.ghHeads(doc, n, j)
		a.pipe.jobs = append(a.pipe.jobs, j)
	}
}

const allSecrets = "secrets.*"

var (
	ghExpr   = regexp.MustCompile(`\$\{\{(.*?)\}\}`)
	ghSecret = regexp.MustCompile(`\bsecrets(?:\.([A-Za-z_][A-Za-z0-9_]*)|\[ *'([A-Za-z_][A-Za-z0-9_]*)' *\])?`)
	ghToken  = regexp.MustCompile(`\bgithub\.token\b`)
)

// ghSecrets are the secrets that are named anywhere below.
func ghSecrets(n node) []string {
	var out []string
	n.walk(func(text string) {
		if len(text) > maxFile || !strings.Contains(text, "${{") && !strings.Contains(text, "secrets") {
			return
		}
		for _, e := range ghExpr.FindAllStringSubmatch(text, 1000) {
			for _, m := range ghSecret.FindAllStringSubmatch(e[1], 100) {
				if name := m[1] + m[2]; name != "" {
					out = add(out, name)
				} else {
					out = add(out, allSecrets) // toJSON(secrets), secrets[matrix.x]
				}
			}
			if ghToken.MatchString(e[1]) {
				out = add(out, "GITHUB_TOKEN")
			}
		}
	}, 0)
	return out
}

func ghVars(s *shell, env node) {
	keys, values := env.pairs()
	for i, v := range values {
		if text := v.text(); text != "" && !strings.Contains(text, "secrets") {
			s.set(keys[i].Value, text)
		}
	}
}

// images are containers that a job runs in or beside.
func (a *analyst) images(j *job, n node) {
	one := func(c node) {
		if c.text() == "" {
			c = c.get("image")
		}
		if u, ok := image(c.text()); ok && !strings.Contains(u.name, "${{") {
			u.line, u.file = c.line(), a.pipe.file
			j.uses = append(j.uses, u)
		}
	}
	if c := n.get("container"); c.n != nil {
		one(c)
	}
	_, services := n.get("services").pairs()
	for _, s := range services {
		one(s)
	}
}

// ghStep reads a step. base is the secrets in the environment that it has anyway.
func (a *analyst) ghStep(j *job, s *shell, step node, base []string, seen map[string]bool) {
	direct := add(slices.Clone(base), ghSecrets(step)...)
	ghVars(s, step.get("env"))
	if run := step.get("run"); run.n != nil {
		a.script(j, s, run.text(), run.begin(), direct)
	}
	if u := step.get("uses"); u.n != nil {
		a.ghUse(j, s, u, "action", direct, seen)
	}
}

// ghUse notes an action or a workflow of others, or goes into one of the repository's own.
func (a *analyst) ghUse(j *job, s *shell, n node, what string, direct []string, seen map[string]bool) {
	text := strings.TrimSpace(n.text())
	if strings.HasPrefix(text, "./") {
		if what == "action" && !seen[text] && len(seen) < 20 {
			seen[text] = true
			a.composite(j, s, text, direct, seen)
		}
		return // a workflow of the repository is read as a file of its own
	}
	if strings.HasPrefix(text, "docker://") {
		if u, ok := image(text); ok {
			u.line, u.file, u.direct = n.line(), a.pipe.file, direct
			j.uses = append(j.uses, u)
		}
		return
	}
	name, ref, ok := strings.Cut(text, "@")
	if name == "" || strings.Contains(name, "${{") {
		return
	}
	j.uses = append(j.uses, use{what: what, name: name, ref: ref, line: n.line(), file: a.pipe.file, pinned: ok && commit.MatchString(ref), direct: direct})
}

// composite reads an action of the repository's own.
func (a *analyst) composite(j *job, s *shell, dir string, direct []string, seen map[string]bool) {
	outer := a.pipe
	defer func() { a.pipe = outer }()
	for _, name := range []string{"action.yml", "action.yaml"} {
		file := path.Join(a.root(), dir, name)
		if strings.HasPrefix(file, "..") {
			return
		}
		text, ok := a.t.read(file)
		if !ok {
			continue
		}
		doc, ok := parse(text)
		if !ok {
			a.bad = append(a.bad, file)
			return
		}
		inner := *outer
		runs := doc.get("runs")
		root := a.root()
		inner.file = file
		a.pipe = &inner
		if img := runs.get("image"); strings.HasPrefix(img.text(), "docker://") {
			a.ghUse(j, s, img, "action", direct, seen)
		}
		for _, step := range runs.get("steps").list() {
			if u := step.get("uses"); strings.HasPrefix(u.text(), "./") && root != "" {
				continue // of a repository that is not the tree's top
			}
			a.ghStep(j, s, step, direct, seen)
		}
		return
	}
}

var ghHead = regexp.MustCompile(`github\.event\.pull_request\.head\.(sha|ref)|github\.head_ref|github\.event\.(workflow_run\.head_(sha|branch|commit)|pull_request\.merge_commit_sha)|refs/pull/|github\.event\.(number|pull_request\.number|issue\.number)`)

// ghHeads looks whether a job that a stranger's pull request starts with secrets takes the stranger's code.
func (a *analyst) ghHeads(doc, n node, j *job) {
	strange := false
	on := doc.get("on")
	if on.n == nil {
		on = doc.get("true") // YAML 1.1 reads the word so
	}
	on.walk(func(text string) {
		strange = strange || text == "pull_request_target" || text == "workflow_run" || text == "issue_comment"
	}, 0)
	if !strange {
		return
	}
	for _, step := range n.get("steps").list() {
		name, _, _ := strings.Cut(step.get("uses").text(), "@")
		hit := false
		if name == "actions/checkout" {
			with := step.get("with")
			hit = ghHead.MatchString(with.get("ref").text()) || strings.Contains(with.get("repository").text(), "head.repo")
		}
		run := step.get("run").text()
		if strings.Contains(run, "gh pr checkout") || (strings.Contains(run, "git checkout") || strings.Contains(run, "git fetch")) && ghHead.MatchString(run) {
			hit = true
		}
		if hit {
			a.pipe.heads = append(a.pipe.heads, head{line: step.line(), job: j.name, secrets: add(slices.Clone(j.secrets), "GITHUB_TOKEN")})
			return
		}
	}
}
