package cases

import (
	"net/http"
	"net/url"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// againView is a form that is shown again.
type againView struct {
	*look.View
	words
	Form form
	Back string
	Text string
	News []breach.Event
	Say  *dossier.Words
}

func (f *form) file() bool {
	for i := range f.Fields {
		if f.Fields[i].Sort == "file" {
			return true
		}
	}
	return false
}

// again shows a form that could not be recorded, with what was typed and what happened meanwhile; other errors go on.
func (m Room) again(w http.ResponseWriter, r *http.Request, ch change, v url.Values, failed error) error {
	if !fixable(failed) {
		return failed
	}
	c, err := m.House.Case(r.Context(), r.PathValue("id"), "")
	if err != nil {
		return err
	}
	l := web.Of(r.Context()).Lang
	if ch.name == "draft" {
		v.Set("ask", "personal")
	}
	a := &againView{words: words{l}, Form: ch.form(words{l}, c, v).with(v), Back: v.Get("back"), Text: plain(r.Context(), failed), News: meanwhile(c, seenOf(v)), Say: dossier.Say(c, string(l))}
	a.View = look.Begin(r, look.Page{Title: c.State.ID, Name: said(c.State.Title, 60), Section: look.Cases, Up: &look.Link{Text: l.Of("事案に戻る", "Back to the case"), Href: "/cases/" + c.State.ID + slash(ch.tab)}})
	return look.WriteStatus(w, r, web.Status(failed), a.View, againPage(a))
}
