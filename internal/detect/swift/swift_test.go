package swift

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestSwift(t *testing.T) {
	Accept(t, New(), Prose(
		"SWIFT: →«MHCBJPJT»",
		"BIC →«DEUTDEFF500»,",
		"SWIFT →ABCDXXJT",
		"SWIFT →MHCBJP",
	)...)
	Accept(t, New(), Whole(
		"«MHCBJPJT»",
		"«DEUTDEFF500»",
		"MHCBZZJT",
		"mhcbjpjt",
		"MHCBJPJTX",
	)...)
}
