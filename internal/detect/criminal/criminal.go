// Package criminal knows words of offences, sentences and records in Japanese, Chinese and English.
package criminal

import (
	_ "embed"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/closed"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed words.txt
var words string

// New returns the detector.
func New() detect.Detector { return closed.New(pii.CriminalRecord, words, true) }
