package cli

import (
	"runtime/debug"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
)

// memory is what the collector is asked to stay below, in bytes. What a scan keeps alive is less than half of it for text
// and about as much for sheets; without the request a third more would be used for nothing.
const memory = 96 << 20

// BoundMemory asks the runtime to collect sooner instead of growing beyond what a scan needs, unless the environment says
// otherwise (GOMEMLIMIT). It is for a process that is nothing but the program.
func BoundMemory(env config.Getenv) {
	if env("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
	}
}
