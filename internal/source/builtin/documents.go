package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/elastic"
)

// documents are search indices and buckets.
func documents() []source.Scheme { return []source.Scheme{elastic.Scheme} }
