package korea

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestKorea(t *testing.T) {
	Accept(t, New(), Prose(
		"«880107-1234560»",
		"«8801071234560»",
		"880107-1234561",
		"881307-1234567",
		"«210315-3123457»",
	)...)
	Accept(t, New(), Whole(
		"«8801071234560»",
		"8801071234561",
	)...)
}
