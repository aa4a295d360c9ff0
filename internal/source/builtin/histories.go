package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/source"

// histories are what keeps its past: git.
func histories() []source.Scheme { return nil }
