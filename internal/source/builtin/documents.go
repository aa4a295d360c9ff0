package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/source"

// documents are search indices and buckets.
func documents() []source.Scheme { return nil }
