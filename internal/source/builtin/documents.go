package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/elastic"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/s3"
)

// documents are search indices and buckets.
func documents() []source.Scheme { return []source.Scheme{elastic.Scheme, s3.Scheme} }
