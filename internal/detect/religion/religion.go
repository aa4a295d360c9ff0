// Package religion knows religions and creeds, and the political standing that Chinese forms ask for.
package religion

import (
	_ "embed"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/closed"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed words.txt
var words string

// New returns the detector.
func New() detect.Detector { return closed.New(pii.Religion, words, true) }
