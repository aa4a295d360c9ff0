package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/plain"
)

func texts() []content.Format { return []content.Format{plain.Format{}} }
