// Package builtin lists every detector that is part of the program.
package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// All lists the detectors: numbers and closed lists, names and addresses, secrets. A test fails on a package below
// detect that is not listed here.
func All() []detect.Detector {
	var out []detect.Detector
	out = append(out, numbers()...)
	out = append(out, words()...)
	out = append(out, secrets()...)
	return out
}
