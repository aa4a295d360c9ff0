package gate

import (
	"context"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Account is the account of a name; nil if there is none.
func (g *Gate) Account(ctx context.Context, name string) (*access.Account, error) {
	return g.store.Account(ctx, name)
}

// Accounts lists all by their names.
func (g *Gate) Accounts(ctx context.Context) ([]access.Account, error) { return g.store.Accounts(ctx) }

// Add adds an account. With no password he signs in elsewhere only.
func (g *Gate) Add(ctx context.Context, name, password string, roles []access.Role, scope access.Scope, must bool) error {
	a, err := g.prepare(ctx, name, password, roles)
	if err != nil {
		return err
	}
	a.Scope, a.MustChange = scope, must
	return g.store.AddAccount(ctx, a)
}

func (g *Gate) prepare(ctx context.Context, name, password string, roles []access.Role) (*access.Account, error) {
	if !access.Callable(name) {
		return nil, ErrName
	}
	if err := checkRoles(roles); err != nil {
		return nil, err
	}
	now := g.now()
	a := &access.Account{Name: name, Roles: roles, Made: now, Changed: now}
	if password == "" {
		return a, nil
	}
	if access.Weak(password, name) {
		return nil, ErrWeak
	}
	var err error
	a.Password, err = g.make(ctx, password)
	return a, err
}

// ErrName is the answer to a name that no account may have.
var ErrName = fault.Errorf(fault.Usage, "name an account: letters, digits (at most 6), spaces, and . - _ inside; at most 64 bytes; no address")

func checkRoles(roles []access.Role) error {
	if len(roles) == 0 {
		return fault.Errorf(fault.Usage, "give roles: at least one")
	}
	for _, r := range roles {
		if !r.Known() {
			return fault.Errorf(fault.Usage, "give roles: viewer, analyst, officer, admin")
		}
	}
	return nil
}

// ErrLast is the answer where nobody would be left who can look after accounts.
var ErrLast = fault.Errorf(fault.Changed, "change an account: nobody would be left who may look after accounts")

// Change changes roles, scope and whether he is disabled. Whoever is disabled, or gets other roles, is signed out.
func (g *Gate) Change(ctx context.Context, name string, roles []access.Role, scope access.Scope, disabled bool) error {
	if err := checkRoles(roles); err != nil {
		return err
	}
	if disabled || !slices.Contains(roles, access.Admin) || !scope.All() {
		if err := g.notLast(ctx, name); err != nil {
			return err
		}
	}
	err := g.store.ChangeAccount(ctx, name, func(a *access.Account) error {
		a.Roles, a.Scope, a.Disabled = roles, scope, disabled
		return nil
	})
	if err != nil {
		return err
	}
	return g.store.DropSessions(ctx, name, "")
}

// Disable lets an account in no more, or again.
func (g *Gate) Disable(ctx context.Context, name string, off bool) error {
	if off {
		if err := g.notLast(ctx, name); err != nil {
			return err
		}
	}
	err := g.store.ChangeAccount(ctx, name, func(a *access.Account) error { a.Disabled = off; return nil })
	if err == nil && off {
		err = g.store.DropSessions(ctx, name, "")
	}
	return err
}

// notLast tells whether an account is not the only one that can look after accounts.
func (g *Gate) notLast(ctx context.Context, name string) error {
	all, err := g.store.Accounts(ctx)
	if err != nil {
		return err
	}
	was := false
	for i := range all {
		a := &all[i]
		if a.Disabled || !a.Scope.All() || !slices.Contains(a.Roles, access.Admin) {
			continue
		}
		if a.ID() != access.ID(name) {
			return nil
		}
		was = true
	}
	if was {
		return ErrLast
	}
	return nil
}

// Prefer keeps how somebody wants pages: language and theme, "" for none.
func (g *Gate) Prefer(ctx context.Context, name, lang, theme string) error {
	if !slices.Contains([]string{"", "ja", "en"}, lang) || !slices.Contains([]string{"", "light", "dark"}, theme) {
		return fault.Errorf(fault.Usage, "choose a language or a theme: there is none such")
	}
	return g.store.ChangeAccount(ctx, name, func(a *access.Account) error {
		a.Lang, a.Theme = lang, theme
		return nil
	})
}
