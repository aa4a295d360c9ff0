// Package builtin lists every log that the program reads.
package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/alb"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/s3access"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/squid"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/w3c"
)

// All lists the parsers; among equally certain ones the first wins.
func All() []event.Parser {
	return []event.Parser{
		access.Parser{},
		alb.Parser{},
		s3access.Parser{},
		squid.Parser{},
		w3c.Parser{},
	}
}
