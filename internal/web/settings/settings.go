// Package settings is the room of users, roles, tokens, keys, retention and receivers.
package settings

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Users are the accounts. gate.Gate implements this and what follows.
type Users interface {
	Account(ctx context.Context, name string) (*access.Account, error)
	Accounts(ctx context.Context) ([]access.Account, error)
	Add(ctx context.Context, name, password string, roles []access.Role, scope access.Scope, must bool) error
	Change(ctx context.Context, name string, roles []access.Role, scope access.Scope, disabled bool) error
	Reset(ctx context.Context, name, password string, must bool) error
	Unenrol(ctx context.Context, name string) error
	EndSessions(ctx context.Context, account, but string) error
}

// Doors are tokens and sessions.
type Doors interface {
	TokensOf(ctx context.Context, account string) ([]access.Token, error)
	Revoke(ctx context.Context, id, account string) error
	Settings(ctx context.Context) gate.Settings
	Set(ctx context.Context, s gate.Settings) error
}

// Gate is both.
type Gate interface {
	Users
	Doors
}

// Key is a key of the installation: what it is for, how it is known, where it lies.
type Key struct {
	JA, EN       string // what it is for
	ID           string // never the key
	Place        string
	HowJA, HowEN string // how it is replaced
}

// Receiver is where alerts go, as tsutsumi.yaml declares it. Nothing of it is secret.
type Receiver struct{ Name, Type, Least string }

// Retention is how long things are kept, in days; 0 is for ever.
type Retention struct{ Jobs, Audit int }

// Program is what the room wants of the program beside its gate.
type Program interface {
	Sources(ctx context.Context) ([]string, error) // as the inventory names them
	Keys(ctx context.Context) ([]Key, error)
	Receivers(ctx context.Context) ([]Receiver, error)
	// TestReceiver sends an invented alert that says it is a test.
	TestReceiver(ctx context.Context, name string) error
	Retention(ctx context.Context) (Retention, error)
	SetRetention(ctx context.Context, r Retention) error
}

// Room is the room.
type Room struct {
	Gate    Gate
	Program Program
}

// Routes implements web.Room.
func (m Room) Routes() []web.Route {
	manage := func(method, path, act string, do func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: method, Path: path, Needs: access.Manage, Act: act, Handle: do}
	}
	return []web.Route{
		manage(http.MethodGet, "/settings", "", m.users),
		manage(http.MethodPost, "/settings/users", "add-account", m.add),
		manage(http.MethodGet, "/settings/users/{name}", "", m.user),
		manage(http.MethodPost, "/settings/users/{name}", "change-account", m.change),
		manage(http.MethodPost, "/settings/users/{name}/reset", "reset-account", m.reset),
		manage(http.MethodPost, "/settings/users/{name}/second", "clear-second", m.clearSecond),
		manage(http.MethodGet, "/settings/signing-in", "", m.signing),
		manage(http.MethodPost, "/settings/signing-in", "set-sign-in", m.setSigning),
		manage(http.MethodGet, "/settings/tokens", "", m.tokens),
		manage(http.MethodPost, "/settings/tokens/revoke", "revoke-token", m.revoke),
		manage(http.MethodGet, "/settings/keys", "", m.keys),
		manage(http.MethodGet, "/settings/retention", "", m.retention),
		manage(http.MethodPost, "/settings/retention", "set-retention", m.setRetention),
		manage(http.MethodGet, "/settings/receivers", "", m.receivers),
		manage(http.MethodPost, "/settings/receivers/test", "test-receiver", m.test),
	}
}

func begin(r *http.Request) *look.View {
	v := look.Begin(r, look.Page{Section: look.Settings})
	v.Title = v.Of("設定", "Settings")
	return v
}

func parse(r *http.Request) error {
	if r.ParseForm() != nil {
		return web.Bad("フォームを読み取れません。", "The form cannot be read.")
	}
	return nil
}

func (m Room) users(w http.ResponseWriter, r *http.Request) error { return m.usersAgain(w, r, 0, "") }

func (m Room) usersAgain(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	list, err := m.Gate.Accounts(r.Context())
	if err != nil {
		return err
	}
	sources, err := m.Program.Sources(r.Context())
	if err != nil {
		return err
	}
	if status == 0 {
		status = http.StatusOK
	}
	v := begin(r)
	return look.WriteStatus(w, r, status, v, usersPage(v, list, sources, wrong, m.Gate.Settings(r.Context())))
}

// form is what a form says of an account.
func form(r *http.Request) (roles []access.Role, scope access.Scope) {
	for _, x := range r.PostForm["role"] {
		roles = append(roles, access.Role(x))
	}
	if r.PostForm.Get("confine") == "1" {
		scope = access.Scope{}
		for _, s := range r.PostForm["source"] {
			if s != "" {
				scope = append(scope, s)
			}
		}
	}
	return roles, scope
}

