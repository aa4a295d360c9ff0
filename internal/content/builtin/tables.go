package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/content"

func tables() []content.Format { return append(plainTables(), storedTables()...) }
