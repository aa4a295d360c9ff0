// Package ethnic knows ethnic groups: the 56 of China (GB/T 3304), with and without 族, and the words of English forms.
package ethnic

import (
	_ "embed"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/closed"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed words.txt
var words string

// New returns the detector.
func New() detect.Detector { return closed.New(pii.EthnicGroup, words, false) }
