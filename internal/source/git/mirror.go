package git

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
)

// remote is a repository elsewhere.
type remote struct {
	url      string // as git is told it: without credentials
	protocol string
	secret   source.Secret
	scope    string // what the secret is for, and nothing a server redirects to
	retry    retry.Policy
}

func newRemote(t *source.Target, o *source.Options) (*remote, error) {
	if strings.HasPrefix(t.Host, "-") || strings.HasPrefix(t.User, "-") {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: not a host", t.Scheme)
	}
	m := &remote{protocol: strings.TrimPrefix(t.Scheme, "git+"), retry: retry.Policy{Tries: 3, First: time.Second, Most: time.Minute}}
	host := t.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if t.Port != "" {
		host = net.JoinHostPort(t.Host, t.Port)
	}
	u := url.URL{Scheme: m.protocol, Host: host, Path: t.Path}
	m.scope = m.protocol + "://" + host
	if m.protocol == "ssh" {
		// The key is the user's agent's or file's; ssh finds it.
		if t.User != "" {
			u.User = url.User(t.User)
		}
		m.url = u.String()
		return m, nil
	}
	m.url = u.String()
	if o.Secret != nil {
		port := map[string]string{"https": "443", "http": "80"}[m.protocol]
		var err error
		if m.secret, err = o.Secret(t.Ask(credentials, port)); err != nil {
			return nil, err
		}
	}
	if m.secret.User == "" {
		m.secret.User = t.User
	}
	if m.secret.User == "" {
		m.secret.User = "git" // where a token is the password, the user mostly does not matter
	}
	if strings.ContainsAny(m.secret.User+m.secret.Password.Reveal(), "\r\n\x00") {
		return nil, fault.Errorf(fault.Usage, "open target: the password has a line break in it")
	}
	return m, nil
}

// ready is the repository, mirrored now if it is elsewhere.
func (s *Source) ready(ctx context.Context) (*repo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.repo != nil {
		return s.repo, nil
	}
	var r *repo
	err := s.remote.retry.Do(ctx, func(ctx context.Context) (err error) {
		for _, format := range []string{"sha1", "sha256"} {
			if r, err = s.mirror(ctx, format); !errors.Is(err, errFormat) {
				break
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s.repo, s.pool = r, newPool(r)
	return r, nil
}

var errFormat = fault.Errorf(fault.Unreadable, "mirror: its objects are named in another way")

// mirror copies all refs and what they lead to.
func (s *Source) mirror(ctx context.Context, format string) (_ *repo, err error) {
	dir, lock, err := makeFolder(s.o.TempDir)
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "mirror: make a temporary folder: %w", source.Bare(err))
	}
	r := &repo{program: s.program, real: dir, common: dir, dir: dir, lock: lock, format: format}
	defer func() {
		if err != nil {
			_ = r.remove()
		}
	}()
	if err := r.fill(); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "mirror: make a temporary folder: %w", source.Bare(err))
	}
	r.env = local("GIT_DIR=" + dir)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	env := s.remote.env(dir, &s.o)
	if s.remote.protocol == "ssh" && s.getenv("GIT_SSH_COMMAND") == "" && s.getenv("GIT_SSH") == "" && !s.ownSSH(ctx, dir, env) {
		env = append(env, "GIT_SSH_COMMAND=ssh -o BatchMode=yes -o ConnectTimeout="+strconv.Itoa(max(1, int(s.timeout()/time.Second))))
	}
	c := command(ctx, s.program, env, dir, "fetch", "--progress", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules", "origin")
	said := &alive{t: time.AfterFunc(time.Hour, func() { cancel(errSilent) }), after: 4 * s.timeout()}
	c.Stderr = said
	said.t.Reset(said.after)
	defer said.t.Stop()
	if err := c.Run(); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return nil, fault.As(fault.Unavailable, cause)
		}
		return nil, classify(&failure{act: "mirror", err: err, said: string(said.last)})
	}
	// Of a page that is no repository, git makes one without refs.
	if refs, err := r.refs(ctx); err != nil || len(refs) == 0 {
		return nil, fault.Errorf(fault.Unreadable, "mirror: there is no commit there, or no repository")
	}
	return r, nil
}

// ownSSH tells whether the user's configuration says how ssh is called. Else it is called so that it asks nobody.
func (s *Source) ownSSH(ctx context.Context, dir string, env []string) bool {
	out, err := output(command(ctx, s.program, env, dir, "config", "--get", "core.sshCommand"), "read configuration", 1<<16)
	return err == nil && len(out) > 0
}

