package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/china"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/email"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/hongkong"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/imei"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/korea"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/license"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/mrz"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/mynumber"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/passport"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/pension"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/phone"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/residence"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/singapore"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/ssn"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/taiwan"
)

// numbers lists the detectors of numbers, of what has a shape, and of closed lists.
func numbers() []detect.Detector {
	return []detect.Detector{
		china.New(),
		email.New(),
		hongkong.New(),
		imei.New(),
		korea.New(),
		license.New(),
		mrz.New(),
		mynumber.New(),
		passport.China(),
		passport.Japan(),
		pension.New(),
		phone.New(),
		residence.New(),
		singapore.New(),
		ssn.New(),
		taiwan.New(),
	}
}
