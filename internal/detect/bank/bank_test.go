package bank

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestBank(t *testing.T) {
	Accept(t, New(), Prose(
		"普通 «1234567»",
		"（普）«7654321»",
		"当座預金 口座番号：«2345671»",
		"«0001-001-4829173»",
		"9998-001-4829173",
		"1234567",
		"0001-002-4829173",
	)...)
	Accept(t, New(), Whole(
		"«0001-001-4829173»",
		"«00010014829173»",
		"«4829173»",
		"482917",
	)...)
}
