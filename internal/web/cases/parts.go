package cases

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/desk"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func (m Room) facts(w http.ResponseWriter, r *http.Request) error {
	p, err := m.begin(r, "facts")
	if err != nil {
		return err
	}
	return look.Write(w, r, p.View, factsPage(p, r.URL.Query().Get("fact")))
}

func (m Room) work(w http.ResponseWriter, r *http.Request) error {
	p, err := m.begin(r, "work")
	if err != nil {
		return err
	}
	var open []string
	if !p.C.Past && p.C.State.Closed.IsZero() {
		if open, err = m.House.Open(r.Context(), p.C.State.ID); err != nil {
			return err
		}
	}
	return look.Write(w, r, p.View, workPage(p, open))
}

func (m Room) record(w http.ResponseWriter, r *http.Request) error {
	p, err := m.begin(r, "record")
	if err != nil {
		return err
	}
	return look.Write(w, r, p.View, recordPage(p, nil))
}

// verify checks the chain of a case, or of all, and shows what was found.
func (m Room) verify(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	rep, err := m.House.Verify(r.Context(), id)
	if err != nil {
		return err
	}
	if id == "" {
		l := web.Of(r.Context()).Lang
		v := look.Begin(r, look.Page{Title: l.Of("記録の検証", "Verification"), Section: look.Cases, Up: &look.Link{Text: l.Of("事案", "Cases"), Href: "/cases"}})
		return look.Write(w, r, v, verified(words{l}, rep))
	}
	p, err := m.begin(r, "record")
	if err != nil { // damaged: what was found is all there is to show
		l := web.Of(r.Context()).Lang
		v := look.Begin(r, look.Page{Title: id, Section: look.Cases, Up: &look.Link{Text: l.Of("事案", "Cases"), Href: "/cases"}})
		return look.Write(w, r, v, verified(words{l}, rep))
	}
	p.Path = "/cases/" + id + "/record" // where a change of language comes back to
	return look.Write(w, r, p.View, recordPage(p, rep))
}

// paperPage is the list of documents.
func (m Room) documents(w http.ResponseWriter, r *http.Request) error {
	p, err := m.begin(r, "documents")
	if err != nil {
		return err
	}
	all := r.URL.Query().Get("all") != ""
	list, err := m.Papers.Papers(r.Context(), p.C.State.ID, all)
	if err != nil {
		return err
	}
	return look.Write(w, r, p.View, papersPage(p, list, all))
}

// document is a form as it would be now, its versions, and what changed between two of them.
func (m Room) document(w http.ResponseWriter, r *http.Request) error {
	p, err := m.begin(r, "documents")
	if err != nil {
		return err
	}
	name := r.PathValue("form")
	doc, previous, err := m.Papers.Preview(r.Context(), p.C.State.ID, name)
	if err != nil {
		return err
	}
	p.Title = doc.Title
	p.Name, p.Up = "", &look.Link{Text: p.C.State.ID + p.of(" の文書", ": documents"), Href: p.to("documents")}
	x := &formPage{page: p, Form: name, Doc: doc, Previous: previous, Entries: legal.Entries(doc)}
	x.versions(number(r.URL.Query().Get("a")), number(r.URL.Query().Get("b")))
	return look.Write(w, r, p.View, documentPage(x))
}

// formPage is a form on its way to a reader.
type formPage struct {
	*page
	Form     string
	Doc      *paper.Document
	Previous *legal.Previous
	Entries  []legal.Entry
	Versions []breach.Source[breach.Drafted] // the newest first
	A, B     int                             // that are compared; 0: nothing is
	Changed  []changed
}

// changed is an entry that two versions have differently.
type changed struct{ ID, Name, Was, Is string }

