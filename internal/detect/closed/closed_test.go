package closed

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func TestSet(t *testing.T) {
	sex := New(pii.Gender, "# x\n男 女 男性 Female prefer_not_to_say\ncode 1 m\n", false)
	Accept(t, sex, Whole("«男性»", "«FEMALE»", "«1»", "«prefer not to say»", "3", "男性用", "")...)
	Accept(t, sex, Prose("性别：→«男»，", "性別：→«男性» 年齢", "sex: →«Female», 3", "性別：→不詳", "男性")...)
	Accept(t, sex, Case{In: "«1»", Whole: true, Has: detect.Weak, Not: detect.Exact})
	ill := New(pii.MedicalTerm, "糖尿病 asthma\npart 症 cancer\n", true)
	Accept(t, ill, Whole("«糖尿病»", "«骨粗鬆症»", "«Lung Cancer»", "東京都", "x")...)
	Accept(t, ill, Labelled("«膝が痛む»", "なし", "123", "«asthma»")...)
}
