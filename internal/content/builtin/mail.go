package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/content"

func mailAndHTML() []content.Format { return nil }
