// Package account is the room of one's own account: password, second factor, sessions, tokens, language and theme.
package account

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Person is who somebody is. gate.Gate implements this and what follows.
type Person interface {
	Account(ctx context.Context, name string) (*access.Account, error)
	SetPassword(w http.ResponseWriter, r *http.Request, name, present, password string) error
	Prefer(ctx context.Context, name, lang, theme string) error
	Confirm(ctx context.Context, name, remote, proof string) error
	Settings(ctx context.Context) gate.Settings
}

// Factor is the second factor.
type Factor interface {
	NewSecret(name string) (secret, address string, err error)
	Pack(name, secret string) (string, error)
	Enrol(ctx context.Context, name, packed, code string) ([]string, error)
	Renew(ctx context.Context, name string) ([]string, error)
	Unenrol(ctx context.Context, name string) error
}

// Signed are the sessions.
type Signed interface {
	SessionsOf(ctx context.Context, account string) ([]access.Session, error)
	EndSession(ctx context.Context, account, id string) error
	EndSessions(ctx context.Context, account, but string) error
	Current(r *http.Request) string
}

// Tokens are the tokens.
type Tokens interface {
	NewToken(ctx context.Context, by *access.Principal, name string, only []access.Permission, scope access.Scope, ends time.Time) (string, *access.Token, error)
	TokensOf(ctx context.Context, account string) ([]access.Token, error)
	Revoke(ctx context.Context, id, account string) error
}

// Gate is all of it.
type Gate interface {
	Person
	Factor
	Signed
	Tokens
}

// Room is the room. Sources are those that a token can be confined to; nil for none to choose from.
type Room struct {
	Gate    Gate
	Sources func(context.Context) ([]string, error)
}

// Routes implements web.Room.
func (m Room) Routes() []web.Route {
	own := func(method, path, act string, do func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: method, Path: path, Needs: access.Self, Scoped: true, Act: act, Handle: do}
	}
	return []web.Route{
		own(http.MethodGet, "/account", "", m.page),
		own(http.MethodPost, "/account/password", "set-password", m.password),
		own(http.MethodGet, "/account/second", "", m.second),
		own(http.MethodPost, "/account/second", "enrol-second", m.enrol),
		own(http.MethodPost, "/account/second/codes", "renew-recovery", m.renew),
		own(http.MethodPost, "/account/second/remove", "remove-second", m.remove),
		own(http.MethodPost, "/account/sessions/end", "end-session", m.end),
		own(http.MethodPost, "/account/sessions/others", "end-sessions", m.endOthers),
		own(http.MethodPost, "/account/tokens", "make-token", m.makeToken),
		own(http.MethodPost, "/account/tokens/revoke", "revoke-token", m.revoke),
		own(http.MethodPost, "/account/preference", "choose-preference", m.prefer),
	}
}

// shown is what the page shows.
type shown struct {
	*access.Account
	sessions []access.Session
	current  string
	tokens   []access.Token
	sources  []string
	all      gate.Settings
	wrong    map[string]string // by form
}

// me is the name of whoever asks.
func me(r *http.Request) string { return web.Of(r.Context()).Who.User }

func begin(r *http.Request) *look.View {
	v := look.Begin(r, look.Page{Section: look.Account})
	v.Title, v.Name = v.Of("アカウント", "Account"), me(r)
	return v
}

func (m Room) page(w http.ResponseWriter, r *http.Request) error { return m.again(w, r, 0, "", "") }

// again shows the page; with a status it tells what is wrong with a form of it.
func (m Room) again(w http.ResponseWriter, r *http.Request, status int, form, wrong string) error {
	ctx := r.Context()
	a, err := m.Gate.Account(ctx, me(r))
	if err != nil {
		return err
	}
	if a == nil {
		return web.Missing()
	}
	s := shown{Account: a, current: m.Gate.Current(r), all: m.Gate.Settings(ctx), wrong: map[string]string{form: wrong}}
	if s.sessions, err = m.Gate.SessionsOf(ctx, a.Name); err != nil {
		return err
	}
	if s.tokens, err = m.Gate.TokensOf(ctx, a.Name); err != nil {
		return err
	}
	slices.Reverse(s.tokens)
	if m.Sources != nil {
		if s.sources, err = m.Sources(ctx); err != nil {
			return err
		}
		s.sources = slices.DeleteFunc(s.sources, func(name string) bool { return !a.Scope.Allows(name) })
	}
	if status == 0 {
		status = http.StatusOK
	}
	v := begin(r)
	return look.WriteStatus(w, r, status, v, all(v, &s))
}

// refuse tells what is wrong with a form, if the person can do something about it.
func (m Room) refuse(w http.ResponseWriter, r *http.Request, form string, err error) error {
	l := web.Of(r.Context()).Lang
	var wait *gate.Wait
	switch {
	case errors.As(err, &wait):
		return err
	case errors.Is(err, gate.ErrWrong):
		return m.again(w, r, http.StatusUnprocessableEntity, form, l.Of("現在のパスワードまたはコードが違います。", "The present password or the code does not fit."))
	case errors.Is(err, gate.ErrWeak):
		return m.again(w, r, http.StatusUnprocessableEntity, form, l.Of("12文字以上で、名前や推測されやすい語だけでないものにしてください。", "At least 12 characters, and more than a name and words that are guessed first."))
	case fault.Of(err) == fault.Usage:
		return m.again(w, r, http.StatusUnprocessableEntity, form, l.Of("この内容では受け付けられません。", "This cannot be meant.")+" ("+err.Error()+")")
	}
	return err
}

