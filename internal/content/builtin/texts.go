package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/content"

func texts() []content.Format { return nil }
