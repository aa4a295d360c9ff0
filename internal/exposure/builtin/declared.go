package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
)

// declarations are what the owner declares, laid beside what was found. Whoever runs it gives it the state.
func declarations() []exposure.Check { return register.Checks(nil) }
