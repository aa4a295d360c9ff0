// Package login is the room in front of all others: signing in and out, and the first account.
package login

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Gate lets in. gate.Gate implements it.
type Gate interface {
	Exist(ctx context.Context) (bool, error)
	SignIn(w http.ResponseWriter, r *http.Request, name, password string) (second bool, who string, err error)
	Pending(r *http.Request) (*access.Account, error)
	Second(w http.ResponseWriter, r *http.Request, code string) (who string, err error)
	SignOut(w http.ResponseWriter, r *http.Request) error
	GoodSetup(r *http.Request, secret string) (bool, error)
	UseSetup(w http.ResponseWriter, r *http.Request, secret, name, password string) error
}

// Elsewhere signs in by a provider of identities. gate.Foreign implements it.
type Elsewhere interface {
	// Begin answers with the way to the provider.
	Begin(w http.ResponseWriter, r *http.Request, next string) error
	// End takes what the provider brought back, and lets in.
	End(w http.ResponseWriter, r *http.Request) (who, next string, err error)
}

// Room is the room. Elsewhere may be nil; Label is what the button to it says.
type Room struct {
	Gate      Gate
	Elsewhere Elsewhere
	Label     string
}

// Routes implements web.Room.
func (m Room) Routes() []web.Route {
	out := []web.Route{
		{Method: http.MethodGet, Path: "/login", Needs: access.Anyone, Scoped: true, Handle: m.page},
		{Method: http.MethodPost, Path: "/login", Needs: access.Anyone, Scoped: true, Act: "sign-in", Handle: m.signIn},
		{Method: http.MethodGet, Path: "/login/code", Needs: access.Anyone, Scoped: true, Handle: m.codePage},
		{Method: http.MethodPost, Path: "/login/code", Needs: access.Anyone, Scoped: true, Act: "sign-in-code", Handle: m.code},
		{Method: http.MethodPost, Path: "/logout", Needs: access.Anyone, Scoped: true, Act: "sign-out", Handle: m.signOut},
		{Method: http.MethodGet, Path: "/setup", Needs: access.Anyone, Scoped: true, Handle: m.setupPage},
		{Method: http.MethodPost, Path: "/setup", Needs: access.Anyone, Scoped: true, Act: "first-account", Handle: m.setup},
	}
	if m.Elsewhere != nil {
		out = append(out,
			web.Route{Method: http.MethodGet, Path: "/login/elsewhere", Needs: access.Anyone, Scoped: true, Handle: m.leave},
			web.Route{Method: http.MethodGet, Path: "/login/elsewhere/back", Needs: access.Anyone, Scoped: true, Handle: m.back})
	}
	return out
}

// Next is where somebody goes on: a page of ours, whatever was asked for.
func Next(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || len(next) > 2000 {
		return "/"
	}
	for _, p := range []string{"/login", "/logout", "/setup"} {
		if u.Path == p || strings.HasPrefix(u.Path, p+"/") {
			return "/"
		}
	}
	return next
}

func (m Room) page(w http.ResponseWriter, r *http.Request) error {
	next := Next(r.URL.Query().Get("next"))
	if web.Of(r.Context()).Who != nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	there, err := m.Gate.Exist(r.Context())
	if err != nil {
		return err
	}
	v := look.Begin(r, look.Page{Title: title(r)})
	if !there {
		return look.Write(w, r, v, empty(v))
	}
	return look.Write(w, r, v, form(v, m, next, "", ""))
}

func title(r *http.Request) string { return web.Of(r.Context()).Lang.Of("サインイン", "Sign in") }

