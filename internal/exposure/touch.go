package exposure

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	maxHeader    = 64 << 10 // bytes of an answer's header
	maxTaken     = 64 << 20 // bytes read from a connection in all
	maxRedirects = 3
)

// touch is the one way in which a run reaches others: it keeps the rate, names the program, and in a dry run only notes.
type touch struct {
	dry     bool
	agent   string
	timeout time.Duration
	rate    *rate
	note    func(act, object string)
	relay   *relay // nil goes straight
	dialer  net.Dialer
	loose   *http.Transport // for what is asked without credentials
	strict  *http.Transport
}

func newTouch(o *Options, note func(act, object string)) *touch {
	t := &touch{dry: o.Dry, agent: o.Agent, timeout: o.Timeout, rate: newRate(o.Rate), note: note, relay: o.relay}
	t.dialer.Timeout = o.Timeout
	t.loose, t.strict = t.transport(), t.transport()
	t.loose.TLSClientConfig = &tls.Config{
		// What is looked at are doors that ask for nothing; who stands behind them is not believed anything.
		InsecureSkipVerify: true,             //nolint:gosec // no credential goes this way
		MinVersion:         tls.VersionTLS10, //nolint:gosec // old servers are to be seen too
	}
	t.strict.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots}
	return t
}

func (t *touch) transport() *http.Transport {
	return &http.Transport{
		DialContext: t.connect, DisableCompression: true, MaxResponseHeaderBytes: maxHeader,
		ResponseHeaderTimeout: t.timeout, TLSHandshakeTimeout: t.timeout, MaxConnsPerHost: 2, MaxIdleConnsPerHost: 2, IdleConnTimeout: t.timeout,
	}
}

func (t *touch) close() {
	t.loose.CloseIdleConnections()
	t.strict.CloseIdleConnections()
}

// client is Visit.HTTP.
func (t *touch) client() *http.Client {
	return &http.Client{Transport: t, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		first := via[0].URL
		if req.Method == http.MethodPost || first.Scheme == "https" && req.URL.Scheme != "https" { // a question to somewhere else, or in clear
			return http.ErrUseLastResponse
		}
		if len(via) > maxRedirects || !strings.EqualFold(req.URL.Hostname(), first.Hostname()) || port(req.URL) != port(first) && !upgrade(first, req.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" || u.Scheme != "https" {
		return p
	}
	return "443"
}

// upgrade is a redirection from a host's plain port to its TLS port.
func upgrade(from, to *url.URL) bool {
	return from.Scheme == "http" && to.Scheme == "https" && (from.Port() == "" || from.Port() == "80") && (to.Port() == "" || to.Port() == "443")
}

// RoundTrip is a request through the guard.
func (t *touch) RoundTrip(req *http.Request) (*http.Response, error) {
	switch req.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions:
	case http.MethodPost:
		if req.Context().Value(asking{}) == nil {
			return nil, &ownError{fault.Internal, "a POST that is no question is not sent"}
		}
	default:
		return nil, &ownError{fault.Internal, "a " + req.Method + " might write and is not sent"}
	}
	where := req.URL.Scheme + "://" + req.URL.Host + req.URL.EscapedPath()
	if t.dry {
		t.note(req.Method, where)
		return nil, ErrDry
	}
	if err := t.rate.wait(req.Context(), req.URL.Hostname()); err != nil {
		return nil, err
	}
	req = req.Clone(req.Context())
	req.Header.Set("User-Agent", t.agent)
	if req.Header.Get("Authorization") != "" || req.Header.Get("Cookie") != "" {
		return t.strict.RoundTrip(req)
	}
	return t.loose.RoundTrip(req)
}

// dial is Visit.Dial.
func (t *touch) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if t.dry {
		t.note("connect", address)
		return nil, ErrDry
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "connect: no host and port")
	}
	if err := t.rate.wait(ctx, host); err != nil {
		return nil, err
	}
	c, err := t.connect(ctx, network, address)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	return &bound{c, stop}, nil
}

// bound is a connection that ends with a context.
type bound struct {
	net.Conn
	stop func() bool
}

func (b *bound) Close() error {
	b.stop()
	return b.Conn.Close()
}

// connect makes a connection that does not wait for ever.
func (t *touch) connect(ctx context.Context, network, address string) (net.Conn, error) {
	if !strings.HasPrefix(network, "tcp") && network != "unix" {
		return nil, fault.Errorf(fault.Internal, "connect: only TCP is spoken")
	}
	var c net.Conn
	var err error
	if t.relay != nil && network != "unix" {
		c, err = t.relay.connect(ctx, &t.dialer, t.timeout, address)
	} else {
		c, err = t.dialer.DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, silence: t.timeout, left: maxTaken}, nil
}

// conn gives up where the other side is silent too long or talks without end.
type conn struct {
	net.Conn
	silence time.Duration
	mu      sync.Mutex
	left    int64
}

func (c *conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	left := c.left
	c.mu.Unlock()
	if left <= 0 {
		return 0, &ownError{fault.Refused, "it says more than anybody asked for"}
	}
	if err := c.SetReadDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	c.left -= int64(n)
	c.mu.Unlock()
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// rate spaces what reaches a host.
type rate struct {
	gap  time.Duration
	mu   sync.Mutex
	next map[string]time.Time
}

func newRate(perSecond float64) *rate {
	r := &rate{next: map[string]time.Time{}}
	if perSecond > 0 {
		r.gap = time.Duration(float64(time.Second) / perSecond)
	}
	return r
}

// wait waits for the host's turn.
func (r *rate) wait(ctx context.Context, host string) error {
	if r.gap == 0 {
		return ctx.Err()
	}
	host = strings.ToLower(host)
	now := time.Now()
	r.mu.Lock()
	at := r.next[host]
	if at.Before(now) {
		at = now
	}
	r.next[host] = at.Add(r.gap)
	r.mu.Unlock()
	if !at.After(now) {
		return ctx.Err()
	}
	timer := time.NewTimer(at.Sub(now))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
