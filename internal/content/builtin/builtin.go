// Package builtin lists every format that is part of the program.
package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/known"
)

// All lists the formats; among equally certain ones the first wins.
func All() []content.Format {
	var out []content.Format
	out = append(out, known.Format{})
	out = append(out, containers()...)
	out = append(out, documents()...)
	out = append(out, tables()...)
	out = append(out, texts()...)
	return out
}