func (m Room) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return web.Bad("フォームを読み取れません。", "The form cannot be read.")
	}
	next, name := Next(r.PostForm.Get("next")), strings.TrimSpace(r.PostForm.Get("name"))
	second, who, err := m.Gate.SignIn(w, r, name, r.PostForm.Get("password"))
	named(r, who)
	if err != nil {
		status, text := answer(web.Of(r.Context()).Lang, err)
		if status == 0 {
			return err
		}
		v := look.Begin(r, look.Page{Title: title(r)})
		retry(w, err)
		return look.WriteStatus(w, r, status, v, form(v, m, next, name, text))
	}
	if second {
		next = "/login/code?next=" + url.QueryEscape(next)
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// named tells the audit log who it was about: an account's name, never what was typed.
func named(r *http.Request, who string) {
	web.Of(r.Context()).Object = "-"
	if who != "" {
		web.Of(r.Context()).Object = web.AccountObject + who
	}
}

func (m Room) codePage(w http.ResponseWriter, r *http.Request) error {
	a, err := m.Gate.Pending(r)
	if err != nil {
		return err
	}
	if a == nil {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return nil
	}
	v := look.Begin(r, look.Page{Title: title(r)})
	return look.Write(w, r, v, codeForm(v, Next(r.URL.Query().Get("next")), ""))
}

func (m Room) code(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return web.Bad("フォームを読み取れません。", "The form cannot be read.")
	}
	next := Next(r.PostForm.Get("next"))
	who, err := m.Gate.Second(w, r, r.PostForm.Get("code"))
	named(r, who)
	if who == "" && errors.Is(err, gate.ErrWrong) { // the first factor is too long ago
		http.Redirect(w, r, "/login?next="+url.QueryEscape(next), http.StatusSeeOther)
		return nil
	}
	if err != nil {
		status, text := answer(web.Of(r.Context()).Lang, err)
		if status == 0 {
			return err
		}
		v := look.Begin(r, look.Page{Title: title(r)})
		retry(w, err)
		return look.WriteStatus(w, r, status, v, codeForm(v, next, text))
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

func (m Room) signOut(w http.ResponseWriter, r *http.Request) error {
	if who := web.Of(r.Context()).Who; who != nil {
		named(r, who.User)
	}
	if err := m.Gate.SignOut(w, r); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

func (m Room) setupPage(w http.ResponseWriter, r *http.Request) error {
	key := r.URL.Query().Get("key")
	good, err := m.Gate.GoodSetup(r, key)
	if err != nil {
		return err
	}
	v := look.Begin(r, look.Page{Title: v0(r)})
	if !good {
		return look.WriteStatus(w, r, http.StatusGone, v, gone(v))
	}
	return look.Write(w, r, v, setupForm(v, key, "", ""))
}

func v0(r *http.Request) string {
	return web.Of(r.Context()).Lang.Of("最初のアカウント", "The first account")
}

func (m Room) setup(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return web.Bad("フォームを読み取れません。", "The form cannot be read.")
	}
	l := web.Of(r.Context()).Lang
	key, name, password := r.PostForm.Get("key"), strings.TrimSpace(r.PostForm.Get("name")), r.PostForm.Get("password")
	v := look.Begin(r, look.Page{Title: v0(r)})
	if password != r.PostForm.Get("again") {
		return look.WriteStatus(w, r, http.StatusUnprocessableEntity, v, setupForm(v, key, name, l.Of("2つのパスワードが一致しません。", "The two passwords differ.")))
	}
	err := m.Gate.UseSetup(w, r, key, name, password)
	switch {
	case err == nil:
		named(r, name)
		http.Redirect(w, r, "/account", http.StatusSeeOther)
		return nil
	case errors.Is(err, gate.ErrLink):
		return look.WriteStatus(w, r, http.StatusGone, v, gone(v))
	}
	status, text := answer(l, err)
	if status == 0 {
		return err
	}
	retry(w, err)
	return look.WriteStatus(w, r, status, v, setupForm(v, key, name, text))
}

func (m Room) leave(w http.ResponseWriter, r *http.Request) error {
	return m.Elsewhere.Begin(w, r, Next(r.URL.Query().Get("next")))
}

func (m Room) back(w http.ResponseWriter, r *http.Request) error {
	who, next, err := m.Elsewhere.End(w, r)
	named(r, who)
	if err == nil {
		http.Redirect(w, r, Next(next), http.StatusSeeOther)
		return nil
	}
	if fault.Of(err) == fault.Unavailable {
		return err
	}
	v := look.Begin(r, look.Page{Title: title(r)})
	text := v.Of("認証基盤からのサインインは受け付けられませんでした。役割が割り当てられているかを管理者に確かめ、もう一度サインインしてください。",
		"The sign-in by the identity provider was not taken. Ask an administrator whether you have a role, and sign in again.")
	return look.WriteStatus(w, r, http.StatusForbidden, v, form(v, m, "/", "", text))
}

// answer is the status and the words of an error that the person can do something about; 0 if there are none.
func answer(l web.Lang, err error) (status int, text string) {
	var wait *gate.Wait
	switch {
	case errors.Is(err, gate.ErrWrong):
		return http.StatusUnprocessableEntity, l.Of("名前、パスワード、コードのいずれかが違います。", "The name, the password or the code does not fit.")
	case errors.As(err, &wait):
		return http.StatusTooManyRequests, l.Of("試行が多すぎます。", "Too many tries. ") + soon(l, wait)
	case errors.Is(err, gate.ErrWeak):
		return http.StatusUnprocessableEntity, l.Of("パスワードは12文字以上で、名前や推測されやすい語だけでないものにしてください。", "A password has at least 12 characters, and is more than a name and words that are guessed first.")
	case errors.Is(err, gate.ErrName):
		return http.StatusUnprocessableEntity, l.Of("名前は操作記録に残ります。メールアドレスや番号ではなく、64バイト以内の呼び名にしてください。", "The name stays in the audit log: no address and no number, at most 64 bytes.")
	}
	return 0, ""
}

func soon(l web.Lang, w *gate.Wait) string {
	if s := int(w.For.Seconds()) + 1; s < 60 {
		return l.Of(number(s)+"秒後にやり直してください。", "Try again in "+number(s)+" seconds.")
	}
	m := int(w.For.Minutes()) + 1
	return l.Of(number(m)+"分後にやり直してください。", "Try again in "+number(m)+" minutes.")
}
