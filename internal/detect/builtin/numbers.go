package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

func numbers() []detect.Detector { return nil }
