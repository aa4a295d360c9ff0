package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/source"

// databases are tables: PostgreSQL, MariaDB and MySQL, SQLite.
func databases() []source.Scheme { return nil }