// versions are the drafts of the form, and what changed from a to b; by default between the last two of a language.
func (x *formPage) versions(a, b int) {
	for i := len(x.C.State.Drafts) - 1; i >= 0; i-- {
		if d := x.C.State.Drafts[i]; d.Body.Document == x.Form {
			x.Versions = append(x.Versions, d)
		}
	}
	if b == 0 && len(x.Versions) > 1 {
		b = x.Versions[0].Body.Version
		for _, d := range x.Versions[1:] {
			if d.Body.Lang == x.Versions[0].Body.Lang {
				a = d.Body.Version
				break
			}
		}
	}
	was, is := x.fields(a), x.fields(b)
	if was == nil || is == nil {
		return
	}
	x.A, x.B = a, b
	for _, e := range x.Entries {
		if was[e.ID] != is[e.ID] {
			x.Changed = append(x.Changed, changed{e.ID, strings.TrimSpace(e.No + " " + e.Name), was[e.ID], is[e.ID]})
		}
	}
}

func (x *formPage) fields(version int) map[string]string {
	for _, d := range x.Versions {
		if d.Body.Version == version {
			for _, f := range d.Body.Files {
				if f.Fields != nil {
					return f.Fields
				}
			}
		}
	}
	return nil
}

// diff are the lines of what changed.
func (x *formPage) diff() (out []look.DiffLine) {
	for _, c := range x.Changed {
		out = append(out, look.DiffLine{Kind: " ", Text: "■ " + c.Name})
		for _, s := range []struct{ kind, text string }{{"-", c.Was}, {"+", c.Is}} {
			text := s.text
			if text == "" {
				text = paper.UnderInvestigation(string(x.Lang))
			}
			for l := range strings.SplitSeq(text, "\n") {
				out = append(out, look.DiffLine{Kind: s.kind, Text: l})
			}
		}
	}
	return out
}

func (m Room) persons(w http.ResponseWriter, r *http.Request) error {
	p, err := m.begin(r, "persons")
	if err != nil {
		return err
	}
	post, err := m.Letters.Post(r.Context(), p.C.State.ID)
	if err != nil {
		return err
	}
	return look.Write(w, r, p.View, personsPage(p, post))
}

// letter is what a letter says, to an invented person.
func (m Room) letter(w http.ResponseWriter, r *http.Request) error {
	p, err := m.begin(r, "persons")
	if err != nil {
		return err
	}
	lang := first(r.URL.Query().Get("lang"), string(p.Lang))
	if lang != "ja" && lang != "en" {
		return web.Bad("言語は ja・en のいずれかです。", "The language is ja or en.")
	}
	subject, text, err := m.Letters.Sample(r.Context(), p.C.State.ID, lang)
	if err != nil {
		return err
	}
	return look.Write(w, r, p.View, letterPage(p, lang, subject, text))
}

func (m Room) send(w http.ResponseWriter, r *http.Request) error {
	v, err := typed(r)
	if err != nil {
		return err
	}
	job, err := m.Letters.Send(r.Context(), r.PathValue("id"), v.Get("recipients"), first(v.Get("lang"), "ja"))
	if err != nil {
		return err
	}
	return look.Back(w, r, "/jobs/"+job.ID, "送信を開始しました。", "Sending has begun.")
}

func (m Room) desk(w http.ResponseWriter, r *http.Request) error {
	p, err := m.begin(r, "desk")
	if err != nil {
		return err
	}
	return look.Write(w, r, p.View, deskPage(p, nil, nil, ""))
}

// ask answers who calls. The value comes in the body of a POST, and goes nowhere else.
func (m Room) ask(w http.ResponseWriter, r *http.Request) error {
	v, err := typed(r)
	if err != nil {
		return err
	}
	value := []byte(v.Get("value"))
	delete(r.PostForm, "value")
	ans, advice, err := m.Desk.Ask(r.Context(), r.PathValue("id"), value)
	wrong := ""
	if err != nil {
		if s := web.Status(err); s != http.StatusUnprocessableEntity && s != http.StatusServiceUnavailable {
			return err
		}
		wrong = plain(r.Context(), err)
	}
	p, err := m.begin(r, "desk")
	if err != nil {
		return err
	}
	p.Path = "/cases/" + p.C.State.ID + "/desk"
	return look.Write(w, r, p.View, deskPage(p, ans, advice, wrong))
}

