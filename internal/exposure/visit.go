package exposure

import (
	"context"
	"net"
	"net/http"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Visit is how a check touches a target.
type Visit struct {
	// HTTP asks, never writes: methods other than GET, HEAD and OPTIONS are refused, but for POST to what Ask allowed. It
	// names the program, keeps to the rate limit, follows no redirection to another host, and reads no more than the caller does.
	HTTP *http.Client
	// Dial connects, under the same limit.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Dry tells that nothing may be touched: what would be done is noted by Plan.
	Dry bool
	// Plan notes an act ("ask", "log in without a password") and its object, and tells whether it may be done.
	Plan func(act, object string) bool
	// Secret finds the credentials that the owner configured; checks "without credentials" do not ask for any.
	Secret func(source.Ask) (source.Secret, error)
	// Source opens a target as scan does, for a look with credentials.
	Source func(ctx context.Context, target string) (source.Source, error)
	// Look samples a source: whose data is there. It reads at most a few thousand records.
	Look func(ctx context.Context, src source.Source) (Behind, error)
	// Label makes a name fit to be shown: names of tables, keys and files may be data.
	Label func(name string) string
}
