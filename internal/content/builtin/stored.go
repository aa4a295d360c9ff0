package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/jsondoc"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/parquet"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/sqldump"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/sqlitefile"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/xlsx"
)

// storedTables are the tables that stand in a database's or an office program's own form.
func storedTables() []content.Format {
	return []content.Format{
		jsondoc.Format{},
		parquet.Format{},
		sqldump.Format{},
		sqlitefile.Format{},
		xlsx.Format{},
	}
}
