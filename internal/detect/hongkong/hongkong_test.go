package hongkong

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestHongkong(t *testing.T) {
	Accept(t, New(), Prose(
		"HKID «A593682(1)»",
		"«WX482910(5)»",
		"«A5936821»",
		"A593682(3)",
		"A593682",
	)...)
	Accept(t, New(), Whole(
		"«A123456(3)»",
		"A123456(4)",
		"«A593682(1)»",
		"«WX4829105»",
		"A593682",
	)...)
}
