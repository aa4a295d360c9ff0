package exposure

import (
	"bufio"
	"context"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/net/proxy"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// relay is a proxy that the owner gave, to see the doors as somebody elsewhere does: HTTP (CONNECT) or SOCKS5.
type relay struct {
	scheme, address string
	secret          source.Secret
}

// Relay tells whether a relay can be meant, with an error of class Usage; "" is none.
func Relay(text string) error {
	_, err := newRelay(text, nil)
	return err
}

// newRelay takes the URL of a relay: http://host:port or socks5://host:port.
func newRelay(text string, secret func(source.Ask) (source.Secret, error)) (*relay, error) {
	if text == "" {
		return nil, nil
	}
	t, err := source.Parse(text)
	if err != nil {
		return nil, err
	}
	r := &relay{scheme: t.Scheme}
	def := map[string]string{"http": "8080", "socks5": "1080"}[t.Scheme]
	if def == "" || t.Host == "" || t.Path != "" && t.Path != "/" {
		return nil, fault.Errorf(fault.Usage, "--relay: http://host:port or socks5://host:port")
	}
	r.address = t.Address(def)
	if t.User != "" && secret != nil {
		if r.secret, err = secret(t.Ask(t.Scheme, def)); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *relay) connect(ctx context.Context, d *net.Dialer, timeout time.Duration, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if r.scheme == "socks5" {
		var auth *proxy.Auth
		if r.secret.User != "" {
			auth = &proxy.Auth{User: r.secret.User, Password: r.secret.Password.Reveal()}
		}
		p, err := proxy.SOCKS5("tcp", r.address, auth, d)
		if err != nil {
			return nil, fault.Errorf(fault.Usage, "use the relay: it cannot be meant")
		}
		c, err := p.(proxy.ContextDialer).DialContext(ctx, "tcp", address)
		if err != nil {
			return nil, &ownError{fault.Unavailable, "there is no way to it through the relay"}
		}
		return c, nil
	}
	c, err := d.DialContext(ctx, "tcp", r.address)
	if err != nil {
		return nil, &ownError{fault.Unavailable, "the relay does not answer"}
	}
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{}}
	if r.secret.User != "" {
		req.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(r.secret.User+":"+r.secret.Password.Reveal())))
	}
	in := bufio.NewReaderSize(c, 4096)
	if err = req.Write(c); err == nil {
		var a *http.Response
		if a, err = http.ReadResponse(in, req); err == nil {
			a.Body.Close()
			if a.StatusCode == http.StatusOK {
				return &ahead{c, in}, nil
			}
		}
	}
	_ = c.Close()
	return nil, &ownError{fault.Unavailable, "there is no way to it through the relay"}
}

// ahead is a connection of which something was read already.
type ahead struct {
	net.Conn
	in *bufio.Reader
}

func (a *ahead) Read(p []byte) (int, error) { return a.in.Read(p) }
