package ci

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/git"
)

// concern is what an advisory says of one CI file: its runs and the secrets that were there.
type concern struct {
	file        string
	hits        []hit
	direct, all []string
	runs        []run
	today       bool // told by today's file for at least one of the runs
}

// affected tells the runs and the secrets that an advisory concerns.
func (l *look) affected(now []*pipeline, runs string) error {
	a := l.advisory
	src, in := l.history()
	if src != nil {
		defer func() { _ = src.Close() }() // only a shadow is left behind
	}
	if runs == "" {
		return l.without(now, src, in)
	}
	list, untimed, err := readRuns(runs)
	if err != nil {
		return err
	}
	if untimed > 0 {
		err = fault.Errorf(fault.Unreadable, "read runs: of %d entries the time cannot be told; they are left out", untimed)
	}
	list = slices.DeleteFunc(list, func(r run) bool { return r.at.Before(a.from) || !r.at.Before(a.to) })
	slices.SortFunc(list, func(x, y run) int { return cmp.Or(x.at.Compare(y.at), strings.Compare(x.id, y.id)) })
	found := map[string]*concern{}
	then := map[string][]*pipeline{}
	for _, r := range list {
		pipelines, past := l.then(src, in, r.sha, then)
		if !past {
			pipelines = now
		}
		for _, p := range match(pipelines, r) {
			l.note(found, p, r, !past)
		}
		if l.ctx.Err() != nil {
			return fault.As(fault.Unavailable, l.ctx.Err())
		}
	}
	if len(found) == 0 && len(list) == 0 {
		return err // nothing ran in the window
	}
	l.report(found)
	return err
}

// history opens the repository of the folder, and tells where in it the folder is; nil if there is none.
func (l *look) history() (*git.Source, string) {
	root, ok := git.Find(l.dir)
	if !ok {
		return nil, ""
	}
	src, err := git.Open(l.ctx, root, &source.Options{Now: l.now})
	if err != nil {
		return nil, ""
	}
	in := ""
	if dir, err := filepath.Abs(l.dir); err == nil {
		if dir, err = filepath.EvalSymlinks(dir); err == nil {
			if rel, err := filepath.Rel(root, dir); err == nil && rel != "." {
				in = filepath.ToSlash(rel) + "/"
			}
		}
	}
	return src, in
}

func (l *look) now() time.Time {
	if l.v.Now == nil {
		return time.Now()
	}
	return l.v.Now()
}

// maxThen is how many commits are looked at.
const maxThen = 20_000

// then is the CI files as a run had them; false if the commit is not there.
func (l *look) then(src *git.Source, in, sha string, seen map[string][]*pipeline) ([]*pipeline, bool) {
	if src == nil || sha == "" {
		return nil, false
	}
	if p, ok := seen[sha]; ok {
		return p, p != nil
	}
	if len(seen) >= maxThen {
		return nil, false
	}
	t, err := at(l.ctx, src, sha, in)
	if err != nil {
		seen[sha] = nil
		return nil, false
	}
	p, _ := analyse(t)
	if p == nil {
		p = []*pipeline{}
	}
	seen[sha] = p
	return p, true
}

// match is which CI files a run may have run: the one it names by path, else by name, else all.
func match(pipelines []*pipeline, r run) []*pipeline {
	if r.file != "" {
		return slices.DeleteFunc(slices.Clone(pipelines), func(p *pipeline) bool { return p.file != r.file && !strings.HasSuffix(p.file, "/"+r.file) })
	}
	var out []*pipeline
	for _, p := range pipelines {
		if r.name != "" && p.name == r.name {
			out = append(out, p)
		}
	}
	if len(out) > 0 {
		return out
	}
	return pipelines
}

// note adds a run to the concern of its file.
func (l *look) note(found map[string]*concern, p *pipeline, r run, today bool) {
	noted := false
	for _, j := range p.jobs {
		hits := l.advisory.concerns(j)
		if len(hits) == 0 {
			continue
		}
		c := found[p.file]
		if c == nil {
			c = &concern{file: p.file}
			found[p.file] = c
		}
		for _, h := range hits {
			if !slices.ContainsFunc(c.hits, func(o hit) bool { return o.what == h.what && o.file == h.file }) && len(c.hits) < 100 {
				c.hits = append(c.hits, h)
			}
			c.direct = add(c.direct, h.direct...)
		}
		c.all = add(c.all, j.secrets...)
		if !noted {
			c.runs, noted = append(c.runs, r), true
		}
		c.today = c.today || today
	}
}

