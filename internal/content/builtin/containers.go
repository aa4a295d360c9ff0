package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/content"

func containers() []content.Format { return nil }
