package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/elastic"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/mysql"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/postgres"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/redis"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/web"
)

// services are data services and what lies open on web servers.
func services() []exposure.Check {
	return []exposure.Check{
		elastic.Check{},
		mysql.Check{},
		postgres.Check{},
		redis.Check{},
		web.Check{},
	}
}
