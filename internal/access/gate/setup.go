package gate

import (
	"context"
	"net/http"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// SetupFor is how long a setup link is good.
const SetupFor = 24 * time.Hour

// SetupKey makes the secret of a setup link, by which the first account is made; "" if there is an account. One made before ends.
func (g *Gate) SetupKey(ctx context.Context) (string, error) {
	there, err := g.Exist(ctx)
	if err != nil || there {
		return "", err
	}
	secret := access.Secret(24)
	now := g.now()
	return secret, g.store.PutSetup(ctx, hashOf(secret), now, now.Add(SetupFor))
}

// GoodSetup tells whether a link may be used.
func (g *Gate) GoodSetup(r *http.Request, secret string) (bool, error) {
	if err := g.tries.may("setup", Address(r.RemoteAddr)); err != nil {
		return false, err
	}
	good, err := g.store.GoodSetup(r.Context(), hashOf(secret), g.now())
	if err != nil || !good {
		return false, err
	}
	there, err := g.Exist(r.Context())
	return !there, err
}

// UseSetup makes the first account, with all roles, and signs it in.
func (g *Gate) UseSetup(w http.ResponseWriter, r *http.Request, secret, name, password string) error {
	good, err := g.GoodSetup(r, secret)
	if err != nil {
		return err
	}
	if !good {
		return ErrLink
	}
	if password == "" {
		return ErrWeak
	}
	a, err := g.prepare(r.Context(), name, password, access.All())
	if err != nil {
		return err
	}
	used, err := g.store.UseSetup(r.Context(), hashOf(secret), g.now(), a)
	if err != nil {
		return err
	}
	if !used {
		return ErrLink
	}
	ctx, err := g.load(r)
	if err != nil {
		return err
	}
	return g.begin(ctx, w, r, a)
}

// ErrLink is the answer to a setup link that was used, or is too old.
var ErrLink = fault.Errorf(fault.Usage, "use a setup link: it was used, or is too old; start again for a new one")
