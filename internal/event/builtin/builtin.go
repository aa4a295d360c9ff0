// Package builtin lists every log that the program reads.
package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/alb"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/cloudtrail"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/fortigate"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/github"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/ivanti"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/ltsv"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/m365"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/mapped"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/mariadb"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/ocsf"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/openvpn"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/postgres"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/s3access"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/salesforce"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/search"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/squid"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sshd"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/w3c"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/weberror"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/workspace"
)

// All lists the parsers; among equally certain ones the first wins. A mapping of the user's goes before them.
func All() []event.Parser {
	return append([]event.Parser{
		access.Parser{},
		alb.Parser{},
		cloudtrail.Parser{},
		fortigate.Parser{},
		github.Parser{},
		ivanti.Parser{},
		ltsv.Parser{},
		m365.Parser{},
		m365.CSV{},
		mariadb.Parser{},
		mariadb.General{},
		ocsf.Parser{},
		openvpn.Parser{},
		postgres.Parser{},
		postgres.CSV{},
		postgres.JSON{},
		s3access.Parser{},
		salesforce.Parser{},
		salesforce.JSON{},
		search.Parser{},
		search.Text{},
		squid.Parser{},
		sshd.Parser{},
		w3c.Parser{},
		weberror.Parser{},
		workspace.Parser{},
	}, mapped.Known()...)
}
