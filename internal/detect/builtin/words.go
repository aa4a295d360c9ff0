package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

func words() []detect.Detector { return nil }
