package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/git"
)

// histories are what keeps its past: git.
func histories() []source.Scheme { return []source.Scheme{git.Scheme} }
