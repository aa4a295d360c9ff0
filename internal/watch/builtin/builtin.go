// Package builtin lists the detectors that come with the program.
// Package builtin lists the detectors that the program has.
package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/place"
)

// All makes all detectors with their defaults, in the order of their names.
func All(s *watch.Settings) []watch.Detector {
	return []watch.Detector{
		place.New(s, place.Config{}),
		place.NewFirst(s, place.Config{}),
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/people"
)

// All makes every detector with its default parameters.
func All(s *watch.Settings) []watch.Detector {
	return []watch.Detector{
		people.New(s, people.Config{}),
	}
}
