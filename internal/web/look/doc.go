// Package look is how every page looks: the frame, the style, and the parts that pages are made of (numbers, tables, tags, bars,
// clocks, time lines, pagers, forms), in both languages.
//
// Pages work without scripts. Where the bundled assets are there (assets/built, made by `make assets`), htmx and ECharts make them
// prettier. The Content-Security-Policy allows no inline script and no inline style: widths are attributes of SVG, never style="…".
package look

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

//go:generate templ generate

// Section is an entry of the navigation.
type Section string

// The sections, as in their paths.
const (
	Overview  Section = ""
	Inventory Section = "inventory"
	Exposures Section = "exposures"
	Watch     Section = "watch"
	Leaks     Section = "leaks"
	Cases     Section = "cases"
	Canaries  Section = "canaries"
	Sources   Section = "sources"
	Audit     Section = "audit"
	Settings  Section = "settings"
	Account   Section = "account"
	Reference Section = "reference"
)

// Page is what the frame needs of a page.
type Page struct {
	Title   string // in the page's language
	Section Section
	Refresh bool // the page changes by itself while work goes on
	// What follows may be left out.
	Name    string          // what of the section is shown, behind the title: "sample_20m.ndjson"
	Note    templ.Component // small, behind that: when it was made, tags
	Up      *Link           // the page that this one belongs to
	Actions templ.Component // buttons and links at the right of the title
	Broad   bool            // for whoever has not signed in: more room than a form needs
}

// Link is a place to go.
type Link struct{ Text, Href string }

// View is a page on its way to one reader.
type View struct {
	Page
	*web.Asked
	Path  string // of the request, with its query: where a change of language comes back to
	Theme string // "light", "dark", or "": as the reader's system says
	said  *Said
}

// Of chooses the text of the reader's language.
func (v *View) Of(ja, en string) string { return v.Lang.Of(ja, en) }

// May tells whether the reader may do something: what he may not is not offered.
func (v *View) May(p string) bool { return v.Who.May(access.Permission(p)) }

// Begin makes the view of a request.
func Begin(r *http.Request, p Page) *View {
	return &View{Page: p, Asked: web.Of(r.Context()), Path: r.URL.RequestURI(), Theme: theme(r)}
}

// Write writes a page: the frame with the body in it.
func Write(w http.ResponseWriter, r *http.Request, v *View, body templ.Component) error {
	return WriteStatus(w, r, http.StatusOK, v, body)
}

// WriteStatus is Write with a status.
func WriteStatus(w http.ResponseWriter, r *http.Request, status int, v *View, body templ.Component) error {
	v.said = said(w, r)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return frame(v).Render(templ.WithChildren(numbered(r.Context()), body), w)
}

// Fragment writes a piece of a page, which htmx puts into its place.
func Fragment(w http.ResponseWriter, r *http.Request, body templ.Component) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return body.Render(r.Context(), w)
}
