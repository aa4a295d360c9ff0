package desk

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

//go:embed page.html
var pageFile string

//go:embed page.css
var style string

// policy lets a page do nothing but show itself, in its own style, and send its forms home.
var policy = "default-src 'none'; style-src 'sha256-" + sumOf(style) + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func sumOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

var page = template.Must(template.New("page").Parse(pageFile))

// view is what a page shows.
type view struct {
	Signed, Wrong, Unchecked, Unfit, Failed bool
	Until                                   string
	Answer                                  *Answer

	Lang, Case string
	Style      template.CSS
	Desk       Info
	advice     func() []law.Text
}

// Of is a text in the page's language.
func (v *view) Of(ja, en string) string { return law.Text{JA: ja, EN: en}.Of(v.Lang) }

// Other is the other language.
func (v *view) Other() string { return law.Text{JA: "en", EN: "ja"}.Of(v.Lang) }

// Items are the kinds of an answer as people call them.
func (v *view) Items() (out []string) {
	for _, k := range v.Answer.Kinds {
		i := k.Info()
		out = append(out, law.Text{JA: i.JA, EN: i.EN}.Of(v.Lang))
	}
	return out
}

// Joined is the list of items as it is read out.
func (v *view) Joined() string { return strings.Join(v.Items(), v.Of("、", ", ")) }

// AsOf is as of when the answer is.
func (v *view) AsOf() string { return stamp(v.Answer.AsOf, v.Lang) }

// Unknown is where nobody can tell.
func (v *view) Unknown() (out []string) {
	for _, t := range v.Answer.Unknown {
		out = append(out, t.Of(v.Lang))
	}
	return out
}

// Advice is what can be done.
func (v *view) Advice() (out []string) {
	for _, t := range v.advice() {
		out = append(out, t.Of(v.Lang))
	}
	return out
}

func stamp(t time.Time, lang string) string {
	if lang == "ja" {
		return t.Format("2006年1月2日 15:04")
	}
	return t.Format("2 Jan 2006 15:04")
}

func (s *server) show(w http.ResponseWriter, r *http.Request, status int, v *view) {
	v.Lang, v.Case, v.Desk, v.Style = s.lang(r), s.Case, s.Desk, template.CSS(style) //nolint:gosec // our own file
	v.advice = func() []law.Text {
		if s.Advice == nil || v.Answer == nil {
			return nil
		}
		return s.Advice(v.Answer.Kinds)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.Lang)
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}
