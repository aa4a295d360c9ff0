package message

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestMessage(t *testing.T) {
	Accept(t, New(), Labelled("«明日の会議は十時からです»", "«see you at ten»", "OK", "12345678")...)
	Accept(t, New(), Whole("明日の会議は十時からです")...)
}
