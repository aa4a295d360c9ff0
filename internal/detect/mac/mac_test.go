package mac

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestMac(t *testing.T) {
	Accept(t, New(), Prose(
		"eth0 «08:00:2b:12:34:56» up",
		"08:00:2b:12:34",
		"08:00:2b:12:34:56:78",
		"ff:ff:ff:ff:ff:ff",
		"00:00:00:00:00:00",
		"12:34:56",
		"01:1b:19:12:34:56", // a group's
		"MAC: →«a1:d1:94:14:43:47»",
	)...)
	Accept(t, New(), Whole(
		"«08-00-2B-12-34-56»",
		"«0800.2b12.3456»",
		"08-00:2B-12-34-56",
		"08002b123456",
	)...)
}
