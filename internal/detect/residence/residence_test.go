package residence

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestResidence(t *testing.T) {
	Accept(t, New(), Prose(
		"在留カード «QR58201947TW»です",
		"QR5820194TW",
		"QR58201947",
		"QR582019471TW",
		"XQR58201947TW",
	)...)
	Accept(t, New(), Whole(
		"«QR58201947TW»",
		"«ＱＲ５８２０１９４７ＴＷ»",
		"QR58201947T",
	)...)
}