func (s *Source) timeout() time.Duration {
	if s.o.Timeout > 0 {
		return s.o.Timeout
	}
	return source.DefaultTimeout
}

var errSilent = errors.New("mirror: the server is silent")

// alive keeps the end of what git says, and puts the alarm off each time it says something.
type alive struct {
	t     *time.Timer
	after time.Duration
	last  []byte
}

func (a *alive) Write(p []byte) (int, error) {
	a.t.Reset(a.after)
	a.last = append(a.last, p...)
	if n := len(a.last) - 16<<10; n > 0 {
		a.last = append(a.last[:0], a.last[n:]...)
	}
	return len(p), nil
}

// passed are the user's own settings of how to connect.
var passed = []string{"GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_PROXY_SSL_CAINFO", "GIT_HTTP_PROXY_AUTHMETHOD"}

// helper answers git's question for credentials out of the environment. A shell's own printf shows in no list of processes.
const helper = `!f() { test "$1" = get && printf 'username=%s\npassword=%s\n' "$TSUTSUMI_GIT_USER" "$TSUTSUMI_GIT_PASSWORD"; }; f`

// env is for the one process that connects. The user's configuration counts here (proxies, helpers that know credentials);
// what it may not do is said over it.
func (m *remote) env(dir string, o *source.Options) []string {
	protocols := m.protocol
	if protocols == "http" {
		protocols = "http:https"
	}
	env := base("GIT_DIR="+dir, "GIT_ALLOW_PROTOCOL="+protocols, "GIT_PROTOCOL_FROM_USER=0")
	for _, name := range passed {
		if o.Getenv != nil && o.Getenv(name) != "" {
			env = append(env, name+"="+o.Getenv(name))
		}
	}
	timeout := o.Timeout
	if timeout <= 0 {
		timeout = source.DefaultTimeout
	}
	config := [][2]string{
		{"remote.origin.url", m.url}, {"remote.origin.fetch", "+refs/*:refs/*"}, {"core.hooksPath", os.DevNull},
		{"core.fsmonitor", "false"}, {"gc.auto", "0"}, {"maintenance.auto", "false"}, {"fetch.unpackLimit", "1"}, {"fetch.writeCommitGraph", "false"},
		{"transfer.bundleURI", "false"}, {"http.lowSpeedLimit", "1"}, {"http.lowSpeedTime", strconv.Itoa(max(1, int(timeout/time.Second)))},
	}
	if o.Agent != "" {
		config = append(config, [2]string{"http.userAgent", "git/2 (" + o.Agent + ")"})
	}
	if m.secret.Password.Known() {
		config = append(config, [2]string{"credential.helper", ""}, [2]string{"credential." + m.scope + ".helper", helper})
		env = append(env, "TSUTSUMI_GIT_USER="+m.secret.User, "TSUTSUMI_GIT_PASSWORD="+m.secret.Password.Reveal())
	}
	env = append(env, "GIT_CONFIG_COUNT="+strconv.Itoa(len(config)))
	for i, kv := range config {
		n := strconv.Itoa(i)
		env = append(env, "GIT_CONFIG_KEY_"+n+"="+kv[0], "GIT_CONFIG_VALUE_"+n+"="+kv[1])
	}
	return env
}

// classify tells by what git said whether another try may help.
func classify(f *failure) error {
	for _, c := range []struct {
		class fault.Class
		text  string
		marks []string
	}{
		{fault.Unreadable, "mirror: the server wants other credentials, or any (docs/sources/git.md)", []string{"Authentication failed", "could not read Username", "could not read Password", "Permission denied", "terminal prompts disabled", "returned error: 401", "returned error: 403", "Host key verification failed"}},
		{fault.Unreadable, "mirror: no such repository there, or not for these credentials", []string{"not found", "does not appear to be a git repository", "returned error: 404", "does not exist"}},
		{fault.Unavailable, "mirror: the server cannot be reached, or breaks off", []string{"Could not resolve", "Couldn't resolve", "Failed to connect", "Connection refused", "Connection reset", "timed out", "Operation too slow", "early EOF", "unexpected disconnect", "hung up", "returned error: 429", "returned error: 5", "RPC failed", "Empty reply", "Broken pipe", "transfer closed"}},
	} {
		for _, m := range c.marks {
			if strings.Contains(f.said, m) {
				return fault.Errorf(c.class, "%s", c.text)
			}
		}
	}
	if strings.Contains(f.said, "mismatched algorithms") {
		return errFormat
	}
	return fault.As(fault.Unreadable, f)
}
