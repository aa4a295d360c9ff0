package page

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
)

// judge tells what is wrong with one page.
func (l *look) judge(p *page) {
	l.judgeForms(p)
	l.mixed(p)
	if p.roles.guarded() {
		l.noteScripts(p)
		l.inlineTraits(p)
		l.policy(p)
	}
	if p.roles.takes() {
		l.trackers(p)
		l.referrer(p)
	}
	if (p.roles.login || p.roles.pay) && p.url.Scheme == "https" && p.header.Get("Strict-Transport-Security") == "" {
		l.told(exposure.Finding{ID: noHSTS, Object: p.url.Host, Args: map[string]string{"page": p.name, "host": p.url.Host}})
	}
}

// mixed tells what a page with TLS loads without: whoever is on the way can change it.
func (l *look) mixed(p *page) {
	if p.url.Scheme != "https" || !p.roles.takes() {
		return
	}
	var active, passive []string
	for _, s := range p.scripts {
		if s.url.Scheme == "http" {
			active = append(active, s.url.Host)
		}
	}
	for _, r := range p.refs {
		switch {
		case r.url.Scheme != "http":
		case r.active:
			active = append(active, r.url.Host)
		default:
			passive = append(passive, r.url.Host)
		}
	}
	for _, f := range []struct {
		id    string
		hosts []string
	}{{mixedActive, active}, {mixedPassive, passive}} {
		if len(f.hosts) > 0 {
			slices.Sort(f.hosts)
			f.hosts = slices.Compact(f.hosts)
			l.told(exposure.Finding{ID: f.id, Object: p.name, Args: map[string]string{"page": p.name, "hosts": join(f.hosts)}})
		}
	}
}

// policy tells whether a content security policy says whose scripts may run and where data may go.
func (l *look) policy(p *page) {
	all := slices.Concat(p.header.Values("Content-Security-Policy"), p.csp)
	tell := func(id, why string) {
		f := exposure.Finding{ID: id, Object: p.name, Args: map[string]string{"page": p.name, "why": why}, State: why}
		if p.roles.pay {
			f.Severity = exposure.Medium
		}
		l.told(f)
	}
	if len(all) == 0 {
		tell(noCSP, "")
		return
	}
	if why := weakness(all); why != "" {
		tell(weakCSP, why)
	}
}

// weakness is what a policy lets through, "" if it holds. All policies of a page apply at once, so one that holds suffices.
func weakness(policies []string) string {
	worst := ""
	for _, s := range policies {
		for one := range strings.SplitSeq(s, ",") {
			why := weak(one)
			if why == "" {
				return ""
			}
			worst = why
		}
	}
	return worst
}

func weak(policy string) string {
	dirs := map[string][]string{}
	for d := range strings.SplitSeq(policy, ";") {
		f := strings.Fields(strings.ToLower(d))
		if len(f) > 0 && dirs[f[0]] == nil {
			dirs[f[0]] = append([]string{}, f[1:]...)
		}
	}
	src, name := dirs["script-src"], "script-src"
	if src == nil {
		src, name = dirs["default-src"], "default-src"
	}
	if src == nil {
		return "script-src"
	}
	held := slices.ContainsFunc(src, func(s string) bool {
		return strings.HasPrefix(s, "'nonce-") || strings.HasPrefix(s, "'sha") || s == "'strict-dynamic'"
	})
	for _, s := range src {
		switch {
		case s == "'unsafe-inline'" && !held:
			return name + " 'unsafe-inline'"
		case (s == "*" || s == "https:" || s == "http:" || s == "data:") && !slices.Contains(src, "'strict-dynamic'"):
			return name + " " + s
		}
	}
	return ""
}

// trackers tells who else sees that and how people fill in a form.
func (l *look) trackers(p *page) {
	var urls []*url.URL
	for _, s := range p.scripts {
		urls = append(urls, s.url)
	}
	for _, r := range p.refs {
		urls = append(urls, r.url)
	}
	told := map[string]bool{}
	for _, u := range urls {
		t, ok := trackerOf(u.Hostname())
		if !ok || told[t.host] || browse.Site(u) == browse.Site(p.url) {
			continue
		}
		told[t.host] = true
		f := exposure.Finding{
			ID: tracker, Object: p.name + " " + t.host,
			Args: map[string]string{"page": p.name, "host": t.host, "name": t.name},
		}
		if t.records {
			f.ID = recorder
			if p.roles.pay {
				f.Severity = exposure.High
			}
		}
		l.told(f)
	}
}

// referrer tells a page that hands its whole address to others where that address may hold what was typed. What browsers
// do unasked is right by now; only a policy that says so makes them tell all.
func (l *look) referrer(p *page) {
	said := p.header.Get("Referrer-Policy")
	if i := strings.LastIndexByte(said, ','); i >= 0 {
		said = said[i+1:]
	}
	if p.doc.referrer != "" {
		said = p.doc.referrer
	}
	said = strings.ToLower(strings.TrimSpace(said))
	if said != "unsafe-url" && said != "no-referrer-when-downgrade" && said != "always" {
		return
	}
	others := slices.ContainsFunc(p.scripts, func(s script) bool { return browse.Site(s.url) != browse.Site(p.url) }) ||
		slices.ContainsFunc(p.refs, func(r ref) bool { return browse.Site(r.url) != browse.Site(p.url) })
	if others {
		l.told(exposure.Finding{ID: fullReferrer, Object: p.name, Args: map[string]string{"page": p.name, "policy": said}})
	}
}

// securityTxt tells whether somebody who finds a hole can find whom to tell.
func (l *look) securityTxt(ctx context.Context, first *page) error {
	takes := slices.ContainsFunc(l.pages, func(p *page) bool { return p.roles.takes() })
	if !takes {
		return nil
	}
	for _, path := range []string{"/.well-known/security.txt", "/security.txt"} {
		u := &url.URL{Scheme: first.url.Scheme, Host: first.url.Host, Path: path}
		a, err := browse.Get(ctx, l.v, u, 64<<10)
		if errors.Is(err, exposure.ErrDry) {
			return nil
		}
		if err != nil {
			return err
		}
		if a.Status == http.StatusOK && !strings.Contains(strings.ToLower(string(a.Body[:min(len(a.Body), 512)])), "<html") &&
			strings.Contains(strings.ToLower(string(a.Body)), "contact:") {
			return nil
		}
	}
	l.told(exposure.Finding{ID: noSecurityTxt, Object: "", Args: map[string]string{"host": first.url.Host}})
	return nil
}
