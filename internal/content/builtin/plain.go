package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/content"

func plainTables() []content.Format { return nil }
