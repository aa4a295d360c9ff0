package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/address"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/address/western"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/name"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/name/kana"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/name/latin"
)

func words() []detect.Detector {
	return []detect.Detector{
		address.New(),
		western.NewLabelled(),
		kana.New(),
		latin.NewLabelled(),
		latin.NewRunning(),
		latin.NewTitled(),
		name.New(),
	}
}
