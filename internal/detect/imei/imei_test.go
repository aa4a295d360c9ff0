package imei

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestImei(t *testing.T) {
	Accept(t, New(), Prose(
		"IMEI «358240051111110»",
		"358240051111111",
		"1358240051111110",
	)...)
	Accept(t, New(), Whole(
		"«358240051111110»",
		"358340051111110",
	)...)
}
