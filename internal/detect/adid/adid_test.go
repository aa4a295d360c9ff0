package adid

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestAdid(t *testing.T) {
	Accept(t, New(), Prose(
		"IDFA: →«6D92078A-8246-4BA4-AE5B-76104861E7DC»",
		"IDFA →00000000-0000-0000-0000-000000000000",
		"IDFA →6D92078A",
	)...)
	Accept(t, New(), Whole(
		"6D92078A-8246-4BA4-AE5B-76104861E7DC",
	)...)
}
