package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/salesforce"
)

// permissions are reviews of who may read what: databases, buckets, Salesforce.
func permissions() []exposure.Check { return []exposure.Check{salesforce.Check{}} }
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/grant"
func permissions() []exposure.Check { return []exposure.Check{grant.MySQL{}, grant.Postgres{}} }
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/share"
// permissions are reviews of who may read what: databases, buckets, shares, Salesforce.
func permissions() []exposure.Check { return []exposure.Check{share.Check{}} }
