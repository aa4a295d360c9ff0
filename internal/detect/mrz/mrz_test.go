package mrz

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestMrz(t *testing.T) {
	Accept(t, New(), Prose(
		"«P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10»",
		"«I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<»",
		"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C37UTO7408122F1204159ZE184226B<<<<<10",
		"a <<< b",
	)...)
	Accept(t, New(), Whole(
		"«L898902C36UTO7408122F1204159ZE184226B<<<<<10»",
		"L898902C36UTO7408122F1204159ZE184226B<<<<<11",
	)...)
}