// report tells the concerns, and each secret for itself.
func (l *look) report(found map[string]*concern) {
	a := l.advisory
	type exposed struct {
		runs        int
		first, last time.Time
		files       []string
	}
	secrets := map[string]*exposed{}
	for _, file := range slices.Sorted(maps.Keys(found)) {
		c := found[file]
		args := l.window()
		args["file"], args["what"] = l.v.Label(file), l.what(c.hits)
		args["runs"], args["first"], args["last"] = strconv.Itoa(len(c.runs)), day(c.runs[0].at), day(c.runs[len(c.runs)-1].at)
		args["ids"], args["secrets"] = l.ids(c.runs), l.secrets(c.direct, c.all)
		id := "ci-advisory-runs"
		if c.today {
			id = "ci-advisory-runs-today"
		}
		l.told(exposure.Finding{ID: id, Object: a.label(l) + " " + args["file"], Args: args, From: exposure.Declared, Places: l.places, State: args["runs"] + " " + args["secrets"]})
		for _, s := range add(slices.Clone(c.direct), c.all...) {
			x := secrets[s]
			if x == nil {
				x = &exposed{first: c.runs[0].at, last: c.runs[0].at}
				secrets[s] = x
			}
			x.runs += len(c.runs)
			x.files = add(x.files, args["file"])
			for _, r := range c.runs {
				if r.at.Before(x.first) {
					x.first = r.at
				}
				if r.at.After(x.last) {
					x.last = r.at
				}
			}
		}
	}
	for _, s := range slices.Sorted(maps.Keys(secrets)) {
		x := secrets[s]
		args := l.window()
		args["secret"], args["runs"], args["first"], args["last"] = l.secret(s), strconv.Itoa(x.runs), day(x.first), day(x.last)
		args["files"] = strings.Join(x.files[:min(len(x.files), maxShown)], ", ")
		id := "ci-advisory-secret"
		if !named([]string{s}) {
			id = "ci-advisory-token"
		}
		l.told(exposure.Finding{ID: id, Object: a.label(l) + " " + args["secret"], Args: args, From: exposure.Declared, Places: l.places, State: args["runs"]})
	}
}

// without tells, where no list of runs was given, from when to when a CI file ran what was altered.
func (l *look) without(now []*pipeline, src *git.Source, in string) error {
	a := l.advisory
	type stretch struct {
		c           concern
		first, last time.Time
	}
	found := map[string]*stretch{}
	mark := func(pipelines []*pipeline, from, to time.Time) {
		if from.Before(a.from) {
			from = a.from
		}
		if to.After(a.to) {
			to = a.to
		}
		if !from.Before(to) {
			return
		}
		one := map[string]*concern{}
		for _, p := range pipelines {
			l.note(one, p, run{}, false)
		}
		for file, c := range one {
			s := found[file]
			if s == nil {
				s = &stretch{c: *c, first: from, last: to}
				found[file] = s
			}
			s.first, s.last = minTime(s.first, from), maxTime(s.last, to)
			s.c.direct, s.c.all = add(s.c.direct, c.direct...), add(s.c.all, c.all...)
		}
	}
	var err error
	past := false
	if src != nil {
		past, err = l.moments(src, in, mark)
	}
	if !past {
		mark(now, a.from, a.to)
	}
	for _, file := range slices.Sorted(maps.Keys(found)) {
		s := found[file]
		args := l.window()
		args["file"], args["what"], args["secrets"] = l.v.Label(file), l.what(s.c.hits), l.secrets(s.c.direct, s.c.all)
		args["first"], args["last"] = day(s.first), day(s.last.Add(-time.Second))
		l.told(exposure.Finding{ID: "ci-advisory-used", Object: a.label(l) + " " + args["file"], Args: args, From: exposure.Declared, Places: l.places, State: args["secrets"]})
	}
	return err
}

// moments marks the CI files of the main line as they were in the window.
func (l *look) moments(src *git.Source, in string, mark func([]*pipeline, time.Time, time.Time)) (bool, error) {
	var paths []string
	for _, h := range append(slices.Clone(homes), "*.sh", "*action.yml", "*action.yaml") {
		paths = append(paths, in+h)
	}
	list, err := src.Moments(l.ctx, paths...)
	if err != nil || len(list) == 0 {
		return false, err
	}
	until := l.advisory.to
	seen := map[string][]*pipeline{}
	for _, m := range list { // newest first
		if !m.At.Before(until) {
			continue
		}
		p, ok := l.then(src, in, m.Commit, seen)
		if !ok {
			return true, fault.Errorf(fault.Unreadable, "look at the CI files of then: not all of the history can be read")
		}
		mark(p, m.At, until)
		if until = m.At; !until.After(l.advisory.from) {
			break
		}
	}
	return true, nil
}

// window is the arguments that all texts have.
func (l *look) window() map[string]string {
	a := l.advisory
	ref := a.Reference
	if ref == "" {
		ref = "-"
	}
	return map[string]string{"advisory": a.label(l), "from": day(a.from), "to": day(a.to.Add(-time.Second)), "reference": ref}
}

// label is how the advisory is called: the owner wrote it.
func (a *advisory) label(l *look) string {
	if a.Title != "" {
		return l.v.Label(a.ID + " (" + a.Title + ")")
	}
	return l.v.Label(a.ID)
}

// what names the places where it runs.
func (l *look) what(hits []hit) string {
	var out []string
	for _, h := range hits[:min(len(hits), maxShown)] {
		out = append(out, l.v.Label(h.what)+" ("+place(l.v.Label(h.file), h.line)+")")
	}
	return strings.Join(out, ", ")
}

const maxIDs = 1000

// ids lists the runs: number and day.
func (l *look) ids(runs []run) string {
	var out []string
	for i, r := range runs {
		if i == maxIDs {
			out = append(out, "+"+strconv.Itoa(len(runs)-maxIDs))
			break
		}
		id := r.id
		if id == "" {
			id = "?"
		}
		out = append(out, "#"+l.v.Label(id)+" "+r.at.Format("2006-01-02T15:04Z"))
	}
	return strings.Join(out, ", ")
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }

func minTime(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func maxTime(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
