package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/couchdb"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/docker"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/elastic"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/ldap"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/memcached"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/mongodb"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/mysql"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/postgres"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/redis"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/web"
)

// services are data services and what lies open on web servers.
func services() []exposure.Check {
	return []exposure.Check{
		couchdb.Check{},
		docker.Check{},
		elastic.Check{},
		ldap.Check{},
		memcached.Check{},
		mongodb.Check{},
		mysql.Check{},
		postgres.Check{},
		redis.Check{},
		web.Check{},
	}
}
