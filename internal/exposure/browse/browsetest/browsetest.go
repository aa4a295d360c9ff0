// Package browsetest makes web sites for tests of checks: hosts by name, with and without TLS, on loopback, and a Visit that
// reaches them and nothing else.
package browsetest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// World is hosts by their names.
type World struct {
	t     testing.TB
	mu    sync.Mutex
	hosts map[string]http.Handler
	asked []string
	plain *httptest.Server
	tls   *httptest.Server
}

// New makes a world with these hosts; each answers with TLS on port 443 and without on port 80.
func New(t testing.TB, hosts map[string]http.Handler) *World {
	t.Helper()
	w := &World{t: t, hosts: hosts}
	serve := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		scheme := "http"
		if r.TLS != nil {
			scheme = "https"
		}
		w.mu.Lock()
		h := w.hosts[host]
		w.asked = append(w.asked, r.Method+" "+scheme+"://"+host+r.URL.RequestURI())
		w.mu.Unlock()
		if h == nil {
			http.Error(rw, "no such host", http.StatusMisdirectedRequest)
			return
		}
		h.ServeHTTP(rw, r)
	})
	w.plain, w.tls = httptest.NewServer(serve), httptest.NewTLSServer(serve)
	t.Cleanup(w.plain.Close)
	t.Cleanup(w.tls.Close)
	return w
}

// Set changes a host.
func (w *World) Set(host string, h http.Handler) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hosts[host] = h
}

// Asked lists the requests so far: "GET https://host/path".
func (w *World) Asked() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.asked...)
}

// Relay is the address of a proxy through which exposure.Run reaches the world (Options.Relay).
func (w *World) Relay() string {
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			http.Error(rw, "only CONNECT", http.StatusMethodNotAllowed)
			return
		}
		there, err := w.dial(r.Context(), "tcp", r.Host)
		if err != nil {
			http.Error(rw, "no such host", http.StatusBadGateway)
			return
		}
		defer func() { _ = there.Close() }()
		here, buffered, err := http.NewResponseController(rw).Hijack()
		if err != nil {
			return
		}
		defer func() { _ = here.Close() }()
		if _, err := io.WriteString(here, "HTTP/1.1 200 Connected\r\n\r\n"); err != nil {
			return
		}
		done := make(chan struct{})
		go func() {
			_, _ = io.Copy(there, buffered)
			_ = there.Close()
			close(done)
		}()
		_, _ = io.Copy(here, there)
		_ = here.Close()
		<-done
	}))
	w.t.Cleanup(srv.Close)
	return srv.URL
}

func (w *World) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	known := w.hosts[host] != nil
	w.mu.Unlock()
	if !known {
		return nil, errors.New("dial: no such host")
	}
	to := w.plain.Listener.Addr().String()
	if port == "443" {
		to = w.tls.Listener.Addr().String()
	}
	var d net.Dialer
	return d.DialContext(context.WithoutCancel(ctx), "tcp", to)
}

// Visit reaches the world directly, without rate and rules.
func (w *World) Visit() *exposure.Visit {
	tr := &http.Transport{DialContext: w.dial, DisableCompression: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // the test's own server
	w.t.Cleanup(tr.CloseIdleConnections)
	return &exposure.Visit{HTTP: &http.Client{Transport: tr}, Dial: w.dial}
}

// Target is a target as the command line makes it.
func Target(t testing.TB, url string) *exposure.Target {
	t.Helper()
	u, err := source.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	return &exposure.Target{URL: u, Name: u.Name()}
}

// Look runs a check and sorts what it finds by ID and object, in the order told.
func Look(t testing.TB, c exposure.Check, target *exposure.Target, v *exposure.Visit) ([]exposure.Finding, error) {
	t.Helper()
	known := map[string]exposure.Entry{}
	for _, e := range c.Catalogue() {
		if known[e.ID].ID != "" {
			t.Errorf("%s stands twice in the catalogue", e.ID)
		}
		known[e.ID] = e
	}
	var out []exposure.Finding
	once := map[string]bool{}
	err := c.Look(t.Context(), target, v, func(f exposure.Finding) {
		e, ok := known[f.ID]
		if !ok {
			t.Errorf("%s is not in the catalogue", f.ID)
		}
		if once[f.ID+"\x00"+f.Object] {
			t.Errorf("%s on %q is told twice", f.ID, f.Object)
		}
		once[f.ID+"\x00"+f.Object] = true
		for _, text := range []exposure.Text{e.Title, e.What, e.Seen, e.Fix} {
			for _, s := range []string{text.EN, text.JA} {
				Filled(t, f.ID, s, f.Args)
			}
		}
		out = append(out, f)
	})
	return out, err
}

// Filled fails on a sentence that names an argument which is not given.
func Filled(t testing.TB, id, s string, args map[string]string) {
	t.Helper()
	for {
		_, rest, ok := strings.Cut(s, "{")
		if !ok {
			return
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return
		}
		word := name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
		if _, given := args[name]; word && !given {
			t.Errorf("%s: nothing fills {%s}", id, name)
		}
		s = after
	}
}
