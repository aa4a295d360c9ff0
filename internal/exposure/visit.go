package exposure

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Visit is how a check touches a target.
type Visit struct {
	// HTTP asks, never writes: methods other than GET, HEAD and OPTIONS are refused, but for a POST whose context is
	// Asking. It names the program, keeps to the rate limit, follows no redirection to another host, out of
	// TLS, or of a question by POST, unpacks nothing, and reads no more than the caller does. What is asked without credentials may have a certificate that nobody vouches for;
	// with an Authorization header or a cookie, it may not. Get and Do are shorter.
	HTTP *http.Client
	// Dial connects, under the same limit. The connection ends with ctx, and when the other side is silent too long.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Dry tells that nothing may be touched: what would be done is noted by Plan.
	Dry bool
	// Plan notes an act ("ask", "log in without a password") and its object, and tells whether it may be done. HTTP and
	// Dial plan what goes through them by themselves.
	Plan func(act, object string) bool
	// Secret finds the credentials that the owner configured; checks "without credentials" do not ask for any.
	Secret func(source.Ask) (source.Secret, error)
	// Source opens a target as scan does, for a look with credentials.
	Source func(ctx context.Context, target string) (source.Source, error)
	// Stranger opens a target as who has no credentials would; nil where that is not wanted.
	Stranger func(ctx context.Context, target string) (source.Source, error)
	// Look samples a source: whose data is there. It reads at most a few thousand records.
	Look func(ctx context.Context, src source.Source) (Behind, error)
	// Label makes a name fit to be shown: names of tables, keys and files may be data.
	Label func(name string) string
	// From tells from where a host is seen; a Finding without From gets that of its target.
	From func(ctx context.Context, host string) Vantage
	// Agent names the program to servers.
	Agent string
	Now   func() time.Time
}

// asking is the key of what Asking marks.
type asking struct{}

// Asking lets a POST through: the caller vouches that it is a question (a search, a documented call that only reads), for
// which the protocol wants that method.
func Asking(ctx context.Context) context.Context { return context.WithValue(ctx, asking{}, true) }

// Sample looks at whose data a target holds ("redis://host:6379"), as somebody without credentials finds it: the owner's
// would tell of more than stands open. Nil where that cannot be told, or is not wanted.
func (v *Visit) Sample(ctx context.Context, target string) *Behind {
	if v.Stranger == nil || v.Look == nil || !v.Plan("sample", target) {
		return nil
	}
	src, err := v.Stranger(ctx, target)
	if err != nil {
		return nil
	}
	b, err := v.Look(ctx, src)
	if e := src.Close(); err != nil || e != nil && b.Records == 0 {
		return nil
	}
	return &b
}
