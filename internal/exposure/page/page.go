// Package page looks at pages that take personal data: whether what people type into them goes over the network in clear
// or into addresses and logs, and whose scripts run where they type it.
//
// The page that the owner named is read, and pages of the same host that it links to where people log in, register, pay or
// write to (at most twenty, one step away). Scripts of those pages are read as a browser would read them, to know whether
// they are still those that were accepted: what a thief of card data changes is a script. Nothing is sent, filled in or run.
package page

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Bounds of one look at one target.
const (
	maxPages      = 20
	maxPage       = 4 << 20
	maxScript     = 8 << 20
	maxScriptsAll = 100
)

// Check looks at pages.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "page" }

// Takes implements exposure.Check: whatever is a web site and not said to be something else.
func (Check) Takes(t *exposure.Target) bool {
	_, ok := browse.Of(t.URL)
	return ok && (t.With == "" || t.With == "page")
}

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	start, ok := browse.Of(t.URL)
	if !ok {
		return nil
	}
	l := &look{v: v, told: told, site: browse.Site(start), scripts: map[string]*seen{}, hosts: map[string][]string{}}
	first, err := l.read(ctx, start, "")
	if errors.Is(err, exposure.ErrDry) {
		return nil
	}
	if err != nil {
		return err
	}
	errs := l.follow(ctx, first)
	for _, p := range l.pages {
		l.judge(p)
	}
	errs = append(errs, l.readScripts(ctx)...)
	l.judgeHosts()
	errs = append(errs, l.securityTxt(ctx, first))
	return errors.Join(errs...)
}

// look is one look at one target.
type look struct {
	v    *exposure.Visit
	told func(exposure.Finding)
	site string
	// pages are those read, the named one first.
	pages   []*page
	scripts map[string]*seen // by the name they are shown by
	order   []string         // of scripts
	hosts   map[string][]string
}

// page is one page with what it is for.
type page struct {
	*doc
	header http.Header
	name   string // its path, fit to be shown
	roles  roles
}

// roles are what a page is for.
type roles struct{ login, pay, register, contact bool }

// takes tells a page where personal data is typed.
func (r roles) takes() bool { return r.login || r.pay || r.register || r.contact }

// guarded tells a page whose scripts matter: login, payment and registration.
func (r roles) guarded() bool { return r.login || r.pay || r.register }

// read reads a page and tells what it is for, by its fields and by the words that led to it. A nil page is none.
func (l *look) read(ctx context.Context, u *url.URL, words string) (*page, error) {
	a, err := browse.Get(ctx, l.v, u, maxPage)
	if err != nil {
		return nil, err
	}
	switch {
	case a.Elsewhere() != "":
		return nil, fault.Errorf(fault.Skipped, "read page: %s sends to another host, %s; name that as a target", u.Host, a.Elsewhere())
	case a.Status == http.StatusTooManyRequests || a.Status >= 500:
		return nil, fault.Errorf(fault.Unavailable, "read page: %s answers with status %d", u.Host, a.Status)
	case a.Status >= 400 && a.Status != http.StatusUnauthorized && a.Status != http.StatusForbidden, !a.IsHTML():
		return &page{doc: &doc{url: a.URL}, header: a.Header, name: l.label(a.URL.Path)}, nil
	}
	d, err := parse(a)
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read page: HTML that cannot be parsed")
	}
	p := &page{doc: d, header: a.Header, name: l.label(a.URL.Path)}
	p.roles = rolesOf(p, words+" "+a.URL.Path)
	l.pages = append(l.pages, p)
	return p, nil
}

// rolesOf tells what a page is for. Words alone do where the page has no fields of its own: a script draws them.
func rolesOf(p *page, words string) roles {
	var r roles
	fields := 0
	for _, f := range p.forms {
		for _, x := range f.fields {
			fields++
			r.pay = r.pay || payment(x.kind)
		}
		secret := f.password()
		r.register = r.register || secret > 1 || secret == 1 && f.persons() > 1
		r.login = r.login || secret == 1 && f.persons() <= 1
		r.contact = r.contact || secret == 0 && f.personal()
	}
	if fields == 0 && len(p.scripts)+len(p.inline) > 0 {
		w := roleOfWords(words)
		r.login, r.pay, r.register, r.contact = w.login, w.pay, w.register, w.contact
	}
	return r
}

// follow reads the pages that the first one links to and that people type something into.
func (l *look) follow(ctx context.Context, first *page) []error {
	var errs []error
	been := map[string]bool{key(first.url): true}
	for _, k := range first.links {
		words := k.text + " " + k.url.Path
		if len(been) > maxPages || ctx.Err() != nil {
			break
		}
		if !strings.EqualFold(k.url.Host, first.url.Host) && !sameButTLS(k.url, first.url) || !worth(k.url, words) || been[key(k.url)] {
			continue
		}
		been[key(k.url)] = true
		if _, err := l.read(ctx, k.url, words); err != nil && !errors.Is(err, exposure.ErrDry) {
			errs = append(errs, err)
		}
	}
	if ctx.Err() != nil {
		return []error{ctx.Err()}
	}
	return errs
}

// sameButTLS tells the same host by its usual ports, http here and https there.
func sameButTLS(a, b *url.URL) bool {
	return a.Port() == "" && b.Port() == "" && strings.EqualFold(a.Hostname(), b.Hostname())
}

// key tells pages apart: two addresses that differ in their fragment or query are one page.
func key(u *url.URL) string { return u.Scheme + "://" + u.Host + u.Path }

// label makes a name fit to be shown.
func (l *look) label(name string) string {
	if l.v.Label != nil {
		return l.v.Label(name)
	}
	return name
}
