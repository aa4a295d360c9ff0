// Package gate lets people and programs in: passwords, second factors, sessions, tokens, and the first account.
//
// A Gate knows who asks (Identify) and lets sign in (SignIn, Second). It keeps nothing in clear that lets somebody in: of cookies, tokens,
// setup links and recovery codes there are hashes, the secret of a second factor is sealed. What is tried too often is put off, never for
// ever; a name that is not there takes as long, and is answered alike.
package gate

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Accounts keeps accounts. See store.Store.
type Accounts interface {
	Account(ctx context.Context, name string) (*access.Account, error)
	AccountOf(ctx context.Context, subject string) (*access.Account, error)
	Accounts(ctx context.Context) ([]access.Account, error)
	AccountCount(ctx context.Context) (int64, error)
	AddAccount(ctx context.Context, a *access.Account) error
	ChangeAccount(ctx context.Context, name string, f func(*access.Account) error) error
}

// Sessions keeps sessions.
type Sessions interface {
	Session(ctx context.Context, id string) (*access.Session, error)
	Sessions(ctx context.Context, account string, now time.Time) ([]access.Session, error)
	PutSession(ctx context.Context, s *access.Session) error
	TouchSession(ctx context.Context, id string, now time.Time) error
	DropSession(ctx context.Context, id string) error
	DropSessions(ctx context.Context, account, but string) error
	SweepSessions(ctx context.Context, now time.Time) error
}

// Tokens keeps tokens.
type Tokens interface {
	Token(ctx context.Context, hash [32]byte) (*access.Token, error)
	Tokens(ctx context.Context, account string) ([]access.Token, error)
	AddToken(ctx context.Context, t *access.Token) error
	UseToken(ctx context.Context, id, day string) error
	RevokeToken(ctx context.Context, id, account string, now time.Time) (bool, error)
}

// Setup keeps the link for the first account, and settings.
type Setup interface {
	PutSetup(ctx context.Context, hash [32]byte, now, ends time.Time) error
	GoodSetup(ctx context.Context, hash [32]byte, now time.Time) (bool, error)
	UseSetup(ctx context.Context, hash [32]byte, now time.Time, a *access.Account) (bool, error)
	Setting(ctx context.Context, name string) (string, error)
	KeepSetting(ctx context.Context, name, value string) error
}

// Store is all that a gate keeps. store.Store implements it.
type Store interface {
	Accounts
	Sessions
	Tokens
	Setup
}

// Options are what a gate is made of.
type Options struct {
	Store Store
	// Seal seals secrets of second factors (config.Secrets.Seal("totp")).
	Seal cipher.AEAD
	Now  func() time.Time
	// Hash are the parameters for new passwords; access.Standard if zero.
	Hash access.Params
	// AtOnce is how many passwords are checked at the same time, each taking Hash.Memory; 2 if 0.
	AtOnce int
}

// Gate lets in. It is safe for use by several goroutines.
type Gate struct {
	store    Store
	seal     cipher.AEAD
	now      func() time.Time
	hash     access.Params
	nobody   string // a password's text that fits nothing, as long to check as any
	turns    chan struct{}
	sessions *scs.SessionManager
	tries    *tries
	settings settingsCache
}

// New makes a gate.
func New(o Options) (*Gate, error) {
	if o.Hash == (access.Params{}) {
		o.Hash = access.Standard
	}
	if o.AtOnce <= 0 {
		o.AtOnce = 2
	}
	g := &Gate{store: o.Store, seal: o.Seal, now: o.Now, hash: o.Hash, turns: make(chan struct{}, o.AtOnce), tries: newTries(o.Now)}
	var err error
	if g.nobody, err = access.Hash(access.Secret(24), o.Hash, rand.Reader); err != nil {
		return nil, err
	}
	g.sessions = g.newSessions(false)
	return g, nil
}

// Exist tells whether there is any account.
func (g *Gate) Exist(ctx context.Context) (bool, error) {
	n, err := g.store.AccountCount(ctx)
	return n > 0, err
}

// check verifies a password when it is its turn: memory stays bounded however many try.
func (g *Gate) check(ctx context.Context, password, text string) (bool, error) {
	wait, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	select {
	case g.turns <- struct{}{}:
	case <-wait.Done():
		return false, fault.Errorf(fault.Unavailable, "check a password: too many are checked at this moment")
	}
	defer func() { <-g.turns }()
	return access.Verify(password, text), nil
}

// make hashes a password when it is its turn.
func (g *Gate) make(ctx context.Context, password string) (string, error) {
	select {
	case g.turns <- struct{}{}:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	defer func() { <-g.turns }()
	return access.Hash(password, g.hash, rand.Reader)
}

func hashOf(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }
