package mynumber

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestMynumber(t *testing.T) {
	Accept(t, New(), Prose(
		"マイナンバー «274859136047»",
		"«2748 5913 6047»",
		"«２７４８５９１３６０４７»",
		"«2748-5913-6047»",
		"274859136048",
		"274959136047",
		"2748591360471",
		"27485913604",
		"274-859136047",
	)...)
	Accept(t, New(), Whole(
		"«123456789018»",
		"«274859136047»",
		"274850136047",
		"«2748 5913 6047»",
	)...)
}
