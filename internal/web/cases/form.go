package cases

import (
	"context"
	"hash/fnv"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// form is a change of a case as somebody types it: its page shows it, and shows it again with what was typed where it could not be recorded.
type form struct {
	Action string
	Title  string
	Button string
	Fields []field
	Danger bool
}

// field is a field of a form.
type field struct {
	look.Input
	Sort    string // text, area, select, check, checks, hidden, file
	Choices []look.Choice
	key     string // of the form
}

// keyed are the fields, each with what tells its form from others of the page: where it goes, and what it is about.
func (f *form) keyed() []field {
	h := fnv.New32a()
	_, _ = h.Write([]byte(f.Action))
	for i := range f.Fields {
		if x := &f.Fields[i]; x.Sort == "hidden" && x.Name != "seen" {
			_, _ = h.Write([]byte(x.Name + "\n" + x.Value))
		}
	}
	key := strconv.FormatUint(uint64(h.Sum32()), 36)
	out := append([]field(nil), f.Fields...)
	for i := range out {
		out[i].key = key
	}
	return out
}

func (x *field) id() string { return "f-" + x.Name + "-" + x.key }

func (x *field) attrs() templ.Attributes {
	a := templ.Attributes{"id": x.id(), "name": x.Name}
	if x.Hint != "" {
		a["aria-describedby"] = x.id() + "-hint"
	}
	if x.Required {
		a["required"] = true
	}
	if x.Auto != "" {
		a["autocomplete"] = x.Auto
	}
	for k, v := range x.Attrs {
		a[k] = v
	}
	return a
}

// with fills in what was typed.
func (f form) with(typed url.Values) form {
	f.Fields = append([]field(nil), f.Fields...)
	for i := range f.Fields {
		x := &f.Fields[i]
		if x.Sort == "checks" {
			x.Value = strings.Join(typed[x.Name], ",")
		} else if v, ok := typed[x.Name]; ok && x.Name != "seen" {
			x.Value = v[0]
		}
	}
	return f
}

// words make the fields of a form in a language.
type words struct{ lang web.Lang }

func (w words) of(ja, en string) string { return w.lang.Of(ja, en) }

func (w words) text(name, ja, en string, more ...func(*field)) field {
	return w.make("text", name, ja, en, more)
}

func (w words) area(name, ja, en string, more ...func(*field)) field {
	return w.make("area", name, ja, en, more)
}

func (w words) choose(name, ja, en string, choices []look.Choice, more ...func(*field)) field {
	f := w.make("select", name, ja, en, more)
	f.Choices = choices
	return f
}

func (w words) check(name, ja, en string) field { return w.make("check", name, ja, en, nil) }

func (w words) make(sort, name, ja, en string, more []func(*field)) field {
	f := field{Sort: sort, Input: look.Input{Name: name, Label: w.of(ja, en), Auto: "off"}}
	if sort == "area" {
		f.Type = "area"
	}
	for _, m := range more {
		m(&f)
	}
	return f
}

func hidden(name, value string) field {
	return field{Sort: "hidden", Input: look.Input{Name: name, Value: value}}
}

func must(f *field) { f.Required = true }

func value(v string) func(*field) { return func(f *field) { f.Value = v } }

func (w words) hint(ja, en string) func(*field) { return func(f *field) { f.Hint = w.of(ja, en) } }

// moment is a field of a time, as exactly as it is known.
func (w words) moment(name, ja, en string, more ...func(*field)) field {
	return w.text(name, ja, en, append([]func(*field){w.hint("2026-12-04 09:12、2026-12-04、2026-12、2026-12-04ごろ のように、分かる精度で", "as exactly as it is known: 2026-12-04 09:12, 2026-12-04, 2026-12, about 2026-12-04")}, more...)...)
}

func (w words) yesNo() []look.Choice {
	return []look.Choice{{Value: "", Text: w.of("選択してください", "choose")}, {Value: "yes", Text: w.of("はい", "yes")}, {Value: "no", Text: w.of("いいえ", "no")}}
}

func (w words) truths() []look.Choice {
	return []look.Choice{{Value: "", Text: w.of("選択してください", "choose")}, {Value: "yes", Text: w.of("はい", "yes")}, {Value: "suspected", Text: w.of("おそれあり", "suspected")}, {Value: "no", Text: w.of("いいえ", "no")}}
}

// typed reads a form that was sent; a file in it goes on as it comes.
func typed(r *http.Request) (url.Values, error) {
	bad := web.Bad("送信内容を読み取れません。", "The form cannot be read.")
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := r.ParseMultipartForm(1 << 20); err != nil { //nolint:gosec // the router bounds bodies
			return nil, bad
		}
		for _, files := range r.MultipartForm.File {
			for _, f := range files {
				f.Filename = strings.ToValidUTF8(f.Filename, "?") // a name in another charset
			}
		}
	} else if err := r.ParseForm(); err != nil {
		return nil, bad
	}
	for _, values := range r.PostForm {
		for i, s := range values {
			values[i] = strings.ToValidUTF8(s, "?")
		}
	}
	return r.PostForm, nil
}

// seenOf is the number of events that the form's reader saw.
func seenOf(v url.Values) int64 {
	n, err := strconv.ParseInt(v.Get("seen"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// fixable tells whether an error is one that whoever typed can put right.
func fixable(err error) bool {
	status := web.Status(err)
	return fault.Of(err) == fault.Changed || status == http.StatusUnprocessableEntity || status == http.StatusConflict
}

// meanwhile are the events behind those that somebody saw.
func meanwhile(c *dossier.Case, seen int64) []breach.Event {
	if seen <= 0 || seen >= int64(len(c.Events)) {
		return nil
	}
	return c.Events[seen:]
}

// plain is an error in the reader's language.
func plain(ctx context.Context, err error) string {
	l := web.Of(ctx).Lang
	if fault.Of(err) == fault.Changed {
		return l.Of("開いている間に、ほかの利用者がこの事案に記録しました。内容を確認してから、もう一度送信してください。入力した内容は下に残っています。", "Somebody else recorded something in this case while you had it open. Look at it, then send again: what you typed is still below.")
	}
	var e *web.Error
	if as(err, &e) {
		return l.Of(e.JA, e.EN)
	}
	if l == "ja" {
		return "この内容では記録できません。入力を確かめてください。（" + err.Error() + "）"
	}
	return err.Error()
}
