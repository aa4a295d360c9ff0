package gate

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// LongestToken is how long a token may last.
const LongestToken = 366 * 24 * time.Hour

// NewToken makes a token of who asks: it may do no more than he may, for no other sources, and ends at a time. The secret is told once.
func (g *Gate) NewToken(ctx context.Context, by *access.Principal, name string, only []access.Permission, scope access.Scope, ends time.Time) (secret string, t *access.Token, err error) {
	now := g.now()
	switch {
	case !access.Callable(name) && !callableToken(name):
		return "", nil, fault.Errorf(fault.Usage, "make a token: it needs a name of letters, digits, - and _")
	case len(only) == 0:
		return "", nil, fault.Errorf(fault.Usage, "make a token: it is for nothing")
	case !ends.After(now) || ends.After(now.Add(LongestToken)):
		return "", nil, fault.Errorf(fault.Usage, "make a token: it ends within a year")
	}
	for _, p := range only {
		if !slices.Contains(access.Permissions(), p) || !by.May(p) {
			return "", nil, fault.Errorf(fault.Usage, "make a token: it may do no more than who makes it")
		}
	}
	within, ok := by.Scope.Narrow(scope)
	if !ok || !by.Scope.All() && len(scope) > 0 && len(within) < len(scope) {
		return "", nil, fault.Errorf(fault.Usage, "make a token: it reaches no further than who makes it")
	}
	secret = TokenPrefix + access.Secret(32)
	t = &access.Token{ID: strings.ToLower(access.Secret(9)), Hash: hashOf(secret), Account: access.ID(by.User), Name: name, Only: only, Scope: within, Made: now, Ends: ends}
	return secret, t, g.store.AddToken(ctx, t)
}

func callableToken(name string) bool {
	return name != "" && len(name) <= 64 && strings.IndexFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r == '-' || r == '_')
	}) < 0
}

// TokensOf lists the tokens of an account, or of all with "".
func (g *Gate) TokensOf(ctx context.Context, account string) ([]access.Token, error) {
	return g.store.Tokens(ctx, account)
}

// Revoke ends a token of an account, or anybody's with "".
func (g *Gate) Revoke(ctx context.Context, id, account string) error {
	ok, err := g.store.RevokeToken(ctx, id, account, g.now())
	if err == nil && !ok {
		return fault.Errorf(fault.Changed, "revoke a token: there is none such any more")
	}
	return err
}
