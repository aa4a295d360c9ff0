package look

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Cookies of the console that are no session: how somebody wants to see it, and what he is to be told once.
const (
	langCookie  = "lang"
	themeCookie = "theme"
	saidCookie  = "said"
)

// choose sets the language or the theme, and goes back to where the reader was.
func choose(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	if err := r.ParseForm(); err != nil {
		return web.Bad("送信内容を読み取れません。", "The form cannot be read.")
	}
	keep := func(name, value string) {
		http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 400 * 24 * 3600, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode})
	}
	switch l := r.PostForm.Get("lang"); l {
	case "ja", "en":
		keep(langCookie, l)
	}
	switch t := r.PostForm.Get("theme"); t {
	case "light", "dark", "auto":
		keep(themeCookie, t)
	}
	http.Redirect(w, r, Local(r.PostForm.Get("to")), http.StatusSeeOther)
	return nil
}

// Local is a path on this server, "/" for what leads elsewhere.
func Local(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

// theme is what the reader chose: "light", "dark", or "" for what his system says.
func theme(r *http.Request) string {
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return ""
}

// Said is what somebody is told once, on the page that follows a change.
type Said struct {
	Tone Tone
	Text string
}

// Say tells something once, on the next page that is shown: "The source was added." It holds no datum.
func Say(w http.ResponseWriter, r *http.Request, tone Tone, ja, en string) {
	text := web.Of(r.Context()).Lang.Of(ja, en)
	http.SetCookie(w, &http.Cookie{Name: saidCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(string(tone) + "\n" + text)),
		Path: "/", MaxAge: 60, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode})
}

// Back answers a change: it says what was done and goes to a page of this server (303).
func Back(w http.ResponseWriter, r *http.Request, to string, ja, en string) error {
	Say(w, r, Good, ja, en)
	http.Redirect(w, r, Local(to), http.StatusSeeOther)
	return nil
}

// said is what is to be told; it is told once.
func said(w http.ResponseWriter, r *http.Request) *Said {
	c, err := r.Cookie(saidCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(w, &http.Cookie{Name: saidCookie, Path: "/", MaxAge: -1})
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	tone, text, ok := strings.Cut(string(b), "\n")
	if err != nil || !ok || len(text) > 600 {
		return nil
	}
	switch t := Tone(tone); t {
	case Good, Danger, Warn, Accent, Neutral:
		return &Said{t, text}
	}
	return nil
}

// prefs is the route of choose.
func prefs() web.Route {
	return web.Route{Method: http.MethodPost, Path: "/look", Needs: access.Anyone, Scoped: true, Act: "choose-look", Handle: choose}
}

// pressed is the value of an attribute that tells whether a choice is made.
func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}
