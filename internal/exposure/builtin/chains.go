package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/ci"
)

// chains are the supply chain: what runs in CI.
func chains() []exposure.Check { return []exposure.Check{ci.Check{}, ci.Advisory{}} }
