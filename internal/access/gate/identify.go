package gate

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
)

// TokenPrefix is what every token begins with, so that one that leaked is recognised.
const TokenPrefix = "tsu_"

// Visitor is who asks.
type Visitor struct {
	*access.Principal
	Account *access.Account
	Session string // access.Session.ID; "" with a token
}

// Via is how he came, for the audit log.
func (v *Visitor) Via() string {
	if v.Session == "" {
		return "token " + v.Token
	}
	return "session"
}

// Identify tells who asks: by the token of the Authorization header where tokens are taken, else by the session's cookie. nil is nobody.
// A session that is in use for long gets a new value on a page, whose cookie is set.
func (g *Gate) Identify(w http.ResponseWriter, r *http.Request, tokens, page bool) (*Visitor, error) {
	if h := r.Header.Get("Authorization"); h != "" {
		secret, ok := strings.CutPrefix(h, "Bearer ")
		if !tokens || !ok {
			return nil, nil
		}
		return g.byToken(r.Context(), secret)
	}
	id := g.current(r)
	if id == "" {
		return nil, nil
	}
	s, err := g.store.Session(r.Context(), id)
	if err != nil || s == nil || s.Account == "" || !g.alive(r.Context(), s) {
		return nil, err
	}
	a, err := g.store.Account(r.Context(), s.Account)
	if err != nil || a == nil || a.Disabled {
		return nil, err
	}
	now := g.now()
	if page && !s.Replaced {
		if err := g.rotate(w, r, now); err != nil {
			return nil, err
		}
	}
	if now.Sub(s.Seen) > minute {
		if err := g.store.TouchSession(r.Context(), id, now); err != nil {
			return nil, err
		}
	}
	return &Visitor{a.Principal(), a, id}, nil
}

const (
	turnedKey = "turned" // when the value was last changed, µs
	turnAfter = time.Hour
)

// rotate gives a session a new value from time to time: one that was copied is worth little.
func (g *Gate) rotate(w http.ResponseWriter, r *http.Request, now time.Time) error {
	ctx, err := g.load(r)
	if err != nil {
		return err
	}
	last := instant(g.sessions.GetString(ctx, turnedKey))
	if last.IsZero() {
		last = instant(g.sessions.GetString(ctx, madeKey))
	}
	if now.Sub(last) < turnAfter {
		return nil
	}
	g.sessions.Put(ctx, turnedKey, micros(now))
	if err := g.sessions.RenewToken(context.WithValue(ctx, rotating{}, true)); err != nil {
		return err
	}
	return g.save(ctx, w)
}

// byToken tells who a token is: its account, as far as the token goes.
func (g *Gate) byToken(ctx context.Context, secret string) (*Visitor, error) {
	if !strings.HasPrefix(secret, TokenPrefix) || len(secret) > 128 {
		return nil, nil
	}
	t, err := g.store.Token(ctx, hashOf(secret))
	now := g.now()
	if err != nil || t == nil || !t.Revoked.IsZero() || !now.Before(t.Ends) {
		return nil, err
	}
	a, err := g.store.Account(ctx, t.Account)
	if err != nil || a == nil || a.Disabled {
		return nil, err
	}
	p := a.Principal()
	var within bool
	if p.Scope, within = a.Scope.Narrow(t.Scope); !within {
		return nil, nil
	}
	p.Token, p.Only = t.Name, t.Only
	if p.Only == nil {
		p.Only = []access.Permission{}
	}
	if day := now.UTC().Format(time.DateOnly); day != t.UsedDay {
		if err := g.store.UseToken(ctx, t.ID, day); err != nil {
			return nil, err
		}
	}
	return &Visitor{p, a, ""}, nil
}
