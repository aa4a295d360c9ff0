package gate

import (
	"context"
	"errors"
	"net/http"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// ErrWrong is the answer to a name and a password, or a code, that do not fit: which of them does not is not told.
var ErrWrong = errors.New("name, password or code do not fit")

// SignIn lets in who has name and password, or asks for the second factor. Where it errs, nothing is known of the name: ErrWrong, *Wait, or
// a fault. who is the account's name if there is one of that name, for the audit log.
func (g *Gate) SignIn(w http.ResponseWriter, r *http.Request, name, password string) (second bool, who string, err error) {
	ctx, address := r.Context(), Address(r.RemoteAddr)
	if len(name) > 256 {
		name = name[:256]
	}
	if err := g.tries.may(name, address); err != nil {
		return false, "", err
	}
	a, err := g.store.Account(ctx, name)
	if err != nil {
		return false, "", err
	}
	text := g.nobody
	if a != nil {
		who = a.Name
		if a.Password != "" {
			text = a.Password
		}
	}
	right, err := g.check(ctx, password, text)
	if err != nil {
		return false, who, err
	}
	if !right || a == nil || a.Disabled || text == g.nobody {
		g.tries.wrong(name, address)
		return false, who, ErrWrong
	}
	if access.Outdated(a.Password, g.hash) {
		if text, err := g.make(ctx, password); err == nil {
			_ = g.store.ChangeAccount(ctx, a.Name, func(x *access.Account) error {
				if x.Password == a.Password {
					x.Password = text
				}
				return nil
			})
		}
	}
	if ctx, err = g.load(r); err != nil {
		return false, who, err
	}
	if len(a.TOTP) > 0 {
		return true, who, g.pend(ctx, w, a)
	}
	g.tries.right(name)
	return false, who, g.begin(ctx, w, r, a)
}

// pend begins a session in which only the second factor can be given.
func (g *Gate) pend(ctx context.Context, w http.ResponseWriter, a *access.Account) error {
	if err := g.sessions.Destroy(ctx); err != nil {
		return err
	}
	g.sessions.Put(ctx, pendingKey, a.ID())
	g.sessions.Put(ctx, untilKey, micros(g.now().Add(5*minute)))
	return g.save(ctx, w)
}

// Pending tells whose second factor a request's session waits for; nil if for none.
func (g *Gate) Pending(r *http.Request) (*access.Account, error) {
	ctx, err := g.load(r)
	if err != nil {
		return nil, err
	}
	id := g.sessions.GetString(ctx, pendingKey)
	if id == "" || !g.now().Before(instant(g.sessions.GetString(ctx, untilKey))) {
		return nil, nil
	}
	a, err := g.store.Account(r.Context(), id)
	if err != nil || a == nil || a.Disabled {
		return nil, err
	}
	return a, nil
}

// Second lets in who has the second factor too: a code of his device, or one for recovery.
func (g *Gate) Second(w http.ResponseWriter, r *http.Request, code string) (who string, err error) {
	a, err := g.Pending(r)
	if err != nil {
		return "", err
	}
	if a == nil {
		return "", ErrWrong
	}
	address := Address(r.RemoteAddr)
	if err := g.tries.may(a.Name, address); err != nil {
		return a.Name, err
	}
	if err := g.useCode(r.Context(), a.Name, code); err != nil {
		if errors.Is(err, ErrWrong) {
			g.tries.wrong(a.Name, address)
		}
		return a.Name, err
	}
	ctx, err := g.load(r)
	if err != nil {
		return a.Name, err
	}
	g.tries.right(a.Name)
	return a.Name, g.begin(ctx, w, r, a)
}

// Enter lets in somebody whom a provider of identities told, who is the account a.
func (g *Gate) Enter(w http.ResponseWriter, r *http.Request, a *access.Account) error {
	ctx, err := g.load(r)
	if err != nil {
		return err
	}
	if a.Disabled {
		return ErrWrong
	}
	return g.begin(ctx, w, r, a)
}

// SetPassword changes an account's password, the present one given, and ends his other sessions.
func (g *Gate) SetPassword(w http.ResponseWriter, r *http.Request, name, present, password string) error {
	ctx, address := r.Context(), Address(r.RemoteAddr)
	if err := g.tries.may(name, address); err != nil {
		return err
	}
	a, err := g.store.Account(ctx, name)
	if err != nil {
		return err
	}
	if a == nil {
		return ErrWrong
	}
	right, err := g.check(ctx, present, a.Password)
	if err != nil {
		return err
	}
	if !right {
		g.tries.wrong(name, address)
		return ErrWrong
	}
	if present == password {
		return fault.Errorf(fault.Usage, "set a password: it is the one before")
	}
	if err := g.Reset(ctx, name, password, false); err != nil {
		return err
	}
	if ctx, err = g.load(r); err != nil {
		return err
	}
	return g.begin(ctx, w, r, a) // Reset ended all
}

// Reset sets an account's password, which he has to change if must is set, and ends all his sessions.
func (g *Gate) Reset(ctx context.Context, name, password string, must bool) error {
	if access.Weak(password, name) {
		return ErrWeak
	}
	text, err := g.make(ctx, password)
	if err != nil {
		return err
	}
	err = g.store.ChangeAccount(ctx, name, func(a *access.Account) error {
		a.Password, a.MustChange, a.Changed = text, must, g.now()
		return nil
	})
	if err != nil {
		return err
	}
	return g.store.DropSessions(ctx, name, "")
}

// ErrWeak is the answer to a password that is too short, or guessed first.
var ErrWeak = fault.Errorf(fault.Usage, "set a password: at least %d characters, and none of those that are guessed first", access.MinPassword)
