// Package victim knows words that tell that somebody was the victim of a crime.
package victim

import (
	_ "embed"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/closed"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed words.txt
var words string

// New returns the detector.
func New() detect.Detector { return closed.New(pii.CrimeVictim, words, true) }
