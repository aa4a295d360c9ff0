package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/address"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/name"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/name/kana"
)

func words() []detect.Detector {
	return []detect.Detector{address.New(), kana.New(), name.New()}
}
