package cases

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// Room is the room of cases.
type Room struct {
	House   House
	Papers  Papers
	Letters Letters
	Desk    Desk
}

// Routes are the room's.
func (m Room) Routes() []web.Route {
	read := func(path string, needs access.Permission, do func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Needs: needs, Handle: do}
	}
	post := func(path string, needs access.Permission, act string, do func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: http.MethodPost, Path: path, Needs: needs, Act: act, Handle: do}
	}
	out := []web.Route{
		read("/cases", access.Read, m.list),
		read("/cases/new", access.Decide, m.fresh),
		read("/cases/small", access.Read, m.small),
		post("/cases", access.Decide, "open-case", m.opened),
		post("/cases/verify", access.Read, "verify-cases", m.verify),
		read("/cases/{id}", access.Read, m.overview),
		read("/cases/{id}/facts", access.Read, m.facts),
		read("/cases/{id}/work", access.Read, m.work),
		read("/cases/{id}/record", access.Read, m.record),
		read("/cases/{id}/documents", access.Read, m.documents),
		read("/cases/{id}/documents/{form}", access.Decide, m.document),
		read("/cases/{id}/persons", access.Read, m.persons),
		read("/cases/{id}/letter", access.Notify, m.letter),
		post("/cases/{id}/letters", access.Notify, "send-letters", m.send),
		read("/cases/{id}/desk", access.Ask, m.desk),
		post("/cases/{id}/desk", access.Ask, "ask-desk", m.ask),
		post("/cases/{id}/evidence", access.Decide, "add-evidence", m.evidence),
		post("/cases/{id}/verify", access.Read, "verify-case", m.verify),
	}
	for _, f := range []struct {
		path  string
		needs access.Permission
		do    func(http.ResponseWriter, *http.Request) error
	}{
		{"/cases/{id}/files/{sum}", access.Decide, m.kept},
		{"/cases/{id}/bundle", access.Decide, m.file("bundle", "zip", "application/zip")},
		{"/cases/{id}/bundle/revealed", access.Reveal, m.file("revealed", "zip", "application/zip")},
		{"/cases/{id}/calendar", access.Read, m.file("calendar", "ics", "text/calendar; charset=utf-8")},
		{"/cases/{id}/events", access.Read, m.file("events", "csv", "text/csv; charset=utf-8")},
		{"/cases/{id}/requests/{request}/letter", access.Decide, m.asking},
	} {
		out = append(out, web.Route{Method: http.MethodGet, Path: f.path, Needs: f.needs, Handle: f.do, Stream: true, Act: "export-case"})
	}
	for _, c := range changes() {
		out = append(out, post("/cases/{id}/"+c.name, c.needs, c.name+"-case", m.sent(c)))
	}
	return out
}

// page is a page of a case on its way to a reader.
type page struct {
	*look.View
	words
	C   *dossier.Case
	Say *dossier.Words
	At  string // the past time that is looked at, as it stands in the address
}

// begin reads the case that a request names, as it stood if it asks so.
func (m Room) begin(r *http.Request, tab string) (*page, error) {
	at := r.URL.Query().Get("at")
	c, err := m.House.Case(r.Context(), r.PathValue("id"), at)
	if err != nil {
		return nil, err
	}
	v := look.Begin(r, look.Page{Title: c.State.ID, Name: said(c.State.Title, 60), Section: look.Cases, Up: &look.Link{Text: web.Of(r.Context()).Lang.Of("事案", "Cases"), Href: "/cases"}})
	p := &page{View: v, words: words{v.Lang}, C: c, Say: dossier.Say(c, string(v.Lang)), At: at}
	v.Note, v.Actions = p.note(), p.actions(tab)
	return p, nil
}

// may tells whether the reader may change the case as it stands before him.
func (p *page) may(what access.Permission) bool { return !p.C.Past && p.Who.May(what) }

// changeable tells whether something can be added: the case is open, and it is not looked at as it was.
func (p *page) changeable() bool { return p.may(access.Decide) && p.C.State.Closed.IsZero() }

// to is the path of a part of the case; a past time goes on with it.
func (p *page) to(part string) string {
	s := "/cases/" + p.C.State.ID + slash(part)
	if p.At != "" {
		s += "?at=" + url.QueryEscape(p.At)
	}
	return s
}

// told says on the next page what was recorded.
func told(w http.ResponseWriter, r *http.Request, to string, d *Done) error {
	text := strings.Join(d.Said, " / ")
	tone := look.Good
	if len(d.Told) > 0 {
		text = strings.Join(d.Told, " / ") + " / " + text
		tone = look.Warn
	}
	text = report.Cut(text, 180)
	look.Say(w, r, tone, text, text)
	http.Redirect(w, r, look.Local(to), http.StatusSeeOther)
	return nil
}

func slash(s string) string {
	if s == "" {
		return ""
	}
	return "/" + s
}

func first(a ...string) string {
	for _, s := range a {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

func hexed(b []byte) string { return hex.EncodeToString(b) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// said is a text of a case for one line of a page.
func said(s string, most int) string { return report.Cut(strings.Join(strings.Fields(s), " "), most) }
