package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/bucket"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/grant"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/salesforce"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/share"
)

// permissions are reviews of who may read what: databases, buckets, shares, Salesforce.
func permissions() []exposure.Check {
	return []exposure.Check{
		bucket.Check{},
		grant.MySQL{},
		grant.Postgres{},
		salesforce.Check{},
		share.Check{},
	}
}
