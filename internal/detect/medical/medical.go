// Package medical knows words of illness, injury and treatment in Japanese, Chinese and English.
package medical

import (
	_ "embed"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/closed"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed words.txt
var words string

// New returns the detector.
func New() detect.Detector { return closed.New(pii.MedicalTerm, words, true) }
