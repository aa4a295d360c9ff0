// Package builtin lists every log that the program reads.
package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/access"
)

// All lists the parsers; among equally certain ones the first wins.
func All() []event.Parser {
	return []event.Parser{
		access.Parser{},
	}
}
