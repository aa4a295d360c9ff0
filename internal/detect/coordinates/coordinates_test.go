package coordinates

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestCoordinates(t *testing.T) {
	Accept(t, New(), Prose(
		"地点 «35.681236, 139.767125» です",
		"«-33.868820,151.209290»",
		"1.2345, 678.9012",
		"35.6, 139.7",
		"35.681236",
		"v1.2345 2.3456",
	)...)
	Accept(t, New(), Whole(
		"«35.681236»",
		"«35.681236,139.767125»",
		"«35°41'22\"N 139°41'30\"E»",
		"«北緯35度41分22秒»",
		"«POINT(139.767125 35.681236)»",
		"12.5",
		"200.12345",
		"35.681236.1",
	)...)
}
