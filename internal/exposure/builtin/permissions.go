package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// permissions are reviews of who may read what: databases, buckets, Salesforce.
func permissions() []exposure.Check { return nil }
