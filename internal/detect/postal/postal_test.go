package postal

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestPostal(t *testing.T) {
	Accept(t, New(), Prose("〒«100-0001» 東京都", "〒«１００－０００１»", "〒 «1000001»", "«100-0001»", "〒«123ー4567»", "1000001", "000-1234", "1000-001", "217-0001")...)
	Accept(t, New(), Whole("«100-0001»", "«1000001»", "«〒100-0001»", "10-00001", "〒100-001", "100-00012")...)
	Accept(t, New(), Labelled("«600001»", "60001")...)
	Accept(t, New(), Case{In: "〒«100-0001»", Has: detect.Prefix | detect.Grouping}, Case{In: "«100-0001»東京都千代田区", Has: detect.Structure}, Case{In: "A-«100-0001»", Has: detect.Embedded})
}
