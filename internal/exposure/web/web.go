// Package web looks for what lies open on a web server: directory listings, repositories, settings, backups and dumps.
//
// What is asked for is a short list of names. A name that is answered counts only if the content is what the name says, and
// if a name that nobody has is not answered alike: many servers answer everything with their start page. What is found is
// counted and measured, not kept.
package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at http:// and https:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "web" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	return t.URL != nil && t.With == "" && slices.Contains([]string{"http", "https", exposure.Host}, t.URL.Scheme)
}

const (
	headBytes  = 16 << 10 // of a file, to tell what it is
	pageBytes  = 1 << 20  // of a listing
	maxFailing = 3        // names in a row without an answer, after which the server is let alone
	noSuch     = "tsutsumi-no-such-file-4c1f"
)

// visit is a look at one server.
type visit struct {
	*exposure.Visit
	base *url.URL // ends in a slash
	told func(exposure.Finding)
}

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	schemes := []string{t.URL.Scheme}
	if t.URL.Scheme == exposure.Host {
		schemes = []string{"https", "http"}
	}
	var errs []error
	for _, s := range schemes {
		l := &visit{v, baseOf(t.URL.Path, s, t.URL.Host, t.URL.Port), told}
		if err := l.look(ctx); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) == len(schemes) {
		return t.Absent(errs[0])
	}
	return nil
}

// baseOf is the folder that is looked into.
func baseOf(p, scheme, host, port string) *url.URL {
	if p == "" {
		p = "/"
	}
	if !strings.HasSuffix(p, "/") {
		if p = path.Dir(p); p != "/" {
			p += "/"
		}
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port != "" {
		host += ":" + port
	}
	return &url.URL{Scheme: scheme, Host: host, Path: p}
}

func (l *visit) look(ctx context.Context) error {
	if l.Dry {
		for _, f := range files {
			for _, name := range f.names {
				l.Plan(http.MethodGet, l.at(l.named(name)))
			}
		}
		for _, dir := range folders {
			l.Plan(http.MethodGet, l.at(dir))
		}
		return nil
	}
	if _, err := l.Get(ctx, l.at(""), headBytes); err != nil {
		return err
	}
	failing := 0
	missed := func(err error) error {
		if err == nil {
			failing = 0
			return nil
		}
		if failing++; failing < maxFailing && ctx.Err() == nil {
			return nil
		}
		return fault.As(fault.Of(err), errors.Join(err))
	}
	for _, dir := range folders {
		if err := missed(l.listing(ctx, dir)); err != nil {
			return err
		}
	}
	for i := range files {
		for _, name := range files[i].names {
			if err := missed(l.file(ctx, &files[i], l.named(name))); err != nil {
				return err
			}
		}
	}
	return nil
}

// at is the URL of a name in the folder.
func (l *visit) at(name string) string {
	u := *l.base
	u.Path += name
	return u.String()
}

// object is a name in the folder as findings bear it.
func (l *visit) object(name string) string {
	return "/" + l.Label(strings.TrimPrefix(l.base.Path, "/")+name)
}

// named puts the host's name where a file is called after it.
func (l *visit) named(name string) string {
	host := strings.TrimPrefix(l.base.Hostname(), "www.")
	return strings.ReplaceAll(name, "HOST", host)
}

// begin asks for the beginning of a file.
func (l *visit) begin(ctx context.Context, name string) (*exposure.Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.at(name), nil)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "ask: not a URL")
	}
	req.Header.Set("Range", "bytes=0-"+strconv.Itoa(headBytes-1))
	return l.Do(req, headBytes)
}

// file looks whether one name leads to what it says.
func (l *visit) file(ctx context.Context, f *file, name string) error {
	a, err := l.begin(ctx, name)
	if err != nil {
		return err
	}
	args, ok := f.is(a)
	if !ok || !a.OK() {
		return nil
	}
	// What a name that nobody has leads to as well is no file.
	other := path.Join(path.Dir(name), noSuch+path.Ext(name))
	if strings.HasPrefix(name, ".git/") {
		other = "." + noSuch + "/HEAD"
	}
	if b, err := l.begin(ctx, other); err == nil && b.OK() {
		if _, same := f.is(b); same {
			return nil
		}
	}
	finding := exposure.Finding{ID: f.id, Object: l.object(name), Places: []exposure.Place{{Source: l.at(name)}},
		Args: map[string]string{"size": size(a), "host": l.base.Host}}
	for k, v := range args {
		finding.Args[k] = v
	}
	if f.id == "web-env" && args["secrets"] == "0" {
		finding.Severity = exposure.Medium
	}
	if f.id == "web-ds-store" || f.id == "web-server-status" && l.base.Path+name == "/nginx_status" {
		finding.Sample = exposure.Nobody()
	}
	if f.data {
		finding.Peek = func(ctx context.Context) *exposure.Behind { return l.sample(ctx, []string{name}) }
	}
	l.told(finding)
	return nil
}

// size is how large a file is, as the server says.
func size(a *exposure.Answer) string {
	n := a.ContentLength
	if _, total, ok := strings.Cut(a.Header.Get("Content-Range"), "/"); ok {
		if t, err := strconv.ParseInt(total, 10, 64); err == nil {
			n = t
		}
	}
	switch {
	case n < 0:
		return "?"
	case n < 10_000:
		return strconv.FormatInt(n, 10) + " B"
	case n < 10_000_000:
		return strconv.FormatInt(n/1000, 10) + " KB"
	}
	return strconv.FormatInt(n/1_000_000, 10) + " MB"
}