// answered says what the desk answers, and how it is coloured.
func (p *page) answered(a *desk.Answer) (look.Tone, string, string) {
	switch a.Verdict {
	case desk.Affected:
		return look.Danger, p.of("対象者です", "Affected"), ""
	case desk.Several:
		return look.Warn, p.of("この値を持つ対象者が複数います", "Several affected persons have this value"), p.of("会員番号又は登録のメールアドレスを伺ってください。", "Ask for the customer number or the registered e-mail address.")
	case desk.NotKnown:
		return look.Neutral, p.of(p.Say.Time(a.AsOf)+" 時点で判明している対象者の中にはいません", "Not among those known to be affected as of "+p.Say.Time(a.AsOf)), p.of("「漏えいしていません」とは言わないでください。調査は続いており、今後判明することがあります。", "Do not say that nothing leaked: the investigation goes on.")
	}
	return look.Neutral, p.of("該当する値が見つかりません", "Nobody has this value"), p.of("入力の誤りか、登録時と異なる値の可能性があります。見つからないことは、対象でないことを意味しません。", "It may be misspelt, or not the one that was registered. That nothing is found does not mean that the person is not affected.")
}

// file writes a file of a case. What cannot be made is an answer, not half a file.
func (m Room) file(sort, end, media string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if sort == "revealed" && !web.Of(r.Context()).Who.May(access.Decide) {
			return web.Missing()
		}
		var out bytes.Buffer
		id := r.PathValue("id")
		if err := m.Papers.Write(r.Context(), id, File{Sort: sort}, &out); err != nil {
			return err
		}
		attach(w, media, id+"."+end)
		_, err := w.Write(out.Bytes())
		return err
	}
}

// kept writes a file of a version.
func (m Room) kept(w http.ResponseWriter, r *http.Request) error {
	c, err := m.House.Case(r.Context(), r.PathValue("id"), "")
	if err != nil {
		return err
	}
	sum := r.PathValue("sum")
	for i := range c.State.Drafts {
		for _, f := range c.State.Drafts[i].Body.Files {
			if f.SHA256 != sum {
				continue
			}
			var out bytes.Buffer
			if err := m.Papers.Write(r.Context(), c.State.ID, File{Sort: "kept", Name: sum}, &out); err != nil {
				return err
			}
			attach(w, "application/octet-stream", c.State.ID+"-"+safeName(f.Name))
			_, err := w.Write(out.Bytes())
			return err
		}
	}
	return web.Missing()
}

// safeName is a file's name fit for a header.
func safeName(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '.' || c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
			return c
		}
		return '_'
	}, s)
}

// asking writes a request as a letter.
func (m Room) asking(w http.ResponseWriter, r *http.Request) error {
	var out bytes.Buffer
	q := r.PathValue("request")
	if err := m.Papers.Write(r.Context(), r.PathValue("id"), File{Sort: "request", Name: q + "." + r.URL.Query().Get("role")}, &out); err != nil {
		return err
	}
	attach(w, "application/pdf", r.PathValue("id")+"-"+safeName(q)+".pdf")
	_, err := w.Write(out.Bytes())
	return err
}

// openFacts are the facts that can be stated and of which nothing was asserted yet.
func (p *page) openFacts() (out []look.Choice) {
	for _, n := range dossier.FactNames() {
		if len(p.C.State.Facts[n]) == 0 {
			out = append(out, look.Choice{Value: n, Text: p.Say.Label(n)})
		}
	}
	return out
}

// costs add up by currency.
func (p *page) costs() (out []sum) {
	at := map[string]int{}
	for i := range p.C.State.Costs {
		c := &p.C.State.Costs[i].Body
		k, ok := at[c.Currency]
		if !ok {
			k = len(out)
			at[c.Currency] = k
			out = append(out, sum{Currency: c.Currency})
		}
		if c.Planned {
			out[k].Coming += c.Amount
		} else {
			out[k].Spent += c.Amount
		}
	}
	return out
}

type sum struct {
	Currency      string
	Spent, Coming int64
}

func textOf(p *page, ts []law.Text) (out []string) {
	for _, t := range ts {
		out = append(out, p.Say.Text(t))
	}
	return out
}
