package builtin

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
)

// TestCatalogue: every entry of every check is complete in both languages, and every id is one's own.
func TestCatalogue(t *testing.T) { exposuretest.Catalogue(t, All()...) }
