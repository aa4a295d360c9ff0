package page

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// seen is a script of pages where people log in, register or pay.
type seen struct {
	url       *url.URL
	integrity string // "" if one page or more has it without
	third     bool
	pay       bool
	pages     []string
}

// hashed is the part of a file's name that changes with its content: app.3f9ac01b.js.
var hashed = regexp.MustCompile(`([-._/])(?:[0-9a-f]{8,64}|[0-9A-Za-z_-]{20,44})(\.[a-z.]+)$`)

// scriptName tells scripts apart: by address, without the query and without the hash that builders put into names.
func (l *look) scriptName(u *url.URL) string {
	return u.Host + l.label(hashed.ReplaceAllString(u.Path, "$1*$2"))
}

// noteScripts gathers the scripts of a page.
func (l *look) noteScripts(p *page) {
	for _, s := range p.scripts {
		name := l.scriptName(s.url)
		got := l.scripts[name]
		if got == nil {
			got = &seen{url: s.url, integrity: s.integrity, third: browse.Site(s.url) != browse.Site(p.url)}
			l.scripts[name] = got
			l.order = append(l.order, name)
		}
		if !sound(s.integrity) {
			got.integrity = ""
		}
		got.pay = got.pay || p.roles.pay
		if !slices.Contains(got.pages, p.name) {
			got.pages = append(got.pages, p.name)
		}
		if got.third && !slices.Contains(l.hosts[s.url.Host], p.name) {
			l.hosts[s.url.Host] = append(l.hosts[s.url.Host], p.name)
		}
	}
}

// sound tells an integrity attribute that a browser enforces.
func sound(integrity string) bool {
	for _, tok := range strings.Fields(integrity) {
		alg, sum, ok := strings.Cut(tok, "-")
		if ok && sum != "" && (alg == "sha256" || alg == "sha384" || alg == "sha512") {
			return true
		}
	}
	return false
}

// readScripts reads what runs where people type, and tells of scripts that nothing holds to their content.
func (l *look) readScripts(ctx context.Context) []error {
	var errs []error
	for i, name := range l.order {
		s := l.scripts[name]
		args := map[string]string{"script": name, "host": s.url.Host, "pages": join(s.pages)}
		if s.third && s.integrity == "" {
			severity := exposure.Severity(0)
			if s.pay {
				severity = exposure.High
			}
			l.told(exposure.Finding{ID: scriptNoIntegrity, Object: name, Args: args, Severity: severity})
		}
		if i >= maxScriptsAll {
			continue
		}
		state, body, err := l.content(ctx, s)
		if err != nil {
			if !errors.Is(err, exposure.ErrDry) {
				errs = append(errs, err)
			}
			continue
		}
		id, severity := scriptOwn, exposure.Severity(0)
		if s.third {
			id = scriptThird
			if s.integrity != "" { // the browser refuses another content as long as the page does not ask for it
				severity = exposure.Low
			}
		}
		args["sha256"] = state
		l.told(exposure.Finding{ID: id, Object: name, Args: args, Severity: severity, State: "sha256:" + state})
		l.traits(name, body, state, s.url, s.pages)
	}
	if n := len(l.order) - maxScriptsAll; n > 0 {
		errs = append(errs, fault.Errorf(fault.Refused, "read scripts: %d more than are read of one site", n))
	}
	return errs
}

// content reads a script and names its content.
func (l *look) content(ctx context.Context, s *seen) (sum, body string, err error) {
	a, err := browse.Get(ctx, l.v, s.url, maxScript)
	if err != nil {
		return "", "", err
	}
	if a.Status != http.StatusOK {
		return "", "", fault.Errorf(fault.Unavailable, "read script: %s answers with status %d", s.url.Host, a.Status)
	}
	if a.Cut {
		return "", "", fault.Errorf(fault.Refused, "read script: %s: larger than %d bytes", s.url.Host, maxScript)
	}
	h := sha256.Sum256(a.Body)
	return hex.EncodeToString(h[:]), string(a.Body), nil
}

// judgeHosts tells who else's machines run code where people type.
func (l *look) judgeHosts() {
	hosts := make([]string, 0, len(l.hosts))
	for h := range l.hosts {
		hosts = append(hosts, h)
	}
	slices.Sort(hosts)
	for _, h := range hosts {
		l.told(exposure.Finding{ID: scriptHost, Object: h, Args: map[string]string{"host": h, "pages": join(l.hosts[h])}})
	}
}

// join lists the first few names.
func join(names []string) string {
	if len(names) > 8 {
		names = append(slices.Clone(names[:8]), "…")
	}
	return strings.Join(names, ", ")
}