// confined tells whether a form confines to sources and names none: an empty scope would be everything.
func confined(r *http.Request, scope access.Scope) error {
	if r.PostForm.Get("confine") == "1" && len(scope) == 0 {
		return errNoSource
	}
	return nil
}

var errNoSource = fault.Errorf(fault.Usage, "confine to sources: none is chosen")

func (m Room) add(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	name := strings.TrimSpace(r.PostForm.Get("name"))
	roles, scope := form(r)
	secret := access.Secret(15)
	if r.PostForm.Get("elsewhere") == "1" {
		secret = ""
	}
	err := confined(r, scope)
	if err == nil {
		err = m.Gate.Add(r.Context(), name, secret, roles, scope, true)
	}
	if err != nil {
		return m.refuse(r, err, func(status int, text string) error { return m.usersAgain(w, r, status, text) })
	}
	web.Of(r.Context()).Object = web.AccountObject + name
	if secret == "" {
		return look.Back(w, r, "/settings", "利用者を追加しました。", "The user is added.")
	}
	v := begin(r)
	v.Up = &look.Link{Text: v.Of("設定", "Settings"), Href: "/settings"}
	return look.Write(w, r, v, passwordMade(v, name, secret, true))
}

// refuse answers what the administrator can do something about with show, and hands the rest back.
func (m Room) refuse(r *http.Request, err error, show func(int, string) error) error {
	l := web.Of(r.Context()).Lang
	switch {
	case errors.Is(err, gate.ErrName):
		return show(http.StatusUnprocessableEntity, l.Of("名前は操作記録に残ります。文字・数字（6桁まで）・空白・. - _ で、64バイト以内にしてください。メールアドレスは使えません。", "The name stays in the audit log: letters, digits (at most 6), spaces, and . - _; at most 64 bytes; no address."))
	case errors.Is(err, gate.ErrLast):
		return show(http.StatusConflict, l.Of("利用者を管理できる人がいなくなるため、変更できません。", "Nobody would be left who may look after users."))
	case errors.Is(err, errNoSource):
		return show(http.StatusUnprocessableEntity, l.Of("データ源を1つ以上選んでください。", "Choose at least one source."))
	case fault.Of(err) == fault.Changed:
		return show(http.StatusConflict, l.Of("その名前は使われているか、ほかで変更されました。", "The name is taken, or somebody else changed it."))
	case fault.Of(err) == fault.Usage:
		return show(http.StatusUnprocessableEntity, l.Of("役割を1つ以上選んでください。", "Choose at least one role."))
	}
	return err
}

// named is the account of the path.
func (m Room) named(r *http.Request) (*access.Account, error) {
	a, err := m.Gate.Account(r.Context(), r.PathValue("name"))
	if err == nil && a == nil {
		err = web.Missing()
	}
	if err != nil {
		return nil, err
	}
	web.Of(r.Context()).Object = web.AccountObject + a.Name
	return a, nil
}

func (m Room) user(w http.ResponseWriter, r *http.Request) error { return m.userAgain(w, r, 0, "") }

func (m Room) userAgain(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	a, err := m.named(r)
	if err != nil {
		return err
	}
	sources, err := m.Program.Sources(r.Context())
	if err != nil {
		return err
	}
	for _, s := range a.Scope { // one that is not in the inventory any more, or not yet
		if !slices.Contains(sources, s) {
			sources = append(sources, s)
		}
	}
	if status == 0 {
		status = http.StatusOK
	}
	v := begin(r)
	v.Name, v.Up = a.Name, &look.Link{Text: v.Of("設定", "Settings"), Href: "/settings"}
	return look.WriteStatus(w, r, status, v, userPage(v, a, sources, wrong))
}

func path(a *access.Account) string { return "/settings/users/" + url.PathEscape(a.Name) }

func (m Room) change(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	a, err := m.named(r)
	if err != nil {
		return err
	}
	roles, scope := form(r)
	if err = confined(r, scope); err == nil {
		err = m.Gate.Change(r.Context(), a.Name, roles, scope, r.PostForm.Get("disabled") == "1")
	}
	if err != nil {
		return m.refuse(r, err, func(status int, text string) error { return m.userAgain(w, r, status, text) })
	}
	return look.Back(w, r, path(a), "変更しました。この利用者のセッションは終了しました。", "The user is changed, and signed out.")
}

func (m Room) reset(w http.ResponseWriter, r *http.Request) error {
	a, err := m.named(r)
	if err != nil {
		return err
	}
	secret := access.Secret(15)
	if err := m.Gate.Reset(r.Context(), a.Name, secret, true); err != nil {
		return err
	}
	v := begin(r)
	v.Name, v.Up = a.Name, &look.Link{Text: v.Of("設定", "Settings"), Href: "/settings"}
	return look.Write(w, r, v, passwordMade(v, a.Name, secret, false))
}

