package ethnic

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestEthnic(t *testing.T) {
	Accept(t, New(), Whole("«汉族»", "«维吾尔族»", "«汉»", "«アイヌ»", "王族", "汉族人口")...)
	Accept(t, New(), Prose("民族：→«汉族»，", "民族→«回族»　男", "民族→不明")...)
	Accept(t, New(), Case{In: "«white»", Whole: true, Has: detect.Weak, Not: detect.Exact})
}
