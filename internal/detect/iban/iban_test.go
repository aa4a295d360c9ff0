package iban

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestIban(t *testing.T) {
	Accept(t, New(), Prose(
		"IBAN «DE89 3704 0044 0532 0130 00».",
		"«DE89370400440532013000»",
		"«GB29 NWBK 6016 1331 9268 19»",
		"«GB29NWBK60161331926819»",
		"DE88 3704 0044 0532 0130 00",
		"XX89370400440532013000",
	)...)
	Accept(t, New(), Whole(
		"«DE89370400440532013000»",
		"«de89 3704 0044 0532 0130 00»",
		"«GB29NWBK60161331926819»",
		"DE8937040044053201300",
		"JP1234567890123456",
	)...)
}
