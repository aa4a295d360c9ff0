// Package builtin lists every type of sinks that is part of the program.
package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/webhook"
)

// All lists the types, sorted.
func All() []notify.Kind {
	return []notify.Kind{
		webhook.Kind(),
	}
}
