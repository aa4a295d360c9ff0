package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/jsondoc"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/sqldump"
)

// storedTables are the tables that stand in a database's or an office program's own form.
func storedTables() []content.Format {
	return []content.Format{jsondoc.Format{}, sqldump.Format{}}
}
