package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// chains are the supply chain: what runs in CI.
func chains() []exposure.Check { return nil }
