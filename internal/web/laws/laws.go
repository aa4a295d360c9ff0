// Package laws is the room of what laws ask: the rules in force, the facts by which they are decided, and a calculator that tells by when
// a duty would be due. It stores nothing: what is typed stands in the address.
package laws

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/calendar"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/statute"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Room is the room of laws.
type Room struct{}

// Routes are the room's.
func (m Room) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/laws", Needs: access.View, Scoped: true, Handle: m.list},
		{Method: http.MethodGet, Path: "/laws/{rule}", Needs: access.View, Scoped: true, Handle: m.rule},
	}
}

// listing is the rules on their way to a reader.
type listing struct {
	*look.View
	Rules   []*law.Rule
	Country string // the country that is looked at; "" all
	All     []string
}

func (m Room) list(w http.ResponseWriter, r *http.Request) error {
	b, err := book.Open()
	if err != nil {
		return err
	}
	l := web.Of(r.Context()).Lang
	v := &listing{View: look.Begin(r, look.Page{Title: l.Of("法令と期限", "Laws and dates"), Section: look.Cases, Up: &look.Link{Text: l.Of("事案", "Cases"), Href: "/cases"}}), Country: r.URL.Query().Get("country")}
	for _, x := range b.On(v.Now) {
		if !slices.Contains(v.All, x.Jurisdiction) {
			v.All = append(v.All, x.Jurisdiction)
		}
		if v.Country == "" || v.Country == x.Jurisdiction {
			v.Rules = append(v.Rules, x)
		}
	}
	return look.Write(w, r, v.View, listPage(v))
}

// rulePage is a rule, and what it would ask by when.
type rulePage struct {
	*look.View
	Rule   *law.Rule
	Facts  []*law.Fact       // that it asks, without when it became known
	Typed  map[string]string // by their names
	Known  string
	Wrong  string
	Answer *statute.DueLine // nil: nothing was asked
	Left   string
}

func (m Room) rule(w http.ResponseWriter, r *http.Request) error {
	b, err := book.Open()
	if err != nil {
		return err
	}
	l := web.Of(r.Context()).Lang
	p := &rulePage{Typed: map[string]string{}, Known: r.URL.Query().Get("known")}
	p.View = look.Begin(r, look.Page{Section: look.Cases, Up: &look.Link{Text: l.Of("法令と期限", "Laws and dates"), Href: "/laws"}})
	if p.Rule = b.Rule(strings.ToLower(r.PathValue("rule")), p.Now); p.Rule == nil {
		return web.Missing()
	}
	p.Title, p.Name = p.Rule.Title.Of(string(l)), Where(l, p.Rule.Jurisdiction)
	for _, name := range p.Rule.Facts() {
		if f := b.Fact(name); f != nil && f.Name != law.Known && !slices.Contains(p.Facts, f) {
			p.Facts = append(p.Facts, f)
			if s := strings.Join(r.URL.Query()["fact."+f.Name], ","); s != "" {
				p.Typed[f.Name] = s
			}
		}
	}
	if p.Known != "" {
		p.reckon(b)
	}
	return look.Write(w, r, p.View, ruleBody(p))
}

// reckon answers what was typed.
func (p *rulePage) reckon(b *book.Book) {
	zone := p.Now.Location()
	if z := p.Rule.Clocks[0].Zone; z != "" {
		if loc, err := time.LoadLocation(z); err == nil {
			zone = loc
		}
	}
	known, ok := law.ParseDay(p.Known, zone)
	if !ok {
		at, err := law.ParseTime(p.Known, p.Now.Location())
		if err != nil {
			p.Wrong = p.Of("日時を読み取れません。例：2026-12-04、2026-12-04 09:12", "Not a time. Such as 2026-12-04, 2026-12-04 09:12")
			return
		}
		known = at.In(zone)
	}
	values := law.Facts{law.Known: law.Value{At: known}}
	for _, f := range p.Facts {
		if s := p.Typed[f.Name]; s != "" {
			v, err := f.Parse(s, zone)
			if err != nil {
				p.Wrong = f.Question.Of(string(p.Lang)) + p.Of("：読み取れません。", ": cannot be read.")
				return
			}
			values[f.Name] = v
		}
	}
	rule := b.Rule(p.Rule.ID, known)
	if rule == nil {
		p.Wrong = p.Of("その日には、この規定は施行されていません。", "The rule is not in force on that day.")
		return
	}
	a := rule.Apply(values, calendar.All{}, p.Now)
	line := statute.Answer(string(p.Lang), b, &a, known)
	p.Answer = &line
	due := a.Due
	if due == nil {
		due = a.If
	}
	switch {
	case due == nil:
		p.Left = p.Of("期限はまだ計算できません", "by when cannot be told yet")
	case due.AtOnce:
		p.Left = p.Of("速やかに", "without delay")
	default:
		p.Left = look.Left(p.Lang, due.At, p.Now)
	}
}

// Where is whose law it is.
func Where(l web.Lang, of string) string {
	if of == "card" || of == "CARD" {
		return l.Of("カードブランド", "Card brands")
	}
	return country.Name(of, string(l))
}

// truths are the answers to a question that is answered by yes or no.
func (p *rulePage) truths() []look.Choice {
	return []look.Choice{{Value: "", Text: look.Unknown(p.Lang)}, {Value: "yes", Text: p.Of("はい", "yes")}, {Value: "suspected", Text: p.Of("おそれあり", "suspected")}, {Value: "no", Text: p.Of("いいえ", "no")}}
}

// words are the values of a set.
func (p *rulePage) words(f *law.Fact) []look.Choice {
	out := []look.Choice{{Value: "", Text: look.Unknown(p.Lang)}}
	for _, x := range f.Words {
		out = append(out, look.Choice{Value: x.Name, Text: x.Text.Of(string(p.Lang))})
	}
	return out
}

func (p *rulePage) label(name string) string {
	for _, f := range p.Facts {
		if f.Name == name {
			return f.Question.Of(string(p.Lang))
		}
	}
	return name
}

// words chooses the text of the reader's language.
func (v *listing) words(ja, en string) string { return v.Lang.Of(ja, en) }

func (v *listing) tabs() []look.Tab {
	out := []look.Tab{{Text: v.words("すべて", "All"), Href: "/laws", On: v.Country == ""}}
	for _, c := range v.All {
		out = append(out, look.Tab{Text: Where(v.Lang, c), Href: "/laws?country=" + c, On: v.Country == c})
	}
	return out
}
