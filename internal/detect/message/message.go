// Package message knows what people wrote to each other (通信の秘密, Telecommunications Business Act Art. 4). Free text has
// no shape: the field's name or a label tells it.
package message

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.MessageContent }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{Cell: true, Whole: detect.Whole{OnlyLabels: true}}
}
func (detector) MaxLen() int { return 1 << 16 }

// Judge accepts a labelled field of several words or of at least four characters of Japanese or Chinese.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if !c.Labelled || c.End-c.Start < 6 || c.End-c.Start > 1<<16 {
		return detect.Match{}, false
	}
	v := c.Text[c.Start:c.End]
	head := v[:min(len(v), 256)]
	wide := 0
	for _, b := range head {
		if b >= 0x80 {
			wide++
		}
	}
	if wide < 12 && bytes.Count(head, []byte(" ")) < 2 {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape}, true
}
