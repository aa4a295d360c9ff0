package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// services are data services and what lies open on web servers.
func services() []exposure.Check { return nil }
