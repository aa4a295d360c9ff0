package insurance

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestInsurance(t *testing.T) {
	Accept(t, Insurer(), Prose(
		"«06132740»",
		"06132741",
		"130427",
	)...)
	Accept(t, Insurer(), Whole(
		"«01130012»",
		"01130013",
		"«06132740»",
		"«130427»",
		"06232740",
	)...)
}
