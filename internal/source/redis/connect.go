package redis

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// quiet is where the library's messages go: they name hosts, and stand on nobody's screen.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

var hush = sync.OnceFunc(func() { redis.SetLogger(quiet{}) })

func (s *Source) configure(t *source.Target, o *source.Options) error {
	if err := errors.Join(t.Only("ca", "node"), wire.Whole(o, "redis", true)); err != nil {
		return err
	}
	if t.Host == "" {
		return fault.Errorf(fault.Usage, "open target: %s://HOST: the host is missing", t.Scheme)
	}
	conf, err := wire.TLS(t)
	if err != nil {
		return err
	}
	secret, err := o.Secret(t.Ask("redis", "6379"))
	if err != nil {
		return err
	}
	hush()
	silence, secure := wire.Silence(o), t.Scheme == "rediss"
	s.conf = redis.Options{
		Addr: t.Address("6379"), Password: secret.Password.Reveal(), Protocol: 2, MaxRetries: -1, PoolSize: 8,
		DialTimeout: silence, ReadTimeout: silence, WriteTimeout: silence, DialerRetries: 1, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		Dialer: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := wire.Dial(ctx, network, address, silence)
			if err == nil && secure {
				c, err = wire.Handshake(ctx, c, conf, silence)
			}
			if err != nil {
				return nil, err
			}
			return wire.Guard(c, silence, (&replies{}).see), nil
		},
		// What is read should not live longer for it; servers before 7.2 do not know the command.
		OnConnect: func(ctx context.Context, c *redis.Conn) error {
			return wireOnly(c.Do(ctx, "CLIENT", "NO-TOUCH", "ON").Err())
		},
	}
	if secret.Password.Known() { // a name alone means nothing to AUTH
		s.conf.Username = secret.User
	}
	return nil
}

// wireOnly is err unless it is the server's answer.
func wireOnly(err error) error {
	var answer redis.Error
	if errors.As(err, &answer) {
		return nil
	}
	return err
}

// state is what a database is.
type state uint8

const (
	there   state = iota
	absent        // the server has fewer
	cluster       // the one of a node of a cluster
	alone         // the only one that the user may select
)

// size is how many keys a database has.
func (s *Source) size(ctx context.Context, db int) (keys int64, st state, err error) {
	keys, err = ask(ctx, s, "count keys", func(ctx context.Context) (int64, error) { return s.client(db).DBSize(ctx).Result() })
	switch {
	case err != nil && db > 0 && errors.Is(err, errNoDatabase):
		return 0, absent, nil
	case err != nil && db > 0 && s.only < 0 && errors.Is(err, errForbidden):
		return 0, absent, nil // SELECT is not allowed, or the library says so of all that follows
	case err != nil:
		return 0, there, err
	}
	if db == 0 {
		// A node says so when asked for any other database.
		_, probe := ask(ctx, s, "count keys", func(ctx context.Context) (int64, error) { return s.client(1).DBSize(ctx).Result() })
		if errors.Is(probe, errCluster) {
			return keys, cluster, nil
		}
	}
	return keys, there, nil
}

var (
	errNoDatabase = errors.New("there is no database of that number")
	errForbidden  = errors.New("the user may not do that; see docs/sources/redis.md for what is needed")
	errCluster    = errors.New("the server is a node of a cluster")
)

// fail classes an error. The server's own words are left out: they may quote a key.
func fail(act string, err error) error {
	if err == nil || errors.Is(err, redis.Nil) {
		return err
	}
	if e := wire.Network(act, err); e != nil {
		return e
	}
	var answer redis.Error
	if !errors.As(err, &answer) {
		if errors.Is(err, redis.ErrPoolTimeout) || errors.Is(err, redis.ErrClosed) {
			return fault.Errorf(fault.Unavailable, "%s: the connection broke", act)
		}
		return fault.Errorf(fault.Unreadable, "%s: the server does not speak the protocol of Redis", act)
	}
	text := answer.Error()
	word, _, _ := strings.Cut(text, " ")
	switch word {
	case "LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN":
		return fault.Errorf(fault.Unavailable, "%s: the server is busy (%s)", act, word)
	case "NOAUTH":
		return fault.Errorf(fault.Unreadable, "%s: the server wants a password", act)
	case "WRONGPASS":
		return fault.Errorf(fault.Unreadable, "%s: the server refuses the user or the password", act)
	case "NOPERM":
		return fault.As(fault.Unreadable, &said{act, errForbidden})
	case "MOVED", "ASK":
		return fault.As(fault.Unreadable, &said{act, errCluster})
	}
	switch {
	case strings.Contains(text, "max number of clients"):
		return fault.Errorf(fault.Unavailable, "%s: the server has too many clients", act)
	case strings.Contains(text, "out of range"):
		return fault.As(fault.Unreadable, &said{act, errNoDatabase})
	case strings.Contains(text, "cluster mode"):
		return fault.As(fault.Unreadable, &said{act, errCluster})
	case strings.Contains(text, "invalid password"), strings.Contains(text, "without any password"):
		return fault.Errorf(fault.Unreadable, "%s: the server refuses the user or the password", act)
	}
	return fault.Errorf(fault.Unreadable, "%s: the server answers with an error", act)
}

// said is an act and why it failed.
type said struct {
	act string
	err error
}

func (s *said) Error() string { return s.act + ": " + s.err.Error() }
func (s *said) Unwrap() error { return s.err }