func parse(r *http.Request) error {
	if r.ParseForm() != nil {
		return web.Bad("フォームを読み取れません。", "The form cannot be read.")
	}
	return nil
}

func (m Room) password(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if r.PostForm.Get("password") != r.PostForm.Get("again") {
		return m.again(w, r, http.StatusUnprocessableEntity, "password", web.Of(r.Context()).Lang.Of("2つのパスワードが一致しません。", "The two passwords differ."))
	}
	if err := m.Gate.SetPassword(w, r, me(r), r.PostForm.Get("present"), r.PostForm.Get("password")); err != nil {
		return m.refuse(w, r, "password", err)
	}
	return look.Back(w, r, "/account", "パスワードを変更し、ほかのセッションを終了しました。", "The password is changed, and all other sessions are ended.")
}

func (m Room) second(w http.ResponseWriter, r *http.Request) error { return m.offer(w, r, 0, "") }

func (m Room) offer(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	secret, address, err := m.Gate.NewSecret(me(r))
	if err != nil {
		return err
	}
	packed, err := m.Gate.Pack(me(r), secret)
	if err != nil {
		return err
	}
	return m.offered(w, r, status, wrong, secret, address, packed)
}

func (m Room) offered(w http.ResponseWriter, r *http.Request, status int, wrong, secret, address, packed string) error {
	code, err := square(address)
	if err != nil {
		return err
	}
	if status == 0 {
		status = http.StatusOK
	}
	v := begin(r)
	v.Title, v.Name = v.Of("2段階認証の設定", "Set up a second factor"), ""
	v.Up = &look.Link{Text: v.Of("アカウント", "Account"), Href: "/account"}
	return look.WriteStatus(w, r, status, v, enrolForm(v, code, secret, packed, wrong))
}

func (m Room) enrol(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	codes, err := m.Gate.Enrol(r.Context(), me(r), r.PostForm.Get("packed"), strings.TrimSpace(r.PostForm.Get("code")))
	if errors.Is(err, gate.ErrWrong) { // a new secret: the device is to be set up again anyway if its clock is right
		return m.offer(w, r, http.StatusUnprocessableEntity, web.Of(r.Context()).Lang.Of("コードが違います。端末の時計を確かめ、新しいQRコードを読み取ってください。", "The code does not fit. Check the device's clock, and scan the new code."))
	}
	if err != nil {
		return m.refuse(w, r, "second", err)
	}
	return m.codes(w, r, codes)
}

// codes shows codes for recovery, once.
func (m Room) codes(w http.ResponseWriter, r *http.Request, codes []string) error {
	v := begin(r)
	v.Title, v.Name = v.Of("回復用コード", "Recovery codes"), ""
	v.Up = &look.Link{Text: v.Of("アカウント", "Account"), Href: "/account"}
	return look.Write(w, r, v, recovery(v, codes))
}

func (m Room) renew(w http.ResponseWriter, r *http.Request) error {
	if err := m.confirmed(r); err != nil {
		return m.refuse(w, r, "second", err)
	}
	codes, err := m.Gate.Renew(r.Context(), me(r))
	if err != nil {
		return m.refuse(w, r, "second", err)
	}
	return m.codes(w, r, codes)
}

func (m Room) remove(w http.ResponseWriter, r *http.Request) error {
	if err := m.confirmed(r); err != nil {
		return m.refuse(w, r, "second", err)
	}
	if err := m.Gate.Unenrol(r.Context(), me(r)); err != nil {
		return err
	}
	return look.Back(w, r, "/account", "2段階認証を解除しました。", "The second factor is removed.")
}

// confirmed asks for a code of the device, or the password, again.
func (m Room) confirmed(r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	return m.Gate.Confirm(r.Context(), me(r), r.RemoteAddr, r.PostForm.Get("proof"))
}

func (m Room) end(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if err := m.Gate.EndSession(r.Context(), me(r), r.PostForm.Get("session")); err != nil {
		if fault.Of(err) == fault.Usage {
			return web.Missing()
		}
		return err
	}
	return look.Back(w, r, "/account", "セッションを終了しました。", "The session is ended.")
}

func (m Room) endOthers(w http.ResponseWriter, r *http.Request) error {
	if err := m.Gate.EndSessions(r.Context(), me(r), m.Gate.Current(r)); err != nil {
		return err
	}
	return look.Back(w, r, "/account", "ほかのセッションをすべて終了しました。", "All other sessions are ended.")
}

func (m Room) prefer(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	lang, theme := r.PostForm.Get("lang"), r.PostForm.Get("theme")
	if err := m.Gate.Prefer(r.Context(), me(r), lang, theme); err != nil {
		return m.refuse(w, r, "preference", err)
	}
	for name, value := range map[string]string{"lang": lang, "theme": theme} { // what a browser was told before would go before it
		c := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 400 * 24 * 3600, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode}
		if value == "" {
			c.MaxAge = -1
		}
		http.SetCookie(w, c)
	}
	return look.Back(w, r, "/account", "表示の設定を保存しました。", "Language and theme are kept.")
}
