package source

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Scheme opens the targets that begin with one of its names and "://".
type Scheme struct {
	// Names as a user types them: "postgres", "postgresql". The first is the one that credentials are looked up by.
	Names []string
	// Example is a target for help texts.
	Example string
	// Open makes the source. It may connect, but need not; errors of connecting may also come from Units. A target that
	// cannot be meant is an error of class Usage.
	Open func(ctx context.Context, t *Target, o *Options) (Source, error)
}

// Options are what sources are opened with. Each takes what concerns it; what a source cannot do is a Usage error.
type Options struct {
	// Secret finds what to log in with.
	Secret func(Ask) (Secret, error)
	// Getenv reads the environment: the places where the users of a technology keep its settings (PGSSLMODE, AWS_REGION).
	Getenv func(string) string
	// Agent names the program to servers: "tsutsumi/1.0".
	Agent string
	// TempDir is for spools.
	TempDir string
	// Timeout is how long a server may be silent; 0 is DefaultTimeout.
	Timeout time.Duration
	// Sample is the share of records to read, above 0 and below 1; 0 reads all.
	Sample float64
	// All: files that .gitignore leaves out are read too. Skip: paths never entered.
	All  bool
	Skip []string
	// Since leaves out what came before (git: commits). Range is a git range "A..B" (a pull request). Staged reads what
	// the next commit would bring.
	Since  time.Time
	Range  string
	Staged bool
	Now    func() time.Time
}

// DefaultTimeout is how long a server may be silent before it counts as hanging.
const DefaultTimeout = 30 * time.Second

// Ask is what a secret is wanted for.
type Ask struct {
	Scheme     string // the scheme's first name
	Host, Port string
	User       string // "" if the target names none
}

// Secret is what to log in with. The zero Secret is none.
type Secret struct {
	User     string
	Password Password
}

// Password is a secret that masks itself under every verb; Reveal hands it out.
type Password struct{ p *string }

// NewPassword keeps s.
func NewPassword(s string) Password { return Password{&s} }

// Reveal is the password itself.
func (p Password) Reveal() string {
	if p.p == nil {
		return ""
	}
	return *p.p
}

// Known tells whether there is one.
func (p Password) Known() bool { return p.p != nil }

// String never shows it.
func (p Password) String() string { return "***" }

// GoString never shows it.
func (p Password) GoString() string { return "***" }

// Target is a parsed URL without credentials.
type Target struct {
	Scheme string // as typed
	User   string
	Host   string // without port and brackets
	Port   string // "" if not given
	Path   string // with its leading slash, decoded
	Query  url.Values
	name   string
}

// Parse takes a target apart. A password in it is a Usage error: it would stand in the list of processes.
func Parse(target string) (*Target, error) {
	scheme, _, ok := strings.Cut(target, "://")
	u, err := url.Parse(target)
	if !ok || err != nil || !strings.EqualFold(u.Scheme, scheme) { // of user:password@host://… the scheme is user
		return nil, fault.Errorf(fault.Usage, "open target: not a URL")
	}
	if _, given := u.User.Password(); given {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: a password in a URL stands in the list of processes; put it into the environment (TSUTSUMI_PASSWORD) or a file (docs/sources.md)", scheme)
	}
	t := &Target{Scheme: strings.ToLower(scheme), User: u.User.Username(), Host: u.Hostname(), Port: u.Port(), Path: u.Path}
	if t.Query, err = url.ParseQuery(u.RawQuery); err != nil {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: its query is malformed", t.Scheme)
	}
	if u.Fragment != "" {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: a fragment (#…) means nothing here", t.Scheme)
	}
	u.User, u.RawQuery, u.ForceQuery = nil, "", false
	t.name = u.String()
	return t, nil
}

// Name is the target as it is shown and recorded: without user and query.
func (t *Target) Name() string { return t.name }

// Address is host and port.
func (t *Target) Address(port string) string {
	if t.Port != "" {
		port = t.Port
	}
	return net.JoinHostPort(t.Host, port)
}

// Only makes sure that the query has no keys but those given.
func (t *Target) Only(keys ...string) error {
	for k := range t.Query {
		if !slices.Contains(keys, k) {
			return fault.Errorf(fault.Usage, "open target: %s://…: unknown option in the query; known are: %s", t.Scheme, strings.Join(keys, ", "))
		}
	}
	return nil
}

// Ask is the question for the target's secret.
func (t *Target) Ask(scheme, port string) Ask {
	if t.Port != "" {
		port = t.Port
	}
	return Ask{Scheme: scheme, Host: t.Host, Port: port, User: t.User}
}
