package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/imap"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/ldap"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/maildir"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/mongo"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/redis"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/share"
)

// stores are all else that answers with keys, entries or messages.
func stores() []source.Scheme {
	return []source.Scheme{
		imap.Scheme,
		ldap.Scheme,
		maildir.Scheme,
		mongo.Scheme,
		redis.Scheme,
		share.Scheme,
	}
}
