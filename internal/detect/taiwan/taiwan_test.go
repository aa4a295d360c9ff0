package taiwan

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestTaiwan(t *testing.T) {
	Accept(t, New(), Prose(
		"身分證 «A123456789»",
		"«F230495864»",
		"A123456780",
		"A323456789",
		"xA123456789",
	)...)
	Accept(t, New(), Whole(
		"«A123456789»",
		"«A123456789»",
		"«a123456789»",
		"A1234567890",
	)...)
}
