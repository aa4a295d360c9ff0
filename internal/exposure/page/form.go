package page

import (
	"net/url"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// password counts the fields for passwords.
func (f *form) password() int {
	n := 0
	for _, x := range f.fields {
		if x.kind == pii.Password {
			n++
		}
	}
	return n
}

// persons counts the kinds of a person's data beside the password and what one logs in by.
func (f *form) persons() int {
	kinds := map[pii.Kind]bool{}
	for _, x := range f.fields {
		if x.kind != pii.Password && x.kind != pii.AccountID {
			kinds[x.kind] = true
		}
	}
	return len(kinds)
}

// personal tells whether a form asks for personal data.
func (f *form) personal() bool {
	if f.search {
		return false
	}
	for _, x := range f.fields {
		if alone(x.kind) {
			return true
		}
	}
	return false
}

// grave tells a form for passwords or cards.
func (f *form) grave() bool {
	return slices.ContainsFunc(f.fields, func(x field) bool { return x.kind == pii.Password || payment(x.kind) })
}

// shown lists the fields.
func (l *look) shown(f *form) string {
	var out []string
	for _, x := range f.fields {
		if s := l.label(x.name); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if len(out) > 12 {
		out = append(out[:12], "…")
	}
	return strings.Join(out, ", ")
}

// judgeForms tells what is wrong with where a page's forms send what people type.
func (l *look) judgeForms(p *page) {
	for i := range p.forms {
		f := &p.forms[i]
		if !f.personal() {
			continue
		}
		tell := func(id string, severity exposure.Severity, state string) {
			to := "(script)"
			if f.action != nil {
				to = l.shownURL(f.action)
			}
			l.told(exposure.Finding{
				ID: id, Object: p.name + " " + l.label(f.name), Severity: severity, State: state,
				Args: map[string]string{"page": p.name, "fields": l.shown(f), "action": to},
			})
		}
		grave := exposure.Severity(0)
		if f.grave() {
			grave = exposure.Critical
		}
		if p.url.Scheme == "http" || f.action != nil && f.action.Scheme == "http" {
			tell(formClear, grave, "")
		}
		if f.get && f.action != nil {
			if grave != 0 {
				grave = exposure.High
			}
			tell(formGet, grave, "")
		}
		if f.action != nil && browse.Site(f.action) != browse.Site(p.url) {
			tell(formElsewhere, 0, strings.ToLower(f.action.Host))
		}
	}
}

// shownURL is an address with its path labelled.
func (l *look) shownURL(u *url.URL) string { return u.Scheme + "://" + u.Host + l.label(u.Path) }
