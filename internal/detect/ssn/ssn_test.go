package ssn

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestSsn(t *testing.T) {
	Accept(t, New(), Prose(
		"«536-22-8726»",
		"«536 22 8726»",
		"666-22-8726",
		"000-22-8726",
		"936-22-8726",
		"536-00-8726",
		"536-22-0000",
		"53-622-8726",
	)...)
	Accept(t, New(), Whole(
		"«536228726»",
		"536.22.8726",
	)...)
}
