// Package web asks servers over HTTP as sources do: whose certificates count is said by the target, a server that falls
// silent is left, a redirection is not followed, and errors have a class and name neither path nor query.
package web

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// Options of a target's query that Transport reads: the file of the authority that signed the server's certificate, and
// whether any certificate will do.
const (
	CA       = "ca"
	Insecure = "insecure"
)

// Transport is made for one target. Answers of its RoundTrip end with an error of class Unavailable where nothing comes
// for as long as o.Timeout says.
type Transport struct {
	plain *http.Transport
	wait  time.Duration
}

// NewTransport reads the target's options. zip asks for packed answers and unpacks them.
func NewTransport(t *source.Target, o *source.Options, zip bool) (*Transport, error) {
	trust, err := trusted(t)
	if err != nil {
		return nil, err
	}
	wait := wire.Silence(o)
	return &Transport{wait: wait, plain: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: trust, DisableCompression: !zip, ForceAttemptHTTP2: false,
		DialContext:           (&net.Dialer{Timeout: min(wait, 10*time.Second)}).DialContext,
		TLSHandshakeTimeout:   wait,
		ResponseHeaderTimeout: wait,
		MaxIdleConnsPerHost:   8,
		IdleConnTimeout:       time.Minute,
		ReadBufferSize:        64 << 10,
	}}, nil
}

// trusted says whose certificates count.
func trusted(t *source.Target) (*tls.Config, error) {
	c, err := wire.TLS(t)
	if err != nil {
		return nil, err
	}
	c.ServerName = ""                        // that of each request
	c.InsecureSkipVerify = Flag(t, Insecure) //nolint:gosec // only where the user says so
	return c, nil
}

// Client asks through the transport.
func (t *Transport) Client() *http.Client {
	return &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// CloseIdleConnections closes what nobody uses.
func (t *Transport) CloseIdleConnections() { t.plain.CloseIdleConnections() }

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(q *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(q.Context())
	r, err := t.plain.RoundTrip(q.WithContext(ctx))
	if err != nil {
		cancel(nil)
		return nil, Failed(q.Context(), err)
	}
	w := &watched{ctx: ctx, cancel: cancel, body: r.Body, wait: t.wait}
	w.timer = time.AfterFunc(t.wait, func() { cancel(errSilent) })
	r.Body = w
	return r, nil
}

var errSilent = fault.Errorf(fault.Unavailable, "the server does not answer")

// Failed classes an error of a connection, in words of its own: those of the libraries quote what a server or a proxy
// sent, and name hosts. One that has a class keeps it.
func Failed(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return fault.As(fault.Unavailable, cause)
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if fault.Of(err) != fault.Internal {
		return err
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fault.Errorf(fault.Unreadable, "the server's certificate is not trusted (ca=FILE names whose is)")
	}
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() {
		return errSilent
	}
	if cause := wire.Cause(err); cause != nil {
		return cause
	}
	return fault.Errorf(fault.Unavailable, "what the server or a proxy answers is not understood")
}

// watched is an answer's body that ends where nothing comes any more.
type watched struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	body   io.ReadCloser
	timer  *time.Timer
	wait   time.Duration
}

// Read implements io.Reader.
func (w *watched) Read(b []byte) (int, error) {
	w.timer.Reset(w.wait)
	n, err := w.body.Read(b)
	w.timer.Stop() // whoever reads may take its time
	if err != nil && !errors.Is(err, io.EOF) {
		err = Failed(w.ctx, err)
	}
	return n, err
}

// Close implements io.Closer.
func (w *watched) Close() error {
	w.timer.Stop()
	err := w.body.Close()
	w.cancel(nil)
	return err
}

// Flag is a yes or no in a target's query.
func Flag(t *source.Target, key string) bool {
	v, _ := strconv.ParseBool(t.Query.Get(key))
	return v
}
