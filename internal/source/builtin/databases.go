package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/mysql"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/postgres"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sqlite"
)

// databases are tables: PostgreSQL, MariaDB and MySQL, SQLite.
func databases() []source.Scheme {
	return []source.Scheme{mysql.Scheme, postgres.Scheme, sqlite.Scheme}
}
