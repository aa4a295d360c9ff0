package passport

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestPassports(t *testing.T) {
	Accept(t, Japan(), Prose("旅券番号 «TK8203917»です", "«MZ1049285»", "TK820391", "TK82039171", "XTK8203917")...)
	Accept(t, Japan(), Whole("«TK8203917»", "«ＴＫ８２０３９１７»", "«tk8203917»", "T8203917")...)
	Accept(t, China(), Prose("护照«E82039174»,", "«EA8203917»", "«G82039174»", "EI8203917", "A82039174", "E8203917")...)
	Accept(t, China(), Whole("«E82039174»", "«EB8203917»", "E820391745")...)
}