func (m Room) clearSecond(w http.ResponseWriter, r *http.Request) error {
	a, err := m.named(r)
	if err == nil {
		err = m.Gate.Unenrol(r.Context(), a.Name)
	}
	if err == nil {
		err = m.Gate.EndSessions(r.Context(), a.Name, "")
	}
	if err != nil {
		return err
	}
	return look.Back(w, r, path(a), "2段階認証を解除しました。", "The second factor is removed.")
}

func (m Room) signing(w http.ResponseWriter, r *http.Request) error {
	v := begin(r)
	return look.Write(w, r, v, signingPage(v, m.Gate.Settings(r.Context()), ""))
}

func (m Room) setSigning(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	idle, err := strconv.Atoi(r.PostForm.Get("idle"))
	all, err2 := strconv.Atoi(r.PostForm.Get("absolute"))
	s := gate.Settings{Idle: time.Duration(idle) * time.Minute, Absolute: time.Duration(all) * time.Hour, Second: r.PostForm.Get("second") == "1"}
	if err = errors.Join(err, err2); err == nil {
		err = m.Gate.Set(r.Context(), s)
	}
	if err != nil {
		v := begin(r)
		return look.WriteStatus(w, r, http.StatusUnprocessableEntity, v, signingPage(v, s, v.Of("放置は1分から、全体は168時間までです。放置の時間は全体より短くしてください。", "From one minute to 168 hours in all; being left alone is no longer than in all.")))
	}
	return look.Back(w, r, "/settings/signing-in", "サインインの設定を保存しました。", "The settings of signing in are kept.")
}

func (m Room) tokens(w http.ResponseWriter, r *http.Request) error {
	list, err := m.Gate.TokensOf(r.Context(), "")
	if err != nil {
		return err
	}
	v := begin(r)
	return look.Write(w, r, v, tokensPage(v, list))
}

func (m Room) revoke(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	web.Of(r.Context()).Object = r.PostForm.Get("token")
	if err := m.Gate.Revoke(r.Context(), r.PostForm.Get("token"), ""); err != nil {
		return err
	}
	return look.Back(w, r, "/settings/tokens", "トークンを失効させました。", "The token is revoked.")
}

func (m Room) keys(w http.ResponseWriter, r *http.Request) error {
	list, err := m.Program.Keys(r.Context())
	if err != nil {
		return err
	}
	v := begin(r)
	return look.Write(w, r, v, keysPage(v, list))
}

func (m Room) retention(w http.ResponseWriter, r *http.Request) error {
	now, err := m.Program.Retention(r.Context())
	if err != nil {
		return err
	}
	v := begin(r)
	return look.Write(w, r, v, retentionPage(v, now, ""))
}

func (m Room) setRetention(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	var n Retention
	var errs []error
	for name, to := range map[string]*int{"jobs": &n.Jobs, "audit": &n.Audit} {
		days, err := strconv.Atoi(r.PostForm.Get(name))
		if err != nil || days < 0 || days > 36500 || days != 0 && days < 30 {
			errs = append(errs, fault.Errorf(fault.Usage, "keep: %s", name))
		}
		*to = days
	}
	if len(errs) > 0 {
		v := begin(r)
		return look.WriteStatus(w, r, http.StatusUnprocessableEntity, v, retentionPage(v, n, v.Of("30日以上、または期限なしの0にしてください。", "At least 30 days, or 0 for ever.")))
	}
	if err := m.Program.SetRetention(r.Context(), n); err != nil {
		return err
	}
	return look.Back(w, r, "/settings/retention", "保存期間を変更しました。", "The retention is changed.")
}

func (m Room) receivers(w http.ResponseWriter, r *http.Request) error {
	list, err := m.Program.Receivers(r.Context())
	if err != nil {
		return err
	}
	v := begin(r)
	return look.Write(w, r, v, receiversPage(v, list))
}

func (m Room) test(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	name := r.PostForm.Get("name")
	list, err := m.Program.Receivers(r.Context())
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(x Receiver) bool { return x.Name == name }) {
		return web.Missing()
	}
	web.Of(r.Context()).Object = name
	if err := m.Program.TestReceiver(r.Context(), name); err != nil {
		look.Say(w, r, look.Danger, name+" には届きませんでした。接続先と tsutsumi.yaml の設定を確かめてください。", "Nothing arrived at "+name+": look at its address and at tsutsumi.yaml.")
		http.Redirect(w, r, "/settings/receivers", http.StatusSeeOther)
		return nil //nolint:nilerr // it is told
	}
	return look.Back(w, r, "/settings/receivers", name+" に試験の通知を送りました。", "A test was sent to "+name+".")
}
