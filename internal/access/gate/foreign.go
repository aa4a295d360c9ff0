package gate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// KeepForeign keeps, in a session of its own, what a provider of identities is to bring back: for ten minutes, and once.
func (g *Gate) KeepForeign(w http.ResponseWriter, r *http.Request, text string) error {
	ctx, err := g.load(r)
	if err != nil {
		return err
	}
	if err := g.sessions.Destroy(ctx); err != nil {
		return err
	}
	g.sessions.Put(ctx, foreignKey, text)
	g.sessions.Put(ctx, untilKey, micros(g.now().Add(10*minute)))
	return g.save(ctx, w)
}

// TakeForeign gives what was kept, and ends that session: it cannot be brought back twice. "" is nothing.
func (g *Gate) TakeForeign(w http.ResponseWriter, r *http.Request) (string, error) {
	ctx, err := g.load(r)
	if err != nil {
		return "", err
	}
	text := g.sessions.GetString(ctx, foreignKey)
	if text == "" || !g.now().Before(instant(g.sessions.GetString(ctx, untilKey))) {
		return "", nil
	}
	if err := g.sessions.Destroy(ctx); err != nil {
		return "", err
	}
	return text, nil
}

// Foreign lets in somebody whom a provider of identities knows under a subject. Who comes for the first time gets the account that was made
// for him without a password under that name, or a new one; roles, if any are told, are those that he has from then on. Without roles an
// account that is there keeps its own, and none is made.
func (g *Gate) Foreign(w http.ResponseWriter, r *http.Request, issuer, subject, name string, roles []access.Role) (who string, err error) {
	ctx := r.Context()
	sum := sha256.Sum256([]byte(issuer + "\x00" + subject))
	key := hex.EncodeToString(sum[:])
	a, err := g.store.AccountOf(ctx, key)
	if err != nil {
		return "", err
	}
	if a == nil {
		if a, err = g.newcomer(ctx, key, name, roles); err != nil {
			return "", err
		}
	}
	if a.Disabled || checkRoles(roles) != nil && len(roles) > 0 {
		return a.Name, ErrWrong
	}
	if len(roles) > 0 {
		err := g.store.ChangeAccount(ctx, a.Name, func(x *access.Account) error { x.Roles = roles; return nil })
		if err != nil {
			return a.Name, err
		}
	}
	c, err := g.load(r)
	if err != nil {
		return a.Name, err
	}
	return a.Name, g.begin(c, w, r, a)
}

func (g *Gate) newcomer(ctx context.Context, key, name string, roles []access.Role) (*access.Account, error) {
	if !access.Callable(name) { // an address, or nothing: the name stays in the audit log
		name = "sso-" + letters(key)
	}
	a, err := g.store.Account(ctx, name)
	if err != nil {
		return nil, err
	}
	if a != nil && a.Password == "" && a.Subject == "" {
		err := g.store.ChangeAccount(ctx, name, func(x *access.Account) error {
			if x.Subject != "" || x.Password != "" {
				return ErrWrong
			}
			x.Subject = key
			return nil
		})
		return a, err
	}
	if len(roles) == 0 {
		return nil, ErrWrong
	}
	if a != nil { // somebody else is called so
		name = "sso-" + letters(key)
	}
	if a, err = g.prepare(ctx, name, "", roles); err != nil {
		return nil, err
	}
	a.Subject = key
	if err := g.store.AddAccount(ctx, a); err != nil {
		return nil, err
	}
	if a, err = g.store.AccountOf(ctx, key); err == nil && a == nil {
		err = fault.Errorf(fault.Unavailable, "add an account: it is not there")
	}
	return a, err
}

// letters are twelve letters of a hash: a name of digits could be a number of somebody.
func letters(hash string) string {
	out := []byte(hash[:12])
	for i, c := range out {
		if c >= '0' && c <= '9' {
			out[i] = c - '0' + 'g'
		}
	}
	return string(out)
}
