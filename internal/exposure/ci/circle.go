package ci

import (
	"slices"
	"strings"
)

// circleAll stands for the variables that are set for the project: each job has them all.
const circleAll = "project variables *"

// circle reads a .circleci/config.yml.
func (a *analyst) circle(text string) {
	doc, ok := parse(text)
	if !ok {
		a.bad = append(a.bad, a.pipe.file)
		return
	}
	orbs := map[string]use{}
	names, values := doc.get("orbs").pairs()
	for i, v := range values {
		if v.text() == "" {
			continue // written in the file itself
		}
		u := use{what: "orb", line: v.line(), file: a.pipe.file, direct: []string{circleAll}}
		u.name, u.ref, _ = strings.Cut(v.text(), "@")
		u.pinned = version.MatchString(u.ref) // published versions never change
		orbs[names[i].Value] = u
	}
	contexts := circleContexts(doc.get("workflows"))
	names, jobs := doc.get("jobs").pairs()
	for i, n := range jobs {
		j := &job{name: names[i].Value, line: names[i].Line}
		for _, c := range contexts[j.name] {
			j.secrets = add(j.secrets, "context "+c)
		}
		a.circleJob(doc, n, j, orbs)
	}
	// Orbs whose jobs and commands are called from workflows only, and those not called at all: they may be, any time.
	rest := &job{name: "orbs", line: doc.get("orbs").line(), secrets: []string{circleAll}}
	names, _ = doc.get("orbs").pairs()
	for _, n := range names {
		if u, ok := orbs[n.Value]; ok {
			for job, cs := range contexts {
				if strings.HasPrefix(job, n.Value+"/") {
					for _, c := range cs {
						u.direct = add(u.direct, "context "+c)
						rest.secrets = add(rest.secrets, "context "+c)
					}
				}
			}
			rest.uses = append(rest.uses, u)
		}
	}
	if len(rest.uses) > 0 {
		a.pipe.jobs = append(a.pipe.jobs, rest)
	}
}

// circleContexts are the contexts that workflows give to jobs.
func circleContexts(workflows node) map[string][]string {
	out := map[string][]string{}
	_, flows := workflows.pairs()
	for _, f := range flows {
		for _, item := range f.get("jobs").list() {
			names, values := item.pairs()
			for i, v := range values {
				for _, c := range v.get("context").list() {
					out[names[i].Value] = add(out[names[i].Value], c.text())
				}
			}
		}
	}
	return out
}

func (a *analyst) circleJob(doc, n node, j *job, orbs map[string]use) {
	s := newShell()
	ghVars(s, n.get("environment"))
	n.walk(func(text string) { j.secrets = add(j.secrets, a.named(text)...) }, 0)
	j.secrets = add(j.secrets, circleAll)
	executors := []node{n}
	name := n.get("executor").text()
	if name == "" {
		name = n.get("executor").get("name").text()
	}
	if e := doc.get("executors").get(name); name != "" && e.n != nil {
		executors = append(executors, e)
	}
	for _, e := range executors {
		for _, d := range e.get("docker").list() {
			if u, ok := image(d.get("image").text()); ok && !strings.Contains(u.name, "<<") {
				u.line, u.file, u.direct = d.get("image").line(), a.pipe.file, j.secrets
				j.uses = append(j.uses, u)
			}
		}
	}
	a.circleSteps(doc, n.get("steps"), j, s, orbs, 0)
	a.pipe.jobs = append(a.pipe.jobs, j)
}

// circleSteps reads steps, those of the file's own commands and behind conditions too.
func (a *analyst) circleSteps(doc, steps node, j *job, s *shell, orbs map[string]use, depth int) {
	if depth > 10 {
		return
	}
	for _, step := range steps.list() {
		if name := step.text(); name != "" {
			a.circleCommand(doc, name, step, j, s, orbs, depth)
			continue
		}
		names, values := step.pairs()
		for i, v := range values {
			switch name := names[i].Value; name {
			case "run":
				if v.text() == "" {
					ghVars(s, v.get("environment"))
					v = v.get("command")
				}
				a.script(j, s, v.text(), v.begin(), j.secrets)
			case "when", "unless":
				a.circleSteps(doc, v.get("steps"), j, s, orbs, depth+1)
			default:
				a.circleCommand(doc, name, v, j, s, orbs, depth)
			}
		}
	}
}

func (a *analyst) circleCommand(doc node, name string, at node, j *job, s *shell, orbs map[string]use, depth int) {
	orb, _, isOrb := strings.Cut(name, "/")
	if u, ok := orbs[orb]; isOrb && ok {
		u.direct = slices.Clone(j.secrets)
		if !slices.ContainsFunc(j.uses, func(o use) bool { return o.what == "orb" && o.name == u.name }) {
			j.uses = append(j.uses, u)
		}
		return
	}
	if c := doc.get("commands").get(name); c.n != nil {
		a.circleSteps(doc, c.get("steps"), j, s, orbs, depth+1)
	}
}
