// Package builtin lists every type of sinks that is part of the program.
package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/email"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/ocsf"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/slack"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/splunk"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/syslog"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/teams"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/webhook"
)

// All lists the types, sorted.
func All() []notify.Kind {
	return []notify.Kind{
		email.Kind(),
		ocsf.Kind(),
		slack.Kind(),
		splunk.Kind(),
		syslog.Kind(),
		teams.Kind(),
		webhook.Kind(),
	}
}
