package singapore

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestSingapore(t *testing.T) {
	Accept(t, New(), Prose(
		"NRIC «S8301927A».",
		"«G5521847T»",
		"«M3319264Q»",
		"S8301927B",
		"8301927A",
	)...)
	Accept(t, New(), Whole(
		"«S1234567D»",
		"«S8301927A»",
		"«s8301927a»",
		"A1234567B",
	)...)
}
