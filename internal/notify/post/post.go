// Package post sends JSON over HTTP as sinks and hooks do: a redirection is not followed, an answer is read as far as it is needed, and
// errors name neither the URL nor what the server said.
package post

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// The headers of a signed call.
const (
	Signature = "X-Tsutsumi-Signature"
	Timestamp = "X-Tsutsumi-Timestamp"
	Key       = "Idempotency-Key"
)

// most is how much of an answer is read, in bytes.
const most = 64 << 10

// Client posts to one URL.
type Client struct {
	url  string
	http *http.Client
	now  func() time.Time
}

// New makes a client of a URL; ca is the file of the authority that signed the server's certificate, "" the system's.
func New(to, ca string, now func() time.Time) (*Client, error) {
	if why := config.Called(to); why != "" {
		return nil, fault.Errorf(fault.Usage, "%s", why)
	}
	trust, err := Trust(ca)
	if err != nil {
		return nil, err
	}
	return &Client{to, &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: trust, DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext, TLSHandshakeTimeout: 10 * time.Second,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: most,
		},
	}, now}, nil
}

// Trust says whose certificates count.
func Trust(ca string) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if ca == "" {
		return c, nil
	}
	pem, err := os.ReadFile(ca)
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read certificates: %w", err))
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fault.Errorf(fault.Usage, "read certificates: %s holds none", ca)
	}
	return c, nil
}

// Answer is what a server said.
type Answer struct {
	Status int
	Body   []byte // its beginning
}

// JSON posts a body. An answer outside 200 to 299 is an error; the answer is returned with it.
func (c *Client) JSON(ctx context.Context, body []byte, header map[string]string) (Answer, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return Answer{}, fault.Errorf(fault.Usage, "not a URL")
	}
	q.Header.Set("Content-Type", "application/json; charset=utf-8")
	q.Header.Set("User-Agent", "tsutsumi")
	for k, v := range header {
		q.Header.Set(k, v)
	}
	r, err := c.http.Do(q)
	if err != nil {
		return Answer{}, Failed(err)
	}
	defer r.Body.Close()
	a := Answer{Status: r.StatusCode}
	if a.Body, err = io.ReadAll(io.LimitReader(r.Body, most)); err != nil {
		return a, Failed(err)
	}
	return a, said(r)
}

// Failed says in words of its own what went wrong with a connection; those of the libraries name the URL.
func Failed(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if fault.Of(err) != fault.Internal {
		return err
	}
	if cause := wire.Cause(err); cause != nil {
		return cause
	}
	return fault.Errorf(fault.Unavailable, "what the server or a proxy answers is not understood")
}

// said is what a status means. Of what the owner can mend (a token, an address) it is worth trying again; of what is wrong with the
// body it is not.
func said(r *http.Response) error {
	s := r.StatusCode
	switch {
	case s >= 200 && s < 300:
		return nil
	case s >= 300 && s < 400:
		return fault.Errorf(fault.Unavailable, "the server answers %d: a redirection, which is not followed", s)
	case s == http.StatusBadRequest, s == http.StatusRequestEntityTooLarge, s == http.StatusUnprocessableEntity, s == http.StatusUnsupportedMediaType:
		return fault.Errorf(fault.Refused, "the server does not take it: %d", s)
	}
	err := fault.Errorf(fault.Unavailable, "the server answers %d", s)
	if after, e := strconv.Atoi(r.Header.Get("Retry-After")); e == nil && after > 0 && (s == http.StatusTooManyRequests || s >= 500) {
		return &notify.Later{After: time.Duration(min(after, 86_400)) * time.Second, Err: err}
	}
	return err
}

// Signed are the headers that tell who sent a body and when: HMAC-SHA-256 with the key over the time, a dot and the body.
func (c *Client) Signed(key string, body []byte) map[string]string {
	at := strconv.FormatInt(c.now().Unix(), 10)
	return map[string]string{Timestamp: at, Signature: "sha256=" + Sign(key, at, body)}
}

// Sign is the signature of a body sent at a time, hexadecimal.
func Sign(key, at string, body []byte) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(at))
	m.Write([]byte{'.'})
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}
