// Package adid knows advertising identifiers (IDFA, GAID, OAID). They are UUIDs, of which programs are full: only a label
// or the field's name tells one.
package adid

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.AdvertisingID }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{Label: true, Whole: detect.Whole{OnlyLabels: true}}
}
func (detector) MaxLen() int { return 36 }

// Judge accepts a UUID that is not all zeros.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if !c.Labelled && c.Whole || c.End-c.Start < 36 || c.Whole && c.End-c.Start != 36 {
		return detect.Match{}, false
	}
	zero := true
	for i, b := range c.Text[c.Start : c.Start+36] {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if b != '-' {
				return detect.Match{}, false
			}
			continue
		}
		if !('0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'f') {
			return detect.Match{}, false
		}
		if b != '0' {
			zero = false
		}
	}
	if zero {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: c.Start + 36, Evidence: detect.Shape}, true
}
