package ci

import (
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// advisory is what a supplier, or whoever warns, says of something that was altered. See docs/exposure/ci.md.
type advisory struct {
	ID        string   `yaml:"id"`
	Title     string   `yaml:"title"`
	Reference string   `yaml:"reference"`
	Scripts   []string `yaml:"scripts"` // URLs, or hosts
	Actions   []altered
	Orbs      []altered
	Images    []altered
	From      string `yaml:"from"`
	To        string `yaml:"to"`

	from, to time.Time // to is the first moment after the window
}

// altered is one action, orb or image: all of its versions if none is named.
type altered struct {
	Name     string   `yaml:"name"`
	Versions []string `yaml:"versions"`
	SHAs     []string `yaml:"shas"`
}

func readAdvisory(path string) (*advisory, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "read advisory: the file cannot be opened")
	}
	defer f.Close()
	d := yaml.NewDecoder(io.LimitReader(f, maxFile))
	d.KnownFields(true)
	a := &advisory{}
	if err := d.Decode(a); err != nil {
		return nil, fault.Errorf(fault.Usage, "read advisory: not as docs/exposure/ci.md describes it: id, title, scripts, actions, orbs, images, from, to, reference")
	}
	if len(a.Scripts)+len(a.Actions)+len(a.Orbs)+len(a.Images) == 0 {
		return nil, fault.Errorf(fault.Usage, "read advisory: it names no script, action, orb or image")
	}
	for _, s := range a.Scripts {
		if len(s) < 4 || !strings.Contains(s, ".") {
			return nil, fault.Errorf(fault.Usage, "read advisory: a script is a URL or a host, as https://codecov.io/bash or codecov.io")
		}
	}
	for _, x := range slices.Concat(a.Actions, a.Orbs, a.Images) {
		if x.Name == "" {
			return nil, fault.Errorf(fault.Usage, "read advisory: an action, orb or image has no name")
		}
	}
	var day bool
	if a.from, _, err = moment(a.From); err != nil {
		return nil, err
	}
	if a.to, day, err = moment(a.To); err != nil {
		return nil, err
	}
	if day {
		a.to = a.to.AddDate(0, 0, 1) // a day is meant with its end
	} else {
		a.to = a.to.Add(time.Second)
	}
	if !a.from.Before(a.to) {
		return nil, fault.Errorf(fault.Usage, "read advisory: its window ends before it begins")
	}
	if a.ID == "" {
		a.ID = "advisory"
	}
	return a, nil
}

// moment reads a day (of UTC) or a time.
func moment(s string) (t time.Time, day bool, err error) {
	if t, err = time.Parse("2006-01-02", s); err == nil {
		return t, true, nil
	}
	if t, err = time.Parse(time.RFC3339, s); err == nil {
		return t, false, nil
	}
	return t, false, fault.Errorf(fault.Usage, "read advisory: from and to are needed, as 2021-01-31 or 2021-01-31T09:00:00Z")
}

// concerns tells whether what a job does is what was altered, and what that is.
func (a *advisory) concerns(j *job) (what []hit) {
	for _, c := range j.calls {
		if slices.ContainsFunc(a.Scripts, func(s string) bool { return sameScript(s, c.url) }) {
			what = append(what, hit{c.url, c.file, c.line, c.direct})
		}
	}
	for _, u := range j.uses {
		list := map[string][]altered{"action": a.Actions, "workflow": a.Actions, "orb": a.Orbs, "image": a.Images}[u.what]
		if slices.ContainsFunc(list, func(x altered) bool { return x.is(u) }) {
			what = append(what, hit{u.name + "@" + u.ref, u.file, u.line, u.direct})
		}
		if u.what == "include" && slices.ContainsFunc(a.Scripts, func(s string) bool { return sameScript(s, u.name) }) {
			what = append(what, hit{u.name, u.file, u.line, u.direct})
		}
	}
	return what
}

// hit is a place where something that was altered runs.
type hit struct {
	what   string
	file   string
	line   int
	direct []string
}

// sameScript compares what an advisory says, a URL or a host, with what a script downloads.
func sameScript(said, url string) bool {
	if url == "" {
		return false
	}
	_, u, _ := strings.Cut(url, "://")
	s := strings.ToLower(said)
	if strings.Contains(said, "://") {
		_, s, _ = strings.Cut(address(said), "://")
	}
	s, u = strings.TrimSuffix(s, "/"), strings.TrimSuffix(u, "/")
	if !strings.Contains(s, "/") {
		host, _, _ := strings.Cut(u, "/")
		host, _, _ = strings.Cut(host, ":")
		return host == s || strings.HasSuffix(host, "."+s)
	}
	return strings.EqualFold(u, s) || strings.HasPrefix(u, s+"/")
}

// is tells whether a use is of what was altered. A commit that nobody named cannot be told from a version.
func (x *altered) is(u use) bool {
	name := strings.ToLower(u.name)
	if want := strings.ToLower(x.Name); name != want && !strings.HasPrefix(name, want+"/") {
		return false
	}
	if len(x.Versions)+len(x.SHAs) == 0 {
		return true
	}
	for _, v := range slices.Concat(x.Versions, x.SHAs) {
		if strings.EqualFold(v, u.ref) || v == "*" || u.ref != "" && !u.pinned && strings.HasPrefix(v, u.ref+".") {
			return true // v35 stood for v35.7.1 then
		}
	}
	return false
}
