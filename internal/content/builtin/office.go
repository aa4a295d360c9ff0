package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/content"

func office() []content.Format { return nil }
