package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/secret"
)

func secrets() []detect.Detector { return secret.Detectors() }
