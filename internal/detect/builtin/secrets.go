package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

func secrets() []detect.Detector { return nil }
