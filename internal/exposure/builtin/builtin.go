// Package builtin lists every check that is part of the program.
package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// All lists the checks.
func All() []exposure.Check {
	var out []exposure.Check
	out = append(out, services()...)
	out = append(out, permissions()...)
	out = append(out, chains()...)
	out = append(out, sites()...)
	out = append(out, declarations()...)
	return out
}
