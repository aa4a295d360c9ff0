package plate

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestPlate(t *testing.T) {
	Accept(t, New(), Prose(
		"車は«品川 500 あ 12-34»です",
		"«横浜300さ12-34»",
		"«なにわ ５００ か ・１２»",
		"«練馬 500 わ 1234»",
		"品川 500 号室",
		"東京 500 あ 12-34",
		"品川 500 し 12-34",
	)...)
	Accept(t, New(), Whole(
		"«品川500あ1234»",
		"«富士山 33 す ・・12»",
		"品川500あ",
		"品川",
	)...)
}
