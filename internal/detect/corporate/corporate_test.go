package corporate

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestCorporate(t *testing.T) {
	Accept(t, New(), Prose(
		"«5010401089998»",
		"5010411089998",
		"501040108999",
	)...)
	Accept(t, New(), Whole(
		"«5010401089998»",
	)...)
}
