package license

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestLicense(t *testing.T) {
	Accept(t, New(), Prose(
		"免許 «301605284740»",
		"«3016 0528 4740»",
		"301605284750",
		"«301610000910»", "«301610000900»", "301610000920", // remainder 0: two ways to write it
		"181605284740",
		"301615284740",
	)...)
	Accept(t, New(), Whole(
		"«301605284740»",
		"«３０１６０５２８４７４０»",
		"301605284750",
	)...)
}
