package exposures

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// TestOperationsAreDescribed: every operation can be described, and needs a permission.
func TestOperationsAreDescribed(t *testing.T) {
	a := api.New("test")
	(&Room{}).API(a)
	if len(a.Routes()) == 0 {
		t.Fatal("no operation")
	}
	for _, r := range a.Routes() {
		if r.Needs == "" {
			t.Errorf("%s %s needs nothing", r.Method, r.Path)
		}
	}
}
