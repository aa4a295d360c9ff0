package mongo

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/auth"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// passed are the options of a connection string that mean here what they mean everywhere.
var passed = []string{"authSource", "authMechanism", "replicaSet", "directConnection", "tls", "ssl", "loadBalanced"}

// dialer connects with an end to silence.
type dialer struct{ silence time.Duration }

func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return wire.Dial(ctx, network, address, d.silence)
}

// quiet is where the library's messages go. Without one, variables of the environment (MONGODB_LOG_ALL) make it write what it
// asks and what comes to a file or to the standard error.
type quiet struct{}

func (quiet) Info(int, string, ...any) {}

func (quiet) Error(error, string, ...any) {}

func (s *Source) connect(t *source.Target, o *source.Options) (*mongo.Client, error) {
	hosts := t.Host
	if t.Port != "" {
		hosts += ":" + t.Port
	} else if strings.Contains(hosts, ":") && !strings.Contains(hosts, ",") {
		hosts = "[" + hosts + "]"
	}
	q := url.Values{}
	for _, k := range passed {
		if t.Query.Has(k) {
			q.Set(k, t.Query.Get(k))
		}
	}
	co := options.Client().ApplyURI(t.Scheme + "://" + hosts + "/?" + q.Encode())
	if err := co.Validate(); err != nil {
		if t.Scheme == "mongodb+srv" {
			return nil, fault.Errorf(fault.Unreadable, "open target: mongodb+srv://: the hosts cannot be looked up in DNS, or an option is malformed")
		}
		return nil, fault.Errorf(fault.Usage, "open target: mongodb://: hosts or options are malformed")
	}
	secret, err := o.Secret(source.Ask{Scheme: "mongodb", Host: t.Host, Port: orDefault(t.Port), User: t.User})
	if err != nil {
		return nil, err
	}
	if secret.Password.Known() {
		user := secret.User
		if user == "" {
			user = t.User
		}
		if user == "" {
			return nil, fault.Errorf(fault.Usage, "open target: mongodb://USER@HOST: a password without a user")
		}
		c := options.Credential{Username: user, Password: secret.Password.Reveal(), PasswordSet: true,
			AuthSource: t.Query.Get("authSource"), AuthMechanism: t.Query.Get("authMechanism")}
		if c.AuthSource == "" && c.AuthMechanism != "PLAIN" {
			c.AuthSource = "admin"
		}
		co.SetAuth(c)
	}
	if co.TLSConfig != nil || t.Query.Has("ca") {
		conf, err := wire.TLS(t)
		if err != nil {
			return nil, err
		}
		conf.ServerName = "" // of each host its own
		co.SetTLSConfig(conf)
	}
	co.SetDialer(dialer{s.silence}).SetAppName(o.Agent).SetReadPreference(readpref.SecondaryPreferred()).
		SetServerSelectionTimeout(s.silence).SetConnectTimeout(s.silence).SetMaxPoolSize(8).
		SetLoggerOptions(options.Logger().SetSink(quiet{}))
	client, err := mongo.Connect(co)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "open target: mongodb://: the options do not fit together")
	}
	return client, nil
}

func orDefault(port string) string {
	if port == "" {
		return "27017"
	}
	return port
}

// fail classes an error. The server's own words are left out: they may quote a document.
func fail(ctx context.Context, act string, err error) error {
	if err == nil || fault.Of(err) != fault.Internal {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var selection topology.ServerSelectionError
	if errors.As(err, &selection) {
		for _, server := range selection.Desc.Servers {
			if server.LastError != nil {
				if e := cause(act, server.LastError); e != nil {
					return e
				}
			}
		}
		return fault.Errorf(fault.Unavailable, "%s: no server answers", act)
	}
	if e := cause(act, err); e != nil {
		return e
	}
	if mongo.IsTimeout(err) {
		return fault.Errorf(fault.Unavailable, "%s: the server is silent", act)
	}
	if mongo.IsNetworkError(err) {
		return fault.Errorf(fault.Unavailable, "%s: the connection broke", act)
	}
	return fault.Errorf(fault.Unreadable, "%s: the server does not speak the protocol of MongoDB", act)
}

// cause is the class of what a server or the network said, nil if it is neither.
func cause(act string, err error) error {
	var code int32
	var command mongo.CommandError
	var raw driver.Error
	var login *auth.Error
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &command):
		code = command.Code
	case errors.As(err, &raw):
		code = raw.Code
	case errors.As(err, &login):
		code = 18
	case errors.As(err, &record):
		return fault.Errorf(fault.Unreadable, "%s: the server does not speak TLS", act)
	default:
		return wire.Network(act, err)
	}
	switch code {
	case 18, 8000: // AuthenticationFailed, AtlasError
		return fault.Errorf(fault.Unreadable, "%s: the server refuses the user or the password", act)
	case 13: // Unauthorized
		return fault.Errorf(fault.Unreadable, "%s: the user may not do that, or none was given; see docs/sources/mongodb.md for what is needed", act)
	case 26: // NamespaceNotFound
		return fault.Errorf(fault.Unreadable, "%s: there is no such collection", act)
	case 50: // MaxTimeMSExpired
		return fault.Errorf(fault.Unavailable, "%s: the server takes too long", act)
	case 6, 7, 89, 91, 189, 9001, 10107, 11600, 11602, 13435, 13436, 64, 262, 462: // stepping down, shutting down, overloaded
		return fault.Errorf(fault.Unavailable, "%s: the server is not ready (error %d)", act, code)
	case 0:
		if e := wire.Network(act, err); e != nil {
			return e
		}
	}
	return fault.Errorf(fault.Unreadable, "%s: the server answers with error %d", act, code)
}
