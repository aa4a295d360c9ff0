// Package builtin lists the detectors that come with the program.
package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/complaint"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/crowd"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/export"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/gap"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/insider"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/linking"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/place"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/planted"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/returned"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/trace"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/travel"
)

// All makes all detectors with their defaults, in the order of their names.
func All(s *watch.Settings) []watch.Detector {
	return []watch.Detector{
		complaint.New(s, complaint.Config{}),
		crowd.New(s, crowd.Config{}),
		crowd.NewEnumeration(s, crowd.Config{}),
		export.New(s, export.Config{}),
		gap.New(s, gap.Config{}),
		insider.New(s, insider.Config{}),
		linking.New(s, linking.Config{}),
		people.New(s, people.Config{}),
		place.New(s, place.Config{}),
		place.NewFirst(s, place.Config{}),
		planted.New(s, planted.Config{}),
		returned.New(s, returned.Config{}),
		trace.New(s, trace.Config{}),
		travel.New(s, travel.Config{}),
	}
}
