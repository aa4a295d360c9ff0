package pension

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestPension(t *testing.T) {
	Accept(t, New(), Prose(
		"«4926-183057»",
		"«4926183057»",
		"«４９２６－１８３０５７»",
		"492-6183057",
		"4926-18305",
	)...)
	Accept(t, New(), Whole(
		"«4926-183057»",
		"492618305",
	)...)
}
